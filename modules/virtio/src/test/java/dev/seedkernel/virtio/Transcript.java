package dev.seedkernel.virtio;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What Linux's driver and QEMU's device did with each other, as src/test/linux/record.py wrote it
 * down. Bytes are hexadecimal, as they are in the file.
 *
 * @param lines in the order in which it happened
 */
record Transcript(List<Line> lines) {
  /** One thing that happened. Numbers are hexadecimal in the file. */
  sealed interface Line {}

  /** The driver loaded from a register, and QEMU answered {@code value}. */
  record Load(int offset, int bytes, int value) implements Line {}

  /** The driver stored to a register. */
  record Store(int offset, int bytes, int value) implements Line {}

  /** The driver wrote memory before it notified: a ring, a table or a buffer. */
  record DriverWrote(long address, String hex) implements Line {}

  /** The driver made a chain of so many descriptors of the ring available. */
  record Available(int queue, int id, int descriptors) implements Line {}

  /** QEMU's device used a chain, and wrote so many bytes. */
  record Used(int queue, int id, long length) implements Line {}

  /** QEMU's device wrote this to a buffer of the chain before. */
  record DeviceWrote(long address, String hex) implements Line {}

  /** All of a queue is used, and QEMU's device has this in the device area. */
  record Idle(int queue, long address, String hex) implements Line {}

  /** Somebody typed this on the host. */
  record Input(String hex) implements Line {}

  static Transcript of(String name) {
    String file = "linux-" + name + ".txt.gz";
    List<Line> lines = new ArrayList<>();
    try (InputStream packed = Transcript.class.getResourceAsStream(file)) {
      if (packed == null) {
        throw new AssertionError("there is no " + file);
      }
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          lines.add(line(line.split(" ", -1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Transcript(List.copyOf(lines));
  }

  private static Line line(String[] words) {
    return switch (words[0]) {
      case "r" -> new Load(number(words[1]), number(words[2]), number(words[3]));
      case "w" -> new Store(number(words[1]), number(words[2]), number(words[3]));
      case "m" -> new DriverWrote(Long.parseUnsignedLong(words[1], 16), words[2]);
      case "c" -> new Available(number(words[1]), number(words[2]), number(words[3]));
      case "u" -> new Used(number(words[1]), number(words[2]), Long.parseLong(words[3], 16));
      case "d" -> new DeviceWrote(Long.parseUnsignedLong(words[1], 16), words[2]);
      case "e" -> new Idle(number(words[1]), Long.parseUnsignedLong(words[2], 16), words[3]);
      case "h" -> new Input(words[1]);
      default -> throw new AssertionError("a line of kind " + words[0]);
    };
  }

  private static int number(String word) {
    return Integer.parseUnsignedInt(word, 16);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** Returns all lines of one kind. */
  <T extends Line> List<T> all(Class<T> kind) {
    return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
