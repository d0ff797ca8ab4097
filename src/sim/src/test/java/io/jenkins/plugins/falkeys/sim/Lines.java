package io.jenkins.plugins.falkeys.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes on what is written, line by line. */
class Lines extends OutputStream {

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Receiver receiver;

    Lines(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Receives each line with its line end, and finally the incomplete last line. */
    @FunctionalInterface
    interface Receiver {
        void line(String line) throws IOException;
    }

    @Override
    public void write(int b) throws IOException {
        line.write(b);
        if (b == '\n') {
            flushLine();
        }
    }

    private void flushLine() throws IOException {
        String text = line.toString(UTF_8);
        line.reset();
        receiver.line(text);
    }

    @Override
    public void close() throws IOException {
        if (line.size() > 0) {
            flushLine();
        }
    }
}
