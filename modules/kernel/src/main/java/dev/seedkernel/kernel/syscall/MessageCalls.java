package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.socket.Address;
import dev.seedkernel.kernel.socket.Message;
import dev.seedkernel.kernel.socket.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that send and receive (send(2), recv(2)). */
final class MessageCalls {
  private static final int MSG_OOB = 1;
  private static final int MSG_PEEK = 2;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITALL = 0x100;
  private static final int MSG_ERRQUEUE = 0x2000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_WAITFORONE = 0x1_0000;
  private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

  /** Bytes of struct msghdr and of struct mmsghdr. */
  private static final int HEADER = 56;

  private static final int LONG_HEADER = 64;

  private MessageCalls() {}

  static void define(Rows rows) {
    rows.supported(
        206,
        "sendto",
        "sockfd:fd buf:input len:size flags:hex dest_addr:pointer addrlen:int",
        MessageCalls::sendto);
    rows.supported(
        207,
        "recvfrom",
        "sockfd:fd buf:output len:size flags:hex src_addr:pointer addrlen:pointer",
        MessageCalls::recvfrom);
    rows.partial(
        211,
        "sendmsg",
        "sockfd:fd msg:pointer flags:hex",
        "there are no out-of-band bytes",
        MessageCalls::sendmsg);
    rows.partial(
        212,
        "recvmsg",
        "sockfd:fd msg:pointer flags:hex",
        "there are no out-of-band bytes",
        MessageCalls::recvmsg);
    rows.partial(
        243,
        "recvmmsg",
        "sockfd:fd msgvec:pointer vlen:int flags:hex timeout:pointer",
        "the timeout is not looked at",
        MessageCalls::recvmmsg);
    rows.supported(
        269, "sendmmsg", "sockfd:fd msgvec:pointer vlen:int flags:hex", MessageCalls::sendmmsg);
  }

  private static boolean waits(Socket socket, int flags) {
    return (flags & MSG_DONTWAIT) == 0 && FileWaits.waits(socket);
  }

  private static boolean isStream(Socket socket) {
    return socket.kind().type() == Socket.SOCK_STREAM;
  }

  // Sending

  private static long sendto(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    int count = FileCalls.count(call.argument(1), call.argument(2));
    UserVector vector = UserVector.of(call, call.argument(1), count);
    SocketAddresses.Target target =
        call.argument(4) == 0 ? null : target(call, socket, call.argument(4), call.intArgument(5));
    ControlMessages.Given given =
        new ControlMessages.Given(List.of(), call.machine().network().caller());
    return send(call, socket, vector, given, target, call.intArgument(3));
  }

  private static SocketAddresses.@Nullable Target target(
      Call call, Socket socket, long at, int length) throws ErrnoException {
    byte[] bytes = SocketAddresses.read(call, at, length);
    if (bytes.length == 0) {
      return null;
    }
    // A stream looks at no address, or refuses any.
    boolean connected = isStream(socket) || socket.kind().type() == Socket.SOCK_SEQPACKET;
    return connected
        ? new SocketAddresses.Target(socket.name(), null)
        : SocketAddresses.target(call, socket, bytes);
  }

  private static long sendmsg(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    return sendMessage(call, socket, call.argument(1), call.intArgument(2));
  }

  private static long sendMessage(Call call, Socket socket, long at, int flags)
      throws ErrnoException {
    UserMemory memory = call.memory();
    long name = memory.readLong(at);
    int nameLength = name == 0 ? 0 : memory.readInt(at + 8);
    UserVector vector = vector(call, at);
    SocketAddresses.Target target =
        nameLength == 0 ? null : target(call, socket, name, Math.min(nameLength, 128));
    ControlMessages.Given given =
        ControlMessages.read(call, socket, memory.readLong(at + 32), memory.readLong(at + 40));
    return send(call, socket, vector, given, target, flags);
  }

  private static UserVector vector(Call call, long at) throws ErrnoException {
    long elements = call.memory().readLong(at + 24);
    if (elements < 0 || elements > UserVector.MOST) {
      throw Errno.EMSGSIZE.exception();
    }
    return UserVector.read(call, call.memory().readLong(at + 16), (int) elements);
  }

  private static long send(
      Call call,
      Socket socket,
      UserVector vector,
      ControlMessages.Given given,
      SocketAddresses.@Nullable Target target,
      int flags)
      throws ErrnoException {
    if ((flags & MSG_OOB) != 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
    boolean waits = waits(socket, flags) && !call.expired();
    long done = isStream(socket) && call.pending() != null ? call.pending().progress() : 0;
    vector.skip(done);
    int left = vector.length();
    List<OpenFile> files = done == 0 ? given.files() : List.of();
    Socket to = target == null ? null : target.socket();
    Address address = target == null ? null : target.address();
    try {
      int sent = socket.send(new Socket.Outgoing(vector, left, files, given.sender(), to, address));
      long moved = left == 0 ? 0 : vector.result(sent);
      done += moved;
      boolean more = isStream(socket) && moved < left && !vector.refused();
      return more && waits ? FileWaits.await(call, socket, done, true) : done;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EAGAIN && waits) {
        return FileWaits.await(call, socket, done, true);
      }
      if ((flags & MSG_NOSIGNAL) == 0) {
        FileWaits.raise(call, socket, e);
      }
      if (done > 0) {
        return done;
      }
      throw e;
    }
  }

  /** Sends or receives one message of several. */
  @FunctionalInterface
  private interface Step {
    long make(long at) throws ErrnoException;
  }

  /** Makes the steps of a call with several messages; the first error counts if none was done. */
  private static long several(Call call, Socket socket, boolean writes, boolean waits, Step step)
      throws ErrnoException {
    int count = Math.min(call.intArgument(2) & Integer.MAX_VALUE, UserVector.MOST);
    long done = call.pending() == null ? 0 : call.pending().progress();
    while (done < count) {
      long at = call.argument(1) + done * LONG_HEADER;
      try {
        call.memory().writeInt(at + HEADER, (int) step.make(at));
        done++;
      } catch (ErrnoException e) {
        boolean enough = done > 0 && !writes && (call.intArgument(3) & MSG_WAITFORONE) != 0;
        if (e.errno() == Errno.EAGAIN && waits && !enough && !call.expired()) {
          return FileWaits.await(call, socket, done, writes);
        }
        if (done > 0) {
          return done;
        }
        throw e;
      }
    }
    return done;
  }

  private static long sendmmsg(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    int flags = call.intArgument(3);
    return several(
        call, socket, true, waits(socket, flags), at -> sendOne(call, socket, at, flags));
  }

  /** Sends a message in one piece: how far a call with several has come is a count of messages. */
  private static long sendOne(Call call, Socket socket, long at, int flags) throws ErrnoException {
    UserMemory memory = call.memory();
    long name = memory.readLong(at);
    int nameLength = name == 0 ? 0 : memory.readInt(at + 8);
    SocketAddresses.Target target =
        nameLength == 0 ? null : target(call, socket, name, Math.min(nameLength, 128));
    ControlMessages.Given given =
        ControlMessages.read(call, socket, memory.readLong(at + 32), memory.readLong(at + 40));
    UserVector vector = vector(call, at);
    int length = vector.length();
    try {
      int sent =
          socket.send(
              new Socket.Outgoing(
                  vector,
                  length,
                  given.files(),
                  given.sender(),
                  target == null ? null : target.socket(),
                  target == null ? null : target.address()));
      return length == 0 ? 0 : vector.result(sent);
    } catch (ErrnoException e) {
      if ((flags & MSG_NOSIGNAL) == 0) {
        FileWaits.raise(call, socket, e);
      }
      throw e;
    }
  }

  // Receiving

  private static long recvfrom(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    int count = FileCalls.count(call.argument(1), call.argument(2));
    UserVector vector = UserVector.of(call, call.argument(1), count);
    int flags = call.intArgument(3);
    Received received = receive(call, socket, vector, flags, true);
    if (received.message() != null) {
      if ((flags & MSG_PEEK) == 0) {
        call.machine().network().discard(received.message());
      }
      if (call.argument(4) != 0) {
        writeName(call, socket, received.message(), call.argument(4), call.argument(5));
      }
    }
    return received.result();
  }

  /** What a receiving call gives, or that it waits. */
  private record Received(long result, int flags, @Nullable Message message) {}

  private static Received receive(
      Call call, Socket socket, UserVector vector, int flags, boolean mayWait)
      throws ErrnoException {
    if ((flags & MSG_OOB) != 0) {
      throw (isStream(socket) ? Errno.EINVAL : Errno.EOPNOTSUPP).exception();
    }
    if ((flags & MSG_ERRQUEUE) != 0) {
      throw Errno.EAGAIN.exception();
    }
    boolean waits = mayWait && waits(socket, flags) && !call.expired();
    boolean peek = (flags & MSG_PEEK) != 0;
    boolean all = isStream(socket) && (flags & MSG_WAITALL) != 0 && !peek;
    long done = mayWait && call.pending() != null ? call.pending().progress() : 0;
    vector.skip(done);
    int left = vector.length();
    try {
      Socket.Incoming incoming = socket.receive(vector, left, peek);
      long moved = left == 0 || incoming.message() == null ? 0 : vector.result(incoming.length());
      done += moved;
      boolean plain = incoming.message() == null || incoming.message().files().isEmpty();
      if (all && waits && moved > 0 && moved < left && plain && !vector.refused()) {
        return new Received(FileWaits.await(call, socket, done, false), 0, null);
      }
      boolean cut = incoming.fullLength() > incoming.length();
      long result = cut && (flags & MSG_TRUNC) != 0 ? incoming.fullLength() : done;
      return new Received(result, cut ? MSG_TRUNC : 0, incoming.message());
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EAGAIN && waits) {
        return new Received(FileWaits.await(call, socket, done, false), 0, null);
      }
      if (done > 0) {
        return new Received(done, 0, null);
      }
      throw e;
    }
  }

  private static void writeName(Call call, Socket socket, Message message, long at, long lengthAt)
      throws ErrnoException {
    boolean internetStream = isStream(socket) && socket.kind().family() != Address.AF_UNIX;
    if (internetStream || message.from().equals(new Address.Unix(""))) {
      call.memory().writeInt(lengthAt, 0);
    } else {
      SocketAddresses.write(call.memory(), message.from(), socket.kind().family(), at, lengthAt);
    }
  }

  private static long recvmsg(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    return receiveMessage(call, socket, call.argument(1), call.intArgument(2), true);
  }

  private static long receiveMessage(Call call, Socket socket, long at, int flags, boolean mayWait)
      throws ErrnoException {
    UserMemory memory = call.memory();
    UserVector vector = vector(call, at);
    memory.requireWritable(at, HEADER);
    Received received = receive(call, socket, vector, flags, mayWait);
    Message message = received.message();
    if (received.result() < 0) {
      return received.result(); // It waits, or a signal has come.
    }
    int outFlags = received.flags() | (flags & MSG_CMSG_CLOEXEC);
    long used = 0;
    boolean named = false;
    if (message != null) {
      boolean cloexec = (flags & MSG_CMSG_CLOEXEC) != 0;
      ControlMessages.Stored stored =
          ControlMessages.write(
              call, socket, message, memory.readLong(at + 32), memory.readLong(at + 40), cloexec);
      used = stored.used();
      outFlags |= stored.flags();
      if ((flags & MSG_PEEK) == 0) {
        call.machine().network().discard(message);
      }
      if (memory.readLong(at) != 0) {
        writeName(call, socket, message, memory.readLong(at), at + 8);
        named = true;
      }
    }
    if (!named && memory.readLong(at) != 0) {
      memory.writeInt(at + 8, 0);
    }
    memory.writeLong(at + 40, used);
    memory.writeInt(at + 48, outFlags);
    return received.result();
  }

  private static long recvmmsg(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    int flags = call.intArgument(3);
    boolean waits = waits(socket, flags);
    int inner = flags & ~MSG_WAITFORONE;
    return several(
        call, socket, false, waits, at -> receiveMessage(call, socket, at, inner, false));
  }
}
