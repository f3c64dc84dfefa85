package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.isa.Instruction;
import dev.seedkernel.aarch64.isa.Semantics;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Supplier;

/** What the classes of regions call, but for arithmetic, and what their constants come from. */
public final class RegionSupport {
  private static final ClassDesc INSTRUCTION =
      ClassDesc.ofDescriptor(Instruction.class.descriptorString());
  private static final ClassDesc SEMANTICS =
      ClassDesc.ofDescriptor(Semantics.class.descriptorString());

  private static final ClassDesc LINK = ClassDesc.ofDescriptor(Link.class.descriptorString());

  private static final ClassDesc SUPPORT =
      ClassDesc.ofDescriptor(RegionSupport.class.descriptorString());

  /** What a class that is being initialised in this thread takes its constants from. */
  private static final ThreadLocal<Constants> CONSTANTS = new ThreadLocal<>();

  private record Constants(List<Instruction> instructions, List<Link> links) {}

  private RegionSupport() {}

  /** Runs an action that initialises a class with instructions and links as its constants. */
  static <T> T withConstants(List<Instruction> instructions, List<Link> links, Supplier<T> action) {
    CONSTANTS.set(new Constants(instructions, links));
    try {
      return action.get();
    } finally {
      CONSTANTS.remove();
    }
  }

  /** For the class that is being initialised. */
  public static Instruction instruction(int index) {
    return CONSTANTS.get().instructions.get(index);
  }

  /** For the class that is being initialised. */
  public static Link link(int index) {
    return CONSTANTS.get().links.get(index);
  }

  /** Returns what a link calls. */
  public static RegionCode code(Link link) {
    return link.code;
  }

  /** For the class that is being initialised. */
  public static Semantics semantics(int index) {
    return instruction(index).semantics();
  }

  /** Adds the fields of instructions and links, and code that gives them their values. */
  static void declare(ClassBuilder builder, int count, int links) {
    for (int n = 0; n < links; n++) {
      builder.withField("L" + n, LINK, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
    }
    for (int n = 0; n < count; n++) {
      builder.withField("I" + n, INSTRUCTION, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
      builder.withField("S" + n, SEMANTICS, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
    }
    builder.withMethodBody(
        ConstantDescs.CLASS_INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_STATIC,
        code -> {
          for (int n = 0; n < count; n++) {
            code.loadConstant(n)
                .invokestatic(SUPPORT, "instruction", MethodTypeDesc.of(INSTRUCTION, CD_int))
                .putstatic(RegionCompiler.NAME, "I" + n, INSTRUCTION)
                .loadConstant(n)
                .invokestatic(SUPPORT, "semantics", MethodTypeDesc.of(SEMANTICS, CD_int))
                .putstatic(RegionCompiler.NAME, "S" + n, SEMANTICS);
          }
          for (int n = 0; n < links; n++) {
            code.loadConstant(n)
                .invokestatic(SUPPORT, "link", MethodTypeDesc.of(LINK, CD_int))
                .putstatic(RegionCompiler.NAME, "L" + n, LINK);
          }
          code.return_();
        });
  }

  /** Pushes what a link calls. */
  static void pushCode(Bytecode code, int index) {
    code.getStatic(RegionCompiler.NAME, "L" + index, LINK);
    code.invokeStatic(SUPPORT, "code", MethodTypeDesc.of(Bytecode.CODE, LINK));
  }

  /** Pushes what an instruction does, the processor, and the instruction, and does it. */
  static void execute(Bytecode code, int index) {
    code.getStatic(RegionCompiler.NAME, "S" + index, SEMANTICS);
    code.load(TypeKind.REFERENCE, Bytecode.PROCESSOR);
    code.getStatic(RegionCompiler.NAME, "I" + index, INSTRUCTION);
    code.invokeInterface(
        SEMANTICS, "execute", MethodTypeDesc.of(CD_void, Bytecode.CPU, INSTRUCTION));
  }
}
