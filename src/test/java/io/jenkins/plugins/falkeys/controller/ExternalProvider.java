package io.jenkins.plugins.falkeys.controller;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.util.Secret;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.Stapler;
import org.springframework.security.core.Authentication;

/** Credentials in a system outside Jenkins, which can be down. */
public class ExternalProvider extends CredentialsProvider {

    /** The system's error message when it is down. */
    static final String SEALED = "the vault is sealed";

    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final AtomicInteger lookUpsForPages = new AtomicInteger();
    volatile boolean down;
    volatile boolean secretsDown;
    volatile boolean onlyForJobs;

    static ExternalProvider get() {
        return (ExternalProvider) CredentialsProvider.all().stream()
                .filter(ExternalProvider.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    /** Restores the state before the first test. */
    final void clear() {
        secrets.clear();
        lookUpsForPages.set(0);
        down = false;
        secretsDown = false;
        onlyForJobs = false;
    }

    @Override
    @NonNull
    public String getDisplayName() {
        return "Test vault";
    }

    @Override
    @NonNull
    public <C extends Credentials> List<C> getCredentialsInItemGroup(
            @NonNull Class<C> type,
            ItemGroup group,
            Authentication authentication,
            @NonNull List<DomainRequirement> requirements) {
        return onlyForJobs ? List.of() : all(type);
    }

    @Override
    @NonNull
    public <C extends Credentials> List<C> getCredentialsInItem(
            @NonNull Class<C> type,
            @NonNull Item item,
            Authentication authentication,
            @NonNull List<DomainRequirement> requirements) {
        return onlyForJobs && !(item instanceof Job) ? List.of() : all(type);
    }

    private <C extends Credentials> List<C> all(Class<C> type) {
        if (Stapler.getCurrentRequest2() != null) {
            lookUpsForPages.incrementAndGet();
        }
        if (down) {
            throw new CredentialsUnavailableException("id", SEALED);
        }
        return secrets.entrySet().stream()
                .map(entry -> new Text(entry.getKey(), secretsDown ? null : Secret.fromString(entry.getValue())))
                .flatMap(text -> type.isInstance(text) ? Stream.of(type.cast(text)) : Stream.empty())
                .toList();
    }

    /** A Secret text whose secret is only read when it is needed. */
    private static final class Text extends BaseStandardCredentials implements StringCredentials {

        private static final long serialVersionUID = 1L;

        private final Secret secret;

        Text(String id, Secret secret) {
            super(CredentialsScope.GLOBAL, id, null);
            this.secret = secret;
        }

        @Override
        @NonNull
        public Secret getSecret() {
            if (secret == null) {
                throw new CredentialsUnavailableException("secret", SEALED);
            }
            return secret;
        }
    }
}
