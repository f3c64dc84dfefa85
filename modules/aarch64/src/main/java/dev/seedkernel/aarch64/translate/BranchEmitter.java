package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.seedkernel.aarch64.isa.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Branches, calls and ways out of a region.
 *
 * <p>The fuel in the local variable is what is left at the entry if all instructions up to the
 * current one had been executed once, in the order of their addresses: so it only changes where
 * control does not go on to the next instruction. What is really left is the variable less the
 * number of the instruction.
 */
final class BranchEmitter {
  static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_long, Bytecode.CPU, Bytecode.CONTEXT, CD_int);
  private static final MethodTypeDesc FIND = MethodTypeDesc.of(Bytecode.CODE, CD_long);
  private static final MethodTypeDesc RESUME =
      MethodTypeDesc.of(CD_long, CD_long, CD_long, Bytecode.CPU, CD_int);

  private final Emitter e;
  private final Bytecode code;
  private final RegionGraph graph;
  private final RegionCompiler.Source source;
  private final RegisterFlow.Effects[] effects;
  private final int[] labels = new int[2 * RegionGraph.REACH];

  /** Calls that have not come back yet to where they were made: label, number, label behind. */
  private final List<int[]> detours = new ArrayList<>();

  /** Of the switch that all BR of the region share, or -1; and the number of the first of them. */
  private int switchLabel = -1;

  private int switchNumber;

  BranchEmitter(
      Emitter e, RegionGraph graph, RegionCompiler.Source source, RegisterFlow.Effects[] effects) {
    this.e = e;
    this.code = e.code;
    this.graph = graph;
    this.source = source;
    this.effects = effects;
    for (int at = graph.first(); at <= graph.last(); at++) {
      if (graph.at(at) != null) {
        labels[at + RegionGraph.REACH] = code.newLabel();
      }
    }
  }

  int label(int number) {
    return labels[number + RegionGraph.REACH];
  }

  /** At the head of a loop: leaves if there is no fuel. */
  void checkFuel(int number) {
    code.load(TypeKind.INT, Bytecode.FUEL);
    code.branch(Opcode.IFLE, departure(number, number));
  }

  private RegisterFlow.Effects effects(int number) {
    return effects[number - graph.first()];
  }

  /** Returns a label at which control goes to another instruction. */
  private int departure(int from, int to) {
    int label = code.newLabel();
    e.departures.add(new int[] {label, from, to});
    return label;
  }

  /** Goes on to an instruction that does not follow in the method. */
  void goTo(int number) {
    emitDeparture(e.number, number);
  }

  private void emitDeparture(int from, int to) {
    if (from == to) {
      code.leave(to, effects(to));
    } else if (graph.at(to) != null) {
      int change = to - from - 1;
      if (change != 0) {
        code.increment(Bytecode.FUEL, change);
      }
      code.branch(Opcode.GOTO, label(to));
    } else {
      code.pushLong(graph.address(to));
      e.storeTemporary(Bytecode.NEXT);
      code.exit(from, effects(from));
    }
  }

  /** Emits an instruction that does not simply go on to the next. */
  void emit(Instruction i) {
    switch (Flow.kind(i)) {
      case BRANCH -> branch(i);
      case CONDITIONAL -> conditional(i);
      case CALL -> call(i);
      case CALL_REGISTER -> {
        e.x(i.n);
        e.storeTemporary(Bytecode.NEXT);
        link();
        beginCall();
        find();
        endCall();
      }
      case REGISTER -> {
        e.x(i.n);
        e.storeTemporary(Bytecode.NEXT);
        if (graph.hasSwitch() && Flow.isSwitch(i)) {
          goToSwitch();
        } else {
          code.exit(e.number, effects(e.number));
        }
      }
      default -> code.leave(e.number, effects(e.number));
    }
  }

  /** Goes to the switch, as if from the first BR of the region. */
  private void goToSwitch() {
    effects(e.number).exits = true;
    if (switchLabel < 0) {
      switchLabel = code.newLabel();
      switchNumber = e.number;
    } else if (e.number != switchNumber) {
      code.increment(Bytecode.FUEL, switchNumber - e.number);
    }
    code.branch(Opcode.GOTO, switchLabel);
  }

  /** Emits what all BR share: the address is in NEXT. */
  private void emitSwitch() {
    int exit = code.newLabel();
    code.bind(switchLabel);
    code.load(TypeKind.INT, Bytecode.FUEL);
    code.branch(Opcode.IFLE, exit);
    e.loadTemporary(Bytecode.NEXT);
    code.pushLong(graph.entry());
    code.plain(Emitter.LXOR);
    code.pushInt(32);
    code.plain(Emitter.LUSHR, Emitter.L2I);
    code.branch(Opcode.IFNE, exit);
    e.loadTemporary(Bytecode.NEXT);
    code.plain(Emitter.L2I);
    int[] keys = new int[graph.switchTargets().length];
    int[] cases = new int[keys.length];
    for (int n = 0; n < keys.length; n++) {
      keys[n] = (int) graph.address(graph.switchTargets()[n]);
      cases[n] = code.newLabel();
    }
    code.lookUpSwitch(keys, cases, exit);
    for (int n = 0; n < keys.length; n++) {
      int to = graph.switchTargets()[n];
      code.bind(cases[n]);
      code.increment(Bytecode.FUEL, to - switchNumber - 1);
      code.branch(Opcode.GOTO, label(to));
    }
    code.bind(exit);
    code.exit(switchNumber, effects(switchNumber));
  }

  private void branch(Instruction i) {
    int to = e.number + (int) (i.imm >> 2);
    if (to == e.number) {
      code.pushLong(e.pc);
      e.storeTemporary(Bytecode.NEXT);
      code.exit(e.number, effects(e.number));
    } else {
      emitDeparture(e.number, to);
    }
  }

  private void conditional(Instruction i) {
    int offset = (int) (i.imm >> 2);
    boolean next = offset == 1 && graph.at(e.number + 1) != null;
    int label = next ? label(e.number + 1) : departure(e.number, e.number + offset);
    int w = i.word;
    if ((w & 0xff00_0000) == 0x5400_0000) {
      e.branchIf(w & 15, label);
      return;
    }
    boolean nonZero = (w & 1 << 24) != 0;
    Opcode opcode = nonZero ? Opcode.IFNE : Opcode.IFEQ;
    if ((w & 0x7e00_0000) == 0x3600_0000) {
      testBit(i, label, nonZero);
    } else if (w < 0) {
      e.x(i.d);
      code.pushLong(0);
      code.plain(Emitter.LCMP);
      code.branch(opcode, label);
    } else {
      e.w(i.d);
      code.branch(opcode, label);
    }
  }

  private void testBit(Instruction i, int label, boolean nonZero) {
    if (i.aux < 31) {
      e.w(i.d);
      code.pushInt(1 << i.aux);
      code.plain(Emitter.IAND);
      code.branch(nonZero ? Opcode.IFNE : Opcode.IFEQ, label);
    } else {
      e.x(i.d);
      code.pushLong(1L << i.aux);
      code.plain(Emitter.LAND);
      code.pushLong(0);
      code.plain(Emitter.LCMP);
      code.branch(nonZero ? Opcode.IFNE : Opcode.IFEQ, label);
    }
  }

  private void link() {
    code.pushLong(e.pc + 4);
    e.setX(30);
  }

  private void call(Instruction i) {
    link();
    beginCall();
    Link link = source.link(e.pc + i.imm);
    if (link == null) {
      code.pushLong(e.pc + i.imm);
      e.storeTemporary(Bytecode.NEXT);
      find();
    } else {
      RegionSupport.pushCode(code, e.links.size());
      e.links.add(link);
    }
    endCall();
  }

  private void beginCall() {
    code.spillForCall(e.number);
    context();
    code.load(TypeKind.INT, Bytecode.FUEL);
    code.pushInt(e.number + 1);
    code.plain(Emitter.ISUB);
    code.putField(Bytecode.CONTEXT, "fuel", CD_int);
  }

  /** Pushes the code of the next address. */
  private void find() {
    context();
    e.loadTemporary(Bytecode.NEXT);
    code.invoke(Bytecode.CONTEXT, "code", FIND);
  }

  /** Calls the code on the stack and comes back, or leaves with the address it got to. */
  private void endCall() {
    int detour = code.newLabel();
    int back = code.newLabel();
    e.processor();
    context();
    code.load(TypeKind.INT, Bytecode.ROOM);
    code.invoke(Bytecode.CODE, "run", RUN);
    e.storeTemporary(Bytecode.NEXT);
    e.loadTemporary(Bytecode.NEXT);
    code.pushLong(e.pc + 4);
    code.plain(Emitter.LCMP);
    code.branch(Opcode.IFNE, detour);
    code.bind(back);
    detours.add(new int[] {detour, e.number, back});
    e.join(Emitter.UNKNOWN);
    code.reloadAfterCall(e.number);
    context();
    code.getField(Bytecode.CONTEXT, "fuel", CD_int);
    code.pushInt(e.number + 1);
    code.plain(Emitter.IADD);
    code.store(TypeKind.INT, Bytecode.FUEL);
  }

  /** A call has left for elsewhere: goes on there until it comes back, or leaves, too. */
  private void emitDetour(int label, int number, int back) {
    long pc = graph.address(number) + 4;
    code.bind(label);
    context();
    e.loadTemporary(Bytecode.NEXT);
    code.pushLong(pc);
    e.processor();
    code.load(TypeKind.INT, Bytecode.ROOM);
    code.invoke(Bytecode.CONTEXT, "resume", RESUME);
    e.storeTemporary(Bytecode.NEXT);
    e.loadTemporary(Bytecode.NEXT);
    code.pushLong(pc);
    code.plain(Emitter.LCMP);
    code.branch(Opcode.IFEQ, back);
    e.loadTemporary(Bytecode.NEXT);
    code.plain(RegionCompiler.LRETURN);
  }

  private void context() {
    code.load(TypeKind.REFERENCE, Bytecode.CONTEXT_LOCAL);
  }

  /** Emits what branches have left for the end. */
  void finish() {
    if (switchLabel >= 0) {
      emitSwitch();
    }
    for (int n = 0; n < e.departures.size(); n++) {
      int[] departure = e.departures.get(n);
      code.bind(departure[0]);
      emitDeparture(departure[1], departure[2]);
    }
    for (int n = 0; n < e.refusals.size(); n++) {
      int[] refusal = e.refusals.get(n);
      code.bind(refusal[0]);
      code.rare(n);
      code.leave(refusal[1], effects(refusal[1]));
    }
    for (int[] detour : detours) {
      emitDetour(detour[0], detour[1], detour[2]);
    }
    if (!e.protectedRanges.isEmpty()) {
      handleFaults();
    }
  }

  /** Notes where and when a fault was; everything else was stored before the access. */
  private void handleFaults() {
    int handler = code.newLabel();
    for (int[] range : e.protectedRanges) {
      code.catchFaults(range[0], range[1], handler);
    }
    code.bind(handler);
    code.store(TypeKind.REFERENCE, Bytecode.FAULT);
    e.processor();
    code.pushLong(graph.entry());
    code.load(TypeKind.INT, Bytecode.AT);
    code.plain(Emitter.I2L);
    code.pushInt(2);
    code.plain(Emitter.LSHL, Emitter.LADD);
    code.invoke(Bytecode.CPU, "pc", Emitter.SET_LONG);
    context();
    code.load(TypeKind.INT, Bytecode.FUEL);
    code.load(TypeKind.INT, Bytecode.AT);
    code.plain(Emitter.ISUB);
    code.putField(Bytecode.CONTEXT, "fuel", CD_int);
    code.load(TypeKind.REFERENCE, Bytecode.FAULT);
    code.plain(RegionCompiler.ATHROW);
  }
}
