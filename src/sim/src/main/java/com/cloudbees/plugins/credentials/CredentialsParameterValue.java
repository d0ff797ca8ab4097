package com.cloudbees.plugins.credentials;

import hudson.model.ParameterValue;

/** A parameter whose value is a credential ID. */
public class CredentialsParameterValue extends ParameterValue {

    CredentialsParameterValue(String name) {
        super(name);
    }
}
