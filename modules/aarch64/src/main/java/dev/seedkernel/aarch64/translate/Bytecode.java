package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.Objects.requireNonNull;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.arith.FpEnvironment;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  static final int PROCESSOR = 1;
  static final int CONTEXT_LOCAL = 2;
  static final int ROOM = 3;
  private static final int X = 4;
  static final int FUEL = 5;
  static final int AT = 6;
  static final int A = 8;
  static final int B = 10;
  static final int NEXT = 12;
  static final int T0 = 14;
  static final int T1 = 16;
  static final int T2 = 18;
  static final int T3 = 20;
  static final int FAULT = 22;

  /** The array of the vector registers, where there are any. */
  static final int V = 23;

  private static final int ENVIRONMENT_LOCAL = 24;

  /** The host's address of the guest's memory. */
  static final int WINDOW = 25;

  private static final int FIRST_REGISTER = 27;

  static final ClassDesc REGISTERS = CD_long.arrayType();

  private enum Op {
    BEGIN,
    PLAIN,
    LOAD,
    STORE,
    GET,
    SET,
    GET_DOUBLE,
    SET_WORD,
    SET_DOUBLE_WORD,
    SET_BOTH,
    SET_BOTH_DOUBLES,
    GET_VECTOR,
    SET_VECTOR,
    LANES,
    CONVERT,
    INT,
    LONG,
    INVOKE,
    FIELD,
    BRANCH,
    SWITCH,
    LABEL,
    INCREMENT,
    GET_FIELD,
    PUT_FIELD,
    SPILL,
    SPILL_ALL,
    RELOAD,
    RELOAD_AT_ENTRY,
    FLAGS,
    FRAME_SIZE,
    CATCH,
    ARRAYS,
    RARE,
    LEAVE,
    EXIT
  }

  private static final MethodTypeDesc SET_FLAGS =
      MethodTypeDesc.of(CD_void, CD_int, CD_long, CD_long);
  private static final MethodTypeDesc SET_FLAGS_OF_ONE =
      MethodTypeDesc.of(CD_void, CD_int, CD_long);

  /** A product of floating point and the checks of its results, which is the longest. */
  private static final int CHECKED_WORK = 12;

  /** The methods on vectors that are several operations. */
  private static final Map<String, Integer> WORK =
      Map.ofEntries(
          Map.entry("select", 3),
          Map.entry("andNot", 2),
          Map.entry("orNot", 2),
          Map.entry("absolute", 2),
          Map.entry("distanceSigned", 3),
          Map.entry("distanceUnsigned", 3),
          Map.entry("test", 3),
          Map.entry("equal", 2),
          Map.entry("greaterSigned", 2),
          Map.entry("greaterOrEqualSigned", 2),
          Map.entry("greaterUnsigned", 2),
          Map.entry("greaterOrEqualUnsigned", 2),
          Map.entry("addSaturatingSigned", 6),
          Map.entry("addSaturatingUnsigned", 6),
          Map.entry("subtractSaturatingSigned", 6),
          Map.entry("subtractSaturatingUnsigned", 6));

  /** Bytes of a frame besides local variables. */
  private static final int FRAME = 256;

  /** More are never live at once. */
  private static final int MOST_FRAME = 3072;

  private record Method(Opcode opcode, ClassDesc owner, String name, MethodTypeDesc type) {}

  /** A call on vectors of a shape, or of that of a register, which is its number. */
  private record LaneCall(String method, List<ClassDesc> parameters, Object shape) {}

  private record Conversion(HostShape from, HostShape to) {}

  private record Field(ClassDesc owner, String name, ClassDesc type) {}

  private Op[] ops = new Op[1024];
  private long[] numbers = new long[1024];
  private @Nullable Object[] references = new Object[1024];
  private int length;
  private int labels;
  private long used;
  private boolean environment;
  private final VectorLocals vectors = new VectorLocals();
  private final boolean usesVectors;
  private RegisterFlow.Effects effects = new RegisterFlow.Effects();

  /** Registers, by half, that the instruction has set on some path. */
  private long lowSet;

  private long highSet;

  /** Registers, by half, that it has set on the path that is being emitted. */
  private long lowKnown;

  private long highKnown;
  private @Nullable RegisterFlow flow;

  /**
   * Creates an empty method.
   *
   * @param usesVectors whether it may use {@link #getVector} and {@link #setVector}
   */
  Bytecode(boolean usesVectors) {
    this.usesVectors = usesVectors;
  }

  /** Returns whether vectors of the host may be used. */
  boolean usesVectors() {
    return usesVectors;
  }

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

  /** Begins an instruction, whose effects are noted. */
  void begin(int number, RegisterFlow.Effects newEffects) {
    add(Op.BEGIN, number, null);
    effects = newEffects;
    lowSet = 0;
    highSet = 0;
    lowKnown = 0;
    highKnown = 0;
  }

  /** Returns the effects of the instruction that is being emitted. */
  RegisterFlow.Effects effects() {
    return effects;
  }

  /** Pushes a guest register; of a vector register, {@code high} says which half. */
  void get(int register, boolean high) {
    noteRead(register, high);
    add(Op.GET, register | (high ? 64 : 0), null);
  }

  /** Pushes half of a vector register as a double. */
  void getDouble(int register, boolean high) {
    noteRead(register, high);
    vectors.noteDouble(register, high);
    add(Op.GET_DOUBLE, register | (high ? 64 : 0), null);
  }

  private void noteRead(int register, boolean high) {
    long bit = 1L << register;
    used |= bit;
    if (((high ? highKnown : lowKnown) & bit) == 0) {
      effects.reads |= bit;
    }
  }

  /** Pushes a vector register as a vector of the host. */
  void getVector(int register, HostShape shape) {
    vectors.noteVector(register, shape);
    addGet(register, shape);
  }

  /** Pushes a vector register in any shape, which says nothing of what it is used for. */
  void getAnyVector(int register, HostShape shape) {
    vectors.noteVector(register);
    addGet(register, shape);
  }

  /** Pushes a vector register in the shape of integers that another has, or in one. */
  void getVectorLike(int register, int other) {
    vectors.noteVector(register);
    vectors.noteVector(other);
    addGet(register, other);
  }

  private void addGet(int register, Object shape) {
    noteRead(register, false);
    noteRead(register, true);
    add(Op.GET_VECTOR, register, shape);
  }

  /** Calls a method of integer arithmetic on vectors of a shape, and maybe more. */
  void lanes(String method, HostShape shape, ClassDesc... parameters) {
    add(Op.LANES, 0, new LaneCall(method, List.of(parameters), shape));
  }

  /** The same on those of the shape that {@link #getVectorLike} pushes. */
  void lanesLike(String method, int register, ClassDesc... parameters) {
    add(Op.LANES, 0, new LaneCall(method, List.of(parameters), register));
  }

  /** Pops a vector of a shape, and pushes its bits in another. */
  void convert(HostShape from, HostShape to) {
    add(Op.CONVERT, 0, new Conversion(from, to));
  }

  /** Returns a shape, or that of a register, or that of integers where it has floating point. */
  private HostShape shape(Object of) {
    if (of instanceof HostShape shape) {
      return shape;
    }
    return vectors.integers((int) of);
  }

  /** Pops into a guest register: on each path of the instruction, unless it was read before. */
  void set(int register, boolean high) {
    if (usesVectors && register >= 32) {
      noteRead(register, !high); // As what is set may be half of a vector.
    }
    noteWrite(register, high);
    add(Op.SET, register | (high ? 64 : 0), null);
  }

  /** Pops a long into the low half of a vector register, and clears the other. */
  void setWord(int register) {
    setWhole(Op.SET_WORD, register);
  }

  /** Pops a double into the low half of a vector register, and clears the other. */
  void setDoubleWord(int register) {
    vectors.noteDouble(register, false);
    setWhole(Op.SET_DOUBLE_WORD, register);
  }

  /** Pops the high half of a vector register, then the low half. */
  void setBoth(int register) {
    setWhole(Op.SET_BOTH, register);
  }

  /** The same, of doubles. */
  void setBothDoubles(int register) {
    vectors.noteDouble(register, false);
    vectors.noteDouble(register, true);
    setWhole(Op.SET_BOTH_DOUBLES, register);
  }

  /** Pops a vector of the host into a vector register, as what is computed in a shape. */
  void setVector(int register, HostShape shape) {
    vectors.noteVector(register, shape);
    setWhole(Op.SET_VECTOR, register, shape);
  }

  /**
   * Pops a vector of the host of any shape, which says nothing of what the register is used for.
   */
  void setAnyVector(int register, HostShape shape) {
    vectors.noteVector(register);
    setWhole(Op.SET_VECTOR, register, shape);
  }

  /** Pops a vector that has the shape of the register. */
  void setVectorLike(int register) {
    vectors.noteVector(register);
    setWhole(Op.SET_VECTOR, register, register);
  }

  private void setWhole(Op op, int register) {
    setWhole(op, register, null);
  }

  private void setWhole(Op op, int register, @Nullable Object reference) {
    noteWrite(register, false);
    noteWrite(register, true);
    add(op, register, reference);
  }

  private void noteWrite(int register, boolean high) {
    long bit = 1L << register;
    used |= bit;
    effects.sets |= bit;
    if (register < 32 || high) {
      highSet |= bit;
      highKnown |= bit;
    }
    if (!high) {
      lowSet |= bit;
      lowKnown |= bit;
    }
    effects.kills |= lowSet & highSet;
  }

  void pushNull() {
    plain(ConstantInstruction.ofIntrinsic(Opcode.ACONST_NULL));
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

  void getField(ClassDesc owner, String name, ClassDesc type) {
    add(Op.GET_FIELD, 0, new Field(owner, name, type));
  }

  void putField(ClassDesc owner, String name, ClassDesc type) {
    add(Op.PUT_FIELD, 0, new Field(owner, name, type));
  }

  /** Begins what hardly ever happens, with one of the {@link RareConstants}. */
  void rare(int number) {
    add(Op.RARE, number, null);
  }

  int newLabel() {
    return labels++;
  }

  void bind(int label) {
    // There are several ways to get here.
    lowKnown = 0;
    highKnown = 0;
    add(Op.LABEL, label, null);
  }

  void branch(Opcode opcode, int label) {
    add(Op.BRANCH, label, opcode);
  }

  /** Pops an int, and branches to the label that goes with the key, or to another. */
  void lookUpSwitch(int[] keys, int[] cases, int otherwise) {
    add(Op.SWITCH, otherwise, new int[][] {keys, cases});
  }

  void increment(int local, int by) {
    add(Op.INCREMENT, (long) local << 32 | (by & 0xffff_ffffL), null);
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

  /** Stores the registers of a set that are dirty before an instruction, which is this one. */
  void spill(int number, long registers) {
    effects.stores |= registers;
    add(Op.SPILL, number, registers);
  }

  /** Stores all that is dirty behind an instruction, which is this one, and calls now. */
  void spillForCall(int number) {
    effects.calls = true;
    effects.flags = Emitter.UNKNOWN;
    add(Op.SPILL_ALL, number, null);
  }

  /** Stores the flags that an instruction, which is this one, has set, if anybody may look. */
  void storeFlags(int number, int kind) {
    effects.setsFlags = true;
    effects.flags = kind;
    add(Op.FLAGS, number, kind);
  }

  /** Loads registers of a set from the processor, as far as they are live behind an instruction. */
  void reload(int number, long registers) {
    effects.kills |= registers;
    add(Op.RELOAD, number, registers);
  }

  /** Loads what is live behind an instruction that has called. */
  void reloadAfterCall(int number) {
    add(Op.RELOAD, number, -1L);
  }

  /** Loads what is live where the region begins. */
  void reloadAtEntry() {
    add(Op.RELOAD_AT_ENTRY, 0, null);
  }

  /** Ends the method before an instruction, whose effects are given. */
  void leave(int number, RegisterFlow.Effects of) {
    of.leaves = true;
    add(Op.LEAVE, number, null);
  }

  /** Ends the method behind an instruction, whose effects are given, with the address in NEXT. */
  void exit(int number, RegisterFlow.Effects of) {
    of.exits = true;
    add(Op.EXIT, number, null);
  }

  /** Completes the method: says what has to be stored and loaded where. */
  void complete(RegisterFlow newFlow) {
    flow = newFlow;
  }

  /** Returns what was completed with. */
  RegisterFlow flow() {
    if (flow == null) {
      throw new IllegalStateException("not complete");
    }
    return flow;
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
    int size = new Endings(flow()).size();
    for (int i = 0; i < length; i++) {
      int number = (int) numbers[i];
      size +=
          switch (ops[i]) {
            case PLAIN -> 1;
            case LOAD, STORE -> 2;
            case GET_VECTOR, SET_VECTOR -> vectors.size(number, shape(reference(i)));
            case LANES -> 3;
            case CONVERT -> 6;
            case GET, SET, GET_DOUBLE -> vectors.size(number);
            case SET_WORD, SET_DOUBLE_WORD, SET_BOTH, SET_BOTH_DOUBLES ->
                2 * vectors.size(number) + 1;
            case INT, INVOKE, FIELD, GET_FIELD, PUT_FIELD, BRANCH, FRAME_SIZE -> 3;
            case LONG, RARE -> 4;
            case LABEL, CATCH -> 0;
            case SWITCH -> 12 + 8 * ((int[][]) reference(i))[0].length;
            case BEGIN -> 2 * transfer(flow().storedAt(number));
            case ARRAYS -> 18;
            case INCREMENT -> 6;
            case SPILL -> transfer(flow().dirtyBefore(number) & (long) reference(i));
            case SPILL_ALL -> transfer(flow().dirtyAfter(number));
            case RELOAD -> transfer(flow().liveAfter(number) & (long) reference(i) & used);
            case RELOAD_AT_ENTRY -> transfer(flow().liveBefore(0));
            case FLAGS -> 12;
            case LEAVE, EXIT -> 8;
          };
    }
    return locals() > 255 ? size * 3 / 2 : size;
  }

  /**
   * Returns about how many operations on vectors HotSpot has to compile, as each takes some of what
   * it is ready to inline.
   */
  int vectorWork() {
    int work = new Endings(flow()).vectorWork();
    for (int i = 0; i < length; i++) {
      int number = (int) numbers[i];
      work +=
          switch (ops[i]) {
            case LANES -> WORK.getOrDefault(((LaneCall) reference(i)).method, 1);
            case CONVERT -> 1;
            case GET_VECTOR, SET_VECTOR -> shape(reference(i)) == vectors.shape(number) ? 0 : 1;
            case SPILL -> vectors.transfers(flow().dirtyBefore(number) & (long) reference(i));
            case SPILL_ALL -> vectors.transfers(flow().dirtyAfter(number));
            case RELOAD -> vectors.transfers(flow().liveAfter(number) & (long) reference(i) & used);
            case RELOAD_AT_ENTRY -> vectors.transfers(flow().liveBefore(0));
            case INVOKE -> vectorWork((Method) reference(i));
            default -> 0;
          };
    }
    return work;
  }

  private static int vectorWork(Method m) {
    if (m.owner.packageName().equals(HostShape.VECTOR.packageName())) {
      return 2;
    }
    // Arithmetic that checks its results is the region's own.
    boolean checked =
        m.owner.equals(RegionCompiler.NAME) && m.type.returnType().isClassOrInterface();
    return checked ? CHECKED_WORK : 0;
  }

  private static int transfer(long registers) {
    return Integer.bitCount((int) registers) * 7 + Long.bitCount(registers >>> 32) * 20;
  }

  /**
   * The ways out of the method, by what they store first. One whose set contains that of another
   * stores the difference and goes on there.
   */
  private final class Endings {
    private record Ending(boolean leave, long registers) {}

    private final List<Ending> endings;
    private final Map<Ending, Label> labels = new HashMap<>();

    Endings(RegisterFlow flow) {
      Set<Ending> all = new HashSet<>();
      for (int i = 0; i < length; i++) {
        if (ops[i] == Op.LEAVE || ops[i] == Op.EXIT) {
          Ending ending = of(flow, i);
          all.add(ending);
          all.add(new Ending(ending.leave, 0));
          all.add(new Ending(false, 0));
        }
      }
      endings = new ArrayList<>(all);
      // What others go on at comes last: see next.
      endings.sort(
          Comparator.comparingInt((Ending e) -> -Long.bitCount(e.registers))
              .thenComparing(e -> !e.leave)
              .thenComparingLong(Ending::registers));
    }

    private Ending of(RegisterFlow flow, int i) {
      int number = (int) numbers[i];
      return ops[i] == Op.LEAVE
          ? new Ending(true, flow.dirtyBefore(number))
          : new Ending(false, flow.dirtyOut(number));
    }

    /** Returns where an ending goes on when it has stored some registers. */
    private Ending next(Ending ending) {
      for (Ending other : endings) {
        if (other.leave == ending.leave
            && other.registers != ending.registers
            && (other.registers & ~ending.registers) == 0) {
          return other;
        }
      }
      throw new IllegalStateException(ending.toString());
    }

    int size() {
      int size = 0;
      for (Ending ending : endings) {
        size += 40;
        if (ending.registers != 0) {
          size += transfer(ending.registers & ~next(ending).registers);
        }
      }
      return size;
    }

    int vectorWork() {
      int work = 0;
      for (Ending ending : endings) {
        if (ending.registers != 0) {
          work += vectors.transfers(ending.registers & ~next(ending).registers);
        }
      }
      return work;
    }

    /** Writes a branch to an ending. */
    void writeBranch(CodeBuilder code, int i) {
      int number = (int) numbers[i];
      code.loadConstant(ops[i] == Op.LEAVE ? number : number + 1).istore(AT);
      code.goto_(label(code, of(flow(), i)));
    }

    private Label label(CodeBuilder code, Ending ending) {
      return labels.computeIfAbsent(ending, e -> code.newLabel());
    }

    void write(CodeBuilder code, long entry) {
      for (Ending ending : endings) {
        if (!labels.containsKey(ending)) {
          continue; // Nothing has got here.
        }
        code.labelBinding(label(code, ending));
        if (ending.registers != 0) {
          Ending next = next(ending);
          writeSpill(code, ending.registers & ~next.registers);
          code.goto_(label(code, next));
        } else if (ending.leave) {
          code.loadConstant(entry).iload(AT).i2l().iconst_2().lshl().ladd().lstore(NEXT);
          code.goto_(label(code, new Ending(false, 0)));
        } else {
          code.aload(CONTEXT_LOCAL).iload(FUEL).iload(AT).isub().putfield(CONTEXT, "fuel", CD_int);
          code.lload(NEXT).lreturn();
        }
      }
    }
  }

  /**
   * Returns how many bytes of the stack a call of the method takes at most, about: the JIT
   * compilers keep a local variable in several places at times.
   */
  private int frameSize() {
    return Math.min(locals() * 16 + FRAME, MOST_FRAME);
  }

  /** Returns how many local variables the method has. */
  int locals() {
    return FIRST_REGISTER + 2 * Integer.bitCount((int) used) + 4 * Long.bitCount(used >>> 32);
  }

  /** Returns the first local variable of a guest register, or of what a half is of. */
  private int local(int register) {
    long below = used & ((1L << (register & 63)) - 1);
    return FIRST_REGISTER + 2 * Integer.bitCount((int) below) + 4 * Long.bitCount(below >>> 32);
  }

  /**
   * Writes the method.
   *
   * @param entry address of the instruction with number 0
   */
  void write(CodeBuilder code, long entry) {
    Endings endings = new Endings(flow());
    Label[] bound = new Label[labels];
    for (int i = 0; i < labels; i++) {
      bound[i] = code.newLabel();
    }
    long stored = 0;
    for (int i = 0; i < length; i++) {
      long number = numbers[i];
      switch (ops[i]) {
        case BRANCH -> code.branch((Opcode) reference(i), bound[(int) number]);
        case LABEL -> code.labelBinding(bound[(int) number]);
        case SWITCH -> {
          int[][] table = (int[][]) reference(i);
          List<SwitchCase> cases = new ArrayList<>();
          for (int n = 0; n < table[0].length; n++) {
            cases.add(SwitchCase.of(table[0][n], bound[table[1][n]]));
          }
          code.lookupswitch(bound[(int) number], cases);
        }
        case CATCH -> {
          int[] range = (int[]) reference(i);
          code.exceptionCatch(bound[range[0]], bound[range[1]], bound[(int) number], FAULT_CLASS);
        }
        case FRAME_SIZE -> code.loadConstant(frameSize());
        case ARRAYS -> writeArrays(code);
        case BEGIN -> stored = flow().storedAt((int) number);
        case SET -> {
          store(code, (int) number);
          if (number < 32) {
            writeSpill(code, stored & 1L << number);
          }
        }
        case LEAVE, EXIT -> endings.writeBranch(code, i);
        case SPILL, SPILL_ALL, RELOAD, RELOAD_AT_ENTRY, FLAGS -> writeTransfer(code, i);
        default -> write(code, ops[i], number, references[i]);
      }
    }
    endings.write(code, entry);
  }

  private void writeTransfer(CodeBuilder code, int i) {
    int number = (int) numbers[i];
    switch (ops[i]) {
      case SPILL -> writeSpill(code, flow().dirtyBefore(number) & (long) reference(i));
      case SPILL_ALL -> writeSpill(code, flow().dirtyAfter(number));
      case RELOAD_AT_ENTRY -> writeReload(code, flow().liveBefore(0));
      case FLAGS -> {
        if (flow().areFlagsLiveAfter(number)) {
          writeFlags(code, (int) reference(i));
        }
      }
      default -> writeReload(code, flow().liveAfter(number) & (long) reference(i) & used);
    }
  }

  private static void writeFlags(CodeBuilder code, int kind) {
    code.aload(CONTEXT_LOCAL).loadConstant(kind).lload(A);
    if (LazyFlags.hasTwoOperands(kind)) {
      code.lload(B).invokevirtual(CONTEXT, "flags", SET_FLAGS);
    } else {
      code.invokevirtual(CONTEXT, "flags", SET_FLAGS_OF_ONE);
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
      case GET -> load(code, (int) number);
      case GET_DOUBLE -> vectors.loadDouble(code, (int) number, local((int) number));
      case GET_VECTOR ->
          vectors.loadVector(
              code, (int) number, local((int) number), shape(requireNonNull(reference)));
      case SET_VECTOR ->
          vectors.storeVector(
              code, (int) number, local((int) number), shape(requireNonNull(reference)));
      case CONVERT -> {
        Conversion c = (Conversion) requireNonNull(reference);
        VectorLocals.convert(code, c.from, c.to);
      }
      case LANES -> writeLanes(code, (LaneCall) requireNonNull(reference));
      case SET_WORD -> vectors.storeWord(code, (int) number, local((int) number));
      case SET_DOUBLE_WORD -> vectors.storeDoubleWord(code, (int) number, local((int) number));
      case SET_BOTH -> vectors.storeBoth(code, (int) number, local((int) number));
      case SET_BOTH_DOUBLES -> vectors.storeBothDoubles(code, (int) number, local((int) number));
      case INT -> code.loadConstant((int) number);
      case LONG -> writeLong(code, number);
      case RARE -> code.ldc(RareConstants.number((int) number)).pop();
      case INCREMENT -> code.iinc((int) (number >> 32), (int) number);
      default -> {
        switch (reference) {
          case Instruction i -> code.with(i);
          case TypeKind type when op == Op.LOAD -> code.loadLocal(type, (int) number);
          case TypeKind type -> code.storeLocal(type, (int) number);
          case Method m ->
              code.invoke(m.opcode, m.owner, m.name, m.type, m.opcode == Opcode.INVOKEINTERFACE);
          case Field f when op == Op.FIELD -> code.getstatic(f.owner, f.name, f.type);
          case Field f when op == Op.GET_FIELD -> code.getfield(f.owner, f.name, f.type);
          case Field f -> code.putfield(f.owner, f.name, f.type);
          case null, default -> throw new IllegalStateException(op + " of " + reference);
        }
      }
    }
  }

  private void writeLanes(CodeBuilder code, LaneCall call) {
    HostShape shape = shape(call.shape);
    ClassDesc vector = shape.type();
    ClassDesc[] types =
        call.parameters.stream()
            .map(type -> type.equals(HostShape.VECTOR) ? vector : type)
            .toArray(ClassDesc[]::new);
    code.invokestatic(shape.lanes(), call.method, MethodTypeDesc.of(vector, types));
  }

  private static void writeLong(CodeBuilder code, long value) {
    if (value != 0 && value != 1 && value == (short) value) {
      code.loadConstant((int) value).i2l();
    } else {
      code.loadConstant(value);
    }
  }

  /** Writes a load of a register, or of half of one, as a long. */
  private void load(CodeBuilder code, int register) {
    vectors.load(code, register, local(register));
  }

  private void store(CodeBuilder code, int register) {
    vectors.store(code, register, local(register));
  }

  private void writeSpill(CodeBuilder code, long registers) {
    for (long rest = registers; rest != 0; rest &= rest - 1) {
      int register = Long.numberOfTrailingZeros(rest);
      if (register < 32) {
        code.aload(X).loadConstant(register).lload(local(register)).lastore();
      } else {
        vectors.spill(code, V, register, local(register));
      }
    }
  }

  private void writeReload(CodeBuilder code, long registers) {
    for (long rest = registers; rest != 0; rest &= rest - 1) {
      int register = Long.numberOfTrailingZeros(rest);
      if (register < 32) {
        code.aload(X).loadConstant(register).laload().lstore(local(register));
      } else {
        vectors.reload(code, V, register, local(register));
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
