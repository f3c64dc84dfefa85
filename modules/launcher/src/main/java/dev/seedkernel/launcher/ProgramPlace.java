package dev.seedkernel.launcher;

import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioException;
import dev.seedkernel.cpio.CpioNames;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.HostTree;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decides which file {@code run PROGRAM} means, and brings it into the guest if need be. */
final class ProgramPlace {
  private static final String DIRECTORY = "bin/";

  private ProgramPlace() {}

  /** Returns the path of the program in the guest. */
  static String of(String program, CpioTreeBuilder tree) throws FailedException {
    if (program.isEmpty()) {
      throw new FailedException(ExitStatus.NOT_FOUND, "the program's name is empty", null);
    }
    CpioArchive staged = build(tree);
    String path = CpioNames.ofText(program);
    if (program.startsWith("/") && GuestPaths.resolve(staged, path).isPresent()) {
      return path;
    }
    Path host = Path.of(program);
    if (!Files.exists(host)) {
      String where =
          program.startsWith("/")
              ? "neither staged nor on the host"
              : "no such file on the host (a staged program is named by its absolute path)";
      throw new FailedException(ExitStatus.NOT_FOUND, program + ": " + where, null);
    }
    if (Files.isDirectory(host)) {
      throw new FailedException(ExitStatus.NOT_EXECUTABLE, program + ": is a directory", null);
    }
    return add(program, host, tree, staged);
  }

  private static String add(String program, Path host, CpioTreeBuilder tree, CpioArchive staged)
      throws FailedException {
    try {
      String place = DIRECTORY + CpioNames.ofText(StagedFile.fileName(host));
      if (GuestPaths.resolve(staged, place).isPresent()) {
        throw new FailedException(
            "%s would replace the staged file /%s; stage it under a path and run that"
                .formatted(program, CpioNames.toText(place)));
      }
      HostTree.add(tree, host.toRealPath(), place);
      return "/" + place;
    } catch (IOException e) {
      throw unreadable(e);
    } catch (CpioException e) {
      throw new FailedException(program + ": " + Failures.message(e), e);
    }
  }

  /** A program that must not be read is there and cannot be executed. */
  static FailedException unreadable(IOException e) {
    int status = e instanceof AccessDeniedException ? ExitStatus.NOT_EXECUTABLE : ExitStatus.FAILED;
    return new FailedException(status, Failures.describe(e), e);
  }

  private static CpioArchive build(CpioTreeBuilder tree) throws FailedException {
    try {
      return tree.build();
    } catch (CpioException e) {
      throw new FailedException("--stage: " + Failures.message(e), e);
    }
  }
}
