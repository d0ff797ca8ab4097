package io.jenkins.plugins.falkeys.dashboard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jenkins.plugins.falkeys.engine.record.Charge;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.stapler.StaplerResponse2;

/** Costs as files for other programs, which rely on the names in them: they must not change, but more may be added. */
final class CostExport {

    private static final String LINE_END = "\r\n";

    /** Characters that a spreadsheet would treat as the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final CostQuery query;
    private final List<JobCost> costs;

    CostExport(CostQuery query, List<JobCost> costs) {
        this.query = query;
        this.costs = costs;
    }

    private void start(StaplerResponse2 response, String type, String extension) {
        response.setContentType(type);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(
                "Content-Disposition",
                "attachment; filename=\"fal-costs-" + query.from() + "-" + query.to() + extension + "\"");
    }

    /** One line for each day, job, model, unit and currency, as specified in RFC 4180. */
    void writeCsv(StaplerResponse2 response) throws IOException {
        start(response, "text/csv", ".csv");
        PrintWriter out = response.getWriter();
        out.print("day,folder,job,model,unit,quantity,currency,cost,managed" + LINE_END);
        for (JobCost cost : costs) {
            out.print(Stream.of(
                            cost.day().toString(),
                            cell(cost.folder()),
                            cell(cost.job()),
                            cell(cost.model()),
                            cell(cost.unit()),
                            cost.quantity().toPlainString(),
                            cell(cost.currency()),
                            cost.cost().toPlainString(),
                            String.valueOf(cost.managed()))
                    .collect(Collectors.joining(",", "", LINE_END)));
        }
    }

    private static String cell(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }

    /** Numbers are strings, since many clients round numbers in JSON. */
    void writeJson(StaplerResponse2 response) throws IOException {
        start(response, "application/json", ".json");
        try (JsonGenerator json = new JsonFactory().createGenerator(response.getWriter())) {
            json.writeStartObject();
            json.writeStringField("from", query.from().toString());
            json.writeStringField("to", query.to().toString());
            json.writeArrayFieldStart("totals");
            for (Map.Entry<String, BigDecimal> total : Charge.totals(costs).entrySet()) {
                json.writeStartObject();
                json.writeStringField("currency", total.getKey());
                json.writeStringField("cost", total.getValue().toPlainString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("costs");
            for (JobCost cost : costs) {
                write(json, cost);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, JobCost cost) throws IOException {
        json.writeStartObject();
        json.writeStringField("day", cost.day().toString());
        json.writeStringField("folder", cost.folder());
        json.writeStringField("job", cost.job());
        json.writeStringField("model", cost.model());
        json.writeStringField("unit", cost.unit());
        json.writeStringField("quantity", cost.quantity().toPlainString());
        json.writeStringField("currency", cost.currency());
        json.writeStringField("cost", cost.cost().toPlainString());
        json.writeBooleanField("managed", cost.managed());
        json.writeEndObject();
    }
}
