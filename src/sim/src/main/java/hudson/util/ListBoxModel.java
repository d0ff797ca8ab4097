package hudson.util;

import java.util.ArrayList;

/** The choices of a drop-down; here there are none. */
public class ListBoxModel extends ArrayList<Object> {}
