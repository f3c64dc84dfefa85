package dev.seedkernel.aarch64.translate;

import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.vector.LaneClasses;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a region was made of: its class file, the words and addresses that the constants of the
 * class come from, and what has to be known for it to grow. With that, and the same build of this
 * module, another JVM has the region without translating anything.
 */
public final class RegionClass {
  /** No region has so many of anything. */
  private static final int MOST = 1 << 16;

  private final long entry;
  private final BitSet covered;
  private final long[] unseen;
  private final int[] words;
  private final long[] links;
  private final boolean vectors;
  private final byte[] classFile;

  private RegionClass(
      long entry,
      BitSet covered,
      long[] unseen,
      int[] words,
      long[] links,
      boolean vectors,
      byte[] classFile) {
    this.entry = entry;
    this.covered = covered;
    this.unseen = unseen;
    this.words = words;
    this.links = links;
    this.vectors = vectors;
    this.classFile = classFile;
  }

  /** Returns what a region is made of. */
  static RegionClass of(RegionGraph graph, Emitter emitter, byte[] classFile) {
    return new RegionClass(
        graph.entry(),
        graph.covered(),
        graph.unseen().stream().mapToLong(Long::longValue).toArray(),
        emitter.instructions.stream().mapToInt(i -> i.word).toArray(),
        emitter.links.stream().mapToLong(Link::entry).toArray(),
        emitter.code.usesVectors(),
        classFile);
  }

  /** Returns the address that the region begins at. */
  public long entry() {
    return entry;
  }

  /**
   * Defines the class, and returns the region.
   *
   * @param instruction of a word
   * @param link to an address
   * @throws IllegalStateException if the JVM refuses the class
   */
  public RegionCompiler.Region define(
      IntFunction<Instruction> instruction, LongFunction<Link> link) {
    List<Instruction> instructions = Arrays.stream(words).mapToObj(instruction).toList();
    List<Link> linked = LongStream.of(links).mapToObj(link).toList();
    return define(instructions, linked);
  }

  /** As the other, for a class that was just made: with the very constants it was made with. */
  RegionCompiler.Region define(List<Instruction> instructions, List<Link> linked) {
    if (vectors) {
      LaneClasses.load();
    }
    RegionCode code =
        RegionSupport.withConstants(
            instructions, linked, () -> RegionCompiler.instantiate(classFile, entry));
    return new RegionCompiler.Region(code, covered, LongStream.of(unseen).boxed().toList());
  }

  /** Returns this as bytes, compressed. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater))) {
      out.writeLong(entry);
      write(out, covered.toLongArray());
      write(out, unseen);
      out.writeInt(words.length);
      for (int word : words) {
        out.writeInt(word);
      }
      write(out, links);
      out.writeBoolean(vectors);
      out.writeInt(classFile.length);
      out.write(classFile);
    } catch (IOException e) {
      throw new IllegalStateException(e); // No file is involved.
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  /** Returns what {@link #toBytes} has written, or null if it is something else. */
  public static @Nullable RegionClass of(byte[] bytes) {
    Inflater inflater = new Inflater(true);
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes), inflater))) {
      long entry = in.readLong();
      BitSet covered = BitSet.valueOf(readLongs(in));
      long[] unseen = readLongs(in);
      int[] words = new int[count(in)];
      for (int n = 0; n < words.length; n++) {
        words[n] = in.readInt();
      }
      long[] links = readLongs(in);
      boolean vectors = in.readBoolean();
      byte[] classFile = new byte[count(in)];
      in.readFully(classFile);
      return new RegionClass(entry, covered, unseen, words, links, vectors, classFile);
    } catch (IOException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  private static void write(DataOutputStream out, long[] values) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  private static long[] readLongs(DataInputStream in) throws IOException {
    long[] values = new long[count(in)];
    for (int n = 0; n < values.length; n++) {
      values[n] = in.readLong();
    }
    return values;
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException("a count of " + count);
    }
    return count;
  }
}
