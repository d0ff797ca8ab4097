package hudson.model;

/** Something in the tree of folders and jobs. */
public interface Item {

    String getFullName();
}
