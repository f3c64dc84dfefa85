package dev.seedkernel.elf;

import static dev.seedkernel.elf.LoadPlan.ADDRESS_LIMIT;
import static dev.seedkernel.elf.LoadPlan.PAGE_SIZE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Checks the rules that {@link LoadPlan} states, and draws up the plan. */
final class LoadPlanner {
  private static final int E_TYPE = 16;
  private static final int E_MACHINE = 18;
  private static final int E_ENTRY = 24;
  // PATH_MAX of Linux, which counts the final NUL.
  private static final int MAX_PATH_SIZE = 4096;

  private final ElfFile file;
  private final ElfHeader header;
  private final List<Segment> segments;

  LoadPlanner(ElfFile file) {
    this.file = file;
    this.header = file.header();
    this.segments = file.segments();
  }

  LoadPlan plan() throws ElfException {
    checkHeader();
    List<Segment> loads = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.type().equals(SegmentType.LOAD)) {
        checkLoad(segment);
        if (segment.memorySize() > 0) {
          loads.add(segment);
        }
      }
    }
    if (loads.isEmpty()) {
      throw new ElfException(
          header.programHeaderOffset(), "a program must have a PT_LOAD that occupies memory");
    }
    if (loads.stream().noneMatch(load -> touches(load, pageStart(header.entry())))) {
      throw new ElfException(
          E_ENTRY, "entry point " + Fields.hex(header.entry()) + " must be in a PT_LOAD");
    }
    NavigableMap<Long, LoadPlan.Piece> pieces = new TreeMap<>();
    for (Segment load : loads) {
      putOnTop(pieces, piece(load, loads));
    }
    boolean positionIndependent = header.type().equals(ObjectType.DYN);
    return new LoadPlan(
        List.copyOf(pieces.values()),
        header.entry(),
        positionIndependent,
        programHeaderAddress(loads),
        header.programHeaderSize(),
        segments.size(),
        interpreter(),
        executableStack(),
        first(SegmentType.TLS),
        loads.stream().mapToLong(Segment::virtualAddress).min().orElseThrow(),
        loads.stream().mapToLong(LoadPlanner::end).max().orElseThrow(),
        positionIndependent ? biasAlignment(loads) : PAGE_SIZE);
  }

  private void checkHeader() throws ElfException {
    if (!header.machine().equals(Machine.AARCH64)) {
      throw new ElfException(
          E_MACHINE,
          "machine is "
              + header.machine()
              + " ("
              + header.machine().value()
              + "), not AArch64 (183)");
    }
    if (header.byteOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new ElfException(
          ElfHeader.EI_DATA, "byte order is big-endian, but only little-endian programs run");
    }
    if (!header.type().equals(ObjectType.EXEC) && !header.type().equals(ObjectType.DYN)) {
      throw new ElfException(
          E_TYPE,
          "type is "
              + header.type()
              + " ("
              + header.type().value()
              + "), neither EXEC (2) nor DYN (3)");
    }
    if (segments.size() > LoadPlan.MAX_PROGRAM_HEADERS) {
      throw new ElfException(
          ElfHeader.E_PHNUM,
          "a program must have at most "
              + LoadPlan.MAX_PROGRAM_HEADERS
              + " program headers, not "
              + segments.size());
    }
  }

  private void checkLoad(Segment load) throws ElfException {
    if (load.fileSize() < 0 || Long.compareUnsigned(load.fileSize(), load.memorySize()) > 0) {
      throw new ElfException(
          at(load, Segment.P_FILESZ),
          "p_filesz "
              + Fields.hex(load.fileSize())
              + " must not be above p_memsz "
              + Fields.hex(load.memorySize()));
    }
    if (outside(load.virtualAddress()) || outside(load.memorySize()) || end(load) > ADDRESS_LIMIT) {
      throw new ElfException(
          at(load, Segment.P_VADDR),
          "PT_LOAD at p_vaddr "
              + Fields.hex(load.virtualAddress())
              + " with p_memsz "
              + Fields.hex(load.memorySize())
              + " must end at or below 2^48");
    }
    if (load.fileSize() == 0) {
      // Linux maps zero pages then, and p_offset is often beyond the end of the file.
      return;
    }
    file.content(load);
    if ((load.offset() - load.virtualAddress()) % PAGE_SIZE != 0) {
      throw new ElfException(
          at(load, Segment.P_OFFSET),
          "p_offset "
              + Fields.hex(load.offset())
              + " and p_vaddr "
              + Fields.hex(load.virtualAddress())
              + " must be equal modulo the page size "
              + PAGE_SIZE);
    }
  }

  private static boolean outside(long value) {
    return value < 0 || value > ADDRESS_LIMIT;
  }

  private LoadPlan.Piece piece(Segment load, List<Segment> loads) {
    long lead = 0;
    long trail = 0;
    MemorySegment content = file.bytes().asSlice(0, 0);
    if (load.fileSize() > 0) {
      long firstPage = pageStart(load.virtualAddress());
      if (alone(load, firstPage, loads)) {
        lead = load.virtualAddress() - firstPage;
      }
      long lastPage = pageStart(end(load) - 1);
      if (load.fileSize() == load.memorySize() && alone(load, lastPage, loads)) {
        long rest = file.size() - load.offset() - load.fileSize();
        trail = Math.min(lastPage + PAGE_SIZE - end(load), rest);
      }
      content = file.bytes().asSlice(load.offset() - lead, lead + load.fileSize() + trail);
    }
    return new LoadPlan.Piece(
        load.virtualAddress() - lead,
        lead + load.memorySize() + trail,
        content,
        load.readable(),
        load.writable(),
        load.executable());
  }

  private static boolean alone(Segment load, long page, List<Segment> loads) {
    for (Segment other : loads) {
      if (other.index() != load.index() && touches(other, page)) {
        return false;
      }
    }
    return true;
  }

  /** Adds a piece to disjoint ones, of which those parts go that it covers. */
  private static void putOnTop(NavigableMap<Long, LoadPlan.Piece> pieces, LoadPlan.Piece added) {
    long start = added.virtualAddress();
    Map.Entry<Long, LoadPlan.Piece> below = pieces.lowerEntry(start);
    long from = below != null && below.getValue().endAddress() > start ? below.getKey() : start;
    Map<Long, LoadPlan.Piece> overlapped = pieces.subMap(from, added.endAddress());
    List<LoadPlan.Piece> cut = List.copyOf(overlapped.values());
    overlapped.clear();
    for (LoadPlan.Piece piece : cut) {
      if (piece.virtualAddress() < start) {
        pieces.put(piece.virtualAddress(), part(piece, piece.virtualAddress(), start));
      }
      if (piece.endAddress() > added.endAddress()) {
        pieces.put(added.endAddress(), part(piece, added.endAddress(), piece.endAddress()));
      }
    }
    pieces.put(start, added);
  }

  private static LoadPlan.Piece part(LoadPlan.Piece piece, long from, long to) {
    long size = piece.content().byteSize();
    long contentFrom = Math.min(size, from - piece.virtualAddress());
    long contentTo = Math.min(size, to - piece.virtualAddress());
    return new LoadPlan.Piece(
        from,
        to - from,
        piece.content().asSlice(contentFrom, contentTo - contentFrom),
        piece.readable(),
        piece.writable(),
        piece.executable());
  }

  private static boolean touches(Segment load, long page) {
    return page >= pageStart(load.virtualAddress()) && page < end(load);
  }

  private OptionalLong programHeaderAddress(List<Segment> loads) {
    long offset = header.programHeaderOffset();
    for (Segment load : loads) {
      if (offset >= load.offset() && offset - load.offset() < load.fileSize()) {
        return OptionalLong.of(load.virtualAddress() + (offset - load.offset()));
      }
    }
    Optional<Segment> table = first(SegmentType.PHDR);
    if (table.isPresent()) {
      long address = table.get().virtualAddress();
      for (Segment load : loads) {
        if (address >= load.virtualAddress() && address < end(load)) {
          return OptionalLong.of(address);
        }
      }
    }
    return OptionalLong.empty();
  }

  private Optional<String> interpreter() throws ElfException {
    Optional<Segment> segment = first(SegmentType.INTERP);
    if (segment.isEmpty()) {
      return Optional.empty();
    }
    long at = at(segment.get(), Segment.P_FILESZ);
    long size = segment.get().fileSize();
    if (size < 2 || size > MAX_PATH_SIZE) {
      throw new ElfException(
          at, "PT_INTERP must have 2 to " + MAX_PATH_SIZE + " bytes, not " + Fields.hex(size));
    }
    byte[] path = file.content(segment.get()).toArray(ValueLayout.JAVA_BYTE);
    if (path[path.length - 1] != 0) {
      throw new ElfException(segment.get().offset() + size - 1, "PT_INTERP must end in NUL");
    }
    int length = 0;
    while (path[length] != 0) {
      length++;
    }
    if (length == 0) {
      throw new ElfException(segment.get().offset(), "PT_INTERP must not be empty");
    }
    return Optional.of(new String(path, 0, length, StandardCharsets.UTF_8));
  }

  private boolean executableStack() {
    boolean executable = false;
    for (Segment segment : segments) {
      if (segment.type().equals(SegmentType.GNU_STACK)) {
        executable = segment.executable();
      }
    }
    return executable;
  }

  private long biasAlignment(List<Segment> loads) throws ElfException {
    long alignment = PAGE_SIZE;
    for (Segment load : loads) {
      if (Long.bitCount(load.alignment()) == 1) {
        if (load.alignment() < 0 || load.alignment() >= ADDRESS_LIMIT) {
          throw new ElfException(
              at(load, Segment.P_ALIGN),
              "p_align " + Fields.hex(load.alignment()) + " must be below 2^48");
        }
        alignment = Math.max(alignment, load.alignment());
      }
    }
    return alignment;
  }

  private Optional<Segment> first(SegmentType type) {
    return segments.stream().filter(segment -> segment.type().equals(type)).findFirst();
  }

  private long at(Segment segment, int field) {
    return header.programHeaderOffset() + (long) segment.index() * Segment.SIZE + field;
  }

  private static long end(Segment load) {
    return load.virtualAddress() + load.memorySize();
  }

  private static long pageStart(long address) {
    return address & -PAGE_SIZE;
  }
}
