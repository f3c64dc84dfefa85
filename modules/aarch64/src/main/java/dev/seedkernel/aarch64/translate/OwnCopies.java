package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.arith.HostConversion;
import dev.seedkernel.aarch64.arith.HostDouble;
import dev.seedkernel.aarch64.arith.HostSingle;
import dev.seedkernel.aarch64.arith.HostSinglePair;
import dev.seedkernel.aarch64.vector.CheckedDoubles;
import dev.seedkernel.aarch64.vector.CheckedSingles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The methods of arithmetic that a region has copies of, so that HotSpot's profile of them, which
 * says what never happens, is the region's own: what one program does would else slow down all.
 *
 * <p>In a copy, {@code Rare.path} is the load of one of the {@link RareConstants}.
 */
final class OwnCopies {
  /** What the name of the class that marks rare paths ends in. */
  private static final String MARK = "/Rare";

  /** A field of the region's class. */
  private static final String HAS_BEEN_RARE = "hasBeenRare";

  /** The constants below are for ways out of the region. */
  private static final int FIRST_CONSTANT = RareConstants.COUNT / 2;

  /** The methods of each class that may be copied, by name and type. */
  private static final Map<ClassDesc, Map<String, CodeModel>> ORIGINALS =
      read(
          HostDouble.class,
          HostSingle.class,
          HostSinglePair.class,
          HostConversion.class,
          CheckedSingles.class,
          CheckedDoubles.class);

  /** A method that has a copy. */
  private record Copy(ClassDesc owner, String name, MethodTypeDesc type) {
    String copyName() {
      return owner.displayName() + '_' + name;
    }

    CodeModel original() {
      CodeModel code = ORIGINALS.getOrDefault(owner, Map.of()).get(name + type.descriptorString());
      if (code == null) {
        throw new IllegalStateException("no method " + this);
      }
      return code;
    }
  }

  private final Set<Copy> all = new LinkedHashSet<>();

  /** How many constants there are. */
  private int constants;

  private static Map<ClassDesc, Map<String, CodeModel>> read(Class<?>... types) {
    Map<ClassDesc, Map<String, CodeModel>> result = new HashMap<>();
    for (Class<?> type : types) {
      Map<String, CodeModel> methods = new HashMap<>();
      for (MethodModel method : ClassFile.of().parse(bytes(type)).methods()) {
        method
            .code()
            .ifPresent(code ->
                methods.put(
                    method.methodName().stringValue() + method.methodType().stringValue(), code));
      }
      result.put(ClassDesc.ofDescriptor(type.descriptorString()), methods);
    }
    return result;
  }

  private static byte[] bytes(Class<?> type) {
    String file = type.getSimpleName() + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in its module");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  /** Calls the region's copy of a static method. */
  void invoke(Bytecode code, ClassDesc owner, String name, MethodTypeDesc type) {
    Copy copy = new Copy(owner, name, type);
    all.add(copy);
    code.invokeStatic(RegionCompiler.NAME, copy.copyName(), type);
  }

  /** Writes the copies, and those of what they call. */
  void write(ClassBuilder builder) {
    if (all.isEmpty()) {
      return;
    }
    builder.withField(HAS_BEEN_RARE, CD_boolean, ClassFile.ACC_STATIC);
    builder.withMethodBody(
        HAS_BEEN_RARE,
        MethodTypeDesc.of(CD_boolean),
        ClassFile.ACC_PUBLIC,
        code -> code.getstatic(RegionCompiler.NAME, HAS_BEEN_RARE, CD_boolean).ireturn());
    Set<Copy> known = new LinkedHashSet<>(all);
    Deque<Copy> left = new ArrayDeque<>(known);
    while (!left.isEmpty()) {
      Copy copy = left.remove();
      builder.withMethod(
          copy.copyName(),
          copy.type,
          ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
          method -> method.transformCode(copy.original(), new Copying(known, left)));
    }
  }

  private final class Copying implements CodeTransform {
    private final Set<Copy> known;
    private final Deque<Copy> left;
    private boolean rare;

    Copying(Set<Copy> known, Deque<Copy> left) {
      this.known = known;
      this.left = left;
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      switch (element) {
        case InvokeInstruction call when call.owner().name().stringValue().endsWith(MARK) -> {
          rare = true;
          code.ldc(RareConstants.number(FIRST_CONSTANT + constants++)).pop();
          code.iconst_1().putstatic(RegionCompiler.NAME, HAS_BEEN_RARE, CD_boolean);
        }
        case InvokeInstruction call when !rare && hasCopy(call) -> {
          Copy copy =
              new Copy(call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol());
          if (known.add(copy)) {
            left.add(copy);
          }
          code.invokestatic(RegionCompiler.NAME, copy.copyName(), copy.type);
        }
        case Instruction i -> code.with(i);
        case LabelTarget label -> code.with(label);
        default -> {
          // Lines and names are not of the region.
        }
      }
    }

    /** Returns whether a call is of a method that is copied, too: one that takes FPCR and FPSR. */
    private boolean hasCopy(InvokeInstruction call) {
      MethodTypeDesc type = call.typeSymbol();
      return ORIGINALS.containsKey(call.owner().asSymbol())
          && type.returnType().equals(CD_long)
          && type.parameterType(type.parameterCount() - 1).equals(Bytecode.ENVIRONMENT);
    }
  }
}
