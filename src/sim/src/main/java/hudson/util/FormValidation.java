package hudson.util;

/** The validation of a form field. Here there are no forms. */
public abstract class FormValidation extends java.io.IOException {
    FormValidation() {}
}
