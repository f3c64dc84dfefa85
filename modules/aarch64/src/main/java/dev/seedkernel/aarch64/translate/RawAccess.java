package dev.seedkernel.aarch64.translate;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.seedkernel.aarch64.AddressSpace;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Loads and stores in translated code by the JDK's own accessors, where they are open: each is one
 * instruction to HotSpot, where {@link AddressSpace} would be four methods to inline, some thousand
 * times. The address was checked before.
 */
final class RawAccess {
  /** Whether it may be used. */
  static final boolean AVAILABLE = AddressSpace.hasRawAccess();

  private static final ClassDesc UNSAFE = ClassDesc.of("jdk.internal.misc.Unsafe");
  private static final ClassDesc HOLDER = ClassDesc.of("dev.seedkernel.aarch64.JdkMemory");
  private static final ClassDesc[] TYPES = {CD_byte, CD_short, CD_int, CD_long};
  private static final String[] NAMES = {"Byte", "Short", "Int", "Long"};

  private RawAccess() {}

  /** Keeps what the accesses of a method have in common in local variables. */
  static void prepare(Bytecode code) {
    code.load(TypeKind.REFERENCE, Bytecode.MEMORY_LOCAL);
    code.getField(Bytecode.MEMORY, "base", CD_long);
    code.store(TypeKind.LONG, Bytecode.WINDOW);
  }

  /** Pushes what an access begins with; the rest of the address is to be added. */
  static void begin(Bytecode code) {
    code.getStatic(HOLDER, "UNSAFE", UNSAFE);
    code.pushNull();
    code.load(TypeKind.LONG, Bytecode.WINDOW);
  }

  /**
   * Pops the address, and pushes what is there as 64 bits.
   *
   * @param size logarithm of the bytes
   */
  static void load(Bytecode code, int size, boolean signed) {
    code.invoke(UNSAFE, "get" + NAMES[size], MethodTypeDesc.of(TYPES[size], CD_Object, CD_long));
    if (size == 3) {
      return;
    }
    if (signed || size == 2) {
      code.plain(Emitter.I2L);
      if (!signed) {
        code.pushLong(0xffff_ffffL);
        code.plain(Emitter.LAND);
      }
    } else {
      code.pushInt(size == 0 ? 0xff : 0xffff);
      code.plain(Emitter.IAND, Emitter.I2L);
    }
  }

  /** Pops the value, of 64 bits, and the address, and stores its low bits. */
  static void store(Bytecode code, int size) {
    if (size < 3) {
      code.plain(Emitter.L2I);
    }
    if (size == 0) {
      code.plain(Emitter.I2B);
    } else if (size == 1) {
      code.plain(Emitter.I2S);
    }
    code.invoke(
        UNSAFE, "put" + NAMES[size], MethodTypeDesc.of(CD_void, CD_Object, CD_long, TYPES[size]));
  }
}
