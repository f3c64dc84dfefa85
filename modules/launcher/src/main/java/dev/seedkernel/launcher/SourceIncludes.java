package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.FileResolver;
import dev.seedkernel.aarch64.asm.IncludedFile;
import dev.seedkernel.aarch64.asm.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that sources include: beside the source that names them, or in directories to search.
 */
final class SourceIncludes implements FileResolver {
  private final List<Path> directories;
  private final Map<Path, IncludedFile> read = new LinkedHashMap<>();

  /** What was read, as text to show; files of bytes are never shown. */
  private final Map<String, byte[]> contents = new LinkedHashMap<>();

  SourceIncludes(List<Path> directories) {
    this.directories = directories;
  }

  @Override
  public Optional<IncludedFile> resolve(String name, String including) throws IOException {
    try {
      List<Path> places = new ArrayList<>();
      // The standard input is in the working directory, as far as it is anywhere.
      places.add(Path.of(including).resolveSibling(name));
      directories.forEach(directory -> places.add(directory.resolve(name)));
      for (Path place : places) {
        if (Files.exists(place)) {
          return Optional.of(file(place));
        }
      }
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** A file is read once, so that both passes and all uses see the same. */
  private IncludedFile file(Path place) throws IOException {
    IncludedFile known = read.get(place);
    if (known == null) {
      try {
        byte[] bytes = HostFiles.read(place);
        known = new IncludedFile(place.toString(), bytes);
        contents.put(place.toString(), bytes);
      } catch (FailedException e) {
        throw new IOException(e.getMessage(), e);
      }
      read.put(place, known);
    }
    return known;
  }

  /** Returns the text of a file that was read. */
  Optional<SourceFile> text(String name) {
    byte[] bytes = contents.get(name);
    return bytes == null
        ? Optional.empty()
        : Optional.of(new SourceFile(name, new String(bytes, StandardCharsets.UTF_8)));
  }
}
