package dev.mcpctl.daemon.runtime.docker;

import dev.mcpctl.daemon.runtime.RunLog;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Stdout out of an engine's frames; stderr goes to the log on the way, by the thread that reads. A
 * frame is its stream (1 is stdout, 2 stderr) in the first of four bytes, its length in four, and
 * that many bytes. One thread reads.
 */
final class FrameReader extends InputStream {
    static final int STDERR = 2;

    private static final int CHUNK_BYTES = 8 * 1024;

    private final DataInputStream frames;
    private final RunLog log;
    private final Runnable ended;
    private final byte[] single = new byte[1];
    private long remaining; // of a frame of stdout

    /**
     * @param ended runs on the reading thread when there is nothing more to come
     */
    FrameReader(InputStream frames, RunLog log, Runnable ended) {
        this.frames = new DataInputStream(frames);
        this.log = log;
        this.ended = ended;
    }

    @Override
    public int read() throws IOException {
        int count = read(single, 0, 1);
        return count < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (remaining == 0) {
                nextFrame();
            }
            int count = frames.read(bytes, offset, (int) Math.min(length, remaining));
            if (count < 0) {
                throw new EOFException();
            }
            remaining -= count;
            return count;
        } catch (EOFException e) {
            end();
            return -1;
        } catch (IOException e) {
            end();
            throw e;
        }
    }

    private void end() {
        log.close();
        ended.run();
    }

    /** What can be read without waiting, so that a reader with a buffer does not wait for more. */
    @Override
    public int available() throws IOException {
        return (int) Math.min(remaining, frames.available());
    }

    private void nextFrame() throws IOException {
        int stream = frames.readInt() >>> 24;
        long length = frames.readInt() & 0xffff_ffffL;
        if (stream != STDERR) {
            remaining = length;
            return;
        }
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(1, length))];
        for (long left = length; left > 0; ) {
            int count = frames.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (count < 0) {
                throw new EOFException();
            }
            log.append(chunk, count);
            left -= count;
        }
    }

    /** Has stdout written to the log too, until both end. */
    void copyToLog() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int count = read(chunk, 0, chunk.length);
                    count >= 0;
                    count = read(chunk, 0, chunk.length)) {
                log.append(chunk, count);
            }
        } catch (IOException e) {
            // The engine is gone, or we let go of the container.
        }
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
