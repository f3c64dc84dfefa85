package dev.seedkernel.formal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A configuration of TLC, as far as tests look at it.
 *
 * @param name of the file, without its suffix
 * @param properties the names of invariants and properties that TLC checks, in their order
 */
record Configuration(String name, Path file, List<String> properties) {
  private static final String SUFFIX = ".cfg";

  static Configuration read(Path file) throws IOException {
    String fileName = file.getFileName().toString();
    List<String> properties = new ArrayList<>();
    boolean listed = false;
    for (String line : Files.readAllLines(file)) {
      for (String word : withoutComment(line).split("\\s+", -1)) {
        if (word.matches("[A-Z_]{2,}")) { // Sections are in capitals, and no property is.
          listed = word.matches("INVARIANTS?|PROPERTY|PROPERTIES");
        } else if (listed && !word.isEmpty()) {
          properties.add(word);
        }
      }
    }
    String name = fileName.substring(0, fileName.length() - SUFFIX.length());
    return new Configuration(name, file, List.copyOf(properties));
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf("\\*");
    return comment < 0 ? line : line.substring(0, comment);
  }

  /** Returns the configurations that lie in a directory, in the order of their names. */
  static List<Configuration> allIn(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
    List<Configuration> configurations = new ArrayList<>();
    for (Path file : files) {
      configurations.add(read(file));
    }
    return configurations;
  }

  @Override
  public String toString() {
    return name;
  }
}
