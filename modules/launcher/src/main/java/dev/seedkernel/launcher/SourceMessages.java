package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.SourceError;
import dev.seedkernel.aarch64.asm.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Errors in source texts as compilers show them: the place, the line, and a mark below it. */
final class SourceMessages {
  /** A longer line is not shown: it is not written by hand, and says nothing. */
  private static final int MAX_LINE = 160;

  private final Streams streams;
  private final SourceIncludes includes;
  private final Map<String, List<String>> lines = new HashMap<>();

  SourceMessages(Streams streams, List<SourceFile> sources, SourceIncludes includes) {
    this.streams = streams;
    this.includes = includes;
    sources.forEach(source -> lines.putIfAbsent(source.name(), lines(source)));
  }

  private static List<String> lines(SourceFile source) {
    return source.text().lines().toList();
  }

  private List<String> linesOf(String file) {
    return lines.computeIfAbsent(
        file, name -> includes.text(name).map(SourceMessages::lines).orElse(List.of()));
  }

  /** Writes the errors to the error stream. */
  void print(List<SourceError> errors) {
    StringBuilder text = new StringBuilder();
    for (SourceError error : errors) {
      SourceError alone =
          new SourceError(error.file(), error.line(), error.column(), error.expected());
      text.append(shortened(alone)).append('\n');
      List<String> source = linesOf(error.file());
      if (error.line() <= source.size()) {
        show(source.get(error.line() - 1), error.column() - 1, text);
      }
      error.notes().forEach(note -> text.append(shortened(note)).append('\n'));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    streams.writeError(bytes, 0, bytes.length);
  }

  private static String shortened(Object message) {
    return Failures.shortened(Failures.oneLine(message.toString()));
  }

  private static void show(String line, int column, StringBuilder text) {
    if (line.length() > MAX_LINE) {
      return;
    }
    text.append("    ");
    line.chars().map(SourceMessages::visible).forEach(c -> text.append((char) c));
    text.append("\n    ");
    for (int i = 0; i < column; i++) {
      // A tab moves as far as it does in the line above.
      text.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
    }
    text.append("^\n");
  }

  private static int visible(int c) {
    return Character.isISOControl(c) && c != '\t' ? '?' : c;
  }
}
