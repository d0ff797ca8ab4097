package io.jenkins.plugins.falkeys.masking;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Replaces secrets with asterisks and leaves all other bytes unchanged. Complete lines are passed on at once. Of an
 * incomplete line, it holds back what fits into its buffer, and after that only what could be the beginning of a
 * secret.
 */
class MaskingStream extends OutputStream {

    private static final int BUFFER_SIZE = 1 << 14;
    private static final byte[] STARS = "****".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final Supplier<KeyFormFinder> secrets;
    private byte[] held = new byte[0];
    private int count;

    /**
     * @param secrets returns the finder to use for the current write; null as long as there is nothing to mask, so that
     *     bytes are passed on at once
     */
    MaskingStream(OutputStream out, Supplier<KeyFormFinder> secrets) {
        this.out = out;
        this.secrets = secrets;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        KeyFormFinder finder = secrets.get();
        if (finder == null) {
            out.write(bytes, offset, length);
            return;
        }
        if (held.length < 2 * finder.longest()) {
            held = Arrays.copyOf(held, Math.max(BUFFER_SIZE, 2 * finder.longest()));
        }
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int taken = Math.min(end - at, held.length - count);
            System.arraycopy(bytes, at, held, count, taken);
            int line = lineEnd(count, count + taken);
            at += taken;
            count += taken;
            int limit = count < held.length ? line : Math.max(line, count - finder.longest() + 1);
            if (limit > 0) {
                pass(finder, limit);
            }
        }
    }

    /** The end of the last complete line in a range of the buffer; 0 if no line ends there. */
    private int lineEnd(int from, int to) {
        for (int at = to; at > from; at--) {
            if (held[at - 1] == '\n' || held[at - 1] == '\r') {
                return at;
            }
        }
        return 0;
    }

    /**
     * Passes on the buffer up to a position, masking secrets. A secret that begins before the position is masked as a
     * whole.
     */
    private void pass(KeyFormFinder finder, int limit) throws IOException {
        int passed = 0;
        KeyFormFinder.Found found = finder.find(held, passed, limit, count);
        while (found != null) {
            out.write(held, passed, found.begin() - passed);
            out.write(STARS);
            passed = found.end();
            found = finder.find(held, passed, limit, count);
        }
        if (passed < limit) {
            out.write(held, passed, limit - passed);
            passed = limit;
        }
        count -= passed;
        System.arraycopy(held, passed, held, 0, count);
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        try (OutputStream closed = out) {
            if (count > 0) {
                pass(secrets.get(), count);
            }
        }
    }
}
