package com.cloudbees.plugins.credentials;

import hudson.model.ParameterValue;

/** A parameter that names a credential. */
public class CredentialsParameterValue extends ParameterValue {

    CredentialsParameterValue(String name) {
        super(name);
    }
}
