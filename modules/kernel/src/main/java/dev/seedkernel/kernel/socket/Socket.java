package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.wait.WaitQueue;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket: what all kinds have. */
public abstract class Socket extends OpenFile {
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_SEQPACKET = 5;

  public static final int SHUT_RD = 1;
  public static final int SHUT_WR = 2;
  static final int SHUT_BOTH = SHUT_RD | SHUT_WR;

  /** Bytes that a socket may have under way, and the overhead of each message (net.core). */
  private static final int BUFFER = 212_992;

  /** What is wanted of the fields of a socket that is to be made. */
  public record Kind(int family, int type, int protocol) {
    boolean isUnix() {
      return family == Address.AF_UNIX;
    }
  }

  final Network network;
  final ReceiveQueue queue;
  private final Kind kind;
  private final WaitQueue changes = new WaitQueue();
  private final SocketOptions options = new SocketOptions(BUFFER);
  private Address name;
  private boolean bound;
  private int shutdown;
  private @Nullable Errno error;
  private Message.Sender owner;

  Socket(Network network, SpecialFile file, Kind kind, int flags, Message.Sender owner) {
    super(file, "socket:[" + file.number() + "]", OpenFlags.O_RDWR | flags);
    this.network = network;
    this.kind = kind;
    this.queue = new ReceiveQueue(network.memory());
    this.name = kind.isUnix() ? Address.Unix.NONE : Address.Internet.any(kind.family());
    this.owner = owner;
  }

  public final Kind kind() {
    return kind;
  }

  public final SocketOptions options() {
    return options;
  }

  /** Returns who made the socket, or made it listen or connect last. */
  final Message.Sender owner() {
    return owner;
  }

  final void owner(Message.Sender newOwner) {
    owner = newOwner;
  }

  // Names

  /** Returns its own name (getsockname). */
  public final Address name() {
    return name;
  }

  final boolean isBound() {
    return bound;
  }

  final void bound(Address newName) {
    name = newName;
    bound = true;
  }

  final void inherit(Address newName) {
    name = newName;
  }

  /** Returns the name of the peer (getpeername), or throws ENOTCONN. */
  public abstract Address peerName() throws ErrnoException;

  /** Returns who is at the other end (SO_PEERCRED). */
  public Message.Sender peerOwner() {
    return Message.Sender.NONE;
  }

  // Connections

  /** Waits for connections (listen(2)). */
  public void listen(int backlog, Message.Sender who) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /** Returns whether it listens. */
  public boolean isListening() {
    return false;
  }

  /** Returns the next connection (accept(2)); the file of a socket that is to be made for it. */
  public Socket accept() throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /**
   * Connects (connect(2)).
   *
   * @param to the socket that has the name, or null where no socket has it
   * @param address the name
   * @throws ErrnoException EAGAIN if it has to wait in the other socket's {@link #changes()}
   */
  public abstract void connect(@Nullable Socket to, Address address, Message.Sender who)
      throws ErrnoException;

  /** Ends a direction (shutdown(2)): bits SHUT_RD and SHUT_WR. */
  public abstract void shutdown(int directions) throws ErrnoException;

  final int shutdownState() {
    return shutdown;
  }

  /** Forgets that directions were ended: a connection starts. */
  final void clearShutdown() {
    shutdown = 0;
  }

  final void addShutdown(int directions) {
    shutdown |= directions;
    wakeAll(PollEvents.ANY);
  }

  // Messages

  /** What a call of sendmsg brings. */
  public record Outgoing(
      Transfer.Source bytes,
      int length,
      List<OpenFile> files,
      Message.Sender sender,
      @Nullable Socket to,
      @Nullable Address address) {}

  /** Sends; returns how many bytes. */
  public abstract int send(Outgoing outgoing) throws ErrnoException;

  /** What a call of recvmsg gives beside bytes. */
  public record Incoming(int length, int fullLength, @Nullable Message message) {}

  /**
   * Receives.
   *
   * @param peek whether it stays in the queue (MSG_PEEK)
   */
  public abstract Incoming receive(Transfer.Sink to, int length, boolean peek)
      throws ErrnoException;

  @Override
  public final int read(Transfer.Sink to, int length) throws ErrnoException {
    if (length == 0 && kind.type() == SOCK_STREAM) {
      return 0;
    }
    Incoming incoming = receive(to, length, false);
    if (incoming.message() != null) {
      network.discard(incoming.message());
    }
    return incoming.length();
  }

  @Override
  public final int write(Transfer.Source from, int length) throws ErrnoException {
    return send(new Outgoing(from, length, List.of(), network.caller(), null, null));
  }

  @Override
  public final boolean writesAll() {
    return kind.type() == SOCK_STREAM;
  }

  @Override
  public final long patience(boolean writes) {
    return writes ? options.sendTimeout() : options.receiveTimeout();
  }

  @Override
  public long queued() throws ErrnoException {
    return queue.available(kind.type() == SOCK_STREAM);
  }

  /** Copies a source, or returns null if it gave less. */
  static byte @Nullable [] take(Transfer.Source from, int length) {
    byte[] bytes = new byte[length];
    return from.take(MemorySegment.ofArray(bytes), 0, length) == length ? bytes : null;
  }

  // Errors and waiting

  final void error(Errno happened) {
    error = happened;
    wakeAll(PollEvents.ANY);
  }

  final boolean hasError() {
    return error != null;
  }

  /** Returns the error that has come and forgets it (SO_ERROR), 0 for none. */
  public final int takeError() {
    Errno happened = error;
    error = null;
    return happened == null ? 0 : happened.number();
  }

  final void throwError() throws ErrnoException {
    Errno happened = error;
    if (happened != null) {
      error = null;
      throw happened.exception();
    }
  }

  final void wakeAll(int events) {
    changes.wakeAll(events);
  }

  @Override
  public final WaitQueue changes() {
    return changes;
  }

  /** Lets go of the name and of what is queued. */
  @Override
  protected void closed() {
    network.unbind(this);
    Message message = queue.first();
    while (message != null) {
      queue.remove();
      network.discard(message);
      message = queue.first();
    }
  }
}
