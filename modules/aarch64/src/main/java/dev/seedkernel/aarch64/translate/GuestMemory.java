package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Checks of addresses, and transfers to and from them, once checked. An address is a guest register
 * or a temporary, plus constants.
 */
final class GuestMemory {
  private static final ClassDesc ACCESS = ClassDesc.of("dev.seedkernel.aarch64.CheckedAccess");
  private static final MethodTypeDesc MAY_SPAN =
      MethodTypeDesc.of(CD_boolean, CD_long, CD_int, CD_int, CD_long, CD_long);
  private static final MethodTypeDesc MAY_BYTE =
      MethodTypeDesc.of(CD_boolean, CD_long, CD_int, CD_long, CD_long);
  private static final MethodTypeDesc PEEK = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_int);
  private static final MethodTypeDesc POKE =
      MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_int, CD_long);
  private static final ClassDesc STRUCTURES =
      ClassDesc.of("dev.seedkernel.aarch64.StructureAccess");
  private static final MethodTypeDesc GATHER =
      MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc SCATTER =
      MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_int, CD_long, CD_int, CD_int);
  private static final MethodTypeDesc LOAD_VECTOR =
      MethodTypeDesc.of(HostShape.LONGS.type(), CD_long);
  private static final MethodTypeDesc STORE_VECTOR =
      MethodTypeDesc.of(CD_void, CD_long, HostShape.LONGS.type());
  private static final MethodTypeDesc ZERO = MethodTypeDesc.of(CD_void, CD_long, CD_long);

  /** Stands for the temporary T0 in place of a guest register. */
  static final int TEMPORARY = -1;

  private final Emitter e;
  private final Bytecode code;
  private final long windowPages;
  private int checks;
  private int pointer = TEMPORARY;
  private int offset;

  /**
   * Creates one for a region.
   *
   * @param windowPages {@link dev.seedkernel.aarch64.AddressSpace#mapSize} of its window
   */
  GuestMemory(Emitter e, long windowPages) {
    this.e = e;
    this.code = e.code;
    this.windowPages = windowPages;
  }

  /** Sets what the next address is made of. */
  void at(int newPointer, int newOffset) {
    pointer = newPointer;
    offset = newOffset;
  }

  /** Leaves if the stack pointer is not a multiple of 16. */
  void checkStack() {
    e.w(Cpu.SP);
    code.pushInt(15);
    code.plain(Emitter.IAND);
    code.branch(Opcode.IFNE, e.leaveHere());
  }

  /**
   * Leaves if bytes from the pointer, without the offset, on are not all permitted.
   *
   * <p>Each check counts pages from a number of its own on, so that no two compute the same: the
   * second compiler would compute that for both of them where their ways part, and so for all cases
   * of a switch in front of it.
   */
  void check(int first, int length, boolean store) {
    int skew = ++checks & AddressSpace.MOST_SKEW;
    base();
    code.pushInt(first + skew * AddressSpace.PAGE_SIZE);
    if (length > 1) {
      code.pushInt(length);
    }
    window();
    code.pushLong(windowPages + skew);
    String name = store ? "mayStore" : "mayLoad";
    code.invokeStatic(ACCESS, name, length > 1 ? MAY_SPAN : MAY_BYTE);
    code.branch(Opcode.IFEQ, e.leaveHere());
  }

  private void window() {
    code.load(TypeKind.LONG, Bytecode.WINDOW);
  }

  /** Zeroes the line of 64 bytes that the temporary points to. */
  void zeroLine() {
    window();
    e.loadTemporary(Bytecode.T0);
    code.invokeStatic(ACCESS, "zeroLine", ZERO);
  }

  /** Pushes the pointer. */
  void base() {
    if (pointer == TEMPORARY) {
      e.loadTemporary(Bytecode.T0);
    } else {
      e.x(pointer);
    }
  }

  /** Pushes what is loaded. */
  void load(int at, boolean signed, int size) {
    if (RawAccess.AVAILABLE) {
      RawAccess.begin(code);
      rawAddress(offset + at);
      RawAccess.load(code, size, signed);
      return;
    }
    window();
    base();
    code.pushInt(offset + at);
    code.invokeStatic(ACCESS, (signed ? "signed" : "peek") + (8 << size), PEEK);
  }

  /** Adds what is accessed to the host's address of the window. */
  private void rawAddress(int distance) {
    base();
    code.plain(Emitter.LADD);
    if (distance != 0) {
      code.pushLong(distance);
      code.plain(Emitter.LADD);
    }
  }

  /** Stores the low bits of a value. */
  void store(int at, Runnable value, int size) {
    if (RawAccess.AVAILABLE) {
      RawAccess.begin(code);
      rawAddress(offset + at);
      value.run();
      RawAccess.store(code, size);
      return;
    }
    window();
    base();
    code.pushInt(offset + at);
    value.run();
    code.invokeStatic(ACCESS, "poke" + (8 << size), POKE);
  }

  /** Loads 16 bytes into a register. */
  void loadVector(int at, int register) {
    vectorAddress(at);
    code.invokeStatic(VectorLocals.ACCESS, "load", LOAD_VECTOR);
    code.setAnyVector(register, HostShape.LONGS);
  }

  /** Stores 16 bytes of a register. */
  void storeVector(int at, int register) {
    vectorAddress(at);
    code.getAnyVector(register, HostShape.LONGS);
    code.invokeStatic(VectorLocals.ACCESS, "store", STORE_VECTOR);
  }

  private void vectorAddress(int at) {
    window();
    rawAddress(offset + at);
  }

  /** Pushes 64 bits of elements that are {@code count} elements apart. */
  void gather(int at, int count, int size) {
    window();
    base();
    code.pushInt(offset + at);
    code.pushInt(count);
    code.pushInt(size);
    code.invokeStatic(STRUCTURES, "gather", GATHER);
  }

  /** Stores 64 bits of elements, {@code count} elements apart. */
  void scatter(int at, Runnable value, int count, int size) {
    window();
    base();
    code.pushInt(offset + at);
    value.run();
    code.pushInt(count);
    code.pushInt(size);
    code.invokeStatic(STRUCTURES, "scatter", SCATTER);
  }
}
