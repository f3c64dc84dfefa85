package dev.seedkernel.launcher;

import dev.seedkernel.aarch64.asm.Program;
import dev.seedkernel.aarch64.asm.Section;
import dev.seedkernel.aarch64.asm.SourceFile;
import dev.seedkernel.aarch64.asm.SourceLine;
import dev.seedkernel.aarch64.asm.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Source texts with the address and the bytes of each line beside it, and then the symbols. */
final class SourceListing {
  private static final int BYTES_PER_ROW = 8;

  /** Rows of a line that became many bytes; the rest is cut, as GNU as does. */
  private static final int MAX_ROWS = 4;

  private record Row(long address, String bytes) {}

  private final Map<Section, byte[]> contents = new HashMap<>();
  private final Program program;
  private final StringBuilder out = new StringBuilder();

  private SourceListing(Program program) {
    this.program = program;
    program.sections().forEach(section -> contents.put(section, section.bytes()));
  }

  /** Returns the listing. */
  static String of(Program program, List<SourceFile> files) {
    SourceListing listing = new SourceListing(program);
    for (int i = 0; i < files.size(); i++) {
      listing.file(i, files.get(i));
    }
    listing.symbols();
    return listing.out.toString();
  }

  private void file(int index, SourceFile file) {
    Map<Integer, List<Row>> rows = new HashMap<>();
    for (SourceLine line : program.lines()) {
      if (line.file() == index) {
        add(line, rows.computeIfAbsent(line.line(), number -> new ArrayList<>()));
      }
    }
    out.append(file.name()).append(":\n");
    List<String> lines = file.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<Row> of = rows.getOrDefault(i + 1, List.of());
      row("%6d".formatted(i + 1), of.isEmpty() ? null : of.getFirst(), lines.get(i));
      for (int j = 1; j < of.size(); j++) {
        row("      ", of.get(j), "");
      }
    }
    out.append('\n');
  }

  private void row(String number, @Nullable Row row, String source) {
    String address = row == null ? "" : Long.toHexString(row.address());
    String bytes = row == null ? "" : row.bytes();
    out.append("%s %8s %-16s  %s".formatted(number, address, bytes, source).stripTrailing())
        .append('\n');
  }

  private void add(SourceLine line, List<Row> rows) {
    String bytes = bytes(line);
    int width = 2 * BYTES_PER_ROW;
    for (int at = 0; at == 0 || at < bytes.length(); at += width) {
      if (rows.size() == MAX_ROWS) {
        rows.add(new Row(line.address() + at / 2, "..."));
      }
      if (rows.size() > MAX_ROWS) {
        return;
      }
      rows.add(
          new Row(
              line.address() + at / 2, bytes.substring(at, Math.min(bytes.length(), at + width))));
    }
  }

  /** Returns the first bytes of a line, enough for all of its rows; none for zeros. */
  private String bytes(SourceLine line) {
    for (Map.Entry<Section, byte[]> entry : contents.entrySet()) {
      long start = line.address() - entry.getKey().address();
      byte[] bytes = entry.getValue();
      if (start >= 0 && start + line.size() <= bytes.length) {
        long shown = Math.min(line.size(), (MAX_ROWS + 1L) * BYTES_PER_ROW);
        return HexFormat.of().formatHex(bytes, (int) start, (int) (start + shown));
      }
    }
    return "";
  }

  private void symbols() {
    out.append("Symbols:\n");
    for (Symbol symbol : program.symbolTable()) {
      String section = symbol.section().isEmpty() ? "*constant*" : symbol.section();
      out.append("%16x %-12s %s\n".formatted(symbol.address(), section, symbol.name()));
    }
  }
}
