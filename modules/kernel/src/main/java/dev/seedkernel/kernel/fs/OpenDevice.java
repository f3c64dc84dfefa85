package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A character device that is open (null(4), full(4), random(4), console(4)). */
public final class OpenDevice extends OpenFile {
  /** Bytes that are moved at a time. */
  private static final int CHUNK = 65_536;

  private static final MemorySegment ZEROES = MemorySegment.ofArray(new byte[CHUNK]).asReadOnly();

  private final SpecialFile file;
  private final Device.Driver driver;
  private final Devices devices;
  private final Console.Stream stream;
  private final WaitQueue never = new WaitQueue();

  OpenDevice(
      SpecialFile file,
      String path,
      int flags,
      Device.Driver driver,
      Devices devices,
      Console.Stream stream) {
    super(file, path, flags);
    this.file = file;
    this.driver = driver;
    this.devices = devices;
    this.stream = stream;
  }

  /** A console keeps its way out: standard error stays standard error. */
  @Override
  public OpenFile reopen(int newFlags) {
    return new OpenDevice(file, path(), newFlags, driver, devices, stream);
  }

  @Override
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    requireReadable();
    return switch (driver) {
      case NULL -> 0;
      case ZERO, FULL -> readZeroes(to, length);
      case RANDOM, URANDOM -> readRandom(to, length);
      case TTY, CONSOLE -> readConsole(to, length);
    };
  }

  private static int readZeroes(Transfer.Sink to, int length) {
    int done = 0;
    while (done < length) {
      int part = Math.min(CHUNK, length - done);
      int taken = to.put(ZEROES, 0, part);
      done += taken;
      if (taken < part) {
        break;
      }
    }
    return done;
  }

  private int readRandom(Transfer.Sink to, int length) {
    int done = 0;
    while (done < length) {
      int part = Math.min(CHUNK, length - done);
      int taken = to.put(MemorySegment.ofArray(devices.random().bytes(part)), 0, part);
      done += taken;
      if (taken < part) {
        break;
      }
    }
    return done;
  }

  private int readConsole(Transfer.Sink to, int length) {
    if (length == 0) {
      return 0;
    }
    byte[] bytes = new byte[Math.min(length, CHUNK)];
    int count = devices.console().read(bytes, 0, bytes.length);
    if (count <= 0) {
      return 0;
    }
    return to.put(MemorySegment.ofArray(bytes), 0, count);
  }

  @Override
  public int write(Transfer.Source from, int length) throws ErrnoException {
    requireWritable();
    return switch (driver) {
      case NULL, ZERO, RANDOM, URANDOM -> length;
      case FULL -> throw Errno.ENOSPC.exception();
      case TTY, CONSOLE -> writeConsole(from, length);
    };
  }

  private int writeConsole(Transfer.Source from, int length) {
    byte[] bytes = new byte[Math.min(length, CHUNK)];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    int done = 0;
    while (done < length) {
      int part = Math.min(bytes.length, length - done);
      int given = from.take(segment, 0, part);
      devices.console().write(stream, bytes, 0, given);
      done += given;
      if (given < part) {
        break;
      }
    }
    return done;
  }

  /** Linux's drivers of these can be polled, so that epoll takes them; they are always ready. */
  @Override
  public @Nullable WaitQueue changes() {
    return switch (driver) {
      case TTY, CONSOLE, RANDOM, URANDOM -> never;
      case NULL, ZERO, FULL -> null;
    };
  }

  @Override
  public void requireSeekable() throws ErrnoException {
    if (driver == Device.Driver.TTY || driver == Device.Driver.CONSOLE) {
      throw Errno.ESPIPE.exception();
    }
  }

  @Override
  public int readAt(long position, Transfer.Sink to, int length) throws ErrnoException {
    requireSeekable();
    return read(to, length);
  }

  @Override
  public int writeAt(long position, Transfer.Source from, int length) throws ErrnoException {
    requireSeekable();
    return write(from, length);
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    requireSeekable();
    return 0;
  }
}
