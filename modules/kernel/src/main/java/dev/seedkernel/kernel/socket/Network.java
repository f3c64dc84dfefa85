package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Inode;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.quota.Quota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which name belongs to which socket. */
public final class Network {
  /** The ports that are given to who asks for none (ip_local_port_range). */
  private static final int FIRST_PORT = 32_768;

  private static final int LAST_PORT = 60_999;

  private final Quota memory;
  private final Files files;
  private final Supplier<Message.Sender> caller;
  private final IdentityHashMap<Inode, Socket> paths = new IdentityHashMap<>();
  private final IdentityHashMap<Socket, Inode> inodes = new IdentityHashMap<>();
  private final Map<String, Socket> abstractNames = new HashMap<>();
  private final Map<Integer, List<Socket>> streamPorts = new HashMap<>();
  private final Map<Integer, List<Socket>> datagramPorts = new HashMap<>();
  private final Deque<Message> discarded = new ArrayDeque<>();
  private boolean discarding;
  private int nextName;
  private int nextPort = FIRST_PORT;

  /**
   * Creates one without sockets.
   *
   * @param memory what queues are charged to
   * @param files makes their inodes
   * @param caller knows who makes the call that is answered
   */
  public Network(Quota memory, Files files, Supplier<Message.Sender> caller) {
    this.memory = memory;
    this.caller = caller;
    this.files = files;
  }

  /** Makes the inodes of sockets. */
  @FunctionalInterface
  public interface Files {
    /** Returns a new one, or throws ENFILE. */
    SpecialFile make() throws ErrnoException;
  }

  /** Returns the process whose call is answered. */
  public Message.Sender caller() {
    return caller.get();
  }

  SpecialFile newFile() throws ErrnoException {
    return files.make();
  }

  /**
   * Creates a socket.
   *
   * @param kind a family and type that there is
   * @param flags O_NONBLOCK or 0
   * @param owner who makes it
   */
  public Socket create(Socket.Kind kind, int flags, Message.Sender owner) throws ErrnoException {
    SpecialFile file = newFile();
    return kind.type() == Socket.SOCK_DGRAM
        ? new DatagramSocket(this, file, kind, flags, owner)
        : new StreamSocket(this, file, kind, flags, owner);
  }

  /** Connects two new sockets of one kind (socketpair(2)). */
  public static void join(Socket one, Socket other) {
    if (one instanceof StreamSocket first && other instanceof StreamSocket second) {
      StreamSocket.join(first, second);
    } else if (one instanceof DatagramSocket first && other instanceof DatagramSocket second) {
      DatagramSocket.join(first, second);
    }
  }

  Quota memory() {
    return memory;
  }

  // UNIX domain

  /** Binds a socket to a path whose inode was just made. */
  public void bind(Socket socket, Address.Unix name, Inode inode) {
    inode.opened();
    paths.put(inode, socket);
    inodes.put(socket, inode);
    socket.bound(name);
  }

  /** Throws EINVAL if a socket has a name already. */
  public void requireUnbound(Socket socket) throws ErrnoException {
    if (socket.isBound()) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Binds a socket to an abstract name, an empty one for any that is free. */
  public void bindAbstract(Socket socket, Address.Unix wanted) throws ErrnoException {
    Address.Unix name = wanted;
    while (name.name().isEmpty() || (wanted.name().isEmpty() && taken(name))) {
      name = new Address.Unix("\0%05x".formatted(nextName++ & 0xfffff));
    }
    if (taken(name)) {
      throw Errno.EADDRINUSE.exception();
    }
    abstractNames.put(name.name(), socket);
    socket.bound(name);
  }

  private boolean taken(Address.Unix name) {
    return abstractNames.containsKey(name.name());
  }

  /** Returns the socket that is bound to an inode, or null. */
  public @Nullable Socket find(Inode inode) {
    return paths.get(inode);
  }

  /** Returns the socket of an abstract name, or null. */
  public @Nullable Socket find(Address.Unix name) {
    return abstractNames.get(name.name());
  }

  // Internet

  private Map<Integer, List<Socket>> ports(Socket socket) {
    return socket.kind().type() == Socket.SOCK_STREAM ? streamPorts : datagramPorts;
  }

  /**
   * Binds a socket to an address of the machine; to any port if it names none.
   *
   * @throws ErrnoException EINVAL if it is bound, EADDRNOTAVAIL, EADDRINUSE
   */
  public void bind(Socket socket, Address.Internet wanted) throws ErrnoException {
    requireUnbound(socket);
    if (!wanted.isAny() && !wanted.isLoopback()) {
      throw Errno.EADDRNOTAVAIL.exception();
    }
    Address.Internet address = wanted.port() == 0 ? withFreePort(socket, wanted) : wanted;
    if (isTaken(socket, address)) {
      throw Errno.EADDRINUSE.exception();
    }
    ports(socket).computeIfAbsent(address.port(), _ -> new ArrayList<>()).add(socket);
    socket.bound(address);
  }

  private boolean isTaken(Socket socket, Address.Internet address) {
    for (Socket other : ports(socket).getOrDefault(address.port(), List.of())) {
      if (other.name() instanceof Address.Internet used
          && used.conflicts(address)
          && !(socket.options().reusesAddress()
              && other.options().reusesAddress()
              && !other.isListening())) {
        return true;
      }
    }
    return false;
  }

  private Address.Internet withFreePort(Socket socket, Address.Internet wanted)
      throws ErrnoException {
    for (int tries = FIRST_PORT; tries <= LAST_PORT; tries++) {
      int port = nextPort;
      nextPort = nextPort == LAST_PORT ? FIRST_PORT : nextPort + 1;
      if (!ports(socket).containsKey(port)) {
        return wanted.withPort(port);
      }
    }
    throw Errno.EADDRINUSE.exception();
  }

  /**
   * Returns the socket that gets what another sends to an address, or null.
   *
   * @throws ErrnoException ENETUNREACH if it is not the machine's own
   */
  public @Nullable Socket find(Socket sender, Address.Internet address) throws ErrnoException {
    if (!address.isAny() && !address.isLoopback()) {
      throw Errno.ENETUNREACH.exception();
    }
    Address.Internet to = address.destination();
    Socket found = null;
    for (Socket socket : ports(sender).getOrDefault(to.port(), List.of())) {
      boolean listens = socket.isListening() || socket.kind().type() == Socket.SOCK_DGRAM;
      if (listens && socket.name() instanceof Address.Internet name && name.covers(to)) {
        // Who is bound to the very address comes before who is bound to all.
        if (found == null || !name.isAny()) {
          found = socket;
        }
      }
    }
    return found;
  }

  /** Forgets the name of a socket that is closed. */
  void unbind(Socket socket) {
    Inode inode = inodes.remove(socket);
    if (inode != null) {
      paths.remove(inode);
      inode.released();
    }
    switch (socket.name()) {
      case Address.Unix(String name) -> abstractNames.remove(name, socket);
      case Address.Internet(String _, int port) -> {
        List<Socket> sockets = ports(socket).get(port);
        if (sockets != null && sockets.remove(socket) && sockets.isEmpty()) {
          ports(socket).remove(port);
        }
      }
    }
  }

  /**
   * Closes the files of a message that nobody receives. A file that is a socket may have such
   * messages itself: a loop and not a recursion, however long the chain is.
   */
  public void discard(Message message) {
    if (message.files().isEmpty()) {
      return;
    }
    discarded.add(message);
    if (discarding) {
      return;
    }
    discarding = true;
    try {
      while (!discarded.isEmpty()) {
        discarded.remove().files().forEach(OpenFile::release);
      }
    } finally {
      discarding = false;
    }
  }
}
