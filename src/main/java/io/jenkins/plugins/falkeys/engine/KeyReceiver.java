package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.api.FalKey;

/** Takes over a key for a build. If it throws, the key is deleted. */
@FunctionalInterface
public interface KeyReceiver {

    /**
     * @param recordId ID of the key's record, for {@link KeyService#end}
     */
    void receive(FalKey key, String recordId) throws Exception;
}
