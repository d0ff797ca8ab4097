package hudson;

/** Something that has extensions. */
public interface ExtensionPoint {}
