package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.socket.Address;
import dev.seedkernel.kernel.socket.Message;
import dev.seedkernel.kernel.socket.Socket;
import dev.seedkernel.kernel.socket.SocketOptions;
import dev.seedkernel.kernel.time.Timers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Options of sockets (getsockopt(2), socket(7)). */
final class SocketOptionCalls {
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_TYPE = 3;
  private static final int SO_ERROR = 4;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_LINGER = 13;
  private static final int SO_PASSCRED = 16;
  private static final int SO_PEERCRED = 17;
  private static final int SO_RCVLOWAT = 18;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_PROTOCOL = 38;
  private static final int SO_DOMAIN = 39;

  /** Options of other levels go up to this, so that there are few to keep. */
  private static final int LAST_OPTION = 64;

  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_IPV6 = 41;
  private static final long MICROSECOND = 1000;
  private static final long SECOND = 1_000_000_000L;

  private SocketOptionCalls() {}

  static void define(Rows rows) {
    rows.partial(
        208,
        "setsockopt",
        "sockfd:fd level:int optname:int optval:pointer optlen:int",
        "of the protocols' own options, numbers are kept and have no effect",
        SocketOptionCalls::set);
    rows.partial(
        209,
        "getsockopt",
        "sockfd:fd level:int optname:int optval:pointer optlen:pointer",
        "of the protocols' own options, what was set is given back",
        SocketOptionCalls::get);
  }

  private static boolean isKept(Socket socket, int level, int option) throws ErrnoException {
    if (level == SOL_SOCKET) {
      return switch (option) {
        case 1, 5, 6, 9, 10, 11, 12, SO_RCVLOWAT, 15, 29, 34, 35, 36, 46 -> true;
        default -> false;
      };
    }
    if (socket.kind().family() == Address.AF_UNIX) {
      throw Errno.EOPNOTSUPP.exception();
    }
    boolean known = level == IPPROTO_IP || level == IPPROTO_TCP || level == IPPROTO_IPV6;
    return known && option > 0 && option <= LAST_OPTION;
  }

  private static long set(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    int level = call.intArgument(1);
    int option = call.intArgument(2);
    long at = call.argument(3);
    int length = call.intArgument(4);
    SocketOptions options = socket.options();
    if (length < 0) {
      throw Errno.EINVAL.exception();
    }
    if (level == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO)) {
      long timeout = timeout(call.memory(), at, length);
      if (option == SO_RCVTIMEO) {
        options.receiveTimeout(timeout);
      } else {
        options.sendTimeout(timeout);
      }
      return 0;
    }
    boolean kept = isKept(socket, level, option);
    if (length < 4) {
      throw Errno.EINVAL.exception();
    }
    int value = call.memory().readInt(at);
    if (kept) {
      options.keep(level, option, value);
    } else if (level == SOL_SOCKET) {
      set(options, option, value);
    } else {
      throw Errno.ENOPROTOOPT.exception();
    }
    return 0;
  }

  private static void set(SocketOptions options, int option, int value) throws ErrnoException {
    switch (option) {
      case SO_REUSEADDR -> options.reusesAddress(value != 0);
      case SO_PASSCRED -> options.passCredentials(value != 0);
      case SO_SNDBUF, SO_SNDBUFFORCE -> options.sendBuffer(value);
      case SO_RCVBUF, SO_RCVBUFFORCE -> options.receiveBuffer(value);
      case SO_LINGER -> {} // A close never has anything left to send.
      default -> throw Errno.ENOPROTOOPT.exception();
    }
  }

  /** Reads a struct timeval; zero stands for ever. */
  private static long timeout(UserMemory memory, long at, int length) throws ErrnoException {
    if (length < 16) {
      throw Errno.EINVAL.exception();
    }
    long seconds = memory.readLong(at);
    long microseconds = memory.readLong(at + 8);
    if (microseconds < 0 || microseconds >= SECOND / MICROSECOND) {
      throw Errno.EDOM.exception();
    }
    if (seconds < 0) {
      return 0;
    }
    boolean none = seconds == 0 && microseconds == 0;
    return none || seconds >= Timers.NEVER / SECOND - 1
        ? Timers.NEVER
        : seconds * SECOND + microseconds * MICROSECOND;
  }

  private static long get(Call call) throws ErrnoException {
    Socket socket = SocketCalls.socketOf(call);
    int level = call.intArgument(1);
    int option = call.intArgument(2);
    long lengthAt = call.argument(4);
    int room = call.memory().readInt(lengthAt);
    if (room < 0) {
      throw Errno.EINVAL.exception();
    }
    byte[] value;
    if (isKept(socket, level, option)) {
      int unset = level == SOL_SOCKET && option == SO_RCVLOWAT ? 1 : 0;
      value = ints(socket.options().number(level, option, unset));
    } else if (level == SOL_SOCKET) {
      value = value(socket, option);
    } else {
      throw Errno.ENOPROTOOPT.exception();
    }
    int length = Math.min(room, value.length);
    call.memory().writeBytes(call.argument(3), Arrays.copyOf(value, length));
    call.memory().writeInt(lengthAt, length);
    return 0;
  }

  private static byte[] value(Socket socket, int option) throws ErrnoException {
    SocketOptions options = socket.options();
    return switch (option) {
      case SO_REUSEADDR -> ints(options.reusesAddress() ? 1 : 0);
      case SO_TYPE -> ints(socket.kind().type());
      case SO_ERROR -> ints(socket.takeError());
      case SO_SNDBUF -> ints(options.sendBuffer());
      case SO_RCVBUF -> ints(options.receiveBuffer());
      case SO_LINGER -> ints(0, 0);
      case SO_PASSCRED -> ints(options.passCredentials() ? 1 : 0);
      case SO_PEERCRED -> {
        Message.Sender peer = socket.peerOwner();
        yield ints(peer.pid(), peer.uid(), peer.gid());
      }
      case SO_RCVTIMEO -> timeval(options.receiveTimeout());
      case SO_SNDTIMEO -> timeval(options.sendTimeout());
      case SO_ACCEPTCONN -> ints(socket.isListening() ? 1 : 0);
      case SO_PROTOCOL -> ints(socket.kind().protocol());
      case SO_DOMAIN -> ints(socket.kind().family());
      default -> throw Errno.ENOPROTOOPT.exception();
    };
  }

  private static byte[] timeval(long nanoseconds) {
    long time = nanoseconds == Timers.NEVER ? 0 : nanoseconds;
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(time / SECOND)
        .putLong(time % SECOND / MICROSECOND)
        .array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      out.putInt(value);
    }
    return out.array();
  }
}
