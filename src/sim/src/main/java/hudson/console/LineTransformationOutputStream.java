package hudson.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Hands on a log line by line. */
public abstract class LineTransformationOutputStream extends OutputStream {

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    protected abstract void eol(byte[] bytes, int length) throws IOException;

    @Override
    public void write(int b) throws IOException {
        line.write(b);
        if (b == '\n') {
            forceEol();
        }
    }

    public void forceEol() throws IOException {
        if (line.size() > 0) {
            byte[] bytes = line.toByteArray();
            line.reset();
            eol(bytes, bytes.length);
        }
    }

    @Override
    public void close() throws IOException {
        forceEol();
    }

    /** Hands the lines on to another stream. */
    public abstract static class Delegating extends LineTransformationOutputStream {

        protected final OutputStream out;

        protected Delegating(OutputStream out) {
            this.out = out;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            super.close();
            out.close();
        }
    }
}
