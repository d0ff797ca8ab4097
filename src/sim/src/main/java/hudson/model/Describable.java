package hudson.model;

import hudson.ExtensionList;

/** Something that a user configures. */
public interface Describable<T extends Describable<T>> {

    @SuppressWarnings("unchecked") // a descriptor describes its enclosing class
    default Descriptor<T> getDescriptor() {
        return ExtensionList.lookup(Descriptor.class).stream()
                .filter(descriptor -> descriptor.clazz == getClass())
                .findFirst()
                .orElseThrow();
    }
}
