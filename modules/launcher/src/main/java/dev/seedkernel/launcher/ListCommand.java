package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.cpio.Manifest;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists an archive. */
@Command(name = "list", description = "Lists the members of an initramfs, as 'cpio -itv' does.")
final class ListCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String PERMISSIONS = "rwxrwxrwx";

  private final Streams streams;

  @Parameters(
      paramLabel = "FILE",
      description = "The archive, plain or compressed; - is the standard input.")
  private Path file = Path.of("");

  @Option(
      names = "--manifest",
      description = "Show the tree that it unpacks to, sorted, with the SHA-256 of each file.")
  private boolean manifest;

  ListCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws FailedException {
    CpioArchive archive = Archives.read(file, streams);
    if (manifest) {
      try {
        streams.printText(Manifest.of(archive).toString());
      } catch (CpioException e) {
        throw new FailedException(file + ": " + Failures.message(e), e);
      }
    } else {
      streams.print(archive.entries().stream().map(ListCommand::line).toList());
    }
    return ExitStatus.SUCCESS;
  }

  static String line(CpioEntry entry) {
    FileType type = entry.type();
    boolean device = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
    String size =
        device
            ? "%3d, %3d".formatted(entry.specialDevice().major(), entry.specialDevice().minor())
            : Long.toString(entry.content().byteSize());
    String line =
        "%c%s %3d %-8d %-8d %8s %s %s"
            .formatted(
                type.letter(),
                permissions(entry.permissions()),
                entry.linkCount(),
                entry.userId(),
                entry.groupId(),
                size,
                TIME.format(Instant.ofEpochSecond(entry.modificationTime())),
                Names.display(entry.name()));
    return type == FileType.SYMLINK ? line + " -> " + Names.display(entry.linkTarget()) : line;
  }

  /** Writes permissions as ls(1) does, with set-user-ID, set-group-ID and sticky. */
  private static String permissions(int bits) {
    StringBuilder text = new StringBuilder(PERMISSIONS);
    for (int i = 0; i < PERMISSIONS.length(); i++) {
      if ((bits >> (PERMISSIONS.length() - 1 - i) & 1) == 0) {
        text.setCharAt(i, '-');
      }
    }
    special(text, 2, (bits & 04000) != 0, 's');
    special(text, 5, (bits & 02000) != 0, 's');
    special(text, 8, (bits & 01000) != 0, 't');
    return text.toString();
  }

  private static void special(StringBuilder text, int index, boolean set, char letter) {
    if (set) {
      text.setCharAt(index, text.charAt(index) == 'x' ? letter : Character.toUpperCase(letter));
    }
  }
}
