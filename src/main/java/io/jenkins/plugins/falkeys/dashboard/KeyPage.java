package io.jenkins.plugins.falkeys.dashboard;

import hudson.Util;
import hudson.model.Failure;
import hudson.model.ModelObject;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.view.Administrators;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import io.jenkins.plugins.falkeys.view.KeyRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The page of one key: its record, and the actions on it. */
@Restricted(NoExternalUse.class)
public final class KeyPage implements ModelObject {

    private final KeyRecord keyRecord;

    KeyPage(KeyRecord keyRecord) {
        this.keyRecord = keyRecord;
    }

    /** The page of a key that was just created; empty if its record is already gone. */
    static Optional<KeyPage> of(CreatedKey created) {
        return FalKeys.get().keys().records().ofKey(created.keyId()).map(KeyPage::new);
    }

    @Override
    public String getDisplayName() {
        return keyRecord.alias();
    }

    public String id() {
        return keyRecord.id();
    }

    public KeyRow row() {
        return new KeyRow(keyRecord);
    }

    /** The default grace period of the old key, in minutes. */
    public int defaultGraceMinutes() {
        return RotateRequest.DEFAULT_GRACE_MINUTES;
    }

    public boolean mayBeRotated() {
        return keyRecord.state() == KeyState.ACTIVE && keyRecord.target() != null;
    }

    public boolean mayBeDeleted() {
        return keyRecord.keyId() != null
                && (keyRecord.state() == KeyState.ACTIVE || keyRecord.state() == KeyState.DELETING);
    }

    public boolean isUnresolved() {
        return keyRecord.state() == KeyState.UNRESOLVED;
    }

    /** Replaces the key in the credential with a new one. */
    @POST
    public HttpResponse doRotate(@QueryParameter String alias, @QueryParameter String graceMinutes) {
        Origin person = Administrators.administrator();
        if (keyRecord.target() == null) {
            throw new Failure(Messages.KeyPage_noCredential());
        }
        CreatedKey created = EngineAnswers.orFailure(() -> FalKeys.get()
                .keys()
                .rotate(
                        new RotateRequest(
                                person,
                                keyRecord.target().store(),
                                keyRecord.target().credentialsId(),
                                Util.fixEmptyAndTrim(alias),
                                minutes(graceMinutes),
                                null),
                        Requester.SILENT));
        return new HttpRedirect("../" + of(created).map(KeyPage::id).orElse(id()) + "/");
    }

    private static int minutes(String text) {
        String number = Util.fixNull(text).trim();
        if (!number.matches("[0-9]{1,6}")) {
            throw new Failure(Messages.KeyPage_noMinutes());
        }
        return Integer.parseInt(number);
    }

    /** Deletes the key now. */
    @POST
    public HttpResponse doDeleteKey(@QueryParameter boolean removeCredential) {
        Origin person = Administrators.administrator();
        EngineAnswers.orFailure(() ->
                FalKeys.get().keys().delete(DeleteRequest.ofRecord(person, id(), removeCredential), Requester.SILENT));
        return HttpResponses.redirectToDot();
    }

    /**
     * Deletes the keys that an unresolved record may stand for. The request contains their IDs as the page showed them.
     */
    @POST
    public HttpResponse doDeleteCandidates(StaplerRequest2 request) {
        Origin person = Administrators.administrator();
        String[] keyIds = request.getParameterValues("keyId");
        Set<String> seen = keyIds == null ? Set.of() : new HashSet<>(Arrays.asList(keyIds));
        EngineAnswers.orFailure(() -> FalKeys.get().keys().administration().deleteCandidates(person, id(), seen));
        return HttpResponses.redirectToDot();
    }

    /** Closes a record without deleting anything, because the key is not this controller's. */
    @POST
    public HttpResponse doSettleAsNotOurs() {
        Origin person = Administrators.administrator();
        EngineAnswers.orFailure(() -> FalKeys.get().keys().administration().settleAsNotOurs(person, id()));
        return HttpResponses.redirectToDot();
    }

    /** Closes a record without deleting anything, because the key is gone. */
    @POST
    public HttpResponse doSettleAsGone() {
        Origin person = Administrators.administrator();
        EngineAnswers.orFailure(() -> FalKeys.get().keys().administration().settleAsGone(person, id()));
        return HttpResponses.redirectToDot();
    }

    /** Revokes the key with another admin key of the controller. */
    @POST
    public HttpResponse doSettleWithAdminKey(@QueryParameter String adminCredentialsId) {
        Origin person = Administrators.administrator();
        EngineAnswers.orFailure(
                () -> FalKeys.get().keys().administration().settleWithAdminKey(person, id(), adminCredentialsId));
        return HttpResponses.redirectToDot();
    }

    /** A time in Jenkins' usual format. */
    public String text(Instant time) {
        return Times.text(time);
    }

    /** Gives the key to another owner, or to none. */
    @POST
    public HttpResponse doGive(@QueryParameter String owner) {
        Origin person = Administrators.administrator();
        EngineAnswers.orFailure(
                () -> FalKeys.get().keys().administration().give(person, id(), Administrators.owner(owner)));
        return HttpResponses.redirectToDot();
    }

    /** Whether the key may be live although nobody needs it. */
    public boolean isUnsettled() {
        return isUnresolved() || keyRecord.state() == KeyState.DELETING && keyRecord.attempts() > 0;
    }

    /** The controller's admin keys, to choose from. */
    public ListBoxModel adminKeys() {
        return FalKeys.get().controllerAdminCredentials(null);
    }
}
