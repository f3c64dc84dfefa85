package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Device;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.PathWalker;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.socket.Address;
import dev.seedkernel.kernel.socket.DatagramSocket;
import dev.seedkernel.kernel.socket.Network;
import dev.seedkernel.kernel.socket.Socket;
import java.util.Objects;

/** Calls that make, name and connect sockets. */
final class SocketCalls {
  private static final int TYPE_MASK = 15;
  private static final int FLAGS = OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK;
  private static final int MOST_TYPE = 10;
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_UDP = 17;

  private SocketCalls() {}

  static void define(Rows rows) {
    rows.partial(
        198,
        "socket",
        "domain:int type:hex protocol:int",
        "AF_UNIX, and AF_INET and AF_INET6 inside the machine; others give EAFNOSUPPORT",
        SocketCalls::socket);
    rows.partial(
        199,
        "socketpair",
        "domain:int type:hex protocol:int sv:pointer",
        "sockets that hold each other as messages stay until the machine stops",
        SocketCalls::socketpair);
    rows.supported(200, "bind", "sockfd:fd addr:pointer addrlen:int", SocketCalls::bind);
    rows.supported(201, "listen", "sockfd:fd backlog:int", SocketCalls::listen);
    rows.supported(
        202, "accept", "sockfd:fd addr:pointer addrlen:pointer", call -> accept(call, 0));
    rows.partial(
        203,
        "connect",
        "sockfd:fd addr:pointer addrlen:int",
        "other machines give ENETUNREACH",
        SocketCalls::connect);
    rows.supported(
        204, "getsockname", "sockfd:fd addr:pointer addrlen:pointer", SocketCalls::getsockname);
    rows.supported(
        205, "getpeername", "sockfd:fd addr:pointer addrlen:pointer", SocketCalls::getpeername);
    rows.supported(210, "shutdown", "sockfd:fd how:int", SocketCalls::shutdown);
    rows.supported(
        242,
        "accept4",
        "sockfd:fd addr:pointer addrlen:pointer flags:hex",
        call -> accept(call, call.intArgument(3)));
  }

  /** Returns the socket in argument 0, or throws ENOTSOCK. */
  static Socket socketOf(Call call) throws ErrnoException {
    OpenFile file = call.file(0);
    if (file instanceof Socket socket) {
      return socket;
    }
    throw Errno.ENOTSOCK.exception();
  }

  /** Checks what socket is asked for; raw sockets are not there. */
  private static Socket.Kind kind(Call call) throws ErrnoException {
    int family = call.intArgument(0);
    int type = call.intArgument(1) & TYPE_MASK;
    int protocol = call.intArgument(2);
    if ((call.intArgument(1) & ~(TYPE_MASK | FLAGS)) != 0) {
      throw Errno.EINVAL.exception();
    }
    boolean internet = family == Address.AF_INET || family == Address.AF_INET6;
    if (family != Address.AF_UNIX && !internet) {
      throw Errno.EAFNOSUPPORT.exception();
    }
    if (type > MOST_TYPE) {
      throw Errno.EINVAL.exception();
    }
    if (internet) {
      int fitting =
          switch (type) {
            case Socket.SOCK_STREAM -> IPPROTO_TCP;
            case Socket.SOCK_DGRAM -> IPPROTO_UDP;
            default -> throw Errno.ESOCKTNOSUPPORT.exception();
          };
      if (protocol != 0 && protocol != fitting) {
        throw Errno.EPROTONOSUPPORT.exception();
      }
      return new Socket.Kind(family, type, fitting);
    }
    if (protocol != 0 && protocol != Address.AF_UNIX) {
      throw Errno.EPROTONOSUPPORT.exception();
    }
    return switch (type) {
      case Socket.SOCK_STREAM, Socket.SOCK_DGRAM, Socket.SOCK_SEQPACKET ->
          new Socket.Kind(family, type, 0);
      case SOCK_RAW -> new Socket.Kind(family, Socket.SOCK_DGRAM, 0);
      default -> throw Errno.ESOCKTNOSUPPORT.exception();
    };
  }

  private static long socket(Call call) throws ErrnoException {
    Socket.Kind kind = kind(call);
    int flags = call.intArgument(1) & FLAGS;
    Network network = call.machine().network();
    Socket socket = network.create(kind, flags & OpenFlags.O_NONBLOCK, network.caller());
    return call.install(socket, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  private static long socketpair(Call call) throws ErrnoException {
    Socket.Kind kind = kind(call);
    if (kind.family() != Address.AF_UNIX) {
      throw Errno.EOPNOTSUPP.exception();
    }
    int flags = call.intArgument(1) & FLAGS;
    Network network = call.machine().network();
    Socket one = network.create(kind, flags & OpenFlags.O_NONBLOCK, network.caller());
    one.retain();
    try {
      Socket other = network.create(kind, flags & OpenFlags.O_NONBLOCK, network.caller());
      Network.join(one, other);
      PipeCalls.pair(call, call.argument(3), one, other, (flags & OpenFlags.O_CLOEXEC) != 0);
    } finally {
      one.release();
    }
    return 0;
  }

  private static long bind(Call call) throws ErrnoException {
    Socket socket = socketOf(call);
    byte[] bytes = SocketAddresses.read(call, call.argument(1), call.intArgument(2));
    Network network = call.machine().network();
    if (socket.kind().family() != Address.AF_UNIX) {
      network.bind(socket, SocketAddresses.internet(bytes, socket.kind().family()));
      return 0;
    }
    Address.Unix name = SocketAddresses.unix(bytes);
    if (name.name().isEmpty() || name.isAbstract()) {
      network.requireUnbound(socket);
      network.bindAbstract(socket, name);
    } else {
      bindPath(call, socket, name);
    }
    return 0;
  }

  private static void bindPath(Call call, Socket socket, Address.Unix name) throws ErrnoException {
    PathWalker.Entry entry =
        call.process().walker().walkToName(call.process().workingDirectory(), name.name());
    if (entry.inode() != null) {
      throw Errno.EADDRINUSE.exception();
    }
    call.machine().network().requireUnbound(socket);
    if (entry.parent().isRemoved() || entry.directoryRequired()) {
      throw Errno.ENOENT.exception();
    }
    Credentials credentials = call.process().credentials();
    credentials.require(entry.parent(), Credentials.WRITE | Credentials.EXECUTE);
    int mode = FileMode.S_IFSOCK | (0777 & ~call.process().umask());
    SpecialFile file = call.machine().fileSystem().newSpecialFile(mode, Device.NONE);
    file.opened();
    try {
      credentials.own(file, entry.parent());
      entry.parent().link(entry.name(), file);
      file.changed(true);
      call.machine().network().bind(socket, name, file);
    } finally {
      file.released();
    }
  }

  private static long listen(Call call) throws ErrnoException {
    socketOf(call).listen(call.intArgument(1), call.machine().network().caller());
    return 0;
  }

  private static long accept(Call call, int flags) throws ErrnoException {
    if ((flags & ~FLAGS) != 0) {
      throw Errno.EINVAL.exception();
    }
    Socket listener = socketOf(call);
    call.descriptors().requireFree();
    Socket socket;
    try {
      socket = listener.accept();
    } catch (ErrnoException e) {
      return FileWaits.orWait(call, listener, e, false);
    }
    socket.statusFlags(flags & OpenFlags.O_NONBLOCK);
    int fd = call.install(socket, (flags & OpenFlags.O_CLOEXEC) != 0);
    if (call.argument(1) != 0) {
      try {
        SocketAddresses.write(
            call.memory(),
            socket.peerName(),
            socket.kind().family(),
            call.argument(1),
            call.argument(2));
      } catch (ErrnoException e) {
        call.descriptors().close(fd);
        throw e;
      }
    }
    return fd;
  }

  private static long connect(Call call) throws ErrnoException {
    Socket socket = socketOf(call);
    byte[] bytes = SocketAddresses.read(call, call.argument(1), call.intArgument(2));
    if (bytes.length < 2) {
      throw Errno.EINVAL.exception();
    }
    if (SocketAddresses.family(bytes) == Address.AF_UNSPEC
        && socket instanceof DatagramSocket datagrams) {
      datagrams.disconnect();
      return 0;
    }
    SocketAddresses.Target target = SocketAddresses.target(call, socket, bytes);
    try {
      socket.connect(target.socket(), target.address(), call.machine().network().caller());
      return 0;
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EAGAIN || target.socket() == null || !FileWaits.waits(socket)) {
        throw e;
      }
      long result = call.block(target.socket().changes());
      if (result == Call.BLOCKED) {
        Objects.requireNonNull(call.pending()).hold(socket);
      }
      return result;
    }
  }

  private static long getsockname(Call call) throws ErrnoException {
    Socket socket = socketOf(call);
    SocketAddresses.write(
        call.memory(), socket.name(), socket.kind().family(), call.argument(1), call.argument(2));
    return 0;
  }

  private static long getpeername(Call call) throws ErrnoException {
    Socket socket = socketOf(call);
    SocketAddresses.write(
        call.memory(),
        socket.peerName(),
        socket.kind().family(),
        call.argument(1),
        call.argument(2));
    return 0;
  }

  private static long shutdown(Call call) throws ErrnoException {
    Socket socket = socketOf(call);
    int how = call.intArgument(1);
    if (how < 0 || how > 2) {
      throw Errno.EINVAL.exception();
    }
    socket.shutdown(how + 1);
    return 0;
  }
}
