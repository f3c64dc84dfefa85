package dev.seedkernel.kernel.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The name of a socket (struct sockaddr). */
public sealed interface Address {
  int AF_UNSPEC = 0;
  int AF_UNIX = 1;
  int AF_INET = 2;
  int AF_INET6 = 10;

  /**
   * A name in the UNIX domain (unix(7)).
   *
   * @param name a path, or one char 0 and an abstract name, one char a byte; empty for none
   */
  record Unix(String name) implements Address {
    static final Unix NONE = new Unix("");

    public boolean isAbstract() {
      return name.startsWith("\0");
    }
  }

  /**
   * An address and port (ip(7), ipv6(7)).
   *
   * @param host 4 or 16 bytes in hexadecimal
   */
  record Internet(String host, int port) implements Address {
    private static final String ANY_4 = "00000000";
    private static final String ANY_6 = "0".repeat(32);
    private static final String LOOPBACK_6 = "0".repeat(31) + "1";
    private static final String MAPPED = "0".repeat(20) + "ffff";

    static Internet of(byte[] host, int port) {
      return new Internet(HexFormat.of().formatHex(host), port);
    }

    /** Returns an address of this kind that stands for all. */
    static Internet any(int family) {
      return new Internet(family == AF_INET ? ANY_4 : ANY_6, 0);
    }

    public byte[] bytes() {
      return HexFormat.of().parseHex(host);
    }

    Internet withPort(int newPort) {
      return new Internet(host, newPort);
    }

    boolean isAny() {
      return plain().host.equals(ANY_4) || host.equals(ANY_6);
    }

    /** Returns whether it is the machine itself. */
    boolean isLoopback() {
      return (plain().host.startsWith("7f") && plain().host.length() == ANY_4.length())
          || host.equals(LOOPBACK_6);
    }

    /** Returns the IPv4 address that an IPv6 address stands for, or this. */
    Internet plain() {
      return host.length() == ANY_6.length() && host.startsWith(MAPPED)
          ? new Internet(host.substring(MAPPED.length()), port)
          : this;
    }

    /** Returns how a socket of a family writes this address. */
    Internet in(int family) {
      boolean short4 = host.length() == ANY_4.length();
      return family == AF_INET6 && short4 ? new Internet(MAPPED + host, port) : this;
    }

    /** Returns where bytes to this address go: to everybody's address goes to the machine. */
    Internet destination() {
      if (!isAny()) {
        return this;
      }
      return plain().host.equals(ANY_4)
          ? new Internet("7f000001", port).in(host.length() == ANY_4.length() ? AF_INET : AF_INET6)
          : new Internet(LOOPBACK_6, port);
    }

    /** Returns whether a socket that is bound to this address gets what is sent to another. */
    boolean covers(Internet destination) {
      Internet to = destination.plain();
      if (port != to.port) {
        return false;
      }
      // :: stands for IPv4 too.
      boolean sameKind = plain().host.length() == to.host.length() || host.equals(ANY_6);
      return plain().host.equals(to.host) || (isAny() && sameKind);
    }

    /** Returns whether two sockets cannot both be bound to these. */
    boolean conflicts(Internet other) {
      return covers(other) || other.covers(this);
    }
  }

  /** Returns the bytes of a struct sockaddr of a socket of a family. */
  static byte[] encode(Address address, int family) {
    return switch (address) {
      case Unix(String name) -> {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        boolean path = bytes.length > 0 && bytes[0] != 0;
        byte[] out = new byte[2 + bytes.length + (path ? 1 : 0)];
        out[0] = AF_UNIX;
        System.arraycopy(bytes, 0, out, 2, bytes.length);
        yield out;
      }
      case Internet internet -> {
        byte[] host = internet.in(family).bytes();
        byte[] out = new byte[family == AF_INET ? 16 : 28];
        out[0] = (byte) family;
        out[2] = (byte) (internet.port() >> 8);
        out[3] = (byte) internet.port();
        System.arraycopy(host, 0, out, family == AF_INET ? 4 : 8, host.length);
        yield out;
      }
    };
  }

  /** Returns the address in a struct sockaddr of an internet family that is long enough. */
  static Internet decode(byte[] bytes, int family) {
    int port = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
    int start = family == AF_INET ? 4 : 8;
    return Internet.of(
        Arrays.copyOfRange(bytes, start, start + (family == AF_INET ? 4 : 16)), port);
  }
}
