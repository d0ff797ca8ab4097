package io.jenkins.plugins.falkeys.masking;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the forms of keys in the bytes of a log. It reads the bytes in aligned blocks of four: a form of at least seven
 * bytes contains a complete block, wherever it begins, at one of its first four offsets. So only a block that is known
 * from there is compared in detail.
 */
final class KeyFormFinder {

    private static final VarHandle BLOCK = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** In bits; a power of two. */
    private static final int FILTER_SIZE = 1 << 16;

    /** A form, found by the block at one of its first offsets. */
    private record Entry(int block, int offset, byte[] form) {}

    /** The position of a form. */
    record Found(int begin, int end) {}

    private final int blockSize;
    private final int longest;
    private final Entry[] entries;
    private final long[] filter = new long[FILTER_SIZE / Long.SIZE];

    /**
     * @param forms the forms to find; none of them is empty
     * @param charset the log's character set
     */
    KeyFormFinder(Collection<String> forms, Charset charset) {
        List<byte[]> encoded =
                forms.stream().map(form -> form.getBytes(charset)).toList();
        longest = encoded.stream().mapToInt(form -> form.length).max().orElseThrow();
        int shortest = encoded.stream().mapToInt(form -> form.length).min().orElseThrow();
        blockSize = shortest < 2 * Integer.BYTES - 1 ? 1 : Integer.BYTES;
        entries = encoded.stream()
                .flatMap(form ->
                        IntStream.range(0, blockSize).mapToObj(offset -> new Entry(block(form, offset), offset, form)))
                .sorted(Comparator.comparingInt(Entry::block))
                .toArray(Entry[]::new);
        for (Entry entry : entries) {
            int bit = bit(entry.block());
            filter[bit / Long.SIZE] |= 1L << bit;
        }
    }

    /** Length of the longest form, in bytes. */
    int longest() {
        return longest;
    }

    /**
     * Finds the first form. If several begin at the same position, the longest one is returned.
     *
     * @param begin where to start
     * @param limit the form must begin before this position
     * @param end the end of the bytes, exclusive
     * @return null if there is none
     */
    @CheckForNull
    Found find(byte[] bytes, int begin, int limit, int end) {
        int last = Math.min(limit + blockSize - 2, end - blockSize);
        for (int at = begin; at <= last; at += blockSize) {
            int block = block(bytes, at);
            int bit = bit(block);
            if ((filter[bit / Long.SIZE] & 1L << bit) != 0) {
                Found found = compare(bytes, begin, limit, end, at, block);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    @CheckForNull
    private Found compare(byte[] bytes, int begin, int limit, int end, int at, int block) {
        Found best = null;
        for (int i = first(block); i < entries.length && entries[i].block() == block; i++) {
            int from = at - entries[i].offset();
            byte[] form = entries[i].form();
            int to = from + form.length;
            if (from >= begin
                    && from < limit
                    && to <= end
                    && (best == null || from < best.begin() || from == best.begin() && to > best.end())
                    && Arrays.equals(bytes, from, to, form, 0, form.length)) {
                best = new Found(from, to);
            }
        }
        return best;
    }

    /** The index of the first entry of a block, or of the next block if there is none. */
    private int first(int block) {
        int low = 0;
        int high = entries.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries[middle].block() < block) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int block(byte[] bytes, int at) {
        return blockSize == 1 ? bytes[at] : (int) BLOCK.get(bytes, at);
    }

    private static int bit(int block) {
        return block * 0x9E3779B1 >>> 16; // spreads similar blocks
    }
}
