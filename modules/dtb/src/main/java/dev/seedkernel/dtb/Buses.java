package dev.seedkernel.dtb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses on buses: {@code reg} and {@code ranges} (Devicetree Specification 2.3.5 to 2.3.8). */
final class Buses {
  static final String ADDRESS_CELLS = "#address-cells";
  static final String SIZE_CELLS = "#size-cells";
  static final int DEFAULT_ADDRESS_CELLS = 2;
  static final int DEFAULT_SIZE_CELLS = 1;

  /** The widest address in use is PCI's 3 cells; a bound keeps a hostile count from overflowing. */
  private static final int MAX_CELLS = 4;

  private Buses() {}

  static int cellCount(Optional<Property> property, int standard) throws DtbException {
    if (property.isEmpty()) {
      return standard;
    }
    long count = property.get().u32();
    if (count > MAX_CELLS) {
      throw property.get().fault("is " + count + ", more than " + MAX_CELLS + " cells");
    }
    return (int) count;
  }

  static List<AddressRange> reg(Node node) throws DtbException {
    Optional<Property> property = node.property("reg");
    Node bus = node.parentOrNull();
    if (property.isEmpty()) {
      return List.of();
    }
    int addressCells = bus == null ? DEFAULT_ADDRESS_CELLS : bus.addressCells();
    int sizeCells = bus == null ? DEFAULT_SIZE_CELLS : bus.sizeCells();
    CellReader cells = new CellReader(property.get(), addressCells + sizeCells);
    List<AddressRange> entries = new ArrayList<>();
    while (cells.more()) {
      long address = cells.number(addressCells);
      entries.add(new AddressRange(address, cells.number(sizeCells)));
    }
    return List.copyOf(entries);
  }

  static List<AddressRange> translatedReg(Node node) throws DtbException {
    List<AddressRange> regions = reg(node);
    Node bus = node.parentOrNull();
    while (bus != null && !regions.isEmpty()) {
      Node upper = bus.parentOrNull();
      if (upper == null) {
        break;
      }
      regions = upwards(regions, bus, upper);
      bus = upper;
    }
    return regions;
  }

  private static List<AddressRange> upwards(List<AddressRange> regions, Node bus, Node upper)
      throws DtbException {
    Optional<Property> property = bus.property("ranges");
    if (property.isEmpty()) {
      return List.of();
    }
    if (property.get().length() == 0) {
      return regions; // an empty value says that both buses have the same addresses
    }
    List<Window> windows = windows(property.get(), bus, upper);
    List<AddressRange> translated = new ArrayList<>();
    for (AddressRange region : regions) {
      AddressRange mapped = translate(region, windows);
      if (mapped != null) {
        translated.add(mapped);
      }
    }
    return List.copyOf(translated);
  }

  /** One entry of {@code ranges}: where a piece of a bus appears on the bus above it. */
  private record Window(long child, long parent, long length) {}

  private static List<Window> windows(Property ranges, Node bus, Node upper) throws DtbException {
    int childCells = bus.addressCells();
    int parentCells = upper.addressCells();
    int lengthCells = bus.sizeCells();
    CellReader cells = new CellReader(ranges, childCells + parentCells + lengthCells);
    List<Window> windows = new ArrayList<>();
    while (cells.more()) {
      long child = cells.number(childCells);
      long parent = cells.number(parentCells);
      windows.add(new Window(child, parent, cells.number(lengthCells)));
    }
    return windows;
  }

  private static @Nullable AddressRange translate(AddressRange region, List<Window> windows) {
    for (Window window : windows) {
      long distance = region.address() - window.child;
      boolean holds =
          Long.compareUnsigned(distance, window.length) < 0
              && Long.compareUnsigned(region.size(), window.length - distance) <= 0;
      if (holds) {
        return new AddressRange(window.parent + distance, region.size());
      }
    }
    return null;
  }

  /** Reads numbers of a few cells each from a value that is a whole number of entries. */
  private static final class CellReader {
    private final Property property;
    private final int count;
    private int next;

    CellReader(Property property, int entryCells) throws DtbException {
      int length = property.length();
      if (length % 4 != 0 || (entryCells == 0 && length != 0)) {
        throw property.fault("is " + length + " bytes long, not a whole number of entries");
      }
      if (entryCells != 0 && length / 4 % entryCells != 0) {
        throw property.fault(
            "is " + length + " bytes long, not a multiple of its entry's " + entryCells * 4);
      }
      this.property = property;
      this.count = length / 4;
    }

    boolean more() {
      return next < count;
    }

    long number(int cells) throws DtbException {
      long number = 0;
      for (int i = 0; i < cells; i++) {
        if (number >>> 32 != 0) {
          throw property.fault("has a number that does not fit 64 bits");
        }
        number = number << 32 | property.cell(next++);
      }
      return number;
    }
  }
}
