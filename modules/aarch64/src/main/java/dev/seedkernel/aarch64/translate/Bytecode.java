package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A method's bytecode while it is made: a list that is written when it is complete, as only then is
 * known which guest registers it uses, and how long it is.
 *
 * <p>A guest register is a number: 0 to 31 are X0 to X30 and SP, 32 to 63 the vector registers, of
 * which each is two local variables.
 */
final class Bytecode {
  static final ClassDesc CPU = ClassDesc.ofDescriptor(Cpu.class.descriptorString());
  static final ClassDesc MEMORY = ClassDesc.ofDescriptor(AddressSpace.class.descriptorString());
  static final ClassDesc CONTEXT =
      ClassDesc.ofDescriptor(TranslationContext.class.descriptorString());
  static final ClassDesc CODE = ClassDesc.ofDescriptor(RegionCode.class.descriptorString());
  static final ClassDesc ENVIRONMENT =
      ClassDesc.ofDescriptor(FpEnvironment.class.descriptorString());
  static final ClassDesc FLAGS = ClassDesc.ofDescriptor(LazyFlags.class.descriptorString());

  private static final ClassDesc FAULT_CLASS =
      ClassDesc.ofDescriptor(MemoryFault.class.descriptorString());

  // Local variables
  static final int THIS = 0;
  static final int PROCESSOR = 1;
  static final int CONTEXT_LOCAL = 2;
  private static final int X = 3;
  static final int FUEL = 4;
  static final int AT = 5;
  static final int KIND = 6;
  static final int A = 7;
  static final int B = 9;
  static final int NEXT = 11;
  static final int T0 = 13;
  static final int T1 = 15;
  static final int T2 = 17;
  static final int T3 = 19;
  static final int REFERENCE = 21;
  static final int FAULT = 22;
  static final int MEMORY_LOCAL = 23;
  private static final int V = 24;
  private static final int ENVIRONMENT_LOCAL = 25;
  private static final int FIRST_REGISTER = 26;

  private static final ClassDesc REGISTERS = CD_long.arrayType();

  private enum Op {
    PLAIN,
    LOAD,
    STORE,
    GET,
    SET,
    INT,
    LONG,
    INVOKE,
    FIELD,
    BRANCH,
    LABEL,
    INCREMENT,
    SPILL,
    RELOAD,
    FRAME_SIZE,
    CATCH,
    ARRAYS,
    SPILL_WRITTEN
  }

  /** Bytes of a frame besides local variables. */
  private static final int FRAME = 192;

  /** Which registers may have changed since they were stored last. */
  interface DirtyRegisters {
    long at(int number);
  }

  private record Method(Opcode opcode, ClassDesc owner, String name, MethodTypeDesc type) {}

  private record Field(ClassDesc owner, String name, ClassDesc type) {}

  private Op[] ops = new Op[1024];
  private long[] numbers = new long[1024];
  private @Nullable Object[] references = new Object[1024];
  private int length;
  private int labels;
  private long used;
  private long written;
  private long recent;
  private boolean environment;
  private DirtyRegisters dirtyAt = number -> -1;

  private void add(Op op, long number, @Nullable Object reference) {
    if (length == ops.length) {
      ops = Arrays.copyOf(ops, 2 * length);
      numbers = Arrays.copyOf(numbers, 2 * length);
      references = Arrays.copyOf(references, 2 * length);
    }
    ops[length] = op;
    numbers[length] = number;
    references[length++] = reference;
  }

  /** Adds instructions of one byte. */
  void plain(Instruction... instructions) {
    for (Instruction i : instructions) {
      add(Op.PLAIN, 0, i);
    }
  }

  void load(TypeKind type, int local) {
    add(Op.LOAD, local, type);
  }

  void store(TypeKind type, int local) {
    add(Op.STORE, local, type);
  }

  /** Pushes a guest register; of a vector register, {@code high} says which half. */
  void get(int register, boolean high) {
    used |= 1L << register;
    add(Op.GET, register | (high ? 64 : 0), null);
  }

  void set(int register, boolean high) {
    used |= 1L << register;
    written |= 1L << register;
    recent |= 1L << register;
    add(Op.SET, register | (high ? 64 : 0), null);
  }

  void pushInt(int value) {
    add(Op.INT, value, null);
  }

  void pushLong(long value) {
    add(Op.LONG, value, null);
  }

  void invokeStatic(ClassDesc owner, String name, MethodTypeDesc type) {
    add(Op.INVOKE, 0, new Method(Opcode.INVOKESTATIC, owner, name, type));
  }

  void invoke(ClassDesc owner, String name, MethodTypeDesc type) {
    add(Op.INVOKE, 0, new Method(Opcode.INVOKEVIRTUAL, owner, name, type));
  }

  void invokeInterface(ClassDesc owner, String name, MethodTypeDesc type) {
    add(Op.INVOKE, 0, new Method(Opcode.INVOKEINTERFACE, owner, name, type));
  }

  void getStatic(ClassDesc owner, String name, ClassDesc type) {
    add(Op.FIELD, 0, new Field(owner, name, type));
  }

  int newLabel() {
    return labels++;
  }

  void bind(int label) {
    add(Op.LABEL, label, null);
  }

  void branch(Opcode opcode, int label) {
    add(Op.BRANCH, label, opcode);
  }

  void increment(int local, int by) {
    add(Op.INCREMENT, (long) local << 32 | (by & 0xffff_ffffL), null);
  }

  /** Stores guest registers of a set in the processor, as far as the method writes them. */
  void spill(long registers) {
    add(Op.SPILL, registers, null);
  }

  /** Pushes FPCR and FPSR, as arithmetic takes them. */
  void environment() {
    environment = true;
    load(TypeKind.REFERENCE, ENVIRONMENT_LOCAL);
  }

  /** Gets the registers of the processor, which must be first. */
  void arrays() {
    add(Op.ARRAYS, 0, null);
  }

  /** Stores guest registers in the processor that may have changed before an instruction. */
  void spillDirty(int number) {
    add(Op.SPILL_WRITTEN, number, null);
  }

  private long dirty(long number) {
    return dirtyAt.at((int) number);
  }

  /** Says which registers may have changed before an instruction. */
  void setDirty(DirtyRegisters registers) {
    dirtyAt = registers;
  }

  /** Returns the registers that were written since the last call of this. */
  long takeRecent() {
    long result = recent;
    recent = 0;
    return result;
  }

  /** Loads guest registers of a set from the processor, as far as the method uses them. */
  void reload(long registers) {
    add(Op.RELOAD, registers, null);
  }

  /** Pushes how many bytes of the stack a call of the method takes, about. */
  void pushFrameSize() {
    add(Op.FRAME_SIZE, 0, null);
  }

  /** Lets a handler have the faults between two labels. */
  void catchFaults(int from, int to, int handler) {
    add(Op.CATCH, handler, new int[] {from, to});
  }

  /** Returns an upper bound of the bytes of the method. */
  int size() {
    int size = 0;
    for (int i = 0; i < length; i++) {
      size +=
          switch (ops[i]) {
            case PLAIN -> 1;
            case LOAD, STORE, GET, SET -> 2;
            case INT, LONG, INVOKE, FIELD, BRANCH, FRAME_SIZE -> 3;
            case LABEL, CATCH -> 0;
            case ARRAYS -> 18;
            case SPILL_WRITTEN -> transfer(dirty(numbers[i]) & written);
            case INCREMENT -> 6;
            case SPILL -> transfer(numbers[i] & written);
            case RELOAD -> transfer(numbers[i] & used);
          };
    }
    return locals() > 255 ? size * 3 / 2 : size;
  }

  private static int transfer(long registers) {
    return Integer.bitCount((int) registers) * 6 + Long.bitCount(registers >>> 32) * 14;
  }

  /** Returns how many local variables the method has. */
  int locals() {
    return FIRST_REGISTER + 2 * Integer.bitCount((int) used) + 4 * Long.bitCount(used >>> 32);
  }

  /** Returns the local variable of a guest register, or of a half of it. */
  private int local(int register) {
    long below = used & ((1L << (register & 63)) - 1);
    int first =
        FIRST_REGISTER + 2 * Integer.bitCount((int) below) + 4 * Long.bitCount(below >>> 32);
    return first + (register >= 64 ? 2 : 0);
  }

  /** Writes the method. */
  void write(CodeBuilder code) {
    Label[] bound = new Label[labels];
    for (int i = 0; i < labels; i++) {
      bound[i] = code.newLabel();
    }
    for (int i = 0; i < length; i++) {
      long number = numbers[i];
      switch (ops[i]) {
        case BRANCH -> code.branch((Opcode) reference(i), bound[(int) number]);
        case LABEL -> code.labelBinding(bound[(int) number]);
        case CATCH -> {
          int[] range = (int[]) reference(i);
          code.exceptionCatch(bound[range[0]], bound[range[1]], bound[(int) number], FAULT_CLASS);
        }
        case FRAME_SIZE -> code.loadConstant(locals() * 8 + FRAME);
        case ARRAYS -> writeArrays(code);
        case SPILL_WRITTEN -> writeSpill(code, dirty(number) & written);
        case SPILL -> writeSpill(code, number & written);
        case RELOAD -> writeReload(code, number & used);
        default -> write(code, ops[i], number, references[i]);
      }
    }
  }

  private Object reference(int i) {
    Object reference = references[i];
    if (reference == null) {
      throw new IllegalStateException();
    }
    return reference;
  }

  private void write(CodeBuilder code, Op op, long number, @Nullable Object reference) {
    switch (op) {
      case GET -> code.lload(local((int) number));
      case SET -> code.lstore(local((int) number));
      case INT -> code.loadConstant((int) number);
      case LONG -> writeLong(code, number);
      case INCREMENT -> code.iinc((int) (number >> 32), (int) number);
      default -> {
        switch (reference) {
          case Instruction i -> code.with(i);
          case TypeKind type when op == Op.LOAD -> code.loadLocal(type, (int) number);
          case TypeKind type -> code.storeLocal(type, (int) number);
          case Method m ->
              code.invoke(m.opcode, m.owner, m.name, m.type, m.opcode == Opcode.INVOKEINTERFACE);
          case Field f -> code.getstatic(f.owner, f.name, f.type);
          case null, default -> throw new IllegalStateException(op + " of " + reference);
        }
      }
    }
  }

  private static void writeLong(CodeBuilder code, long value) {
    if (value != 0 && value != 1 && value == (short) value) {
      code.loadConstant((int) value).i2l();
    } else {
      code.loadConstant(value);
    }
  }

  private void writeSpill(CodeBuilder code, long registers) {
    for (long rest = registers; rest != 0; rest &= rest - 1) {
      int register = Long.numberOfTrailingZeros(rest);
      if (register < 32) {
        code.aload(X).loadConstant(register).lload(local(register)).lastore();
      } else {
        int low = 2 * (register - 32);
        code.aload(V).loadConstant(low).lload(local(register)).lastore();
        code.aload(V).loadConstant(low + 1).lload(local(register | 64)).lastore();
      }
    }
  }

  private void writeReload(CodeBuilder code, long registers) {
    for (long rest = registers; rest != 0; rest &= rest - 1) {
      int register = Long.numberOfTrailingZeros(rest);
      if (register < 32) {
        code.aload(X).loadConstant(register).laload().lstore(local(register));
      } else {
        int low = 2 * (register - 32);
        code.aload(V).loadConstant(low).laload().lstore(local(register));
        code.aload(V).loadConstant(low + 1).laload().lstore(local(register | 64));
      }
    }
  }

  /** Writes code that gets the arrays of registers. */
  private void writeArrays(CodeBuilder code) {
    code.aload(PROCESSOR).getfield(CPU, "x", REGISTERS).astore(X);
    if (used >>> 32 != 0) {
      code.aload(PROCESSOR).getfield(CPU, "v", REGISTERS).astore(V);
    }
    if (environment) {
      code.aload(PROCESSOR).invokevirtual(CPU, "fp", MethodTypeDesc.of(ENVIRONMENT));
      code.astore(ENVIRONMENT_LOCAL);
    }
  }
}
