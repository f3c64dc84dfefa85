/**
 * Device trees: reader and writer of the flattened form (DTB), DTS text both ways, and look-up.
 * Implements the <a href="https://www.devicetree.org/specifications/">Devicetree Specification</a>
 * 0.4, chapters 2 (the tree), 5 (the flattened format, versions 16 and 17) and 6 (DTS version 1).
 *
 * <p>Start with {@link dev.seedkernel.dtb.DeviceTree}. Read a blob and ask it:
 *
 * {@snippet :
 * DeviceTree tree = DeviceTree.parse(blob);                       // byte[] or MemorySegment
 * Node memory = tree.node("/memory").orElseThrow();               // finds /memory@40000000
 * for (AddressRange bank : memory.reg()) {                        // cut by the parent's cell sizes
 *   use(bank.address(), bank.size());
 * }
 * String arguments = tree.node("/chosen").orElseThrow().property("bootargs").orElseThrow().string();
 * }
 *
 * <p>Make one, or change one:
 *
 * {@snippet :
 * DeviceTree board =
 *     DeviceTree.build(
 *         root ->
 *             root.cells("#address-cells", 2)
 *                 .cells("#size-cells", 2)
 *                 .node(
 *                     "memory@40000000",
 *                     memory ->
 *                         memory
 *                             .strings("device_type", "memory")
 *                             .reg(new AddressRange(0x4000_0000L, 512 << 20))));
 * DeviceTree booted =
 *     board
 *         .edit()
 *         .root(root -> root.node("chosen", chosen -> chosen.strings("bootargs", "quiet")))
 *         .build();
 * byte[] blob = booted.toBytes();                                 // what dtc would write
 * String text = booted.toDts();
 * }
 *
 * <p>All values are immutable and may be shared between threads; the builders may not.
 *
 * <p>Input may be hostile. Whatever the bytes or the text are, reading gives a tree or a {@link
 * dev.seedkernel.dtb.DtbException} with the place and the rule, in time and memory proportional to
 * the input. The typed views of properties throw the same exception.
 */
@NullMarked
package dev.seedkernel.dtb;

import org.jspecify.annotations.NullMarked;
