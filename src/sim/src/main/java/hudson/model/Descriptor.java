package hudson.model;

/** Metadata about a class that a user configures. */
public abstract class Descriptor<T extends Describable<T>> {

    public final Class<? extends T> clazz;

    @SuppressWarnings("unchecked") // a descriptor is nested in the class that it describes
    protected Descriptor() {
        clazz = (Class<? extends T>) getClass().getEnclosingClass();
    }

    public String getDisplayName() {
        return clazz.getSimpleName();
    }
}
