package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Board.INITRD;
import static dev.seedkernel.spec.properties.Board.RAM;
import static dev.seedkernel.spec.properties.Board.memory;
import static dev.seedkernel.spec.properties.Board.reg;
import static dev.seedkernel.spec.properties.Board.root;
import static dev.seedkernel.spec.properties.BootProperties.runsIf;
import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.TreeBlob;
import dev.seedkernel.spec.image.TreeBlob.Layout;
import dev.seedkernel.spec.image.TreeBlob.Node;
import dev.seedkernel.spec.image.TreeBlob.Reservation;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** DTB: what the device tree says. */
final class DeviceTreeProperties {
  private DeviceTreeProperties() {}

  private static final long MEBIBYTE = 1L << 20;
  private static final int PAGES = 256;

  /** Above all that the kit has in a process. */
  private static final long TOUCHED = 0x1000_0000L;

  /** Pages that a process may need beside those that it touches. */
  private static final int OWN_PAGES = 64;

  /** An address range that is not RAM as this board has it, for what must not be counted. */
  private static final long ELSEWHERE = 0x2_0000_0000L;

  /**
   * A node that may be memory.
   *
   * @param type device_type, or none
   * @param status of the node, or none
   */
  private record Bank(String name, String type, String status, int mebibytes) {
    boolean counts() {
      boolean memory = type.isEmpty() ? name.equals("memory") : type.equals("memory");
      return memory && (status.isEmpty() || status.equals("okay") || status.equals("ok"));
    }

    Node node(long address) {
      Node node = Node.of(name + "@" + Long.toHexString(address));
      node = type.isEmpty() ? node : node.with("device_type", TreeBlob.string(type));
      node = status.isEmpty() ? node : node.with("status", TreeBlob.string(status));
      return node.with("reg", reg(address, mebibytes * MEBIBYTE));
    }
  }

  private static Arbitrary<Bank> bank() {
    return Combinators.combine(
            Arbitraries.of("memory", "ram", "memory-controller", "memory"),
            Arbitraries.of("memory", "", "cpu", "memory"),
            Arbitraries.of("", "okay", "ok", "disabled", "fail", "", ""),
            integer(1, 4))
        .as(Bank::new);
  }

  /** Returns a program that touches pages, one after the other. */
  private static InitProgram touching(long pages) {
    InitProgram init = Board.hello();
    init.gives(MemoryParts.mmap(Arg.of(TOUCHED), pages * 4096, 3, 0x32), TOUCHED);
    init.gives(
        Parts.run(
            "1: str x1, [x0]\n add x0, x0, #4096\n subs x1, x1, #1\n b.ne 1b\n mov x0, #0",
            Step.Effect.anything(),
            Arg.of(TOUCHED),
            Arg.of(pages)),
        0);
    return init;
  }

  /** Which nodes are RAM, seen by how much of it a program can use. */
  @Clause({"DTB-1", "DTB-11"})
  static Arbitrary<BootCase> memoryIsCounted() {
    return Combinators.combine(
            bank().list().ofMaxSize(4), integer(1, 3), Arbitraries.of(true, false))
        .as((banks, first, fits) -> {
          long ram = first;
          List<Node> nodes = new ArrayList<>();
          long address = ELSEWHERE;
          for (Bank bank : banks) {
            ram += bank.counts() ? bank.mebibytes : 0;
            nodes.add(bank.node(address));
            address += 16 * MEBIBYTE;
          }
          InitProgram init = touching(fits ? ram * PAGES - OWN_PAGES : ram * PAGES);
          CallProgram built = init.build();
          Bytes archive = Member.archive(InitProgram.members(built));
          nodes.add(
              Node.of("memory@" + Long.toHexString(INITRD))
                  .with("device_type", TreeBlob.string("memory"))
                  .with("reg", reg(INITRD, first * MEBIBYTE)));
          nodes.add(Board.chosen(archive));
          // Only children of the root are memory.
          nodes.add(Node.of("soc").with(new Bank("memory", "memory", "", 4).node(ELSEWHERE * 2)));
          TreeBlob tree = TreeBlob.of(root(nodes.toArray(Node[]::new)));
          String title = "%d MiB of %s".formatted(ram, banks);
          BootInput input = Board.input(tree.bytes(), archive);
          return fits
              ? init.boot(title, built, input)
              : BootCase.of(
                  title + ", and all is touched",
                  input,
                  Optional.of(built),
                  seen -> Board.wrongStatus(seen, Board.KILLED + 9));
        });
  }

  /** Cells of addresses and sizes. */
  @Clause("DTB-2")
  static Arbitrary<BootCase> cellsAreTheParents() {
    return Combinators.combine(integer(0, 2), integer(0, 2), integer(1, 3), integer(1, 3))
        .as((addresses, sizes, inner, other) -> {
          Bytes archive = Board.helloArchive();
          int addressCells = addresses == 0 ? 2 : addresses;
          int sizeCells = sizes == 0 ? 1 : sizes;
          Node top = Node.of("");
          top = addresses == 0 ? top : top.with("#address-cells", TreeBlob.cells(addresses));
          top = sizes == 0 ? top : top.with("#size-cells", TreeBlob.cells(sizes));
          Node bank =
              Node.of("memory@40000000")
                  .with("device_type", TreeBlob.string("memory"))
                  .with("#address-cells", TreeBlob.cells(inner))
                  .with("#size-cells", TreeBlob.cells(other))
                  .with(
                      "reg",
                      TreeBlob.number(RAM, 4 * addressCells)
                          .then(TreeBlob.number(64 * MEBIBYTE, 4 * sizeCells)));
          TreeBlob tree = TreeBlob.of(top.with(bank, Board.chosen(archive)));
          return runsIf(
              true,
              "cells %d and %d".formatted(addresses, sizes),
              Board.input(tree.bytes(), archive));
        });
  }

  /** Boards without RAM. */
  @Clause({"DTB-3", "BOOT-3"})
  static Arbitrary<BootCase> noMemoryIsRefused() {
    Node none = Node.of("memory@40000000").with("device_type", TreeBlob.string("memory"));
    return Arbitraries.of(
            List.of(),
            List.of(none),
            List.of(none.with("reg", Bytes.EMPTY)),
            List.of(none.with("reg", reg(RAM, 0))),
            List.of(none.with("reg", reg(RAM, 0, INITRD, 0))),
            List.of(memory().with("status", TreeBlob.string("disabled"))),
            List.of(memory().with("device_type", TreeBlob.string("cpu"))),
            List.of(Node.of("soc").with(memory())))
        .map(nodes -> {
          // Without an initramfs that has to be somewhere, and with one.
          TreeBlob tree = TreeBlob.of(root(nodes.toArray(Node[]::new)).with(Node.of("chosen")));
          return BootCase.of(
              "no memory: " + nodes,
              Board.input(tree.bytes(), Board.helloArchive()),
              Optional.empty(),
              seen -> Board.refused(seen, Board.UNFIT));
        });
  }

  private static BootCase initrd(
      String title, boolean right, Node chosen, Bytes at, Node... banks) {
    return runsIf(right, title, Board.input(TreeBlob.of(root(banks).with(chosen)).bytes(), at));
  }

  /** Addresses of the initramfs in 4 and 8 bytes; what is behind its end does not matter. */
  @Clause("DTB-4")
  static Arbitrary<BootCase> addressesHaveFourOrEightBytes() {
    return Combinators.combine(
            Arbitraries.of(4, 8), Arbitraries.of(4, 8), integer(0, 40), integer(0, 16))
        .as((start, end, before, behind) -> {
          Bytes archive = Board.helloArchive();
          Node chosen =
              Node.of("chosen")
                  .with("linux,initrd-start", TreeBlob.number(INITRD + before, start))
                  .with(
                      "linux,initrd-end", TreeBlob.number(INITRD + before + archive.length(), end));
          Bytes around = Bytes.filled(0xaa, before).then(archive).then(Bytes.filled(0xbb, behind));
          return initrd("%d and %d bytes".formatted(start, end), true, chosen, around, memory());
        });
  }

  /** Half an initramfs, or none, or one backwards. */
  @Clause({"DTB-5", "DTB-6", "BOOT-17"})
  static Arbitrary<BootCase> halfAnInitramfsIsRefused() {
    return Combinators.combine(integer(0, 3), integer(1, 5000), Arbitraries.of(4, 8))
        .as((how, distance, size) -> {
          Node node = Node.of("chosen");
          Bytes start = TreeBlob.number(INITRD, size);
          Node chosen =
              switch (how) {
                case 0 -> node.with("linux,initrd-start", start);
                case 1 -> node.with("linux,initrd-end", TreeBlob.number(INITRD + distance, size));
                case 2 ->
                    node.with("linux,initrd-start", start)
                        .with("linux,initrd-end", TreeBlob.number(INITRD - distance, size));
                default ->
                    distance % 2 == 0
                        ? node
                        : node.with("linux,initrd-start", start).with("linux,initrd-end", start);
              };
          BootInput input =
              Board.input(TreeBlob.of(root(memory()).with(chosen)).bytes(), Board.helloArchive());
          // An empty initramfs is no wrong one; it merely has no /init.
          return BootCase.of(
              "initramfs of " + chosen.properties(),
              input,
              Optional.empty(),
              seen ->
                  how == 3
                      ? Board.refused(seen, Board.NOT_FOUND, "/init")
                      : Board.refused(seen, Board.UNFIT));
        });
  }

  /** Where RAM is, and the initramfs. */
  @Clause({"DTB-7", "BOOT-3"})
  static Arbitrary<BootCase> initramfsIsInMemory() {
    return Combinators.combine(integer(1, 100), integer(0, 3), Arbitraries.of(true, false))
        .as((part, how, descending) -> {
          Bytes archive = Board.helloArchive();
          long cut = INITRD + (long) archive.length() * part / 101;
          long end = INITRD + archive.length();
          Node low = bank(RAM, cut - RAM);
          Node high =
              switch (how) {
                case 0 -> bank(cut, MEBIBYTE);
                case 1 -> bank(cut + 1, MEBIBYTE); // A hole of one byte.
                case 2 -> bank(cut, end - cut - 1); // One byte too few.
                default -> bank(cut, end - cut);
              };
          return initrd(
              "banks that meet at %d of 101, %d".formatted(part, how),
              how == 0 || how == 3,
              Board.chosen(archive),
              archive,
              descending ? high : low,
              descending ? low : high);
        });
  }

  private static Node bank(long address, long size) {
    return Node.of("memory@" + Long.toHexString(address))
        .with("device_type", TreeBlob.string("memory"))
        .with("reg", reg(address, size));
  }

  private static Arbitrary<Node> anyNode() {
    Arbitrary<String> names =
        Arbitraries.of("uart@9000000", "cpus", "soc", "psci", "reserved-memory", "aliases", "x");
    Arbitrary<String> properties =
        Arbitraries.of(
            "compatible", "reg", "bootargs", "linux,initrd-start", "linux,x", "xbootargs", "p");
    Arbitrary<Node> leaf =
        Combinators.combine(names, properties, InitramfsParts.content())
            .as((name, property, value) ->
                Node.of(name).with(property, value.resized(Math.min(value.length(), 40))));
    return Combinators.combine(leaf, leaf.list().ofMaxSize(2).uniqueElements(Node::name))
        .as((node, children) -> node.with(children.toArray(Node[]::new)));
  }

  /** How a tree is written, and what else is in it. */
  @Clause({"DTB-8", "DTB-9", "DTB-11", "BOOT-8"})
  static Arbitrary<BootCase> theLayoutDoesNotMatter() {
    Arbitrary<Layout> layouts =
        Combinators.combine(
                Arbitraries.longs().between(0, 1000),
                Arbitraries.of(true, false),
                Arbitraries.of(17, 17, 18, 99),
                integer(0, 64))
            .as(Layout::new);
    Arbitrary<Reservation> reservation =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs().between(1, 1 << 30))
            .as(Reservation::new);
    return Combinators.combine(
            layouts,
            reservation.list().ofMaxSize(3),
            anyNode().list().ofMaxSize(4).uniqueElements(Node::name),
            Arbitraries.strings()
                .withCharRange('a', 'f')
                .ofMinLength(1)
                .ofMaxLength(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3))
        .as((layout, reserved, nodes, tokens) -> {
          InitProgram init = new InitProgram();
          init.hasArguments(tokens);
          CallProgram built = init.build();
          Bytes archive = Member.archive(InitProgram.members(built));
          Node chosen =
              Board.chosen(archive)
                  .with("xbootargs", TreeBlob.string("wrong"))
                  .with("bootargs", TreeBlob.string(String.join(" ", tokens)))
                  .with("stdout-path", TreeBlob.string("/none"))
                  .with("rng-seed", Bytes.filled(7, 32));
          TreeBlob tree =
              new TreeBlob(
                  root(nodes.toArray(Node[]::new)).with(memory(), chosen), reserved, layout);
          return init.boot(
              "%s, %s, %s".formatted(layout, reserved, nodes),
              built,
              Board.input(tree.bytes(), archive));
        });
  }

  /** Trees that break a rule of the format. */
  @Clause({"DTB-10", "BOOT-3"})
  static Arbitrary<BootCase> brokenTreesAreRefused() {
    Bytes archive = Board.helloArchive();
    Bytes good = TreeBlob.of(root(memory(), Board.chosen(archive))).bytes();
    int total = good.length();
    int structure = number(good, TreeBlob.STRUCTURE_OFFSET);
    int size = number(good, TreeBlob.STRUCTURE_SIZE);
    Arbitrary<Bytes> broken =
        Arbitraries.oneOf(
            integer(0, 31).map(bit -> set(good, 0, 0xd00d_feed ^ (1 << bit))),
            Arbitraries.of(18, 99, -1).map(v -> set(good, TreeBlob.LAST_COMPATIBLE, v)),
            Combinators.combine(
                    Arbitraries.of(
                        TreeBlob.STRUCTURE_OFFSET,
                        TreeBlob.STRINGS_OFFSET,
                        TreeBlob.RESERVATIONS_OFFSET),
                    Arbitraries.of(total + 4, total + 4096, -8, 1 << 30))
                .as((field, value) -> set(good, field, value)),
            Combinators.combine(
                    Arbitraries.of(TreeBlob.STRUCTURE_SIZE, TreeBlob.STRINGS_SIZE),
                    Arbitraries.of(total, -4, 1 << 30))
                .as((field, value) -> set(good, field, value)),
            Arbitraries.of(0, 5, 8, 10, 0x100_0000, -1).map(token -> set(good, structure, token)),
            Arbitraries.of(0, 5, 77).map(token -> set(good, structure + size - 4, token)),
            // Cut off behind a token, a name, the head of a property or a value.
            integer(0, size / 4 - 1).map(words -> set(good, TreeBlob.STRUCTURE_SIZE, 4 * words)),
            integer(0, TreeBlob.HEADER + 8).map(length -> set(good, TreeBlob.TOTAL_SIZE, length)));
    return broken.map(tree -> runsIf(false, "a broken tree", Board.input(tree, archive)));
  }

  private static int number(Bytes tree, int offset) {
    return tree.at(offset) << 24
        | tree.at(offset + 1) << 16
        | tree.at(offset + 2) << 8
        | tree.at(offset + 3);
  }

  private static Bytes set(Bytes tree, int offset, int value) {
    return tree.with(offset, TreeBlob.cells(value));
  }

  /** Trees that say nothing of what programs are told. */
  @Clause({"DTB-12", "BOOT-11"})
  static Arbitrary<BootCase> chosenMayBeMissing() {
    return Combinators.combine(Arbitraries.of(true, false), Arbitraries.of("", "own name", " "))
        .as((chosen, file) -> {
          InitProgram init = new InitProgram();
          init.hasArguments(file.isBlank() ? List.of("init") : List.of("own", "name"));
          CallProgram built = init.build();
          List<Member> members = new ArrayList<>(InitProgram.members(built));
          members.add(Member.of("init.argv", Member.S_IFREG | 0600, Bytes.ofText(file)));
          Bytes archive = Member.archive(members);
          if (chosen) {
            TreeBlob tree = TreeBlob.of(root(memory(), Board.chosen(archive)));
            return init.boot("no bootargs", built, Board.input(tree.bytes(), archive));
          }
          return BootCase.of(
              "no /chosen",
              Board.input(TreeBlob.of(root(memory())).bytes(), archive),
              Optional.empty(),
              seen -> Board.refused(seen, Board.NOT_FOUND, "/init"));
        });
  }
}
