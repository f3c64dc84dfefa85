package dev.seedkernel.launcher;

import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.virtio.BlockDevice;
import dev.seedkernel.virtio.BlockStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files of the host that are the disks of a machine, open and locked. */
final class DiskFiles implements AutoCloseable {
  private static final String OPTION = "--disk ";
  private static final String INPUT = "in";
  private static final String OUTPUT = "out";
  private static final Pattern DISK =
      Pattern.compile("(in|out)=(.+?)(?:,size=([^,]*))?", Pattern.DOTALL);

  /** What holds all that the default limits let a run make. It takes no space before that. */
  private static final long DEFAULT_SIZE = 2L << 30;

  private final List<Entry> entries = new ArrayList<>();

  private record Entry(String id, Path file, HostDisk store) {}

  /**
   * A disk as the user wrote it.
   *
   * @param id "in" or "out"
   * @param size in bytes, or null if nothing was said
   */
  private record Wanted(String id, Path file, @Nullable Long size) {
    static Wanted parse(String text) throws FailedException {
      Matcher matcher = DISK.matcher(text);
      if (!matcher.matches()) {
        throw new FailedException(OPTION + text + ": in=FILE or out=FILE[,size=SIZE] is expected");
      }
      @Nullable String size = matcher.group(3);
      if (size != null && matcher.group(1).equals(INPUT)) {
        throw new FailedException(OPTION + text + ": only an output disk has a size to choose");
      }
      try {
        return new Wanted(
            matcher.group(1),
            Path.of(matcher.group(2)),
            size == null ? null : BlockStore.checkSize(Size.parse(size)));
      } catch (IllegalArgumentException e) {
        throw new FailedException(OPTION + text + ": " + Failures.message(e), e);
      }
    }

    String name() {
      return OPTION + id + "=" + file;
    }
  }

  private DiskFiles() {}

  /** Opens what the user asked for, or nothing of it. */
  static DiskFiles open(List<String> texts) throws FailedException {
    List<Wanted> wanted = new ArrayList<>();
    for (String text : texts) {
      wanted.add(Wanted.parse(text));
    }
    if (wanted.stream().filter(disk -> disk.id.equals(OUTPUT)).count() > 1) {
      throw new FailedException(OPTION + "out=FILE: there can be one output disk");
    }
    DiskFiles disks = new DiskFiles();
    boolean opened = false;
    try {
      for (Wanted disk : wanted) {
        disks.entries.add(new Entry(disk.id, disk.file, new HostDisk(openOne(disk))));
      }
      opened = true;
      return disks;
    } finally {
      if (!opened) {
        disks.close();
      }
    }
  }

  private static BlockStore openOne(Wanted disk) throws FailedException {
    if (Files.exists(disk.file) && !Files.isRegularFile(disk.file)) {
      throw new FailedException(disk.name() + ": not a regular file");
    }
    try {
      return disk.id.equals(INPUT) ? InputFile.open(disk.file) : output(disk);
    } catch (IOException e) {
      throw new FailedException(OPTION + disk.id + "=" + Failures.describe(e), e);
    }
  }

  private static BlockStore output(Wanted disk) throws IOException, FailedException {
    @Nullable Long size = disk.size;
    if (!Files.exists(disk.file)) {
      return BlockStore.createFile(disk.file, size == null ? DEFAULT_SIZE : size);
    }
    BlockStore store = BlockStore.file(disk.file, false);
    if (size != null && size != store.size()) {
      store.close();
      throw new FailedException(
          "%s: the file has %d bytes, not %d".formatted(disk.name(), store.size(), size));
    }
    return store;
  }

  /** Whether there will be an input disk, which may hold /init; nothing is opened or made yet. */
  static boolean haveInput(List<String> texts) throws FailedException {
    boolean found = false;
    for (String text : texts) {
      found |= Wanted.parse(text).id.equals(INPUT);
    }
    return found;
  }

  /** Whether there is an input disk. */
  boolean hasInput() {
    return entries.stream().anyMatch(entry -> entry.id.equals(INPUT));
  }

  /** Returns the files of the input disks. */
  List<Path> inputs() {
    return entries.stream().filter(entry -> entry.id.equals(INPUT)).map(Entry::file).toList();
  }

  /** Says what the host refused while the machine ran, which the machine cannot know. */
  void nameFailures(Streams streams) {
    for (Entry entry : entries) {
      entry
          .store
          .failure()
          .ifPresent(e ->
              streams.complain(
                  "%s%s=%s: %s".formatted(OPTION, entry.id, entry.file, Failures.message(e))));
    }
  }

  /** Puts the disks into a machine. */
  void addTo(BootImage.Builder image) {
    for (Entry entry : entries) {
      image.disk(entry.store, BlockDevice.Options.DEFAULT.withId(entry.id));
    }
  }

  @Override
  public void close() throws FailedException {
    @Nullable FailedException failure = null;
    for (Entry entry : entries) {
      try {
        entry.store.close();
      } catch (IOException e) {
        failure = new FailedException(OPTION + entry.file + ": " + Failures.message(e), e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
