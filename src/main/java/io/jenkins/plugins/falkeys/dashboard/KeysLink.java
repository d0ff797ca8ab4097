package io.jenkins.plugins.falkeys.dashboard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Failure;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import io.jenkins.plugins.falkeys.view.Administrators;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import io.jenkins.plugins.falkeys.view.PlanRow;
import io.jenkins.plugins.falkeys.view.RecordLinks;
import java.time.Instant;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** 'fal API keys' under Manage Jenkins: every key on record, and what administrators can do with them. */
@Extension
@Restricted(NoExternalUse.class)
public final class KeysLink extends ManagementLink implements StaplerProxy {

    @Override
    public String getIconFileName() {
        return "symbol-key";
    }

    @Override
    public String getDisplayName() {
        return Messages.KeysLink_displayName();
    }

    @Override
    public String getDescription() {
        return Messages.KeysLink_description();
    }

    @Override
    public String getUrlName() {
        return RecordLinks.PAGE;
    }

    @Override
    @NonNull
    public Category getCategory() {
        return Category.SECURITY;
    }

    @Override
    @NonNull
    public Permission getRequiredPermission() {
        return Jenkins.SYSTEM_READ;
    }

    /** Only users who may see the configuration get in. */
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(Jenkins.SYSTEM_READ);
        return this;
    }

    /** Whether the records have been loaded. Until then, the page has none to show. */
    public boolean isLoaded() {
        return FalKeys.get().keys().records().isLoaded();
    }

    /** Whether they cannot be read at all. */
    public boolean isUnreadable() {
        return FalKeys.get().keys().records().isUnreadable();
    }

    /** The records that a request asks for. */
    public KeyTable table(StaplerRequest2 request) {
        return new KeyTable(KeyQuery.of(request), FalKeys.get().keys().records().all());
    }

    /** The page of a key; null if there is no such record. */
    @CheckForNull
    public KeyPage getKey(String recordId) {
        return FalKeys.get().keys().records().get(recordId).map(KeyPage::new).orElse(null);
    }

    /** The page of costs. */
    public CostPage getCosts() {
        return new CostPage();
    }

    /** The names of the stores that keys can be stored in. */
    public List<String> stores() {
        return RecordLinks.stores();
    }

    /** A time in Jenkins' usual format. */
    public String text(Instant time) {
        return Times.text(time);
    }

    /** The name of a credential's store, as users know it. */
    public String storeName(Target target) {
        return RecordLinks.storeName(target);
    }

    /** The admin keys to choose from; the empty value stands for the configured one. */
    public ListBoxModel adminKeys() {
        return FalKeys.get().controllerAdminCredentials(null);
    }

    /** Creates a key and stores it. */
    @POST
    public HttpResponse doCreateKey(
            @QueryParameter String alias,
            @QueryParameter String store,
            @QueryParameter String credentialsId,
            @QueryParameter String description,
            @QueryParameter String expiresAfterDays,
            @QueryParameter String adminCredentialsId) {
        Origin person = Administrators.administrator();
        Integer days = days(expiresAfterDays);
        CreatedKey created = EngineAnswers.orFailure(() -> FalKeys.get()
                .keys()
                .create(
                        new KeyRequest(
                                person, Util.fixNull(alias).trim(), false, Util.fixEmptyAndTrim(adminCredentialsId)),
                        new StoreRequest(
                                        Util.fixEmptyAndTrim(credentialsId),
                                        Util.fixEmptyAndTrim(store),
                                        Util.fixEmptyAndTrim(description),
                                        IfExists.FAIL)
                                .expiringAfter(days),
                        Requester.SILENT));
        return KeyPage.of(created)
                .map(page -> (HttpResponse) new HttpRedirect("key/" + page.id() + "/"))
                .orElseGet(() -> new HttpRedirect("."));
    }

    @CheckForNull
    private static Integer days(@CheckForNull String text) {
        String number = Util.fixEmptyAndTrim(text);
        if (number == null) {
            return null;
        }
        if (!number.matches("[0-9]{1,6}")) {
            throw new Failure(StoreRequest.noDays(number));
        }
        return Integer.valueOf(number);
    }

    /** Adopts the key in a Secret text credential. */
    @POST
    public HttpResponse doAdoptKey(
            @QueryParameter String store,
            @QueryParameter String credentialsId,
            @QueryParameter String adminCredentialsId,
            @QueryParameter String owner) {
        Origin person = Administrators.administrator();
        KeyRecord adopted = EngineAnswers.orFailure(() -> FalKeys.get()
                .keys()
                .administration()
                .adopt(
                        person,
                        new Target(
                                RecordLinks.storeName(store),
                                Util.fixNull(credentialsId).trim()),
                        Util.fixEmptyAndTrim(adminCredentialsId),
                        Administrators.owner(owner)));
        return new HttpRedirect("key/" + adopted.id() + "/");
    }

    /**
     * Deletes a key that fal lists but the ledger does not know, and shows the result.
     *
     * @param adminCredentialsId ID of the admin key whose list showed the key
     * @param context full name of the item where that ID is found; empty for the controller
     */
    @POST
    public HttpResponse doDeleteForeignKey(
            @QueryParameter String keyId, @QueryParameter String adminCredentialsId, @QueryParameter String context) {
        Origin person = Administrators.administrator();
        EngineAnswers.orFailure(() -> FalKeys.get()
                .keys()
                .administration()
                .deleteForeign(
                        person, Util.fixNull(keyId), Util.fixEmptyAndTrim(adminCredentialsId), Util.fixNull(context)));
        return new HttpRedirect(".?text=" + Util.rawEncode(keyId));
    }

    /** Shows what the next sweep would do about the managed keys. */
    @POST
    public HttpResponse doPlan() {
        Administrators.administrator();
        return HttpResponses.forwardToView(this, "plan.jelly")
                .with(
                        "plan",
                        EngineAnswers.orFailure(
                                        () -> FalKeys.get().keys().managed().plan())
                                .stream()
                                .map(PlanRow::new)
                                .toList());
    }

    /** Compares the records with fal's lists and shows the differences. */
    @POST
    public HttpResponse doCompare() {
        Origin person = Administrators.administrator();
        return HttpResponses.forwardToView(this, "comparison.jelly")
                .with(
                        "comparisons",
                        EngineAnswers.orFailure(
                                () -> FalKeys.get().keys().administration().compare(person)));
    }
}
