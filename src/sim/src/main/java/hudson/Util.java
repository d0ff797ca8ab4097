package hudson;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** String helpers for forms and environments. */
public class Util {

    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z0-9_]+|\\{[A-Za-z0-9_.]+\\}|\\$)");

    private Util() {}

    public static String fixEmpty(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    public static String fixEmptyAndTrim(String text) {
        return text == null ? null : fixEmpty(text.trim());
    }

    public static String replaceMacro(String text, Map<String, String> variables) {
        return text == null
                ? null
                : VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(), variables)));
    }

    private static String value(String macro, Map<String, String> variables) {
        if (macro.equals("$$")) {
            return "$";
        }
        String name = macro.charAt(1) == '{' ? macro.substring(2, macro.length() - 1) : macro.substring(1);
        return variables.getOrDefault(name, macro);
    }
}
