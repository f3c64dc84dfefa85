package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.image.Frame;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.TreeBlob;
import dev.seedkernel.spec.image.TreeBlob.Node;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import java.util.List;
import java.util.Optional;

/** Physical memory as a boot loader fills it, and what a boot said. */
final class Board {
  static final long RAM = 0x4000_0000L;
  static final long RAM_SIZE = 256L << 20;
  static final long INITRD = RAM + (16L << 20);
  static final String HELLO = "first instruction";
  static final int UNFIT = 125;
  static final int NOT_EXECUTABLE = 126;
  static final int NOT_FOUND = 127;
  static final int KILLED = 128;

  private Board() {}

  /** Returns a root with two cells for addresses and sizes. */
  static Node root(Node... children) {
    return Node.of("")
        .with("#address-cells", TreeBlob.cells(2))
        .with("#size-cells", TreeBlob.cells(2))
        .with("compatible", TreeBlob.string("linux,dummy-virt"))
        .with(children);
  }

  static Node memory() {
    return Node.of("memory@40000000")
        .with("device_type", TreeBlob.string("memory"))
        .with("reg", reg(RAM, RAM_SIZE));
  }

  /** Returns numbers of 8 bytes. */
  static Bytes reg(long... values) {
    Bytes all = Bytes.EMPTY;
    for (long value : values) {
      all = all.then(TreeBlob.number(value, 8));
    }
    return all;
  }

  /** Returns the node that says where an initramfs is. */
  static Node chosen(Bytes initrd) {
    return Node.of("chosen")
        .with("linux,initrd-start", TreeBlob.number(INITRD, 8))
        .with("linux,initrd-end", TreeBlob.number(INITRD + initrd.length(), 8));
  }

  /** Returns memory with a tree at the start of RAM, and an initramfs. */
  static BootInput input(Bytes tree, Bytes initrd) {
    return new BootInput.Memory(
        List.of(new BootInput.Chunk(RAM, tree), new BootInput.Chunk(INITRD, initrd)), RAM);
  }

  /** Returns a program that says on the console that it is executed. */
  static InitProgram hello() {
    InitProgram init = new InitProgram();
    init.prints(HELLO + "\n");
    return init;
  }

  /** Returns an archive with that program. */
  static Bytes helloArchive() {
    return Member.archive(InitProgram.members(hello().build()));
  }

  /** Returns all that a boot said. */
  static String said(BootObservation seen) {
    return seen.console().text() + seen.message().orElse("");
  }

  /** Returns what is wrong with a refusal (BOOT-3), if anything is. */
  static Optional<String> refused(BootObservation seen, int status) {
    if (seen.console().text().contains(HELLO)) {
      return Optional.of("/init was executed");
    }
    if (said(seen).isBlank()) {
      return Optional.of("no message");
    }
    return wrongStatus(seen, status);
  }

  /** Returns what is wrong with a refusal whose message must have a text. */
  static Optional<String> refused(BootObservation seen, int status, String text) {
    return said(seen).contains(text)
        ? refused(seen, status)
        : Optional.of("the message does not name " + text + ": " + said(seen));
  }

  /** Returns what is wrong with the status, where the system has one. */
  static Optional<String> wrongStatus(BootObservation seen, int status) {
    return seen.status()
        .filter(end -> end != status)
        .map(end -> "the status is %d, not %d; %s".formatted(end, status, said(seen)));
  }

  /** Returns what is wrong with the frame on the console; without one, with there being one. */
  static Optional<String> wrongFrame(BootObservation seen, boolean asked) {
    if (!asked) {
      return Frame.begins(seen.console().text()) ? Optional.of("a dump") : Optional.empty();
    }
    try {
      Frame.read(seen.console().text());
      return Optional.empty();
    } catch (Frame.BrokenException e) {
      return Optional.of("the dump: " + e.getMessage());
    }
  }
}
