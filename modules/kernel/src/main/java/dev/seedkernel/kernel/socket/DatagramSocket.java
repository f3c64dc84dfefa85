package dev.seedkernel.kernel.socket;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.PollEvents;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.fs.SpecialFile;
import dev.seedkernel.kernel.fs.Transfer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A socket that sends single messages (SOCK_DGRAM). */
public final class DatagramSocket extends Socket {
  /** Messages that may wait in the UNIX domain, less one (net.unix.max_dgram_qlen). */
  private static final int QUEUE = 10;

  /** Bytes of a buffer that a message cannot use. */
  private static final int RESERVED = 32;

  /** Bytes of the largest message of UDP over IPv4. */
  private static final int MOST_UDP = 65_507;

  private final Set<Socket> waitingSenders = new LinkedHashSet<>();
  private @Nullable DatagramSocket peer;
  private @Nullable Address peerName;
  private Message.Sender peerOwner = Message.Sender.NONE;
  private boolean open = true;

  DatagramSocket(Network network, SpecialFile file, Kind kind, int flags, Message.Sender owner) {
    super(network, file, kind, flags, owner);
  }

  /** Connects two sockets without names (socketpair(2)). */
  static void join(DatagramSocket one, DatagramSocket other) {
    one.peer = other;
    one.peerName = other.name();
    one.peerOwner = other.owner();
    other.peer = one;
    other.peerName = one.name();
    other.peerOwner = one.owner();
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

  @Override
  public void connect(@Nullable Socket to, Address address, Message.Sender who)
      throws ErrnoException {
    if (!kind().isUnix()) {
      takeLocalName(address);
      peerName = address instanceof Address.Internet there ? there.destination() : address;
      return;
    }
    if (to == null) {
      throw Errno.ECONNREFUSED.exception();
    }
    if (!(to instanceof DatagramSocket other)) {
      throw Errno.EPROTOTYPE.exception();
    }
    if (other.peer != null && other.peer != this) {
      throw Errno.EPERM.exception();
    }
    peer = other;
    peerName = other.name();
    peerOwner = other.owner();
  }

  /** Undoes {@link #connect} (connect(2) with AF_UNSPEC). */
  public void disconnect() {
    peer = null;
    peerName = null;
    peerOwner = Message.Sender.NONE;
  }

  private void takeLocalName(Address address) throws ErrnoException {
    if (!isBound()) {
      network.bind(this, Address.Internet.any(kind().family()));
    }
    if (name() instanceof Address.Internet own
        && own.isAny()
        && address instanceof Address.Internet to) {
      int family = to.plain().bytes().length == 4 ? Address.AF_INET : Address.AF_INET6;
      Address.Internet local = Address.Internet.any(family).destination();
      inherit(local.in(kind().family()).withPort(own.port()));
    }
  }

  @Override
  public void shutdown(int directions) throws ErrnoException {
    if (!kind().isUnix() && peerName == null) {
      throw Errno.ENOTCONN.exception();
    }
    addShutdown(directions);
  }

  @Override
  protected void closed() {
    open = false;
    super.closed();
    wakeSenders();
  }

  private void wakeSenders() {
    List<Socket> woken = new ArrayList<>(waitingSenders);
    waitingSenders.clear();
    woken.forEach(socket -> socket.wakeAll(PollEvents.WRITABLE | PollEvents.POLLWRBAND));
  }

  @Override
  public int send(Outgoing outgoing) throws ErrnoException {
    throwError();
    if ((shutdownState() & SHUT_WR) != 0) {
      throw Errno.EPIPE.exception();
    }
    return kind().isUnix() ? sendUnix(outgoing) : sendInternet(outgoing);
  }

  private int sendUnix(Outgoing outgoing) throws ErrnoException {
    if (outgoing.length() > options().sendBuffer() - RESERVED) {
      throw Errno.EMSGSIZE.exception();
    }
    Socket destination = outgoing.address() != null ? outgoing.to() : peer;
    if (destination == null && outgoing.address() == null) {
      throw Errno.ENOTCONN.exception();
    }
    if (destination != null && !(destination instanceof DatagramSocket)) {
      throw Errno.EPROTOTYPE.exception();
    }
    if (!(destination instanceof DatagramSocket to) || !to.open) {
      if (outgoing.address() == null) {
        disconnect();
      }
      throw Errno.ECONNREFUSED.exception();
    }
    if (to.peer != null && to.peer != this) {
      throw Errno.EPERM.exception();
    }
    if ((to.shutdownState() & SHUT_RD) != 0) {
      throw Errno.EPIPE.exception();
    }
    if (isFull(to)) {
      to.waitingSenders.add(this);
      throw Errno.EAGAIN.exception();
    }
    return deliver(to, outgoing);
  }

  private boolean isFull(DatagramSocket to) {
    boolean full = to != this && to.peer != this && to.queue.count() > QUEUE;
    return full || (to.queue.used() > options().sendBuffer() && !to.queue.isEmpty());
  }

  private int sendInternet(Outgoing outgoing) throws ErrnoException {
    if (outgoing.length() > MOST_UDP) {
      throw Errno.EMSGSIZE.exception();
    }
    Address address = outgoing.address() != null ? outgoing.address() : peerName;
    if (!(address instanceof Address.Internet internet)) {
      throw Errno.EDESTADDRREQ.exception();
    }
    if (!isBound()) {
      network.bind(this, Address.Internet.any(kind().family()));
    }
    Socket found = network.find(this, internet);
    if (!(found instanceof DatagramSocket to) || !to.hears(source(internet))) {
      if (outgoing.address() == null) {
        error(Errno.ECONNREFUSED);
      }
      return outgoing.length();
    }
    if (to.queue.used() > to.options().receiveBuffer()) {
      return outgoing.length(); // Lost, as datagrams may be.
    }
    Outgoing sent =
        new Outgoing(
            outgoing.bytes(),
            outgoing.length(),
            List.of(),
            outgoing.sender(),
            to,
            source(internet));
    return deliver(to, sent);
  }

  /** Returns the address that a message to another comes from. */
  private Address.Internet source(Address.Internet to) {
    Address.Internet own = (Address.Internet) name();
    if (!own.isAny()) {
      return own;
    }
    int family = to.plain().bytes().length == 4 ? Address.AF_INET : Address.AF_INET6;
    return Address.Internet.any(family).destination().withPort(own.port());
  }

  /** Who is connected hears its peer alone. */
  private boolean hears(Address.Internet source) {
    return !(peerName instanceof Address.Internet internet)
        || internet.plain().equals(source.plain());
  }

  private int deliver(DatagramSocket to, Outgoing outgoing) throws ErrnoException {
    byte[] bytes = take(outgoing.bytes(), outgoing.length());
    if (bytes == null) {
      return 0;
    }
    Address from = kind().isUnix() || outgoing.address() == null ? name() : outgoing.address();
    if (!to.queue.add(new Message(bytes, outgoing.files(), outgoing.sender(), from))) {
      throw Errno.ENOBUFS.exception();
    }
    outgoing.files().forEach(OpenFile::retain);
    to.wakeAll(PollEvents.READABLE);
    return bytes.length;
  }

  @Override
  public Incoming receive(Transfer.Sink to, int length, boolean peek) throws ErrnoException {
    throwError();
    if (queue.isEmpty()) {
      if ((shutdownState() & SHUT_RD) != 0) {
        return new Incoming(0, 0, null);
      }
      throw Errno.EAGAIN.exception();
    }
    Incoming incoming = MessageReader.one(queue, to, length, peek);
    if (!peek) {
      wakeSenders();
    }
    return incoming;
  }

  @Override
  public int readiness() {
    int events = hasError() ? PollEvents.POLLERR : 0;
    events |= shutdownState() == SHUT_BOTH ? PollEvents.POLLHUP : 0;
    if ((shutdownState() & SHUT_RD) != 0) {
      events |= PollEvents.POLLRDHUP | PollEvents.READABLE;
    }
    if (!queue.isEmpty()) {
      events |= PollEvents.READABLE;
    }
    DatagramSocket to = peer;
    boolean room = to == null || !isFull(to);
    if (to != null && !room) {
      to.waitingSenders.add(this);
    }
    return room ? events | PollEvents.WRITABLE | PollEvents.POLLWRBAND : events;
  }
}
