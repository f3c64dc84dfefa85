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

  private static final ClassDesc SUPPORT =
      ClassDesc.ofDescriptor(RegionSupport.class.descriptorString());

  /** What a class that is being initialised in this thread takes its constants from. */
  private static final ThreadLocal<List<Instruction>> CONSTANTS = new ThreadLocal<>();

  private RegionSupport() {}

  /** Runs an action that initialises a class with instructions as its constants. */
  static <T> T withConstants(List<Instruction> instructions, Supplier<T> action) {
    CONSTANTS.set(instructions);
    try {
      return action.get();
    } finally {
      CONSTANTS.remove();
    }
  }

  /** For the class that is being initialised. */
  public static Instruction instruction(int index) {
    return CONSTANTS.get().get(index);
  }

  /** For the class that is being initialised. */
  public static Semantics semantics(int index) {
    return instruction(index).semantics();
  }

  /** Adds the fields of an instruction, and code that gives them their values, to a class. */
  static void declare(ClassBuilder builder, int count) {
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
          code.return_();
        });
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
