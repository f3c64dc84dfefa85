package dev.seedkernel.spec.properties;

import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.TreeBlob;
import dev.seedkernel.spec.image.TreeBlob.Node;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.Disk;
import dev.seedkernel.spec.program.DiskLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What properties of disks are put together from. */
final class DiskParts {
  static final String INPUT = "in";
  static final String OUTPUT = "out";
  static final int SECTOR = Disk.SECTOR;

  private static final int ENOENT = -2;

  private DiskParts() {}

  /** Returns an output that has never had a result. */
  static Disk output(int sectors) {
    return Disk.of(OUTPUT, false, Bytes.zeros(sectors * SECTOR));
  }

  /** Returns an input with one file of that name. */
  static Disk input(String file) {
    return Disk.of(INPUT, true, fileArchive(file));
  }

  static Bytes fileArchive(String file) {
    return Member.archive(List.of(Member.of(file, Member.S_IFREG | 0644, Bytes.ofText(file))));
  }

  /** Adds steps that must find a file, or that it is not there. */
  static void looksFor(InitProgram init, String file, boolean there) {
    var open = Calls.openat(Calls.AT_FDCWD, init.program().string("/" + file), 0, 0);
    if (there) {
      init.succeeds(open);
    } else {
      init.gives(open, ENOENT);
    }
  }

  /** Returns what boots a program from an initramfs, in a machine with disks. */
  static BootInput machine(CallProgram built, List<Disk> disks) {
    return new BootInput.Disks(
        new BootInput.Files(Member.archive(InitProgram.members(built)), Optional.empty()), disks);
  }

  /** Returns a boot in which the program must be answered as it says, and more must be right. */
  static BootCase boot(
      String title,
      InitProgram init,
      List<Disk> disks,
      Function<BootObservation, Optional<String>> check) {
    CallProgram built = init.build();
    BootCase plain = init.boot(title + " " + disks, built, machine(built, disks));
    return BootCase.of(
        plain.title(),
        plain.input(),
        plain.init(),
        seen -> plain.check().apply(seen).or(() -> check.apply(seen)));
  }

  /** Returns a boot that must be refused, and write to none of its disks. */
  static BootCase refused(String title, List<Disk> disks) {
    return BootCase.of(
        title + " " + disks,
        machine(Board.hello().build(), disks),
        Optional.empty(),
        seen -> Board.refused(seen, Board.UNFIT).or(() -> written(disks, seen, List.of())));
  }

  /** Returns what is wrong if another disk than some was written to. */
  static Optional<String> written(List<Disk> disks, BootObservation seen, List<Integer> mayBe) {
    for (int i = 0; i < disks.size(); i++) {
      DiskLog log = seen.disks().get(i);
      boolean same = log.content().equals(disks.get(i).content());
      boolean wrote = log.events().stream().anyMatch(event -> !event.isFlush());
      if (!mayBe.contains(i) && (!same || wrote)) {
        return Optional.of("disk %d was written to".formatted(i));
      }
    }
    return Optional.empty();
  }

  /** Returns the node of a device. */
  static Node node(long address, long unit) {
    return Node.of("virtio_mmio@" + Long.toHexString(unit))
        .with("compatible", TreeBlob.string("virtio,mmio"))
        .with("reg", Board.reg(address, 0x200))
        .with("interrupts", TreeBlob.cells(0, 16, 1))
        .with("dma-coherent", Bytes.EMPTY);
  }
}
