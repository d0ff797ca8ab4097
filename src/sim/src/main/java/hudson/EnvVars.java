package hudson;

import java.io.File;
import java.util.Map;
import java.util.TreeMap;

/** Environment variables. */
public class EnvVars extends TreeMap<String, String> {

    public EnvVars() {}

    public EnvVars(Map<String, String> variables) {
        putAll(variables);
    }

    public void override(String key, String value) {
        if (value == null || value.isEmpty()) {
            remove(key);
            return;
        }
        int plus = key.indexOf('+');
        if (plus > 0) {
            merge(key.substring(0, plus), value, (before, added) -> added + File.pathSeparatorChar + before);
        } else {
            put(key, value);
        }
    }

    public EnvVars overrideAll(Map<String, String> all) {
        all.forEach(this::override);
        return this;
    }

    public String expand(String text) {
        return Util.replaceMacro(text, this);
    }

    public static void resolve(Map<String, String> variables) {
        variables.replaceAll((key, value) -> Util.replaceMacro(value, variables));
    }
}
