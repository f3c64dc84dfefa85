package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.lang.foreign.MemorySegment;

/** An end of a pipe or FIFO that is open, or both. */
public final class OpenPipe extends OpenFile {
  private static final long NEVER = -1;

  private final Pipe pipe;
  private final boolean reads;
  private final boolean writes;

  /** How many writers there had been when this was opened without one: no hang-up until another. */
  private long writersBefore = NEVER;

  private long partnersBefore = NEVER;

  private OpenPipe(SpecialFile file, Pipe pipe, String path, int flags) {
    super(file, path, flags);
    this.pipe = pipe;
    this.reads = OpenFlags.reads(flags);
    this.writes = OpenFlags.writes(flags);
    pipe.open(reads, writes);
  }

  /** Opens an end of a pipe that has no name. */
  public static OpenPipe end(SpecialFile file, Pipe pipe, int flags) {
    return new OpenPipe(file, pipe, "pipe:[" + file.number() + "]", flags);
  }

  /**
   * Opens a FIFO (fifo(7)); where the other end is not open yet, {@link #waitsForPartner()}. A pipe
   * that has no name and is opened again through /proc never waits for its other end.
   *
   * @throws ErrnoException ENXIO to write without waiting and without a reader
   */
  public static OpenPipe fifo(SpecialFile file, Pipe pipe, String path, int flags)
      throws ErrnoException {
    boolean reads = OpenFlags.reads(flags);
    boolean writes = OpenFlags.writes(flags);
    boolean waits = (flags & OpenFlags.O_NONBLOCK) == 0;
    if (!reads && !writes) {
      throw Errno.EINVAL.exception();
    }
    if (file.isAnonymous()) {
      return new OpenPipe(file, pipe, path, flags);
    }
    if (!reads && !waits && pipe.readers() == 0) {
      throw Errno.ENXIO.exception();
    }
    OpenPipe open = new OpenPipe(file, pipe, path, flags);
    if (!writes && pipe.writers() == 0) {
      if (waits) {
        open.partnersBefore = pipe.writerCount();
      } else {
        open.writersBefore = pipe.writerCount();
      }
    } else if (!reads && pipe.readers() == 0) {
      open.partnersBefore = pipe.readerCount();
    }
    return open;
  }

  /** Returns whether open(2) is to wait because the other end was not opened since. */
  public boolean waitsForPartner() {
    return partnersBefore != NEVER
        && partnersBefore == (reads ? pipe.writerCount() : pipe.readerCount());
  }

  /** Returns who waits in open(2) for the other end. */
  public WaitQueue partners() {
    return pipe.partners();
  }

  public Pipe pipe() {
    return pipe;
  }

  @Override
  protected void closed() {
    pipe.close(reads, writes);
  }

  @Override
  public int read(Transfer.Sink to, int length) throws ErrnoException {
    requireReadable();
    int count = pipe.read(to, length);
    if (count > 0) {
      accessed();
    }
    return count;
  }

  @Override
  public int write(Transfer.Source from, int length) throws ErrnoException {
    requireWritable();
    int count = pipe.write(from, length, (flags() & OpenFlags.O_DIRECT) != 0);
    if (count > 0) {
      inode().touchModification();
    }
    return count;
  }

  @Override
  public boolean writesAll() {
    return true;
  }

  @Override
  public long queued() {
    return pipe.size();
  }

  @Override
  public int readiness() {
    int events = 0;
    if (reads) {
      events |= pipe.isEmpty() ? 0 : PollEvents.READABLE;
      boolean ended = pipe.writers() == 0 && writersBefore != pipe.writerCount();
      events |= ended ? PollEvents.POLLHUP : 0;
    }
    if (writes) {
      events |= pipe.isFull() ? 0 : PollEvents.WRITABLE;
      // Linux reports no POLLHUP to writers.
      events |= pipe.readers() == 0 ? PollEvents.POLLERR : 0;
    }
    return events;
  }

  @Override
  public WaitQueue changes() {
    if (reads && writes) {
      return pipe.any();
    }
    return reads ? pipe.readable() : pipe.writable();
  }

  // splice(2)

  /** Returns how many bytes a splice can bring in. */
  public long room() {
    return pipe.room();
  }

  /** Copies the first bytes and leaves them in the pipe; returns how many. */
  public int peek(MemorySegment to, int length) {
    return pipe.peek(to, length);
  }

  /** Forgets the first bytes, no more than {@link #peek} has returned. */
  public void skip(int bytes) {
    pipe.skip(bytes);
  }

  /** Puts bytes in as splice does; errors as of write. */
  public int splice(Transfer.Source from, int length) throws ErrnoException {
    return pipe.splice(from, length);
  }
}
