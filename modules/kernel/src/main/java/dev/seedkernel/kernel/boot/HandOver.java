package dev.seedkernel.kernel.boot;

import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.DtbException;
import dev.seedkernel.dtb.MemoryReservation;
import dev.seedkernel.dtb.Node;
import dev.seedkernel.dtb.Property;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel learns from the boot loader. Contract: "Boot".
 *
 * @param arguments the tokens of {@code /chosen/bootargs}, one char a byte, without the kernel's
 *     own
 * @param dump whether {@code dumpfs} was among them
 * @param initrd the initramfs; empty if there is none
 * @param memorySize bytes of RAM, at least 1
 * @param virtio addresses of {@code virtio,mmio} registers, the highest first
 * @param memory where there is RAM, and what of it is in use where there are such registers
 */
public record HandOver(
    List<String> arguments,
    boolean dump,
    MemorySegment initrd,
    long memorySize,
    List<Long> virtio,
    PhysicalMemory memory) {
  /** What a virtio-mmio device's node is compatible with (virtio 1.2, 4.2.1). */
  static final String VIRTIO_MMIO = "virtio,mmio";

  /** The kernel's own token in bootargs: asks for a dump of all files at exit. */
  public static final String DUMP_TOKEN = "dumpfs";

  /** Bytes of the largest device tree (booting.rst). */
  private static final int MAX_TREE = 2 << 20;

  private static final Set<String> IN_USE = Set.of("okay", "ok");
  private static final Pattern WHITE_SPACE = Pattern.compile("[ \\t\\n\\x0b\\f\\r]+");
  private static final int TREE_ALIGNMENT = 8;
  private static final int TOTAL_SIZE_OFFSET = 4;
  private static final int HEADER_SIZE = 40;

  /** Reads what was handed over. */
  public static HandOver of(BootImage image) throws BootException {
    DeviceTree tree = tree(image);
    try {
      Node chosen = tree.node("/chosen").orElse(null);
      List<AddressRange> banks = banks(tree);
      long memorySize = memorySize(banks);
      List<String> arguments = new ArrayList<>();
      boolean dump = false;
      if (chosen != null) {
        for (String token : bootArguments(chosen)) {
          if (token.equals(DUMP_TOKEN)) {
            dump = true;
          } else {
            arguments.add(token);
          }
        }
      }
      MemorySegment initrd =
          chosen == null ? MemorySegment.ofArray(new byte[0]) : initrd(image, chosen, banks);
      List<Long> virtio = virtioAddresses(tree);
      // Where no device needs room, it does not matter what is reserved (DTB-11).
      List<AddressRange> inUse = virtio.isEmpty() ? List.of() : inUse(image, tree);
      return new HandOver(
          List.copyOf(arguments),
          dump,
          initrd,
          memorySize,
          virtio,
          new PhysicalMemory(banks, inUse));
    } catch (DtbException e) {
      throw broken("device tree: " + e.getMessage());
    }
  }

  private static BootException broken(String reason) {
    return new BootException(BootException.Kind.IMAGE, reason);
  }

  private static DeviceTree tree(BootImage image) throws BootException {
    long address = image.deviceTreeAddress();
    if (address % TREE_ALIGNMENT != 0) {
      throw broken("x0 = 0x%x: the device tree is not aligned to 8 bytes".formatted(address));
    }
    MemorySegment header = bytes(image, address, HEADER_SIZE, "device tree");
    ValueLayout.OfInt bigEndian = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    long size = header.get(bigEndian, TOTAL_SIZE_OFFSET) & 0xffff_ffffL;
    if (size > MAX_TREE) {
      throw broken("device tree: %d bytes, more than 2 MiB".formatted(size));
    }
    MemorySegment blob = bytes(image, address, Math.max(size, HEADER_SIZE), "device tree");
    try {
      return DeviceTree.parse(blob);
    } catch (DtbException e) {
      throw broken("device tree: " + e.getMessage());
    }
  }

  private static List<AddressRange> banks(DeviceTree tree) throws BootException, DtbException {
    List<AddressRange> banks = new ArrayList<>();
    for (Node node : tree.root().children()) {
      Optional<Property> type = node.property("device_type");
      boolean memory =
          type.isPresent()
              ? type.get().string().equals("memory")
              : node.baseName().equals("memory");
      if (memory && isAvailable(node)) {
        banks.addAll(node.reg());
      }
    }
    if (banks.isEmpty()) {
      throw broken("device tree: no /memory with a reg property");
    }
    return banks;
  }

  /** Returns the addresses of virtio-mmio registers: highest first, as QEMU fills its slots. */
  static List<Long> virtioAddresses(DeviceTree tree) throws BootException, DtbException {
    List<Long> addresses = new ArrayList<>();
    for (Node node : tree.nodes().toList()) {
      if (node.isCompatible(VIRTIO_MMIO) && isReachable(node)) {
        List<AddressRange> registers = node.translatedReg();
        if (registers.isEmpty()) {
          throw broken("device tree: %s has no reg property".formatted(node.path()));
        }
        addresses.add(registers.getFirst().address());
      }
    }
    addresses.sort((a, b) -> Long.compareUnsigned(b, a));
    return List.copyOf(addresses);
  }

  private static boolean isReachable(Node node) throws DtbException {
    @Nullable Node at = node;
    while (at != null) {
      if (!isAvailable(at)) {
        return false;
      }
      at = at.parent().orElse(null);
    }
    return true;
  }

  /** Returns what of RAM holds something, or is not the kernel's to use. */
  private static List<AddressRange> inUse(BootImage image, DeviceTree tree) throws DtbException {
    List<AddressRange> ranges = new ArrayList<>();
    for (BootImage.Chunk chunk : image.chunks()) {
      ranges.add(new AddressRange(chunk.address(), chunk.bytes().byteSize()));
    }
    for (MemoryReservation reservation : tree.memoryReservations()) {
      ranges.add(new AddressRange(reservation.address(), reservation.size()));
    }
    Optional<Node> reserved = tree.node("/reserved-memory");
    if (reserved.isPresent()) {
      for (Node node : reserved.get().children()) {
        ranges.addAll(node.translatedReg());
      }
    }
    return ranges;
  }

  /** Whether a node is in use (Devicetree Specification 2.3.4). */
  private static boolean isAvailable(Node node) throws DtbException {
    Optional<Property> status = node.property("status");
    return status.isEmpty() || IN_USE.contains(status.get().string());
  }

  private static long memorySize(List<AddressRange> banks) throws BootException {
    long sum = 0;
    for (AddressRange bank : banks) {
      // More than 2^63 - 1 bytes are as good as that many.
      long size = bank.size() < 0 ? Long.MAX_VALUE : bank.size();
      sum = sum > Long.MAX_VALUE - size ? Long.MAX_VALUE : sum + size;
    }
    if (sum == 0) {
      throw broken("device tree: /memory has no bytes");
    }
    return sum;
  }

  /** Returns the tokens of bootargs: one char a byte, up to the first NUL, as Linux takes them. */
  private static List<String> bootArguments(Node chosen) {
    Optional<Property> property = chosen.property("bootargs");
    if (property.isEmpty()) {
      return List.of();
    }
    String bytes = new String(property.get().bytes(), StandardCharsets.ISO_8859_1);
    int end = bytes.indexOf('\0');
    return tokens(end < 0 ? bytes : bytes.substring(0, end));
  }

  /** Returns what white space divides: only the six characters that C calls so (BOOT-8). */
  public static List<String> tokens(String text) {
    return Arrays.stream(WHITE_SPACE.split(text)).filter(token -> !token.isEmpty()).toList();
  }

  private static MemorySegment initrd(BootImage image, Node chosen, List<AddressRange> banks)
      throws BootException, DtbException {
    Optional<Property> start = chosen.property("linux,initrd-start");
    Optional<Property> end = chosen.property("linux,initrd-end");
    if (start.isEmpty() && end.isEmpty()) {
      return MemorySegment.ofArray(new byte[0]);
    }
    if (start.isEmpty() || end.isEmpty()) {
      throw broken("device tree: /chosen has only one of linux,initrd-start and linux,initrd-end");
    }
    long from = start.get().number();
    long to = end.get().number();
    if (Long.compareUnsigned(from, to) > 0) {
      throw broken(
          "device tree: initrd ends at 0x%x, before it starts at 0x%x".formatted(to, from));
    }
    if (from == to) {
      return MemorySegment.ofArray(new byte[0]);
    }
    if (!isInMemory(from, to, banks)) {
      throw broken("device tree: initrd 0x%x to 0x%x is not in /memory".formatted(from, to));
    }
    return bytes(image, from, to - from, "initrd");
  }

  /** Whether banks hold all of a range that is not empty; it may span some that adjoin. */
  private static boolean isInMemory(long from, long to, List<AddressRange> banks) {
    long at = from;
    for (int i = 0; i < banks.size(); i++) {
      for (AddressRange bank : banks) {
        if (bank.contains(at) && bank.contains(to - 1)) {
          return true;
        }
        at = bank.contains(at) ? bank.address() + bank.size() : at;
      }
    }
    return false;
  }

  private static MemorySegment bytes(BootImage image, long address, long length, String what)
      throws BootException {
    for (BootImage.Chunk chunk : image.chunks()) {
      long offset = address - chunk.address();
      long size = chunk.bytes().byteSize();
      if (offset >= 0 && length >= 0 && offset <= size && length <= size - offset) {
        return chunk.bytes().asSlice(offset, length);
      }
    }
    throw broken(
        "%s: nothing was loaded at 0x%x to 0x%x".formatted(what, address, address + length));
  }
}
