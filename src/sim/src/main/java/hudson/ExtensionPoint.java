package hudson;

/** A type that extensions can implement. */
public interface ExtensionPoint {}
