package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;

/** An admin key together with what the ledger keeps of it. */
public record AdminAccess(AdminReference reference, AdminKey key) {}
