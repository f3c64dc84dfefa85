package dev.seedkernel.elf;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** ELF files that compilers and linkers made: compiled once, in a folder that goes at the end. */
final class RealFiles {
  private static final String SOURCE =
      """
      #include <stdio.h>
      __thread int counter = 3;
      static __thread int zero;
      int data = 5;
      static char block[100000];
      const char text[] = "hi";
      __attribute__((weak)) int weak(void) { return 1; }
      __attribute__((visibility("hidden"))) int hidden(void) { return 2; }
      __attribute__((constructor)) static void first(void) { block[1] = 1; }
      int main(void) { puts(text); return weak() + hidden() + data + block[0] + counter + zero; }
      """;

  private static final String FREESTANDING =
      """
      static char block[70000];
      int data = 42;
      void _start(void) {
        register long x0 __asm__("x0") = data + block[3];
        register long x8 __asm__("x8") = 93;
        __asm__ volatile("svc 0" : : "r"(x0), "r"(x8));
      }
      """;

  /** Where the files are, and where a tool that is run may leave its output. */
  static final Path FOLDER = folder();

  private static @Nullable Map<String, Path> files;

  private RealFiles() {}

  /** Returns the files by a name that says what they are. */
  static synchronized Map<String, Path> all() {
    Map<String, Path> known = files;
    if (known == null) {
      Tools.require(Tools.GCC, Tools.READELF);
      known = make();
      files = known;
    }
    return known;
  }

  static byte[] read(String name) {
    try {
      return Files.readAllBytes(requireNonNull(all().get(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Path> make() {
    Path folder = FOLDER;
    Map<String, Path> made = new LinkedHashMap<>();
    compile(made, folder, "static", SOURCE, "-static");
    compile(made, folder, "static-pie", SOURCE, "-static-pie");
    compile(made, folder, "dynamic", SOURCE, "-pie");
    compile(made, folder, "shared", SOURCE, "-shared", "-fPIC");
    compile(made, folder, "object", SOURCE, "-c", "-g", "-ffunction-sections");
    compile(made, folder, "big-endian", FREESTANDING, "-c", "-g", "-mbig-endian");
    compile(made, folder, "free", FREESTANDING, "-nostdlib", "-static");
    compile(
        made, folder, "free-be", FREESTANDING, "-nostdlib", "-static", "-mbig-endian", "-Wl,-EB");
    compile(made, folder, "omagic", FREESTANDING, "-nostdlib", "-static", "-Wl,-N");
    compile(
        made,
        folder,
        "property",
        FREESTANDING,
        "-nostdlib",
        "-static",
        "-mbranch-protection=standard");
    String objcopy = "aarch64-linux-gnu-objcopy";
    Tools.succeed(folder, objcopy, "--only-keep-debug", "static", "debug-only");
    Tools.succeed(folder, objcopy, "--strip-all", "static-pie", "stripped");
    Tools.succeed(folder, objcopy, "--strip-debug", "free", "bare");
    made.put("debug-only", folder.resolve("debug-only"));
    made.put("stripped", folder.resolve("stripped"));
    made.put("bare", folder.resolve("bare"));
    String libc = Tools.succeed(folder, Tools.GCC, "-print-file-name=libc.a").strip();
    for (String member : new String[] {"printf.o", "vfprintf-internal.o", "memcpy.o", "errno.o"}) {
      Tools.succeed(folder, "aarch64-linux-gnu-ar", "x", libc, member);
      made.put(member, folder.resolve(member));
    }
    Path host = Path.of("/bin/true");
    if (Files.isReadable(host)) {
      made.put("host", host);
    }
    return made;
  }

  private static void compile(
      Map<String, Path> made, Path folder, String name, String source, String... options) {
    made.put(name, Tools.compile(folder, name, source, options));
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("elf-files");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
