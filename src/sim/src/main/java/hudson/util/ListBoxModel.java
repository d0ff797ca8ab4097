package hudson.util;

import java.util.ArrayList;

/** The choices of a drop-down. Here there are none. */
public class ListBoxModel extends ArrayList<Object> {}
