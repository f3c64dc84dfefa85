package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.OpenFlags;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.Transfer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A socket with connections: a stream of bytes (SOCK_STREAM), or of messages whose bounds are kept
 * (SOCK_SEQPACKET).
 */
public final class StreamSocket extends Socket {
  /** Most connections that may wait to be accepted (net.core.somaxconn). */
  private static final int MOST_BACKLOG = 4096;

  /** Bytes of a buffer that a message cannot use. */
  private static final int RESERVED = 32;

  private final Deque<StreamSocket> pending = new ArrayDeque<>();
  private State state = State.FRESH;
  private int backlog;
  private @Nullable StreamSocket peer;
  private @Nullable Address peerName;
  private Message.Sender peerOwner = Message.Sender.NONE;
  private boolean accepted = true;
  private boolean reset;
  private boolean connecting;

  private enum State {
    FRESH,
    LISTENING,
    CONNECTED
  }

  StreamSocket(Network network, SpecialFile file, Kind kind, int flags, Message.Sender owner) {
    super(network, file, kind, flags, owner);
  }

  /** Connects two sockets without names (socketpair(2)). */
  static void join(StreamSocket one, StreamSocket other) {
    one.joined(other, other.name(), other.owner());
    other.joined(one, one.name(), one.owner());
  }

  private void joined(StreamSocket to, Address name, Message.Sender who) {
    state = State.CONNECTED;
    peer = to;
    peerName = name;
    peerOwner = who;
  }

  private boolean isUnix() {
    return kind().isUnix();
  }

  private boolean keepsBounds() {
    return kind().type() == SOCK_SEQPACKET;
  }

  @Override
  public Address peerName() throws ErrnoException {
    Address there = peerName;
    if (there == null) {
      throw Errno.ENOTCONN.exception();
    }
    return there;
  }

  @Override
  public Message.Sender peerOwner() {
    return peerOwner;
  }

  // Connections

  @Override
  public void listen(int wanted, Message.Sender who) throws ErrnoException {
    if (state == State.CONNECTED || (isUnix() && !isBound())) {
      throw Errno.EINVAL.exception();
    }
    if (!isBound()) {
      network.bind(this, Address.Internet.any(kind().family()));
    }
    state = State.LISTENING;
    backlog = wanted < 0 ? MOST_BACKLOG : Math.min(wanted, MOST_BACKLOG);
    owner(who);
  }

  @Override
  public boolean isListening() {
    return state == State.LISTENING;
  }

  @Override
  public Socket accept() throws ErrnoException {
    if (state != State.LISTENING || (isUnix() && (shutdownState() & SHUT_RD) != 0)) {
      throw Errno.EINVAL.exception();
    }
    StreamSocket next = pending.poll();
    if (next == null) {
      throw Errno.EAGAIN.exception();
    }
    next.accepted = true;
    wakeAll(PollEvents.POLLOUT);
    return next;
  }

  @Override
  public void connect(@Nullable Socket to, Address address, Message.Sender who)
      throws ErrnoException {
    if (connecting && !hasError()) {
      connecting = false; // Was told EINPROGRESS, and is connected by now.
      return;
    }
    throwError();
    if (state == State.CONNECTED) {
      throw Errno.EISCONN.exception();
    }
    if (state == State.LISTENING) {
      throw (isUnix() ? Errno.EINVAL : Errno.EISCONN).exception();
    }
    if (to != null && to.kind().type() != kind().type()) {
      throw Errno.EPROTOTYPE.exception();
    }
    boolean waits = (flags() & OpenFlags.O_NONBLOCK) == 0;
    if (!(to instanceof StreamSocket listener)
        || !listener.isListening()
        || (listener.shutdownState() & SHUT_RD) != 0) {
      if (isUnix() || waits) {
        throw Errno.ECONNREFUSED.exception();
      }
      addShutdown(SHUT_BOTH);
      error(Errno.ECONNREFUSED);
      throw Errno.EINPROGRESS.exception();
    }
    if (listener.pending.size() > listener.backlog) {
      throw Errno.EAGAIN.exception();
    }
    takeLocalName(address);
    StreamSocket other = new StreamSocket(network, network.newFile(), kind(), 0, listener.owner());
    owner(who);
    clearShutdown();
    other.accepted = false;
    other.inherit(
        address instanceof Address.Internet there
            ? there.destination().in(kind().family())
            : listener.name());
    other.joined(this, name(), who);
    joined(other, other.name(), listener.owner());
    listener.pending.add(other);
    listener.wakeAll(PollEvents.READABLE);
    if (!isUnix() && !waits) {
      connecting = true;
      throw Errno.EINPROGRESS.exception();
    }
  }

  /** An internet socket that connects has a port and the address that it is reached at. */
  private void takeLocalName(Address address) throws ErrnoException {
    if (address instanceof Address.Internet to) {
      if (!isBound()) {
        network.bind(this, Address.Internet.any(kind().family()));
      }
      if (name() instanceof Address.Internet own && own.isAny()) {
        Address.Internet any =
            Address.Internet.any(
                to.plain().bytes().length == 4 ? Address.AF_INET : Address.AF_INET6);
        inherit(any.destination().in(kind().family()).withPort(own.port()));
      }
    }
  }

  @Override
  public void shutdown(int directions) throws ErrnoException {
    if (!isUnix() && state == State.FRESH) {
      throw Errno.ENOTCONN.exception();
    }
    if (!isUnix() && state == State.LISTENING) {
      if ((directions & SHUT_RD) != 0) {
        state = State.FRESH;
        dropPending();
      }
      return;
    }
    addShutdown(directions);
    StreamSocket other = peer;
    if (other != null) {
      int theirs = (directions & SHUT_WR) != 0 ? SHUT_RD : 0;
      theirs |= isUnix() && (directions & SHUT_RD) != 0 ? SHUT_WR : 0;
      other.addShutdown(theirs);
    }
  }

  @Override
  protected void closed() {
    dropPending();
    StreamSocket other = peer;
    peer = null;
    if (other != null) {
      boolean lost = !accepted || !queue.isEmpty();
      other.peer = null;
      if (lost) {
        other.error(Errno.ECONNRESET);
      }
      other.addShutdown(isUnix() || lost ? SHUT_BOTH : SHUT_RD);
    }
    super.closed();
  }

  private void dropPending() {
    StreamSocket next = pending.poll();
    while (next != null) {
      next.retain();
      next.release();
      next = pending.poll();
    }
  }

  // Messages

  @Override
  public int send(Outgoing outgoing) throws ErrnoException {
    if (outgoing.address() != null && isUnix() && !keepsBounds()) {
      throw (state == State.CONNECTED ? Errno.EISCONN : Errno.EOPNOTSUPP).exception();
    }
    throwError();
    if (state != State.CONNECTED) {
      throw (isUnix() ? Errno.ENOTCONN : Errno.EPIPE).exception();
    }
    if ((shutdownState() & SHUT_WR) != 0) {
      throw Errno.EPIPE.exception();
    }
    StreamSocket to = peer;
    if (to == null) {
      // TCP learns only by its first segment that nobody is there.
      if (isUnix() || reset) {
        throw Errno.EPIPE.exception();
      }
      reset = true;
      return outgoing.length();
    }
    if (isUnix() && (to.shutdownState() & SHUT_RD) != 0) {
      throw Errno.EPIPE.exception();
    }
    if (outgoing.length() == 0 && !keepsBounds()) {
      return 0;
    }
    return enqueue(to, outgoing);
  }

  private int enqueue(StreamSocket to, Outgoing outgoing) throws ErrnoException {
    int buffer = options().sendBuffer();
    if (keepsBounds() && outgoing.length() > buffer - RESERVED) {
      throw Errno.EMSGSIZE.exception();
    }
    long room = buffer - to.queue.used() - Message.OVERHEAD;
    boolean fits = keepsBounds() ? outgoing.length() <= room || to.queue.isEmpty() : room > 0;
    if (!fits) {
      throw Errno.EAGAIN.exception();
    }
    int part = keepsBounds() ? outgoing.length() : (int) Math.min(room, outgoing.length());
    byte[] bytes = take(outgoing.bytes(), part);
    if (bytes == null) {
      return 0;
    }
    if (!to.queue.add(new Message(bytes, outgoing.files(), outgoing.sender(), name()))) {
      throw Errno.ENOBUFS.exception();
    }
    outgoing.files().forEach(OpenFile::retain);
    to.wakeAll(PollEvents.READABLE);
    return part;
  }

  @Override
  public Incoming receive(Transfer.Sink to, int length, boolean peek) throws ErrnoException {
    if (state != State.CONNECTED) {
      throwError();
      throw (isUnix() && !keepsBounds() ? Errno.EINVAL : Errno.ENOTCONN).exception();
    }
    if (queue.isEmpty()) {
      throwError();
      if ((shutdownState() & SHUT_RD) != 0 || peer == null) {
        return new Incoming(0, 0, null);
      }
      throw Errno.EAGAIN.exception();
    }
    Incoming incoming =
        keepsBounds()
            ? MessageReader.one(queue, to, length, peek)
            : MessageReader.stream(queue, to, length, peek, options().passCredentials());
    StreamSocket other = peer;
    if (!peek && other != null && other.hasRoom()) {
      other.wakeAll(PollEvents.WRITABLE | PollEvents.POLLWRBAND);
    }
    return incoming;
  }

  private boolean hasRoom() {
    StreamSocket to = peer;
    return to == null || to.queue.used() * 4 <= options().sendBuffer();
  }

  @Override
  public int readiness() {
    int band = isUnix() ? PollEvents.POLLWRBAND : 0;
    int events = hasError() ? PollEvents.POLLERR : 0;
    if (state == State.LISTENING) {
      return pending.isEmpty() ? 0 : PollEvents.READABLE;
    }
    if (shutdownState() == SHUT_BOTH || state == State.FRESH) {
      events |= PollEvents.POLLHUP;
    }
    if ((shutdownState() & SHUT_RD) != 0) {
      events |= PollEvents.POLLRDHUP | PollEvents.READABLE;
    }
    if (!queue.isEmpty()) {
      events |= PollEvents.READABLE;
    }
    return hasRoom() ? events | PollEvents.WRITABLE | band : events;
  }
}
