package dev.seedkernel.kernel.boot;

import dev.seedkernel.dtb.AddressRange;
import dev.seedkernel.dtb.DeviceTree;

/** The device tree of a board that is laid out like QEMU's virt. Contract: "Boot". */
final class VirtBoard {
  /** RAM where nobody says otherwise. */
  static final long DEFAULT_MEMORY = 2L << 30;

  private static final long UART = 0x0900_0000L;
  private static final long UART_SIZE = 0x1000;

  private VirtBoard() {}

  static DeviceTree tree() {
    return DeviceTree.build(root ->
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
                        .strings("method", "hvc")));
  }
}
