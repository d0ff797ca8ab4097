package hudson;

/** Registers extensions. */
public final class Extensions {

    private Extensions() {}

    public static void register(Object extension) {
        ExtensionList.registered().add(extension);
    }

    public static void clear() {
        ExtensionList.registered().clear();
    }
}
