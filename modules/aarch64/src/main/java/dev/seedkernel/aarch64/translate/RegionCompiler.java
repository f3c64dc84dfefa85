package dev.seedkernel.aarch64.translate;

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
import org.jspecify.annotations.Nullable;

/** Makes code of regions: a hidden class each, with one method. */
public final class RegionCompiler {
  /** HotSpot does not compile methods of more bytes (HugeMethodLimit). */
  static final int MOST_BYTES = 7900;

  /** Instructions of a region at most. */
  private static final int MOST_INSTRUCTIONS = 120;

  static final ClassDesc NAME =
      ClassDesc.of(AddressSpace.class.getPackageName(), "TranslatedRegion");
  static final java.lang.classfile.Instruction LRETURN = ReturnInstruction.of(Opcode.LRETURN);
  static final java.lang.classfile.Instruction ATHROW = ThrowInstruction.of();

  /** The package whose memory is accessed. */
  private static final MethodHandles.Lookup HOME = home();

  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_long, Bytecode.CPU, Bytecode.CONTEXT);
  private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, CD_long);

  private RegionCompiler() {}

  /**
   * Makes a region of the instructions that are reached from an address.
   *
   * @return null if nothing is to be gained: the first instruction is for the interpreter
   */
  public static @Nullable Region compile(long entry, Source source) {
    Instruction first = source.at(entry);
    if (first == null || Flow.kind(first) == Flow.Kind.INTERPRETED) {
      return null;
    }
    for (int limit = MOST_INSTRUCTIONS; ; limit = limit * 2 / 3) {
      RegionGraph graph = RegionGraph.discover(entry, source, limit);
      Emitter e = emit(graph);
      if (e.code.size() <= MOST_BYTES) {
        return new Region(graph.content(), define(entry, e));
      }
    }
  }

  /** Where instructions come from. */
  public interface Source {
    /** Returns the instruction at an address, or null if it cannot be fetched. */
    @Nullable Instruction at(long address);
  }

  static Emitter emit(RegionGraph graph) {
    Emitter e = new Emitter();
    BranchEmitter branches = new BranchEmitter(e, graph);
    IntegerEmitter integers = new IntegerEmitter(e);
    MemoryEmitter memory = new MemoryEmitter(e, integers);
    VectorEmitter vectors = new VectorEmitter(e);
    long[] writes = new long[graph.last() - graph.first() + 1];
    begin(e);
    e.code.branch(Opcode.GOTO, branches.label(0));
    for (int at = graph.first(); at <= graph.last(); at++) {
      Instruction i = graph.at(at);
      if (i == null) {
        continue;
      }
      e.number = at;
      e.pc = graph.address(at);
      if (graph.isTarget(at) || graph.at(at - 1) == null) {
        e.join();
      }
      e.code.bind(branches.label(at));
      if (graph.isLoopHead(at)) {
        branches.checkFuel(at);
      }
      e.code.takeRecent();
      Flow.Kind kind = Flow.kind(i);
      if (kind != Flow.Kind.PLAIN) {
        branches.emit(i);
      } else if (!emit(i, integers, memory, vectors)) {
        Execution.emit(e, i);
      }
      writes[at - graph.first()] = e.code.takeRecent();
      if (Flow.fallsThrough(i) && graph.at(at + 1) == null) {
        branches.goTo(at + 1);
      }
    }
    branches.finish();
    e.code.setDirty(new DirtyAnalysis(graph, writes)::at);
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
      return isNoOperation(i);
    }
    return integers.emit(i);
  }

  private static boolean isNoOperation(Instruction i) {
    return switch (i.encoding.mnemonic()) {
      case "hint", "dsb", "dmb", "isb", "sb" -> true;
      default -> false;
    };
  }

  private static void begin(Emitter e) {
    Bytecode code = e.code;
    code.arrays();
    e.processor();
    code.invoke(Bytecode.CPU, "memory", MethodTypeDesc.of(Bytecode.MEMORY));
    code.store(TypeKind.REFERENCE, Bytecode.MEMORY_LOCAL);
    code.load(TypeKind.REFERENCE, Bytecode.CONTEXT_LOCAL);
    code.invoke(Bytecode.CONTEXT, "fuel", Emitter.NO_INT);
    code.store(TypeKind.INT, Bytecode.FUEL);
    code.pushInt(0);
    code.store(TypeKind.INT, Bytecode.AT);
    code.pushLong(0);
    code.store(TypeKind.LONG, Bytecode.B);
    e.reloadAll();
    e.reloadFlags();
  }

  private static RegionCode define(long entry, Emitter e) {
    byte[] bytes = write(e);
    return RegionSupport.withConstants(e.instructions, () -> instantiate(bytes, entry));
  }

  /** Returns the class file. */
  static byte[] write(Emitter e) {
    return ClassFile.of()
        .build(
            NAME,
            builder -> {
              builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
              builder.withSuperclass(Bytecode.CODE);
              builder.withMethodBody(
                  ConstantDescs.INIT_NAME, CONSTRUCTOR, 0, RegionCompiler::writeConstructor);
              builder.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, e.code::write);
              if (!e.instructions.isEmpty()) {
                RegionSupport.declare(builder, e.instructions.size());
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

  private static RegionCode instantiate(byte[] bytes, long entry) {
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
