package dev.seedkernel.elf;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What loading an AArch64 program means, as a value: which bytes go where, with which permissions,
 * and what the program's start-up code has to be told (the auxiliary vector).
 *
 * <p>The rules are those of Linux's loader, and stricter where a file is cut off or cannot run.
 * {@link #of} refuses a file unless:
 *
 * <ul>
 *   <li>the machine is AArch64, little-endian, and the type ET_EXEC or ET_DYN;
 *   <li>it has 1 to {@value #MAX_PROGRAM_HEADERS} program headers (64 KiB of them, as on Linux),
 *       and a PT_LOAD that occupies memory;
 *   <li>each PT_LOAD has {@code p_filesz} ≤ {@code p_memsz}, ends at or below 2<sup>48</sup>, and,
 *       if it has content, {@code p_offset} ≡ {@code p_vaddr} modulo the page size;
 *   <li>that content lies in the file. Linux maps what is not there, and touching it is SIGBUS;
 *       here, a program that was cut off does not start;
 *   <li>the entry point is in a page of a PT_LOAD (Linux starts such a program, and its first fetch
 *       is SIGSEGV);
 *   <li>PT_INTERP, if there, holds a path of 1 to 4095 bytes that ends in NUL.
 * </ul>
 *
 * <p>What hand-written and unusual files do, and what comes of it:
 *
 * <ul>
 *   <li>Where segments overlap, the later program header is on top, as on Linux. The gABI asks for
 *       ascending addresses; descending ones load all the same, since nothing here depends on it.
 *   <li>Linux maps whole pages, so that a program sees the file's bytes before and after its
 *       segment up to the page's ends, and files with too small a {@code p_filesz} run because of
 *       it. A piece is therefore extended to the ends of its first and last page, with the bytes
 *       that the file has there, if it is alone in that page (at its end only if it has no
 *       zero-fill, which clears the page's rest).
 *   <li>In a page that segments share, each has its own bytes. (On Linux the later mapping replaces
 *       the page, and the earlier segment's bytes survive only if both are laid out in the file as
 *       in memory; in that case the result is the same.) A loader gives such a page the permissions
 *       of all pieces in it together, so that each works.
 *   <li>{@code p_align} decides nothing in an ET_EXEC file. In an ET_DYN file the largest that is a
 *       power of two is {@link #alignment}; 0, 1 and others are ignored, as on Linux.
 *   <li>Segments without PF_W or PF_R are reported as they are. Sections are never looked at.
 * </ul>
 *
 * <p>All addresses are as in the file. If {@link #positionIndependent}, a loader adds one bias, a
 * multiple of {@link #alignment}, to each of them. Sizes are only bounded by 2<sup>48</sup>:
 * whether there is so much memory is the loader's to check.
 *
 * @param pieces what to copy: disjoint, by ascending address, so that their sizes add up to the
 *     memory that is needed
 * @param entry address of the first instruction
 * @param positionIndependent whether the type is ET_DYN
 * @param programHeaderAddress address of the program headers in memory (AT_PHDR): that of the
 *     PT_LOAD that covers {@code e_phoff}, else that of PT_PHDR if it is in a PT_LOAD; Linux passes
 *     0 if there is none
 * @param programHeaderSize {@code e_phentsize} (AT_PHENT), 56
 * @param programHeaderCount {@code e_phnum} (AT_PHNUM)
 * @param interpreter path of the dynamic linker (PT_INTERP), which Linux would start instead
 * @param executableStack whether the last PT_GNU_STACK has PF_X; false if there is none, as on
 *     arm64
 * @param threadLocalStorage the first PT_TLS, the template that the program's own code copies
 * @param lowestAddress lowest {@code p_vaddr} of a PT_LOAD
 * @param endAddress highest {@code p_vaddr + p_memsz} of a PT_LOAD, exclusive: the heap starts at
 *     or above it
 * @param alignment what the load bias has to be a multiple of, at least {@link #PAGE_SIZE}
 */
public record LoadPlan(
    List<Piece> pieces,
    long entry,
    boolean positionIndependent,
    OptionalLong programHeaderAddress,
    int programHeaderSize,
    int programHeaderCount,
    Optional<String> interpreter,
    boolean executableStack,
    Optional<Segment> threadLocalStorage,
    long lowestAddress,
    long endAddress,
    long alignment) {

  /** Size of a page in bytes. */
  public static final int PAGE_SIZE = 4096;

  /** First address that no program may use: AArch64 Linux gives a program 48 bits. */
  public static final long ADDRESS_LIMIT = 1L << 48;

  /** Most program headers that Linux loads: 64 KiB of them. */
  public static final int MAX_PROGRAM_HEADERS = 65536 / Segment.SIZE;

  /** Makes the list immutable. */
  public LoadPlan {
    pieces = List.copyOf(pieces);
  }

  /**
   * Plans the loading of an AArch64 program.
   *
   * @throws ElfException if the file breaks one of the rules above
   */
  public static LoadPlan of(ElfFile file) throws ElfException {
    return new LoadPlanner(file).plan();
  }

  /**
   * A range of memory: content first, zeros after it.
   *
   * @param virtualAddress where it starts; not page-aligned if pages are shared
   * @param memorySize its size in bytes, more than 0
   * @param content what to copy to its start, read-only, at most {@code memorySize} bytes
   * @param readable whether PF_R is set
   * @param writable whether PF_W is set
   * @param executable whether PF_X is set
   */
  public record Piece(
      long virtualAddress,
      long memorySize,
      MemorySegment content,
      boolean readable,
      boolean writable,
      boolean executable) {

    /** Returns the number of zero bytes that follow the content. */
    public long zeroFillSize() {
      return memorySize - content.byteSize();
    }

    /** Returns the first address after the piece. */
    public long endAddress() {
      return virtualAddress + memorySize;
    }
  }
}
