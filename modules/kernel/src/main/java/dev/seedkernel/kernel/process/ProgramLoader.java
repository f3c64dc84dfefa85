package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.elf.ElfException;
import dev.seedkernel.elf.ElfFile;
import dev.seedkernel.elf.LoadPlan;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.process.ParsedPrograms.Planned;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads a program into a fresh memory. It is one transaction: it gives a memory that is ready to
 * run, or says why not and leaves nothing behind.
 */
public final class ProgramLoader {
  /**
   * Where position-independent programs go: above the chain's link base, with room for any heap.
   */
  static final long PROGRAM_BIAS = 0x1000_0000;

  /** Bytes of holes in a program file: a file that takes no room must not take the host's. */
  private static final long MAX_HOLES = 64L << 20;

  private static final int PAGE = LoadPlan.PAGE_SIZE;

  private final ParsedPrograms parsed = new ParsedPrograms();
  private final Limits limits;
  private final PageAccount account;
  private final FeatureSet features;

  /**
   * Creates a loader.
   *
   * @param account is charged for the memory of programs
   * @param features what programs are told that the processor has
   */
  public ProgramLoader(Limits limits, PageAccount account, FeatureSet features) {
    this.limits = limits;
    this.account = account;
    this.features = features;
  }

  /**
   * A program that is ready to run.
   *
   * @param executable absolute or given path of the file that was loaded, for /proc/self/exe
   * @param credentials those that it runs with
   */
  public record Program(
      UserMemory memory,
      long entry,
      long stackPointer,
      String executable,
      Credentials credentials) {}

  /**
   * Loads a program.
   *
   * @param walker finds the files, with the rights of the caller
   * @param start where a relative path starts
   * @param random 16 bytes for AT_RANDOM
   * @throws LoadException if it cannot be run
   */
  public Program load(PathWalker walker, Directory start, ExecImage image, byte[] random)
      throws LoadException {
    requireArgumentsFit(image);
    ProgramFiles files = new ProgramFiles(walker);
    ProgramFiles.Found found = files.find(start, image);
    Planned plan = plan(found.path(), found.file());
    UserMemory memory = createMemory(found.path());
    try {
      memory.runs(found.file());
      Credentials credentials = walker.credentials().afterExec(found.file());
      return place(files, credentials, start, image, memory, plan, found, random);
    } catch (LoadException | RuntimeException | Error e) {
      memory.release();
      if (e instanceof MemoryFault) {
        throw noMemory(found.path());
      }
      throw e;
    }
  }

  private UserMemory createMemory(String path) throws LoadException {
    try {
      return UserMemory.create(limits.get(Limit.ADDRESS_SPACE), account);
    } catch (MemoryFault e) {
      throw noMemory(path);
    }
  }

  private static LoadException noMemory(String path) {
    return new LoadException(Errno.ENOMEM, path + ": no memory for the program");
  }

  private void requireArgumentsFit(ExecImage image) throws LoadException {
    long bytes = image.path().length() + size(image, image.arguments());
    bytes += size(image, image.environment());
    if (bytes > Math.min(limits.get(Limit.ARGUMENTS), UserMemory.STACK_SIZE / 4)) {
      throw new LoadException(
          Errno.E2BIG, image.path() + ": arguments and environment are too long");
    }
  }

  /** Returns what strings take with their NULs and addresses, none of which may be too long. */
  private static long size(ExecImage image, List<String> strings) throws LoadException {
    long bytes = 0;
    for (String s : strings) {
      if (s.length() >= ExecImage.LONGEST_STRING) {
        throw new LoadException(
            Errno.E2BIG,
            "%s: an argument or environment string has more than %d bytes"
                .formatted(image.path(), ExecImage.LONGEST_STRING - 1));
      }
      bytes += s.length() + 1 + Long.BYTES;
    }
    return bytes;
  }

  private Planned plan(String path, RegularFile file) throws LoadException {
    Planned known = parsed.find(file);
    if (known != null) {
      return known;
    }
    // Like the argument of any read, a program of 2 GiB and more is beyond what is offered.
    if (file.size() > Integer.MAX_VALUE - 8) {
      throw new LoadException(Errno.ENOMEM, path + ": larger than 2 GiB");
    }
    if (file.size() - file.allocatedBytes() > MAX_HOLES) {
      throw new LoadException(Errno.ENOMEM, path + ": more than 64 MiB of it are holes");
    }
    byte[] bytes = new byte[(int) file.size()];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    file.read(0, Transfer.into(segment), bytes.length);
    try {
      Planned planned = new Planned(LoadPlan.of(ElfFile.parse(segment)), file, segment);
      parsed.keep(planned);
      return planned;
    } catch (ElfException e) {
      throw new LoadException(Errno.ENOEXEC, path + ": " + e.getMessage());
    }
  }

  private Program place(
      ProgramFiles files,
      Credentials credentials,
      Directory start,
      ExecImage image,
      UserMemory memory,
      Planned planned,
      ProgramFiles.Found found,
      byte[] random)
      throws LoadException {
    LoadPlan plan = planned.plan();
    long bias = plan.positionIndependent() ? biasAt(plan, PROGRAM_BIAS) : 0;
    map(memory, planned, bias, found.path());
    memory.heapAt(Mappings.pageUp(plan.endAddress() + bias));
    long entry = plan.entry() + bias;
    long base = 0;
    if (plan.interpreter().isPresent()) {
      ProgramFiles.Found interpreter = files.interpreter(start, plan.interpreter().get());
      Planned plannedLinker = plan(interpreter.path(), interpreter.file());
      LoadPlan linker = plannedLinker.plan();
      if (!linker.positionIndependent() || linker.interpreter().isPresent()) {
        throw new LoadException(Errno.ELIBBAD, interpreter.path() + ": not a dynamic linker");
      }
      long size = Mappings.pageUp(linker.endAddress()) + linker.alignment();
      long gap =
          memory
              .map()
              .findGap(size)
              .orElseThrow(
                  () -> new LoadException(Errno.ENOMEM, interpreter.path() + ": no room for it"));
      base = biasAt(linker, gap + linker.alignment() - 1);
      map(memory, plannedLinker, base, interpreter.path());
      entry = linker.entry() + base;
    }
    InitialStack.Loaded loaded =
        new InitialStack.Loaded(
            plan.entry() + bias,
            plan.programHeaderAddress().isPresent()
                ? plan.programHeaderAddress().getAsLong() + bias
                : 0,
            plan.programHeaderSize(),
            plan.programHeaderCount(),
            base);
    InitialStack.Written stack =
        new InitialStack(memory)
            .write(image.path(), found.image(), loaded, random, features, credentials);
    memory.layout(stack.layout());
    return new Program(memory, entry, stack.stackPointer(), found.path(), credentials);
  }

  /** Returns the bias that puts the lowest page of a plan at or just below an address. */
  private static long biasAt(LoadPlan plan, long address) {
    return (address & -plan.alignment()) - (plan.lowestAddress() & -plan.alignment());
  }

  /** Copies the pieces of a plan to their places, then gives each page the rights of its pieces. */
  private static void map(UserMemory memory, Planned planned, long bias, String path)
      throws LoadException {
    LoadPlan plan = planned.plan();
    Map<Long, Integer> sharedPages = new HashMap<>();
    for (LoadPlan.Piece piece : plan.pieces()) {
      long start = Mappings.pageDown(piece.virtualAddress() + bias);
      long end = Mappings.pageUp(piece.endAddress() + bias);
      if (start < UserMemory.LOWEST || end > memory.stackTop() - UserMemory.STACK_SIZE) {
        throw new LoadException(
            Errno.ENOMEM,
            "%s: segment 0x%x to 0x%x is not within the addresses that a program may use"
                .formatted(path, start, end));
      }
      mapPiece(memory, start, end, path, sharedPages);
      memory
          .space()
          .write(piece.virtualAddress() + bias, piece.content(), 0, piece.content().byteSize());
    }
    for (LoadPlan.Piece piece : plan.pieces()) {
      long start = Mappings.pageDown(piece.virtualAddress() + bias);
      long end = Mappings.pageUp(piece.endAddress() + bias);
      protect(memory, start, end, rights(piece), sharedPages);
    }
    if (sharedPages.isEmpty()) {
      plan.pieces().forEach(piece -> describe(memory, planned, piece, bias, path));
    }
  }

  /** Says of which part of the file the pages of a piece are a copy, where they are whole. */
  private static void describe(
      UserMemory memory, Planned planned, LoadPlan.Piece piece, long bias, String path) {
    MemorySegment content = piece.content();
    long address = piece.virtualAddress() + bias;
    long offset = content.address() - planned.bytes().address();
    if (content.byteSize() == 0
        || !content.heapBase().equals(planned.bytes().heapBase())
        || ((address - offset) & (PAGE - 1)) != 0) {
      return;
    }
    long start = Mappings.pageDown(address);
    long end = Mappings.pageUp(address + content.byteSize());
    memory
        .map()
        .describe(
            new Mapping(
                start, end, rights(piece), 0, path, planned.file(), Mappings.pageDown(offset)));
  }

  /** Maps the pages of a piece for writing; pages that an earlier piece has already are kept. */
  private static void mapPiece(
      UserMemory memory, long start, long end, String path, Map<Long, Integer> sharedPages)
      throws LoadException {
    try {
      if (!memory.map().overlaps(start, end - start)) {
        memory.mapNow(start, end - start, Rights.READ | Rights.WRITE, path);
        return;
      }
      for (long page = start; page < end; page += PAGE) {
        if (memory.map().overlaps(page, PAGE)) {
          sharedPages.put(page, 0);
        } else {
          memory.mapNow(page, PAGE, Rights.READ | Rights.WRITE, path);
        }
      }
    } catch (ErrnoException e) {
      throw new LoadException(e.errno(), path + ": too many segments");
    }
  }

  private static void protect(
      UserMemory memory, long start, long end, int rights, Map<Long, Integer> sharedPages)
      throws LoadException {
    try {
      if (sharedPages.isEmpty()) {
        memory.map().protect(start, end - start, rights);
        return;
      }
      for (long page = start; page < end; page += PAGE) {
        Integer sofar = sharedPages.computeIfPresent(page, (_, r) -> r | rights);
        memory.map().protect(page, PAGE, sofar == null ? rights : sofar);
      }
    } catch (ErrnoException e) {
      throw new LoadException(e.errno(), "cannot set the rights of a segment");
    }
  }

  private static int rights(LoadPlan.Piece piece) {
    return (piece.readable() ? Rights.READ : 0)
        | (piece.writable() ? Rights.WRITE : 0)
        | (piece.executable() ? Rights.EXECUTE : 0);
  }
}
