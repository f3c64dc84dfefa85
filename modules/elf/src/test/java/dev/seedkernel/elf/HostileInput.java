package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes damaged files, and does with each everything that the library can do. */
final class HostileInput {
  private static final long[] EDGES = {
    0,
    1,
    2,
    7,
    24,
    56,
    63,
    64,
    65,
    0x7f,
    0xff,
    0xff00,
    0xffff,
    0x10000,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL,
    0x100000000L,
    1L << 47,
    1L << 48,
    1L << 60,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -2,
    -1,
    -64,
    -4096
  };

  private HostileInput() {}

  /** What came of one file; any other exception than ElfException escapes. */
  record Outcome(boolean parsed, boolean planned, boolean sections) {}

  /**
   * Mutates a file: fields of its headers and tables set to edge values, bytes flipped, the end cut
   * off.
   */
  static byte[] mutate(byte[] original, ElfHeader header, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      switch (random.nextInt(8)) {
        case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 ->
            bytes[random.nextInt(Math.min(bytes.length, ElfHeader.SIZE))] =
                (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
        case 3 -> put(bytes, random.nextInt(ElfHeader.SIZE) & ~1, 2, header.byteOrder(), random);
        case 4 -> put(bytes, 24 + 8 * random.nextInt(3), 8, header.byteOrder(), random);
        case 5 -> {
          long table = header.programHeaderOffset();
          int entries = Math.max(1, header.programHeaderCount());
          int field = random.nextInt(entries) * Segment.SIZE + 4 * random.nextInt(14);
          put(bytes, table + field, 4 + 4 * random.nextInt(2), header.byteOrder(), random);
        }
        case 6 -> {
          long table = header.sectionHeaderOffset();
          int entries = Math.max(1, header.sectionHeaderCount());
          int field = random.nextInt(entries) * Section.SIZE + 4 * random.nextInt(16);
          put(bytes, table + field, 4 + 4 * random.nextInt(2), header.byteOrder(), random);
        }
        default -> put(bytes, random.nextInt(bytes.length) & ~3, 4, header.byteOrder(), random);
      }
    }
    return bytes;
  }

  private static void put(
      byte[] bytes, long offset, int size, ByteOrder order, SplittableRandom random) {
    if (offset < 0 || offset + size > bytes.length) {
      return;
    }
    long value =
        switch (random.nextInt(4)) {
          case 0 -> random.nextLong();
          case 1 -> random.nextInt(bytes.length + 2);
          default -> EDGES[random.nextInt(EDGES.length)];
        };
    MemorySegment target = MemorySegment.ofArray(bytes);
    switch (size) {
      case 2 ->
          target.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset, (short) value);
      case 4 -> target.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset, (int) value);
      default -> target.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset, value);
    }
  }

  /** Does everything that the library can do with a file. */
  static Outcome exercise(byte[] bytes) {
    ElfFile file;
    try {
      file = ElfFile.parse(bytes);
    } catch (ElfException e) {
      check(e);
      return new Outcome(false, false, false);
    }
    if (!Arrays.equals(file.write(), bytes)) {
      throw new AssertionError("what was parsed is not what is written");
    }
    if (ElfDescription.of(file).size() > ElfDescription.MAX_LINES) {
      throw new AssertionError("the description is too long");
    }
    for (Segment segment : file.segments()) {
      attempt(() -> file.content(segment));
      if (segment.type().equals(SegmentType.NOTE)) {
        attempt(() -> file.notes(segment));
      }
    }
    boolean planned = attempt(() -> checkPlan(LoadPlan.of(file)));
    boolean sections =
        attempt(() -> {
          for (Section section : file.sections()) {
            tables(file, section);
          }
        });
    return new Outcome(true, planned, sections);
  }

  private static void tables(ElfFile file, Section section) {
    attempt(() -> file.content(section));
    SectionType type = section.type();
    if (type.equals(SectionType.SYMTAB) || type.equals(SectionType.DYNSYM)) {
      attempt(() -> file.symbols(section).forEach(Symbol::section));
    } else if (type.equals(SectionType.REL) || type.equals(SectionType.RELA)) {
      attempt(() -> file.relocations(section));
    } else if (type.equals(SectionType.NOTE)) {
      attempt(() -> file.notes(section));
    }
  }

  /** What a loader relies on without looking. */
  private static void checkPlan(LoadPlan plan) {
    boolean entryInside = false;
    long end = 0;
    for (LoadPlan.Piece piece : plan.pieces()) {
      boolean sound =
          piece.virtualAddress() >= end
              && piece.memorySize() > 0
              && piece.zeroFillSize() >= 0
              && piece.endAddress() > piece.virtualAddress()
              && piece.endAddress() <= LoadPlan.ADDRESS_LIMIT;
      if (!sound) {
        throw new AssertionError("unsound piece " + piece);
      }
      end = piece.endAddress();
      entryInside |=
          plan.entry() >= (piece.virtualAddress() & -4096)
              && plan.entry() < ((piece.endAddress() + 4095) & -4096);
    }
    if (!entryInside || Long.bitCount(plan.alignment()) != 1) {
      throw new AssertionError("unsound plan " + plan);
    }
  }

  interface Action {
    void run() throws ElfException;
  }

  private static boolean attempt(Action action) {
    try {
      action.run();
      return true;
    } catch (ElfException e) {
      check(e);
      return false;
    }
  }

  private static void check(ElfException e) {
    if (e.rule().isBlank() || e.rule().endsWith(".")) {
      throw new AssertionError("no rule in " + e);
    }
  }

  /**
   * Runs mutations of files, one file an argument, in whatever memory this JVM was given.
   *
   * @param arguments the seed, the number of mutations of each file, the files
   */
  public static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    for (int i = 2; i < arguments.length; i++) {
      byte[] original = Files.readAllBytes(Path.of(arguments[i]));
      ElfHeader header = ElfFile.parse(original).header();
      for (int j = 0; j < count; j++) {
        exercise(mutate(original, header, new SplittableRandom(seed + j)));
      }
    }
  }
}
