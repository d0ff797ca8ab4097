package io.jenkins.plugins.falkeys.bench;

import java.util.stream.Stream;

/** How much of everything a benchmark takes; {@code -Dbench.sizes=10,100} for another size than usual. */
public final class Sizes {

    private Sizes() {}

    /**
     * @param usual where the property says nothing
     */
    public static int[] of(int... usual) {
        String sizes = System.getProperty("bench.sizes", "");
        return sizes.isEmpty()
                ? usual
                : Stream.of(sizes.split(",")).mapToInt(Integer::parseInt).toArray();
    }
}
