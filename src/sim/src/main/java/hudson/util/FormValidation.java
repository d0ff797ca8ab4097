package hudson.util;

/** What a form says of a value; here there are no forms. */
public abstract class FormValidation extends java.io.IOException {
    FormValidation() {}
}
