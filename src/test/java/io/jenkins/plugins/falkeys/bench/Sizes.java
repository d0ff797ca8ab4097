package io.jenkins.plugins.falkeys.bench;

import java.util.stream.Stream;

/** The sizes that a benchmark runs with; {@code -Dbench.sizes=10,100} overrides them. */
public final class Sizes {

    private Sizes() {}

    /**
     * @param defaults the sizes without that property
     */
    public static int[] of(int... defaults) {
        String sizes = System.getProperty("bench.sizes", "");
        return sizes.isEmpty()
                ? defaults
                : Stream.of(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    }
}
