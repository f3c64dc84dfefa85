package dev.seedkernel.spec.guest;

import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files in the frame of DUMP-2 that the driver of a batch prints. Other output may stand before
 * and behind it, and as lines of a kernel's log within it.
 */
public final class Transcript {
  private static final String BEGIN = "=== DUMP-BEGIN ===";
  private static final String END = "=== DUMP-END ===";
  private static final Pattern FILE = Pattern.compile("=== FILE path=(/\\S*) size=(\\d{1,9}) ===");
  private static final Pattern HEXADECIMAL = Pattern.compile("([0-9a-f]{2}){1,64}");

  private static final Pattern RECORD = Pattern.compile("(?m)^=== RECORD ((?:[0-9a-f]{2})+)\r*$");

  private final Map<String, Bytes> files;
  private final boolean whole;

  private Transcript(Map<String, Bytes> files, boolean whole) {
    this.files = files;
    this.whole = whole;
  }

  /** Returns whether the driver of a batch has begun. */
  public static boolean hasBegun(Bytes console) {
    return console.text().contains(BEGIN);
  }

  /** Reads what a system printed. */
  public static Transcript read(Bytes console) {
    String text = console.text().replace("\r", "");
    int begin = text.lastIndexOf(BEGIN);
    int end = begin < 0 ? -1 : text.indexOf(END, begin);
    Map<String, Bytes> files = new LinkedHashMap<>();
    if (begin < 0) {
      return new Transcript(files, false);
    }
    String path = "";
    int size = 0;
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String line :
        text.substring(begin + BEGIN.length(), end < 0 ? text.length() : end).split("\n", -1)) {
      Matcher header = FILE.matcher(line);
      if (header.matches()) {
        path = header.group(1);
        size = Integer.parseInt(header.group(2));
        content.reset();
      } else if (HEXADECIMAL.matcher(line).matches()) {
        content.writeBytes(HexFormat.of().parseHex(line));
      }
      if (!path.isEmpty() && content.size() == size) {
        files.put(path, Bytes.of(content.toByteArray()));
        path = "";
      }
    }
    return new Transcript(files, end >= 0);
  }

  /** Returns what a program printed that {@link CaseAssembler#init} has made. */
  public static Observation init(CallProgram program, Bytes console) {
    Bytes record = Bytes.EMPTY;
    Matcher lines = RECORD.matcher(console.text());
    while (lines.find()) {
      record = record.then(Bytes.of(HexFormat.of().parseHex(lines.group(1))));
    }
    return RecordReader.read(program, record, Optional.empty());
  }

  /** Returns whether the frame has its end. */
  public boolean isWhole() {
    return whole;
  }

  /** Returns the content of the file at an absolute path, if all of it was printed. */
  public Optional<Bytes> file(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
