package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.elf.ElfException;
import dev.seedkernel.elf.ElfFile;
import dev.seedkernel.elf.LoadPlan;
import dev.seedkernel.kernel.boot.BootException;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Says why a program did not start, in the words of the user who named it. */
final class StartFailure {
  private static final int EI_DATA = 5;
  private static final int ELFDATA2MSB = 2;

  private StartFailure() {}

  /**
   * Explains an exception of the kernel, which knows paths in the guest only.
   *
   * @param program what the user called the program
   * @param path where it is in the guest, one char a byte
   * @param files the files of the guest
   * @param where what the files are, behind "is not": {@code staged} or {@code in the initramfs}
   */
  static FailedException explain(
      BootException e, String program, String path, CpioArchive files, String where) {
    Optional<byte[]> file = GuestPaths.resolve(files, path).map(entry -> content(files, entry));
    boolean bigEndian = file.isPresent() && isBigEndian(file.get());
    String message = Failures.message(e);
    if (bigEndian && !message.contains("big-endian")) {
      message += " (the file says that it is big-endian)";
    }
    int status = ExitStatus.of(e.kind());
    Optional<String> linker = file.flatMap(StartFailure::interpreter);
    if (e.kind() == BootException.Kind.NOT_FOUND
        && linker.isPresent()
        && GuestPaths.resolve(files, linker.get()).isEmpty()) {
      return new FailedException(
          status,
          "%s is dynamically linked and needs %s, which is not %s"
              .formatted(program, Names.display(linker.get()), where),
          e);
    }
    String named = path + ": ";
    return new FailedException(
        status,
        message.startsWith(named) ? program + ": " + message.substring(named.length()) : message,
        e);
  }

  /** Returns the path of the dynamic linker that a file asks for. */
  private static Optional<String> interpreter(byte[] file) {
    try {
      return LoadPlan.of(ElfFile.parse(file)).interpreter();
    } catch (ElfException _) {
      return Optional.empty(); // What is wrong with it, the kernel has said.
    }
  }

  /**
   * Reads {@code e_ident} only: what follows may make no sense in the byte order that it states.
   */
  private static boolean isBigEndian(byte[] file) {
    return file.length > EI_DATA
        && file[0] == 0x7f
        && file[1] == 'E'
        && file[2] == 'L'
        && file[3] == 'F'
        && file[EI_DATA] == ELFDATA2MSB;
  }

  /** Of a file with several names, only the last holds the content. */
  private static byte[] content(CpioArchive files, CpioEntry entry) {
    return files.inodes().stream()
        .filter(inode -> inode.links().stream().anyMatch(link -> link.name().equals(entry.name())))
        .findFirst()
        .map(inode -> inode.content().toArray(ValueLayout.JAVA_BYTE))
        .orElseGet(entry::bytes);
  }
}
