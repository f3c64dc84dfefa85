package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStoreTest {
  private static final int SIZE = 512 * 37;

  @TempDir private Path directory;

  /** A store and an array see the same accesses. */
  private static byte[] compare(BlockStore store, byte[] model) throws IOException {
    Random random = new Random(11);
    assertThat(store.size()).isEqualTo(model.length);
    for (int i = 0; i < 2000; i++) {
      int offset = random.nextInt(model.length);
      int length = random.nextInt(Math.min(9000, model.length - offset) + 1);
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] data = new byte[length];
          random.nextBytes(data);
          store.write(offset, MemorySegment.ofArray(data));
          System.arraycopy(data, 0, model, offset, length);
        }
        case 1 -> {
          store.zero(offset, length);
          Arrays.fill(model, offset, offset + length, (byte) 0);
        }
        case 2 -> store.flush();
        default -> {
          byte[] data = new byte[length];
          store.read(offset, MemorySegment.ofArray(data));
          assertThat(data).isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
        }
      }
    }
    return model;
  }

  @Test
  void memoryKeepsWhatIsWritten() throws IOException {
    byte[] bytes = new byte[SIZE];
    byte[] model = compare(BlockStore.memory(MemorySegment.ofArray(bytes)), new byte[SIZE]);
    assertThat(bytes).isEqualTo(model);
  }

  @Test
  void aFileKeepsWhatIsWrittenAndOthersAreLockedOut() throws IOException {
    Path file = directory.resolve("disk");
    byte[] model;
    try (BlockStore store = BlockStore.createFile(file, SIZE)) {
      assertThat(Files.size(file)).isEqualTo(SIZE);
      model = compare(store, new byte[SIZE]);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> BlockStore.file(file, true))
          .withMessageContaining("in use");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(model);
    try (BlockStore store = BlockStore.file(file, true)) {
      assertThat(store.isReadOnly()).isTrue();
      byte[] read = new byte[SIZE];
      store.read(0, MemorySegment.ofArray(read));
      assertThat(read).isEqualTo(model);
    }
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> BlockStore.createFile(file, 512));
  }

  @Test
  void aFileThatTheHostCannotMakeIsNotLeftBehind() {
    Path file = directory.resolve("disk");
    long most = Long.MAX_VALUE / 512 * 512;
    try (BlockStore store = BlockStore.createFile(file, most)) {
      assertThat(store.size()).isEqualTo(most);
      abort("the file system of the tests takes files of " + most + " bytes");
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith(file + " cannot have " + most + " bytes: ");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aFileThatIsCutMeanwhileIsAnErrorOfTheRequest() throws IOException {
    Path file = directory.resolve("disk");
    Files.write(file, new byte[1024]);
    try (BlockStore store = BlockStore.file(file, true)) {
      Files.write(file, new byte[512]);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> store.read(0, MemorySegment.ofArray(new byte[1024])));
    }
  }

  @Test
  void anOverlayCopiesOnWriteAndLeavesItsBaseAlone() throws IOException {
    byte[] base = new byte[SIZE];
    new Random(2).nextBytes(base);
    byte[] before = base.clone();
    BlockStore readOnly = BlockStore.memory(MemorySegment.ofArray(base).asReadOnly());
    assertThat(readOnly.isReadOnly()).isTrue();
    BlockStore overlay = BlockStore.overlay(readOnly, 1 << 20);
    assertThat(overlay.isReadOnly()).isFalse();
    compare(overlay, base.clone());
    assertThat(base).isEqualTo(before);
  }

  @Test
  void anOverlayOverZerosIsSparseAndLimited() throws IOException {
    long huge = 1L << 50;
    BlockStore store = BlockStore.overlay(BlockStore.zeros(huge), 3 * 4096);
    byte[] page = new byte[4096];
    Arrays.fill(page, (byte) 9);
    store.write(huge - 4096, MemorySegment.ofArray(page));
    store.write(100, MemorySegment.ofArray(new byte[] {1}));
    store.zero(1 << 20, 1 << 20);
    store.write(8192, MemorySegment.ofArray(page));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> store.write(1 << 20, MemorySegment.ofArray(new byte[1])))
        .withMessageContaining("limit");
    store.discard(8192, 4096);
    store.write(1 << 20, MemorySegment.ofArray(new byte[1]));
    byte[] read = new byte[4096];
    store.read(huge - 4096, MemorySegment.ofArray(read));
    assertThat(read).isEqualTo(page);
    store.read(8192, MemorySegment.ofArray(read));
    assertThat(read).containsOnly(0);
    compare(BlockStore.overlay(BlockStore.zeros(SIZE), 1 << 20), new byte[SIZE]);
  }

  @Test
  void clause5_2_4_sizesThatAreNoWholeSectorsAreRefused() throws IOException {
    for (int size : new int[] {0, 1, 511, 513}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BlockStore.memory(MemorySegment.ofArray(new byte[size])));
      assertThatIllegalArgumentException().isThrownBy(() -> BlockStore.zeros(size));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BlockStore.createFile(directory.resolve("new"), size));
      Path file = directory.resolve("odd" + size);
      Files.write(file, new byte[size]);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> BlockStore.file(file, false))
          .withMessageContaining("multiple of 512");
    }
    assertThat(directory.resolve("new")).doesNotExist();
    assertThatIllegalArgumentException().isThrownBy(() -> BlockStore.zeros(-512));
  }

  @Test
  void readOnlyStoresRefuseWrites() {
    BlockStore[] stores = {
      BlockStore.zeros(512), BlockStore.memory(MemorySegment.ofArray(new byte[512]).asReadOnly())
    };
    for (BlockStore store : stores) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> store.write(0, MemorySegment.ofArray(new byte[1])));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> store.zero(0, 1));
    }
  }
}
