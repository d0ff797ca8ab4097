package io.jenkins.plugins.falkeys.engine.record;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import org.jvnet.localizer.LocaleProvider;

/** Formats times the way Jenkins does: in the reader's language and the controller's time zone, to the second. */
public final class Times {

    private Times() {}

    /** Empty for null. */
    public static String text(@CheckForNull Instant time) {
        return time == null
                ? ""
                : DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                        .withLocale(LocaleProvider.getLocale())
                        .withZone(ZoneId.systemDefault())
                        .format(time);
    }
}
