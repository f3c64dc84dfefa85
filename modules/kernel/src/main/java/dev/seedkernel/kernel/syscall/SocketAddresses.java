package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.socket.Address;
import dev.seedkernel.kernel.socket.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Names of sockets as calls take and give them (struct sockaddr). */
final class SocketAddresses {
  /** Bytes of the largest address (struct sockaddr_storage). */
  private static final int MOST = 128;

  /** Bytes of struct sockaddr_un. */
  private static final int UNIX = 110;

  private static final int INTERNET_4 = 16;

  /** Bytes of struct sockaddr_in6 without the scope, which may be missing. */
  private static final int INTERNET_6 = 24;

  private SocketAddresses() {}

  /** An address, and the socket that has it, if any. */
  record Target(Address address, @Nullable Socket socket) {}

  static byte[] read(Call call, long at, int length) throws ErrnoException {
    if (length < 0 || length > MOST) {
      throw Errno.EINVAL.exception();
    }
    return call.memory().readBytes(at, length);
  }

  /** Returns the family, AF_UNSPEC where there is none. */
  static int family(byte[] bytes) {
    return bytes.length < 2 ? Address.AF_UNSPEC : (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8);
  }

  /** Returns a name in the UNIX domain; empty where only the family is given. */
  static Address.Unix unix(byte[] bytes) throws ErrnoException {
    if (bytes.length < 2 || bytes.length > UNIX || family(bytes) != Address.AF_UNIX) {
      throw Errno.EINVAL.exception();
    }
    int end = bytes.length;
    if (end > 2 && bytes[2] != 0) {
      for (int i = 2; i < end; i++) {
        if (bytes[i] == 0) {
          end = i;
        }
      }
    }
    return new Address.Unix(new String(bytes, 2, end - 2, StandardCharsets.ISO_8859_1));
  }

  static Address.Internet internet(byte[] bytes, int family) throws ErrnoException {
    if (bytes.length < (family == Address.AF_INET ? INTERNET_4 : INTERNET_6)) {
      throw Errno.EINVAL.exception();
    }
    if (family(bytes) != family) {
      throw Errno.EAFNOSUPPORT.exception();
    }
    return Address.decode(bytes, family);
  }

  /** Resolves where a socket connects or sends to. */
  static Target target(Call call, Socket socket, byte[] bytes) throws ErrnoException {
    int family = socket.kind().family();
    if (family != Address.AF_UNIX) {
      Address.Internet address = internet(bytes, family);
      return new Target(address, call.machine().network().find(socket, address));
    }
    Address.Unix name = unix(bytes);
    if (name.name().isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    if (name.isAbstract()) {
      return new Target(name, call.machine().network().find(name));
    }
    Inode inode =
        call.process()
            .walker()
            .walk(call.process().workingDirectory(), name.name(), true)
            .existing();
    call.process().credentials().require(inode, Credentials.WRITE);
    boolean isSocket = inode.type() == FileMode.S_IFSOCK;
    return new Target(name, isSocket ? call.machine().network().find(inode) : null);
  }

  /**
   * Stores an address and its length, cut to the room that there is.
   *
   * @param lengthAt where the room is given, and the length goes to
   */
  static void write(UserMemory memory, Address address, int family, long at, long lengthAt)
      throws ErrnoException {
    int room = memory.readInt(lengthAt);
    if (room < 0) {
      throw Errno.EINVAL.exception();
    }
    byte[] bytes = Address.encode(address, family);
    memory.writeBytes(at, Arrays.copyOf(bytes, Math.min(room, bytes.length)));
    memory.writeInt(lengthAt, bytes.length);
  }
}
