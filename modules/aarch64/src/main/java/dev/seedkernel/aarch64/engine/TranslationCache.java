package dev.seedkernel.aarch64.engine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Translations of earlier runs, in a directory: what one run has made of a program's code, the next
 * one has without translating it.
 *
 * <pre>{@code
 * TranslationCache cache = TranslationCache.in(Path.of("/home/me/.cache/seedkernel"));
 * Engine engine = new Translator().withCache(cache);
 * engine.run(cpu, budget);
 * cache.save();
 * }</pre>
 *
 * <p>Results and counts of instructions do not depend on it, only the time that they take. There is
 * a file for each image of code: the bytes of the image, and the class files of its regions. It is
 * used where all bytes of the image are equal, and this module and the JVM are those that have
 * written it. What is damaged or missing is translated as if there were no cache. Files are written
 * beside and renamed, so several runs may use a directory at once; the last one wins.
 *
 * <p>Class files that are read here run with all rights of this module. So the directory has to be
 * the user's own, and nobody else may be able to write to it: another one is refused.
 *
 * <p>Safe for several threads.
 */
public final class TranslationCache {
  /** Bytes of all files that are kept: what was not used for longest goes. */
  private static final long MOST_BYTES = 256L << 20;

  /** A larger file is none of ours. */
  private static final long LARGEST_FILE = 64L << 20;

  private static final String SUFFIX = ".translations";
  private static final String UNFINISHED = ".unfinished";

  /** After so long nobody writes to an unfinished file any more. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path directory;

  /** Images that have regions which are in no file yet. */
  private final Set<CodeImage> changed = Collections.newSetFromMap(new IdentityHashMap<>());

  private boolean checked;
  private @Nullable IOException failure;
  private int loaded;

  private TranslationCache(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns the cache in a directory, which is created when it is needed. Nothing is read or
   * written yet.
   */
  public static TranslationCache in(Path directory) {
    return new TranslationCache(directory);
  }

  /**
   * Creates the directory if it is not there, and finds out whether it can be trusted. Without
   * this, the first use does, and {@link #save} says what was wrong.
   *
   * @throws IOException if it cannot be created, is not this user's, or others can write to it
   */
  public synchronized void check() throws IOException {
    if (!checked) {
      checked = true;
      try {
        trust();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void trust() throws IOException {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (UnsupportedOperationException e) {
      throw refusal("the file system has no POSIX permissions", e);
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(directory, PosixFileAttributeView.class);
    if (view == null) {
      throw refusal("the file system has no POSIX permissions", null);
    }
    PosixFileAttributes attributes = view.readAttributes();
    if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
        || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw refusal("others can write to it", null);
    }
    if (!isOwn(attributes.owner())) {
      throw refusal("it belongs to " + attributes.owner().getName(), null);
    }
  }

  private FileSystemException refusal(String reason, @Nullable Exception cause) {
    FileSystemException refusal = new FileSystemException(directory.toString(), null, reason);
    if (cause != null) {
      refusal.initCause(cause);
    }
    return refusal;
  }

  private static boolean isOwn(UserPrincipal owner) throws IOException {
    try {
      return Files.getOwner(Path.of("/proc/self")).equals(owner);
    } catch (NoSuchFileException e) {
      // There is no /proc, as on macOS.
      return owner.getName().equals(System.getProperty("user.name"));
    }
  }

  /** Returns what an earlier run has left of an image, or null. */
  @Nullable StoredImage load(ImageKey key, byte[] content) {
    String build = TranslatorBuild.NAME;
    if (build == null) {
      return null;
    }
    try {
      check();
      Path file = file(build, key, content);
      if (!isOurs(file)) {
        return null;
      }
      StoredImage image = StoredImage.decode(Files.readAllBytes(file), build, key, content);
      if (image != null) {
        synchronized (this) {
          loaded++;
        }
        noteUse(file);
      }
      return image;
    } catch (IOException e) {
      return null; // Without it, everything works: check and save say what is wrong.
    }
  }

  /** Devices and FIFOs may have no end, and what a link leads to may be somebody else's. */
  private static boolean isOurs(Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    return attributes.isRegularFile() && attributes.size() <= LARGEST_FILE;
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** On a file system that is read-only it cannot be noted, and what was found is as good. */
  private static void noteUse(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // It may go earlier than others then.
    }
  }

  /** Returns of how many images translations were found. */
  public synchronized int loaded() {
    return loaded;
  }

  /** Notes that an image has regions which are in no file yet. */
  synchronized void changed(CodeImage image) {
    changed.add(image);
  }

  /**
   * Writes what was translated since it was saved, or loaded, for the last time, and deletes what
   * was not used for longest where there are more than 256 MiB.
   *
   * @throws IOException if the directory is not to be trusted (see {@link #check}), or cannot be
   *     written to; what was not written then is not tried again
   */
  public void save() throws IOException {
    List<CodeImage> images;
    synchronized (this) {
      images = List.copyOf(changed);
      changed.clear();
    }
    String build = TranslatorBuild.NAME;
    if (build == null || (images.isEmpty() && failure == null)) {
      return;
    }
    check();
    for (CodeImage image : images) {
      write(build, image);
    }
    trim();
  }

  /** Writes what is to be dropped; {@link #save} says what went wrong. */
  void saveDropped(CodeImage image) {
    String build = TranslatorBuild.NAME;
    synchronized (this) {
      if (!changed.remove(image) || build == null || failure != null) {
        return;
      }
    }
    try {
      check();
      write(build, image);
    } catch (IOException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private void write(String by, CodeImage image) throws IOException {
    byte[] bytes = image.stored(by);
    Path unfinished = Files.createTempFile(directory, "", UNFINISHED);
    try {
      Files.write(unfinished, bytes);
      Files.move(
          unfinished, file(by, image.key(), image.content()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Names are different where keys or contents are, but for chance: then the last one wins. Hashes
   * of enums are not the same in each JVM, so it is that of the header.
   */
  private Path file(String by, ImageKey key, byte[] content) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    return directory.resolve(
        "%x-%08x-%08x%s"
            .formatted(
                key.start(), sum.getValue(), Arrays.hashCode(StoredImage.header(by, key)), SUFFIX));
  }

  private record Old(Path path, long size, Instant used) {}

  /** Deletes what was not used for longest, and what nobody finishes. */
  private void trim() throws IOException {
    List<Old> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        BasicFileAttributes attributes = attributes(file);
        Instant used = attributes.lastModifiedTime().toInstant();
        if (file.toString().endsWith(SUFFIX)) {
          all.add(new Old(file, attributes.size(), used));
        } else if (file.toString().endsWith(UNFINISHED)
            && used.plus(ABANDONED).isBefore(Instant.now())) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      return; // Another run is deleting, too.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    all.sort(Comparator.comparing(Old::used).reversed());
    long sum = 0;
    for (Old file : all) {
      sum += file.size;
      if (sum > MOST_BYTES) {
        Files.deleteIfExists(file.path);
      }
    }
  }
}
