package dev.seedkernel.spec.faults;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A change of one instruction in one method of the kernel, or of a library that it uses.
 *
 * @param type the class, from the project's package on: {@code kernel.fs.Pipe}
 * @param method its name; methods that share it are searched one behind the other
 * @param place says which instruction is meant
 * @param which of those that {@code place} says, counted from 1; 0 for the only one
 * @param change puts what is to stand there instead
 */
record Edit(
    String type,
    String method,
    Predicate<CodeElement> place,
    int which,
    BiConsumer<CodeBuilder, CodeElement> change) {
  private static final String PACKAGE = "dev.seedkernel.";
  private static final String KERNEL = "kernel.";

  /** Begins an edit of a method of the kernel: {@code in("fs.Pipe.read")}. */
  static Method in(String method) {
    return inLibrary(KERNEL + method);
  }

  /** Begins an edit of a method of a library: {@code inLibrary("dtb.Node.sizeCells")}. */
  static Method inLibrary(String method) {
    int dot = method.lastIndexOf('.');
    return new Method(method.substring(0, dot), method.substring(dot + 1));
  }

  /** Returns the name of the class. */
  String className() {
    return PACKAGE + type;
  }

  /** Returns the class as it is with the change; it is an error if there is no such place. */
  byte[] apply(byte[] original) {
    int[] found = new int[1];
    ClassModel model = ClassFile.of().parse(original);
    byte[] changed =
        ClassFile.of()
            .transformClass(
                model,
                ClassTransform.transformingMethodBodies(
                    candidate -> candidate.methodName().equalsString(method),
                    (builder, element) -> {
                      if (place.test(element) && ++found[0] == Math.max(1, which)) {
                        change.accept(builder, element);
                      } else {
                        builder.with(element);
                      }
                    }));
    if (which == 0 ? found[0] != 1 : found[0] < which) {
      throw new AssertionError(
          "%s.%s has %d such places: the kernel has changed, and the fault has to find its own"
              .formatted(type.replaceFirst("^" + KERNEL, ""), method, found[0]));
    }
    return changed;
  }

  /** A method in which a place is looked for. */
  record Method(String type, String name) {
    /** A number that is written in the code, or folded into it. */
    Place constant(long value) {
      return place(element ->
          element instanceof ConstantInstruction instruction
              && instruction.constantValue() instanceof Number number
              && number.longValue() == value);
    }

    /** A use of a constant of an enum, such as an error number. */
    Place constant(String constant) {
      return place(element ->
          element instanceof FieldInstruction instruction
              && instruction.name().equalsString(constant));
    }

    Place call(String called) {
      return place(element ->
          element instanceof InvokeInstruction instruction
              && instruction.name().equalsString(called));
    }

    Place opcode(Opcode opcode) {
      return place(
          element -> element instanceof Instruction instruction && instruction.opcode() == opcode);
    }

    /** Code that runs before all other of the method. */
    Edit beginsWith(Consumer<CodeBuilder> code) {
      return new Edit(
          type,
          name,
          element -> element instanceof Instruction,
          1,
          (builder, element) -> {
            code.accept(builder);
            builder.with(element);
          });
    }

    private Place place(Predicate<CodeElement> predicate) {
      return new Place(this, predicate, 0);
    }
  }

  /** The only instruction of a kind in a method, or the first, second and so on. */
  record Place(Method method, Predicate<CodeElement> predicate, int which) {
    Place nth(int number) {
      return new Place(method, predicate, number);
    }

    /** Another number. */
    Edit becomes(long value) {
      return edit((builder, element) -> {
        if (((ConstantInstruction) element).typeKind() == TypeKind.LONG) {
          builder.loadConstant(value);
        } else {
          builder.loadConstant((int) value);
        }
      });
    }

    /** Another constant of the same enum, or another method with the same arguments. */
    Edit becomes(String other) {
      return edit((builder, element) -> {
        if (element instanceof FieldInstruction field) {
          builder.fieldAccess(field.opcode(), field.owner().asSymbol(), other, field.typeSymbol());
        } else {
          InvokeInstruction call = (InvokeInstruction) element;
          builder.invoke(
              call.opcode(), call.owner().asSymbol(), other, call.typeSymbol(), call.isInterface());
        }
      });
    }

    /** Another branch, or another operation on the same operands. */
    Edit becomes(Opcode other) {
      return edit((builder, element) -> {
        if (element instanceof BranchInstruction branch) {
          builder.branch(other, branch.target());
        } else {
          builder.with(OperatorInstruction.of(other));
        }
      });
    }

    /** A branch that depends on one value is always taken. */
    Edit taken() {
      return edit(
          (builder, element) -> builder.pop().goto_(((BranchInstruction) element).target()));
    }

    /** The call is not made; what it would give is 0, false or null. */
    Edit leftOut() {
      return gives(0);
    }

    /** The call is not made; this is what it gives. */
    Edit gives(int value) {
      return edit((builder, element) -> {
        InvokeInstruction call = (InvokeInstruction) element;
        drop(builder, call);
        ClassDesc result = call.typeSymbol().returnType();
        switch (TypeKind.from(result).asLoadable()) {
          case VOID -> {}
          case LONG -> builder.loadConstant((long) value);
          case REFERENCE -> builder.aconst_null();
          default -> builder.loadConstant(value);
        }
      });
    }

    private static void drop(CodeBuilder builder, InvokeInstruction call) {
      List<ClassDesc> arguments = call.typeSymbol().parameterList();
      for (ClassDesc argument : arguments.reversed()) {
        if (TypeKind.from(argument).slotSize() == 2) {
          builder.pop2();
        } else {
          builder.pop();
        }
      }
      if (call.opcode() != Opcode.INVOKESTATIC) {
        builder.pop();
      }
    }

    /** What is computed there is so much more. */
    Edit plus(int more) {
      return edit((builder, element) -> {
        builder.with(element);
        boolean isLong =
            element instanceof InvokeInstruction call
                && TypeKind.from(call.typeSymbol().returnType()) == TypeKind.LONG;
        if (isLong) {
          builder.loadConstant((long) more).ladd();
        } else {
          builder.loadConstant(more).iadd();
        }
      });
    }

    private Edit edit(BiConsumer<CodeBuilder, CodeElement> change) {
      return new Edit(method.type, method.name, predicate, which, change);
    }
  }
}
