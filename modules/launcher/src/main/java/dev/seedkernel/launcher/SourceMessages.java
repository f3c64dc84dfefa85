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
  private final Map<String, List<String>> lines = new HashMap<>();

  SourceMessages(Streams streams, List<SourceFile> sources) {
    this.streams = streams;
    sources.forEach(source -> lines.putIfAbsent(source.name(), source.text().lines().toList()));
  }

  /** Writes the errors to the error stream. */
  void print(List<SourceError> errors) {
    StringBuilder text = new StringBuilder();
    for (SourceError error : errors) {
      text.append(Failures.shortened(Failures.oneLine(error.toString()))).append('\n');
      List<String> source = lines.getOrDefault(error.file(), List.of());
      if (error.line() <= source.size()) {
        show(source.get(error.line() - 1), error.column() - 1, text);
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    streams.writeError(bytes, 0, bytes.length);
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
