package dev.seedkernel.aarch64;

import dev.seedkernel.aarch64.vector.HostVector.Longs;
import jdk.internal.vm.vector.VectorSupport;
import jdk.internal.vm.vector.VectorSupport.LoadOperation;
import jdk.internal.vm.vector.VectorSupport.StoreVectorOperation;
import jdk.internal.vm.vector.VectorSupport.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * What translated code calls to load and store a vector of the host: at an address of the host's,
 * which was checked, and in the array of a processor's vector registers. The bytecode names the
 * methods by strings.
 */
// getClass() tells HotSpot what is not null: its intrinsics ask for that.
@SuppressWarnings("ReturnValueIgnored")
final class VectorAccess {
  private static final int LENGTH = 2;

  private static final LoadOperation<@Nullable Object, Longs, VectorSpecies<Long>> LOAD =
      (none, at, species) -> new Longs(JdkMemory.getLong(at), JdkMemory.getLong(at + 8));

  private static final StoreVectorOperation<@Nullable Object, Longs> STORE =
      (none, at, vector) -> {
        JdkMemory.putLong(at, vector.word(0));
        JdkMemory.putLong(at + 8, vector.word(1));
      };

  private static final LoadOperation<long[], Longs, VectorSpecies<Long>> GET =
      (array, at, species) -> new Longs(array[2 * (int) at], array[2 * (int) at + 1]);

  private static final StoreVectorOperation<long[], Longs> SET =
      (array, at, vector) -> {
        array[2 * (int) at] = vector.word(0);
        array[2 * (int) at + 1] = vector.word(1);
      };

  private VectorAccess() {}

  static Longs load(long address) {
    return VectorSupport.load(
        Longs.class, long.class, LENGTH, null, address, false, null, address, null, LOAD);
  }

  static void store(long address, Longs v) {
    v.getClass();
    VectorSupport.store(
        Longs.class, long.class, LENGTH, null, address, false, v, null, address, STORE);
  }

  /** Returns a register of the array, which has two longs for each. */
  static Longs get(long[] registers, int register) {
    return VectorSupport.load(
        Longs.class,
        long.class,
        LENGTH,
        registers,
        JdkMemory.LONGS + (long) register * LENGTH * Long.BYTES,
        false,
        registers,
        register,
        null,
        GET);
  }

  /** Sets a register of the array. */
  static void set(Longs v, long[] registers, int register) {
    v.getClass();
    VectorSupport.store(
        Longs.class,
        long.class,
        LENGTH,
        registers,
        JdkMemory.LONGS + (long) register * LENGTH * Long.BYTES,
        false,
        v,
        registers,
        register,
        SET);
  }
}
