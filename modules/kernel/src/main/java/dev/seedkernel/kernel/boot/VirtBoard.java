package dev.seedkernel.kernel.boot;

import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;
import dev.seedkernel.dtb.NodeBuilder;

/** The device tree of a board that is laid out like QEMU's virt. Contract: "Boot". */
final class VirtBoard {
  /** RAM where nobody says otherwise. */
  static final long DEFAULT_MEMORY = 2L << 30;

  private static final long UART = 0x0900_0000L;
  private static final long UART_SIZE = 0x1000;
  private static final long GIC = 0x0800_0000L;
  private static final long GIC_SIZE = 0x1_0000;
  private static final int GIC_PHANDLE = 1;

  /** How many virtio-mmio devices there can be, and the first one's place and interrupt. */
  static final int SLOTS = 32;

  private static final long SLOT_BASE = 0x0a00_0000L;
  private static final long SLOT_SIZE = 0x200;
  private static final int SLOT_INTERRUPT = 16;
  private static final int SHARED_INTERRUPT = 0;
  private static final int RISING_EDGE = 1;

  private VirtBoard() {}

  /**
   * Returns the tree of a board with some virtio-mmio devices. QEMU's has 32 in any case; those
   * without a device are left out here.
   */
  static DeviceTree tree(int devices) {
    return DeviceTree.build(root -> {
      base(root);
      if (devices > 0) {
        root.cells("interrupt-parent", GIC_PHANDLE).node("intc@8000000", VirtBoard::interrupts);
      }
      // At rising addresses, as in QEMU's tree.
      for (int slot = SLOTS - devices; slot < SLOTS; slot++) {
        int number = slot;
        root.node(
            "virtio_mmio@" + Long.toHexString(slotAddress(slot)),
            node ->
                node.strings("compatible", HandOver.VIRTIO_MMIO)
                    .reg(new AddressRange(slotAddress(number), SLOT_SIZE))
                    .cells("interrupts", SHARED_INTERRUPT, SLOT_INTERRUPT + number, RISING_EDGE)
                    .flag("dma-coherent"));
      }
    });
  }

  private static long slotAddress(int slot) {
    return SLOT_BASE + slot * SLOT_SIZE;
  }

  private static void interrupts(NodeBuilder gic) {
    gic.strings("compatible", "arm,cortex-a15-gic")
        .flag("interrupt-controller")
        .cells("#interrupt-cells", 3)
        .reg(new AddressRange(GIC, GIC_SIZE), new AddressRange(GIC + GIC_SIZE, GIC_SIZE))
        .cells("phandle", GIC_PHANDLE);
  }

  private static void base(NodeBuilder root) {
    root.cells("#address-cells", 2)
        .cells("#size-cells", 2)
        .strings("compatible", "linux,dummy-virt")
        .strings("model", "linux,dummy-virt")
        .node("chosen", chosen -> chosen.strings("stdout-path", "/pl011@9000000"))
        .node(
            "cpus",
            cpus ->
                cpus.cells("#address-cells", 1)
                    .cells("#size-cells", 0)
                    .node(
                        "cpu@0",
                        cpu ->
                            cpu.strings("device_type", "cpu")
                                .strings("compatible", "arm,armv8")
                                .cells("reg", 0)))
        .node(
            "pl011@9000000",
            uart ->
                uart.strings("compatible", "arm,pl011", "arm,primecell")
                    .reg(new AddressRange(UART, UART_SIZE)))
        .node(
            "psci",
            psci ->
                psci.strings("compatible", "arm,psci-1.0", "arm,psci-0.2", "arm,psci")
                    .strings("method", "hvc"));
  }
}
