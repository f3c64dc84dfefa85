package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.OpenPipe;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Seals;

/** Calls that make, copy and close descriptors. */
final class DescriptorCalls {
  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETOWN = 8;
  private static final int F_GETOWN = 9;
  private static final int F_SETSIG = 10;
  private static final int F_GETSIG = 11;
  private static final int F_GETLEASE = 1025;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int F_UNLCK = 2;
  private static final int FIONREAD = 0x541b;
  private static final int FIONBIO = 0x5421;
  private static final int FIOCLEX = 0x5451;
  private static final int FIONCLEX = 0x5450;
  private static final int FD_CLOEXEC = 1;
  private static final int FIGETBSZ = 2;
  private static final int CLOSE_RANGE_UNSHARE = 2;
  private static final int CLOSE_RANGE_CLOEXEC = 4;

  private DescriptorCalls() {}

  static void define(Rows rows) {
    rows.supported(23, "dup", "oldfd:fd", DescriptorCalls::dup);
    rows.supported(24, "dup3", "oldfd:fd newfd:fd flags:open-flags", DescriptorCalls::dup3);
    rows.partial(
        25,
        "fcntl",
        "fd:fd cmd:int arg:hex",
        "no signals come of F_SETOWN and F_SETSIG;"
            + " leases, F_NOTIFY and hints of life time give EINVAL",
        DescriptorCalls::fcntl);
    rows.partial(
        29,
        "ioctl",
        "fd:fd request:hex arg:pointer",
        "FIOCLEX, FIONCLEX, FIONBIO, FIONREAD, and FIGETBSZ of regular files; no descriptor is a"
            + " terminal, so that a run does not depend on where it is watched: ENOTTY",
        DescriptorCalls::ioctl);
    rows.supported(436, "close_range", "first:fd last:fd flags:hex", DescriptorCalls::closeRange);
    rows.supported(57, "close", "fd:fd", DescriptorCalls::close);
  }

  private static long close(Call call) throws ErrnoException {
    call.descriptors().close(call.intArgument(0));
    return 0;
  }

  private static long dup(Call call) throws ErrnoException {
    return call.descriptors().add(call.descriptors().getAny(call.intArgument(0)), 0, false);
  }

  private static long dup3(Call call) throws ErrnoException {
    int from = call.intArgument(0);
    int to = call.intArgument(1);
    int flags = call.intArgument(2);
    if ((flags & ~OpenFlags.O_CLOEXEC) != 0 || from == to) {
      throw Errno.EINVAL.exception();
    }
    OpenFile file = call.descriptors().getAny(from);
    call.descriptors().replace(to, file, flags != 0);
    return to;
  }

  private static long fcntl(Call call) throws ErrnoException {
    int fd = call.intArgument(0);
    OpenFile file = call.descriptors().getAny(fd);
    int argument = call.intArgument(2);
    switch (call.intArgument(1)) {
      case F_DUPFD, F_DUPFD_CLOEXEC -> {
        if (argument < 0 || argument >= call.descriptors().most()) {
          throw Errno.EINVAL.exception();
        }
        return call.descriptors().add(file, argument, call.intArgument(1) == F_DUPFD_CLOEXEC);
      }
      case F_GETFD -> {
        return call.descriptors().closeOnExec(fd) ? FD_CLOEXEC : 0;
      }
      case F_SETFD -> call.descriptors().closeOnExec(fd, (argument & FD_CLOEXEC) != 0);
      case F_GETFL -> {
        return file.flags();
      }
      case F_SETFL -> setFlags(call, call.descriptors().get(fd), argument);
      case LockCalls.F_GETLK,
          LockCalls.F_SETLK,
          LockCalls.F_SETLKW,
          LockCalls.F_OFD_GETLK,
          LockCalls.F_OFD_SETLK,
          LockCalls.F_OFD_SETLKW -> {
        return LockCalls.fcntl(call, file, call.intArgument(1));
      }
      case F_ADD_SEALS -> addSeals(call.descriptors().get(fd), argument);
      case F_GET_SEALS -> {
        if (call.descriptors().get(fd).inode() instanceof RegularFile regular) {
          return regular.seals();
        }
        throw Errno.EINVAL.exception();
      }
      case F_SETOWN, F_GETOWN, F_SETSIG, F_GETSIG -> call.descriptors().get(fd);
      case F_GETLEASE -> {
        call.descriptors().get(fd);
        return F_UNLCK;
      }
      case F_SETPIPE_SZ, F_GETPIPE_SZ -> {
        if (!(call.descriptors().get(fd) instanceof OpenPipe open)) {
          throw Errno.EBADF.exception();
        }
        return call.intArgument(1) == F_GETPIPE_SZ
            ? open.pipe().capacity()
            : open.pipe().resize(Integer.toUnsignedLong(argument));
      }
      default -> {
        call.descriptors().get(fd);
        throw Errno.EINVAL.exception();
      }
    }
    return 0;
  }

  private static void setFlags(Call call, OpenFile file, int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_NOATIME & ~file.flags()) != 0) {
      call.process().credentials().requireOwner(file.inode());
    }
    if ((flags & OpenFlags.O_DIRECT) != 0 && file.inode() instanceof RegularFile) {
      throw Errno.EINVAL.exception();
    }
    file.statusFlags(flags);
  }

  private static void addSeals(OpenFile file, int seals) throws ErrnoException {
    if (!OpenFlags.writes(file.flags())) {
      throw Errno.EPERM.exception();
    }
    if ((seals & ~Seals.ALL) != 0 || !(file.inode() instanceof RegularFile regular)) {
      throw Errno.EINVAL.exception();
    }
    regular.addSeals(seals);
  }

  private static long closeRange(Call call) throws ErrnoException {
    int first = call.intArgument(0);
    int last = call.intArgument(1);
    int flags = call.intArgument(2);
    if ((flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) != 0
        || Integer.compareUnsigned(first, last) > 0) {
      throw Errno.EINVAL.exception();
    }
    call.descriptors().closeRange(first, last, (flags & CLOSE_RANGE_CLOEXEC) != 0);
    return 0;
  }

  private static long ioctl(Call call) throws ErrnoException {
    int fd = call.intArgument(0);
    OpenFile file = call.descriptors().get(fd);
    boolean regular = file.inode() instanceof RegularFile;
    switch (call.intArgument(1)) {
      case FIOCLEX -> call.descriptors().closeOnExec(fd, true);
      case FIONCLEX -> call.descriptors().closeOnExec(fd, false);
      case FIONBIO -> {
        boolean nonblocking = call.memory().readInt(call.argument(2)) != 0;
        int others = file.flags() & ~OpenFlags.O_NONBLOCK;
        file.statusFlags(nonblocking ? others | OpenFlags.O_NONBLOCK : others);
      }
      case FIONREAD -> {
        long left = regular ? file.inode().size() - file.position() : file.queued();
        call.memory().writeInt(call.argument(2), (int) left);
      }
      case FIGETBSZ -> {
        require(regular);
        call.memory().writeInt(call.argument(2), RegularFile.PAGE_SIZE);
      }
      default -> require(false);
    }
    return 0;
  }

  private static void require(boolean known) throws ErrnoException {
    if (!known) {
      throw Errno.ENOTTY.exception();
    }
  }
}
