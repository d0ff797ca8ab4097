package io.jenkins.plugins.falkeys.dashboard;

import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.CostReport;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** 'Costs' under 'fal API keys': what keys cost, by folder, job, model and day. */
@Restricted(NoExternalUse.class)
public final class CostPage {

    CostPage() {}

    /** Whether the records have been loaded. Until then, the most recent costs are missing. */
    public boolean isLoaded() {
        return FalKeys.get().keys().records().isLoaded();
    }

    /** The costs that a request asks for. */
    public CostTables tables(StaplerRequest2 request) throws IOException {
        CostQuery query = CostQuery.of(request);
        CostReport report = FalKeys.get().keys().records().costs(query.from(), query.to());
        return new CostTables(query, matching(query, report), report.unreadable());
    }

    private static List<JobCost> matching(CostQuery query, CostReport report) {
        return report.costs().stream().filter(query::matches).toList();
    }

    /** The costs of each day, job and model as a CSV file. */
    @GET
    public void doCsv(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Jenkins.get().checkPermission(Jenkins.SYSTEM_READ);
        CostQuery query = CostQuery.of(request);
        new CostExport(query, costs(query)).writeCsv(response);
    }

    /** The same as a JSON file. */
    @GET
    public void doJson(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Jenkins.get().checkPermission(Jenkins.SYSTEM_READ);
        CostQuery query = CostQuery.of(request);
        new CostExport(query, costs(query)).writeJson(response);
    }

    /** Fails if anything is missing, since the file would be taken for complete. */
    private static List<JobCost> costs(CostQuery query) throws IOException {
        if (!FalKeys.get().keys().records().isLoaded()) {
            throw new IOException("Jenkins is still reading its records of fal API keys");
        }
        CostReport report = FalKeys.get().keys().records().costs(query.from(), query.to());
        if (!report.unreadable().isEmpty()) {
            throw new IOException("What fal API keys cost cannot be read for these days: " + report.unreadable());
        }
        return matching(query, report);
    }
}
