package hudson.model;

/** What is known of a class that a user configures. */
public abstract class Descriptor<T extends Describable<T>> {

    public final Class<? extends T> clazz;

    @SuppressWarnings("unchecked") // a descriptor stands inside what it describes
    protected Descriptor() {
        clazz = (Class<? extends T>) getClass().getEnclosingClass();
    }

    public String getDisplayName() {
        return clazz.getSimpleName();
    }
}
