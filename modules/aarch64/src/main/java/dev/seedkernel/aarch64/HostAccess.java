package dev.seedkernel.aarch64;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;

/**
 * How {@link HostMemory} loads and stores.
 *
 * <p>The supported way is a segment of all memory. Where the JVM was told to export the JDK's own
 * class for it to this module, and the host is little-endian, that is called instead: once compiled
 * both are one machine instruction, but for the first compiler of HotSpot a segment is hundreds of
 * bytecodes, and that is what the code of a short run is.
 */
abstract class HostAccess {
  HostAccess() {}

  abstract byte getByte(long address);

  abstract short getShort(long address);

  abstract int getInt(long address);

  abstract long getLong(long address);

  abstract void putByte(long address, byte value);

  abstract void putShort(long address, short value);

  abstract void putInt(long address, int value);

  abstract void putLong(long address, long value);

  /** Returns the best that there is. */
  static HostAccess best() {
    boolean exported =
        Object.class.getModule().isExported("jdk.internal.misc", HostAccess.class.getModule());
    return exported && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? internal()
        : new OfSegment();
  }

  /** Makes a class that calls a class which the compiler must not know. */
  private static HostAccess internal() {
    ClassDesc name = ClassDesc.of(HostAccess.class.getPackageName(), "InternalAccess");
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                builder -> {
                  builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                  ClassDesc parent = ClassDesc.ofDescriptor(HostAccess.class.descriptorString());
                  builder.withSuperclass(parent);
                  builder.withMethodBody(
                      ConstantDescs.INIT_NAME,
                      ConstantDescs.MTD_void,
                      0,
                      code ->
                          code.aload(0)
                              .invokespecial(
                                  parent, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                              .return_());
                  method(builder, "Byte", CD_byte);
                  method(builder, "Short", CD_short);
                  method(builder, "Int", CD_int);
                  method(builder, "Long", CD_long);
                });
    try {
      Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
      return (HostAccess) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void method(ClassBuilder builder, String type, ClassDesc value) {
    MethodTypeDesc get = MethodTypeDesc.of(value, CD_long);
    MethodTypeDesc put = MethodTypeDesc.of(CD_void, CD_long, value);
    ClassDesc internal = ClassDesc.of("jdk.internal.misc.Unsafe");
    builder.withMethodBody(
        "get" + type,
        get,
        0,
        code -> {
          instance(code, internal).lload(1).invokevirtual(internal, "get" + type, get);
          code.return_(TypeKind.from(value));
        });
    builder.withMethodBody(
        "put" + type,
        put,
        0,
        code -> {
          instance(code, internal).lload(1).loadLocal(TypeKind.from(value), 3);
          code.invokevirtual(internal, "put" + type, put).return_();
        });
  }

  private static CodeBuilder instance(CodeBuilder code, ClassDesc internal) {
    return code.invokestatic(internal, "getUnsafe", MethodTypeDesc.of(internal));
  }

  /** By a segment. */
  private static final class OfSegment extends HostAccess {
    private static final MemorySegment ALL = HostMemory.ALL;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    byte getByte(long address) {
      return ALL.get(BYTE, address);
    }

    @Override
    short getShort(long address) {
      return ALL.get(SHORT, address);
    }

    @Override
    int getInt(long address) {
      return ALL.get(INT, address);
    }

    @Override
    long getLong(long address) {
      return ALL.get(LONG, address);
    }

    @Override
    void putByte(long address, byte value) {
      ALL.set(BYTE, address, value);
    }

    @Override
    void putShort(long address, short value) {
      ALL.set(SHORT, address, value);
    }

    @Override
    void putInt(long address, int value) {
      ALL.set(INT, address, value);
    }

    @Override
    void putLong(long address, long value) {
      ALL.set(LONG, address, value);
    }
  }
}
