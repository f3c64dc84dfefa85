package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Makes code of regions: a hidden class each, with one method. */
public final class RegionCompiler {
  /** HotSpot does not compile methods of more bytes (HugeMethodLimit). */
  static final int MOST_BYTES = 7900;

  /** Instructions of a region at most. */
  private static final int MOST_INSTRUCTIONS = 250;

  /**
   * Operations on vectors of the host that a region may have. HotSpot stops inlining where a method
   * has become large (NodeCountInliningCutoff is 18 000 nodes, an operation 90 to 107); each vector
   * is an object then, and the region slower than without.
   */
  private static final int MOST_VECTOR_WORK = 165;

  static final ClassDesc NAME =
      ClassDesc.of(AddressSpace.class.getPackageName(), "TranslatedRegion");
  static final java.lang.classfile.Instruction LRETURN = ReturnInstruction.of(Opcode.LRETURN);
  static final java.lang.classfile.Instruction ATHROW = ThrowInstruction.of();

  /** The package whose memory is accessed. */
  private static final MethodHandles.Lookup HOME = home();

  private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, CD_long);

  private RegionCompiler() {}

  /**
   * Makes a region of the instructions that are reached from an address.
   *
   * @return null if nothing is to be gained: the first instruction is for the interpreter
   */
  public static @Nullable Translation compile(long entry, Source source) {
    return compile(entry, source, null);
  }

  /**
   * Makes a region anew, as more has been executed since. It has all that it had, even where other
   * regions begin by now.
   */
  public static @Nullable Translation grow(Region old, Source source) {
    return compile(old.code.entry(), source, old);
  }

  private static @Nullable Translation compile(long entry, Source source, @Nullable Region old) {
    TranslationEvents.Timer timer = TranslationEvents.begin();
    Made made = fitting(entry, source, old);
    if (made == null) {
      return null;
    }
    RegionGraph graph = made.graph;
    Emitter emitter = made.emitter;
    RegionClass file = RegionClass.of(graph, emitter, write(emitter, entry));
    Region region = file.define(emitter.instructions, emitter.links);
    timer.translated(entry, graph.count(), emitter.code.size(), limit(graph));
    return new Translation(region, file);
  }

  /** Returns whether it is of use to know where an instruction has led to. */
  public static boolean makesSwitch(Instruction i) {
    return Flow.isSwitch(i);
  }

  /** A region that was made just now, and what it was made of. */
  public record Translation(Region region, RegionClass file) {}

  /** A region, and what is known of its instructions. */
  public static final class Region {
    private final RegionCode code;
    private final BitSet covered;
    private final List<Long> unseen;

    Region(RegionCode code, BitSet covered, List<Long> unseen) {
      this.code = code;
      this.covered = covered;
      this.unseen = unseen;
    }

    public RegionCode code() {
      return code;
    }

    /** Returns addresses that it may leave for, because nothing was executed there yet. */
    public List<Long> unseen() {
      return unseen;
    }

    /** Returns the addresses of its instructions. */
    public LongStream addresses() {
      return covered.stream().mapToLong(n -> code.entry() + 4L * (n - RegionGraph.REACH));
    }
  }

  /** Returns what limited a region, or nothing. */
  private static String limit(RegionGraph graph) {
    if (graph.limit() > graph.count()) {
      return "";
    }
    return graph.limit() == MOST_INSTRUCTIONS ? "instructions" : "bytecode";
  }

  /** Instructions, and the bytecode made of them. */
  record Made(RegionGraph graph, Emitter emitter) {}

  /**
   * Makes the largest region with an entry whose bytecode HotSpot compiles; null if nothing is to
   * be gained. Instructions are looked at through the graph alone, once each: another thread may be
   * executing what the source has.
   */
  static @Nullable Made fitting(long entry, Source source, @Nullable Region old) {
    BitSet covered = old == null ? new BitSet() : old.covered;
    int limit = MOST_INSTRUCTIONS;
    while (true) {
      RegionGraph graph = RegionGraph.discover(entry, source, limit, covered);
      Instruction first = graph.at(0);
      if (first == null || Flow.kind(first) == Flow.Kind.INTERPRETED) {
        String reason = first == null ? "not decoded" : first.encoding.mnemonic();
        TranslationEvents.refused(entry, reason);
        return null;
      }
      boolean vectors = HostVectors.AVAILABLE && VectorLoops.isIn(graph);
      Emitter emitter = emit(graph, source, vectors, null);
      if (vectors && emitter.code.vectorWork() > MOST_VECTOR_WORK) {
        vectors = false;
        emitter = emit(graph, source, false, null);
      }
      if (emitter.code.size() <= MOST_BYTES) {
        // Conditions of known flags may take a few bytes more.
        emitter = emit(graph, source, vectors, emitter.code.flow());
        if (emitter.code.size() <= MOST_BYTES) {
          return new Made(graph, emitter);
        }
      }
      // As many as would fit if all were of the same length, and fewer than before.
      int fitting = (int) ((long) graph.count() * MOST_BYTES / emitter.code.size());
      limit = Math.min(fitting, graph.count() * 19 / 20);
    }
  }

  /** Where instructions come from. */
  public interface Source {
    /** Returns the instruction at an address, or null if none was executed there yet. */
    @Nullable Instruction at(long address);

    /**
     * Returns the link to an address that holds as long as these instructions; null if none does.
     */
    @Nullable Link link(long address);

    /** Returns where a branch that {@link #makesSwitch} has led to, the most frequent first. */
    long[] targets(long branch);

    /** Returns {@link AddressSpace#mapSize} of the window that the region runs in. */
    long windowPages();

    /** Returns whether another region begins at an address: this one ends there. */
    boolean isEntry(long address);
  }

  /**
   * Makes bytecode of a region.
   *
   * @param vectors whether vector registers may be vectors of the host
   * @param known from making it before, as only then is known what sets the flags where; or null
   */
  static Emitter emit(
      RegionGraph graph, Source source, boolean vectors, @Nullable RegisterFlow known) {
    Emitter e = new Emitter(vectors);
    RegisterFlow.Effects[] effects = new RegisterFlow.Effects[graph.last() - graph.first() + 1];
    Arrays.setAll(effects, n -> new RegisterFlow.Effects());
    BranchEmitter branches = new BranchEmitter(e, graph, source, effects);
    IntegerEmitter integers = new IntegerEmitter(e);
    MemoryEmitter memory =
        new MemoryEmitter(e, integers, new AccessChecks(graph), source.windowPages());
    VectorEmitter vectorEmitter = new VectorEmitter(e);
    begin(e, graph.entry());
    e.code.branch(Opcode.GOTO, branches.label(0));
    for (int at = graph.first(); at <= graph.last(); at++) {
      Instruction i = graph.at(at);
      if (i == null) {
        continue;
      }
      e.number = at;
      e.pc = graph.address(at);
      if (graph.isTarget(at) || graph.at(at - 1) == null) {
        e.join(known == null ? Emitter.UNKNOWN : known.flagsBefore(at));
      }
      e.code.begin(at, effects[at - graph.first()]);
      e.code.bind(branches.label(at));
      if (graph.isLoopHead(at)) {
        branches.checkFuel(at);
      }
      Flow.Kind kind = Flow.kind(i);
      if (kind != Flow.Kind.PLAIN) {
        branches.emit(i);
      } else if (!emit(i, integers, memory, vectorEmitter)) {
        Execution.emit(e, i);
      }
      if (Flow.fallsThrough(i) && graph.at(at + 1) == null) {
        branches.goTo(at + 1);
      }
    }
    branches.finish();
    e.code.complete(RegisterFlow.of(graph, effects));
    return e;
  }

  private static boolean emit(
      Instruction i, IntegerEmitter integers, MemoryEmitter memory, VectorEmitter vectors) {
    int w = i.word;
    if ((w & 0x0e00_0000) == 0x0e00_0000) {
      return vectors.emit(i);
    }
    if ((w & 0x0a00_0000) == 0x0800_0000) {
      return memory.emit(i);
    }
    if ((w & 0x1c00_0000) == 0x1400_0000) {
      if (Flow.isZeroLine(i)) {
        memory.zeroLine(i);
        return true;
      }
      return i.doesNothing(); // Barriers, and hints that are not for pointers.
    }
    return integers.emit(i);
  }

  private static void begin(Emitter e, long entry) {
    Bytecode code = e.code;
    int go = code.newLabel();
    code.load(TypeKind.INT, Bytecode.ROOM);
    code.pushFrameSize();
    code.plain(Emitter.ISUB);
    code.store(TypeKind.INT, Bytecode.ROOM);
    code.load(TypeKind.REFERENCE, Bytecode.CONTEXT_LOCAL);
    code.getField(Bytecode.CONTEXT, "fuel", CD_int);
    code.store(TypeKind.INT, Bytecode.FUEL);
    // Either is negative: there is no room, or no fuel.
    code.load(TypeKind.INT, Bytecode.ROOM);
    code.load(TypeKind.INT, Bytecode.FUEL);
    code.pushInt(1);
    code.plain(Emitter.ISUB, Emitter.IOR);
    code.branch(Opcode.IFGE, go);
    code.pushLong(entry);
    code.plain(LRETURN);
    code.bind(go);
    code.arrays();
    e.processor();
    code.invoke(Bytecode.CPU, "memory", MethodTypeDesc.of(Bytecode.MEMORY));
    code.getField(Bytecode.MEMORY, "base", CD_long);
    code.store(TypeKind.LONG, Bytecode.WINDOW);
    code.reloadAtEntry();
  }

  /** Returns the class file. */
  static byte[] write(Emitter e, long entry) {
    return ClassFile.of()
        .build(
            NAME,
            builder -> {
              builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
              builder.withSuperclass(Bytecode.CODE);
              builder.withMethodBody(
                  ConstantDescs.INIT_NAME, CONSTRUCTOR, 0, RegionCompiler::writeConstructor);
              builder.withMethodBody(
                  "run",
                  BranchEmitter.RUN,
                  ClassFile.ACC_PUBLIC,
                  code -> e.code.write(code, entry));
              e.copies.write(builder);
              if (!e.instructions.isEmpty() || !e.links.isEmpty()) {
                RegionSupport.declare(builder, e.instructions.size(), e.links.size());
              }
            });
  }

  private static MethodHandles.Lookup home() {
    try {
      return MethodHandles.privateLookupIn(AddressSpace.class, MethodHandles.lookup());
    } catch (IllegalAccessException ex) {
      throw new IllegalStateException(ex);
    }
  }

  private static void writeConstructor(CodeBuilder code) {
    code.aload(0).lload(1);
    code.invokespecial(Bytecode.CODE, ConstantDescs.INIT_NAME, CONSTRUCTOR).return_();
  }

  /**
   * Defines a region's class, and makes its only object.
   *
   * @throws IllegalStateException if the JVM refuses it
   */
  static RegionCode instantiate(byte[] bytes, long entry) {
    try {
      MethodHandles.Lookup type = HOME.defineHiddenClass(bytes, true);
      return (RegionCode)
          type.findConstructor(type.lookupClass(), MethodType.methodType(void.class, long.class))
              .invoke(entry);
    } catch (Throwable ex) {
      throw new IllegalStateException("region at 0x" + Long.toHexString(entry), ex);
    }
  }
}
