package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioEntry;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioInode;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.FileType;
import dev.seedkernel.cpio.HostTree;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.boot.BootException;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.boot.Dump;
import dev.seedkernel.kernel.boot.DumpException;
import dev.seedkernel.kernel.boot.HandOver;
import dev.seedkernel.kernel.quota.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An acceptance gate: what goes in is packed, what comes out is only what the console shows. */
final class Gate {
  private final Streams streams;
  private final String name;
  private final GateOptions options;
  private int checks;
  private int failures;

  Gate(Streams streams, String name, GateOptions options) {
    this.streams = streams;
    this.name = name;
    this.options = options;
  }

  /** Puts a program of the host into a tree. */
  static void addProgram(CpioTreeBuilder tree, String path, Path program) throws FailedException {
    if (!Files.exists(program)) {
      throw new FailedException(
          ExitStatus.NOT_FOUND, program + ": no such file or directory", null);
    }
    try {
      HostTree.add(tree, program.toRealPath(), path);
    } catch (CpioException e) {
      throw new FailedException(program + ": " + Failures.message(e), e);
    } catch (IOException e) {
      throw new FailedException(Failures.describe(e), e);
    }
  }

  /** Runs the gate and returns the exit status. */
  int run(CpioTreeBuilder tree, Path program) throws FailedException, BootException {
    for (StagedFile input : options.inputs()) {
      input.addTo(tree);
    }
    CpioArchive packed = packed(tree);
    Optional<CpioArchive> expected =
        options.expected().isPresent()
            ? Optional.of(expected(options.expected().get()))
            : Optional.empty();
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    Outcome outcome = boot(packed, program, console);
    String transcript = console.toString(StandardCharsets.ISO_8859_1);
    if (options.transcript().isPresent()) {
      HostFiles.write(options.transcript().get(), target -> target.write(console.toByteArray()));
    }
    showGuestText(transcript);
    CpioArchive files;
    try {
      files = Dump.extract(transcript);
    } catch (DumpException e) {
      throw new FailedException("console: " + Failures.message(e), e);
    }
    checkEnd(outcome.end());
    if (expected.isPresent()) {
      compare(expected.get(), files);
    } else {
      listNew(packed, files);
    }
    streams.print(
        failures == 0
            ? "%s: PASS".formatted(name)
            : "%s: FAIL (%d of %d)".formatted(name, failures, checks));
    return failures == 0 ? ExitStatus.SUCCESS : ExitStatus.DIFFERENT;
  }

  private static CpioArchive packed(CpioTreeBuilder tree) throws FailedException {
    try {
      return tree.build();
    } catch (CpioException e) {
      throw new FailedException(Failures.message(e), e);
    }
  }

  private static CpioArchive expected(Path directory) throws FailedException {
    try {
      return HostTree.pack(directory);
    } catch (CpioException e) {
      throw new FailedException("--expect: " + Failures.message(e), e);
    } catch (IOException e) {
      throw new FailedException("--expect " + Failures.describe(e), e);
    }
  }

  private Outcome boot(CpioArchive packed, Path program, ByteArrayOutputStream console)
      throws FailedException, BootException {
    HostConsole host = new HostConsole(new Streams(streams.input(), console, console, false));
    try {
      BootImage image =
          BootImage.builder()
              .bootArguments(bootArguments(program))
              .initrd(MemorySegment.ofArray(CpioWriter.toBytes(packed)))
              .build();
      return Kernel.create(Limits.DEFAULT, host).boot(image);
    } catch (CpioException e) {
      throw new FailedException(Failures.message(e), e);
    } finally {
      host.flush();
    }
  }

  private String bootArguments(Path program) throws FailedException {
    List<String> words = new ArrayList<>();
    words.add(String.valueOf(program.getFileName()));
    words.addAll(options.arguments());
    for (String word : words) {
      if (word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)) {
        throw new FailedException(
            "argument '%s': the kernel's command line is split at white space".formatted(word));
      }
      if (word.equals(HandOver.DUMP_TOKEN)) {
        throw new FailedException(
            "argument '%s' would be taken by the kernel itself".formatted(word));
      }
    }
    words.add(HandOver.DUMP_TOKEN);
    return String.join(" ", words);
  }

  /** Shows what the guest printed, on the error stream: the report goes to the output. */
  private void showGuestText(String transcript) {
    int dump = transcript.lastIndexOf("=== DUMP-BEGIN ===");
    String text = dump < 0 ? transcript : transcript.substring(0, dump);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    streams.writeError(bytes, 0, bytes.length);
  }

  private void check(boolean good, String what) {
    checks++;
    failures += good ? 0 : 1;
    streams.print((good ? "PASS " : "FAIL ") + what);
  }

  private void checkEnd(Outcome.End end) {
    switch (end) {
      case Outcome.End.Exited(int status) -> check(status == 0, "exit status " + status);
      case Outcome.End.Killed(int signal, String description) ->
          check(false, MachineRun.killed("/init", signal, description));
      case Outcome.End.Stopped(long _, String description) ->
          check(false, "stopped: " + description);
    }
  }

  private void compare(CpioArchive expected, CpioArchive files) {
    for (CpioInode inode : expected.inodes()) {
      for (CpioEntry link : inode.links()) {
        if (link.type() == FileType.REGULAR) {
          compare(link.name(), inode.content(), files.find(link.name()));
        }
      }
    }
  }

  private void compare(String path, MemorySegment wanted, Optional<CpioEntry> file) {
    String shown = "/" + Names.display(path);
    if (file.isEmpty()) {
      check(false, shown + ": missing");
      return;
    }
    MemorySegment content = file.get().content();
    long different = wanted.mismatch(content);
    check(
        different == -1,
        different == -1
            ? "%s: %d bytes".formatted(shown, content.byteSize())
            : "%s: differs from byte %d on; %d bytes, expected %d"
                .formatted(shown, different, content.byteSize(), wanted.byteSize()));
  }

  /** Without anything to compare with, shows what the run made. */
  private void listNew(CpioArchive packed, CpioArchive files) {
    Set<String> before = new HashSet<>();
    packed.entries().forEach(entry -> before.add(entry.name()));
    for (CpioEntry file : files.entries()) {
      if (file.type() == FileType.REGULAR && !before.contains(file.name())) {
        streams.print(
            "FILE /%s: %d bytes, sha256 %s"
                .formatted(
                    Names.display(file.name()),
                    file.content().byteSize(),
                    DemoCommand.sha256(file.bytes())));
      }
    }
  }
}
