package dev.seedkernel.kernel.disk;

import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.boot.ArchivedTree;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.FileTree;
import dev.seedkernel.kernel.fs.Directory;
import dev.seedkernel.virtio.BlockDriver;
import dev.seedkernel.virtio.BlockStore;
import dev.seedkernel.virtio.VirtioException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a result so that it is there as a whole or not at all, whenever the machine stops and
 * whatever of its last writes is lost: see {@link DiskResult}.
 */
final class OutputDisk {
  private final Disk disk;

  private OutputDisk(Disk disk) {
    this.disk = disk;
  }

  /** Takes the result of an earlier run off the disk. */
  static OutputDisk prepare(Disk disk) throws BootException {
    if (disk.driver().isReadOnly()) {
      throw disk.broken("an output disk that is read-only");
    }
    try {
      byte[] sector = new byte[ResultHeader.BYTES];
      disk.driver().read(0, MemorySegment.ofArray(sector));
      if (!ResultHeader.isZero(sector) && !ResultHeader.hasMagic(sector)) {
        throw disk.broken(
            "an output disk must begin with 512 zeros or an earlier result; this holds something"
                + " else, and is left as it is");
      }
      disk.driver().write(0, MemorySegment.ofArray(new byte[ResultHeader.BYTES]));
      disk.driver().flush();
    } catch (VirtioException e) {
      throw disk.broken(e);
    }
    return new OutputDisk(disk);
  }

  /** Writes what the run made or changed. */
  void write(Directory root) throws DiskException {
    try {
      ArchivedTree tree = FileTree.changesWithTimes(root);
      if (!tree.leftOut().isEmpty()) {
        ArchivedTree.LeftOut first = tree.leftOut().getFirst();
        throw broken("%s: %s".formatted(CpioNames.escape(first.name()), first.reason()), null);
      }
      ResultHeader header = header(tree);
      long sectors = disk.driver().capacity();
      long needed = 1 + (header.length() + BlockStore.SECTOR - 1) / BlockStore.SECTOR;
      if (Long.compareUnsigned(sectors, needed) < 0) {
        throw broken(
            "the files need %d bytes, and the disk has %d"
                .formatted(needed * BlockStore.SECTOR, sectors * BlockStore.SECTOR),
            null);
      }
      try (Sectors target = new Sectors(disk.driver(), 1)) {
        CpioWriter.writeWithTimes(tree.archive(), target);
      }
      disk.driver().flush();
      // Only now, when nothing of the archive can be lost any more.
      disk.driver().write(0, MemorySegment.ofArray(header.toSector()));
      disk.driver().flush();
    } catch (CpioException | VirtioException e) {
      throw broken(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw broken(String.valueOf(e.getMessage()), e.getCause() == null ? e : e.getCause());
    }
  }

  private DiskException broken(String reason, @Nullable Throwable cause) {
    String line = "%s: no result is written: %s".formatted(disk.name(), reason);
    return cause == null ? new DiskException(line) : new DiskException(line, cause);
  }

  private static ResultHeader header(ArchivedTree tree) throws CpioException {
    Summing sum = new Summing();
    try {
      CpioWriter.writeWithTimes(tree.archive(), sum);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // It writes nowhere.
    }
    return new ResultHeader(sum.length, sum.digest.digest());
  }

  /** Keeps nothing but length and digest. */
  private static final class Summing extends OutputStream {
    private final MessageDigest digest = ResultHeader.newDigest();
    private long length;

    @Override
    public void write(int b) {
      digest.update((byte) b);
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      digest.update(bytes, offset, count);
      length += count;
    }
  }

  /** Writes whole sectors, many at a time; zeros fill the last one. */
  private static final class Sectors extends OutputStream {
    private static final int BUFFER = 1 << 20;

    private final BlockDriver driver;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long sector;

    Sectors(BlockDriver driver, long first) {
      this.driver = driver;
      this.sector = first;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      int done = 0;
      while (done < count) {
        int part = Math.min(count - done, BUFFER - filled);
        System.arraycopy(bytes, offset + done, buffer, filled, part);
        filled += part;
        done += part;
        if (filled == BUFFER) {
          send();
        }
      }
    }

    private void send() throws IOException {
      int whole = (filled + BlockStore.SECTOR - 1) & -BlockStore.SECTOR;
      Arrays.fill(buffer, filled, whole, (byte) 0);
      try {
        driver.write(sector, MemorySegment.ofArray(buffer).asSlice(0, whole));
      } catch (VirtioException e) {
        throw new IOException(e.getMessage(), e);
      }
      sector += whole / BlockStore.SECTOR;
      filled = 0;
    }

    @Override
    public void close() throws IOException {
      if (filled > 0) {
        send();
      }
    }
  }
}
