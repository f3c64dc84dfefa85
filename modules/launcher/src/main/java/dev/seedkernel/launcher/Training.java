package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.TranslationCache;
import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.quota.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The run that the AOT cache of the runtime image is made from (JEP 483, 514 and 515): what it
 * loads starts fast later. Not a command.
 */
public final class Training {
  /** Instructions from one address on before it is translated: so few that much is. */
  private static final int TRANSLATE_SOON = 500;

  private Training() {}

  /**
   * Runs what users run, quietly.
   *
   * @param arguments an empty directory to work in
   */
  public static void main(String[] arguments) throws IOException, CpioException, BootException {
    // What Main does before the launcher, so that its classes are in the cache.
    Objects.requireNonNull(Main.class);
    if (!ProcessArguments.areText(arguments)) {
      throw new IllegalArgumentException("the directory's name is not UTF-8");
    }
    Path directory = Path.of(arguments[0]);
    Path program = directory.resolve("catm");
    Files.write(program, GuestPrograms.catm().elf().toArray(ValueLayout.JAVA_BYTE));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    String input = Files.writeString(directory.resolve("input"), "training\n").toString();
    String archive = directory.resolve("archive").toString();
    String tree = directory.resolve("tree").toString();
    Files.createDirectories(directory.resolve("tree/in"));
    Files.copy(program, directory.resolve("tree/init"));
    Files.copy(Path.of(input), directory.resolve("tree/in/file"));

    Interpreter.prepare();
    run("demo");
    train(new Interpreter());
    TranslationCache cache = TranslationCache.in(directory.resolve("translations"));
    train(new Translator(TRANSLATE_SOON).withCache(cache));
    cache.save();
    run("run", "--stage", input, "--out", tree + ".run", program.toString(), "/copy", "/input");
    run("run", "--strace", "--stats", program.toString(), "/none", "/missing");
    run("pack", tree, "-o", archive, "--compress", "xz");
    run("list", archive);
    run("boot", "--initrd", archive, "--append", "init /copy /in/file", "--out", tree + ".boot");
    run("elf", program.toString());
    run("disasm", program.toString());
    run("--help");
    run("run", "--help");
    // Exits as Main does, because that too loads classes.
    System.exit(0);
  }

  /** Runs a program that makes the calls of a C library and works in loops. */
  private static void train(Engine engine) throws CpioException, BootException {
    var tree = CpioArchive.builder();
    tree.file("init", 0755, GuestPrograms.training().elf()).file("input", 0644, new byte[100]);
    byte[] initramfs = CpioWriter.toBytes(tree.build());
    Streams nowhere = nowhere();
    Outcome outcome =
        Kernel.create(Limits.DEFAULT, new HostConsole(nowhere))
            .withEngine(engine)
            .boot(BootImage.builder().initrd(MemorySegment.ofArray(initramfs)).build());
    if (outcome.exitStatus() != 0) {
      throw new IllegalStateException("training ended with status " + outcome.exitStatus());
    }
  }

  private static void run(String... arguments) {
    int status = Launcher.run(nowhere(), arguments);
    boolean expected = arguments[0].equals("run") && arguments[1].startsWith("--st");
    if (status != 0 && !expected) {
      throw new IllegalStateException(String.join(" ", arguments) + ": status " + status);
    }
  }

  private static Streams nowhere() {
    return new Streams(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        false);
  }
}
