package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;

/** An admin key, with the reference to it that records keep. */
public record AdminAccess(AdminReference reference, AdminKey key) {}
