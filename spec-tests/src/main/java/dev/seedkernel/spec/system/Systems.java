package dev.seedkernel.spec.system;

import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The systems by the names that {@code --against} takes. */
public final class Systems {
  /** The names, for help. */
  public static final String NAMES =
      "self, interpreter, translator, linux, qemu-user or image:FILE";

  /** The environment variable that names Linux's Image. */
  public static final String LINUX_IMAGE = "SEEDKERNEL_LINUX_IMAGE";

  /** The system property that says where {@code spec-tests/fetch-guests} puts it. */
  private static final String FETCHED_IMAGE = "seedkernel.linux.image";

  private Systems() {}

  /**
   * Returns the systems of a name: {@code self} is this kernel with each of its engines.
   *
   * @throws UnavailableException if there is none of that name, or what it needs is missing
   */
  public static List<SystemUnderTest> named(String name) throws UnavailableException {
    return switch (name) {
      case "self" -> List.of(interpreter(), translator());
      case "interpreter" -> List.of(interpreter());
      case "translator" -> List.of(translator());
      case "qemu-user" -> {
        requireCommand("unshare");
        yield List.of(new QemuUser(requireCommand("qemu-aarch64-static")));
      }
      case "linux" -> List.of(QemuSystem.linux(linuxImage()));
      default -> {
        if (!name.startsWith("image:")) {
          throw new UnavailableException("'" + name + "' is no system: " + NAMES);
        }
        requireCommand("qemu-system-aarch64");
        yield List.of(QemuSystem.image(file(name.substring("image:".length()))));
      }
    };
  }

  private static SystemUnderTest interpreter() {
    return new Seedkernel("interpreter", new Interpreter());
  }

  private static SystemUnderTest translator() {
    return new Seedkernel("translator", new Translator());
  }

  private static Path linuxImage() throws UnavailableException {
    requireCommand("qemu-system-aarch64");
    String chosen = System.getenv(LINUX_IMAGE);
    if (chosen != null) {
      return file(chosen);
    }
    Path fetched = Path.of(System.getProperty(FETCHED_IMAGE, "target/guests/linux/Image"));
    if (!Files.isReadable(fetched)) {
      throw new UnavailableException(
          fetched
              + " is missing: spec-tests/fetch-guests fetches it, or "
              + LINUX_IMAGE
              + " names another arm64 Image");
    }
    return fetched;
  }

  private static Path file(String name) throws UnavailableException {
    Path path = Path.of(name);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new UnavailableException("'" + name + "' is no file that can be read");
    }
    return path;
  }

  private static Path requireCommand(String name) throws UnavailableException {
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory, name);
      if (Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    throw new UnavailableException(name + " is not on PATH");
  }
}
