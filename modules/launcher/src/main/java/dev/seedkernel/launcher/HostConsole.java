package dev.seedkernel.launcher;

import dev.seedkernel.kernel.fs.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The caller's standard streams as the console of a machine.
 *
 * <p>Output is collected, because programs write single bytes and a system call of the host is
 * dear. It goes out when the guest reads (a prompt must be seen), before anything goes to the error
 * stream (so that both are in order where they end in one place), at a newline if somebody watches,
 * when the buffer is full, and at the end.
 */
final class HostConsole implements Console {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Streams streams;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;

  HostConsole(Streams streams) {
    this.streams = streams;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    flush();
    try {
      return streams.input().read(to, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(Stream stream, byte[] from, int offset, int length) {
    if (stream == Stream.ERROR) {
      writeError(from, offset, length);
      return;
    }
    if (length > BUFFER_BYTES - used) {
      flush();
    }
    if (length > BUFFER_BYTES) {
      streams.writeOutput(from, offset, length);
      return;
    }
    System.arraycopy(from, offset, buffer, used, length);
    used += length;
    if (streams.terminal() && endsLine(from, offset, length)) {
      flush();
    }
  }

  private static boolean endsLine(byte[] bytes, int offset, int length) {
    for (int i = offset + length - 1; i >= offset; i--) {
      if (bytes[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  private void writeError(byte[] from, int offset, int length) {
    flush();
    streams.writeError(from, offset, length);
  }

  /** Writes a line to the error stream, in its place between what the guest writes. */
  void errorLine(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    writeError(bytes, 0, bytes.length);
  }

  /** Lets out what was collected. */
  void flush() {
    if (used > 0) {
      int length = used;
      used = 0;
      streams.writeOutput(buffer, 0, length);
    }
  }
}
