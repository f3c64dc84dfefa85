package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Frame;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.TranscriptCase;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** DUMP: what takes the files out of a transcript. */
final class ExtractorProperties {
  private ExtractorProperties() {}

  /**
   * How a frame is written.
   *
   * @param width bytes of a line
   */
  private record Style(int width, boolean upper, String end) {}

  private static Arbitrary<Style> style() {
    return Combinators.combine(
            integer(1, 100), Arbitraries.of(true, false), Arbitraries.of("\n", "\r\n"))
        .as(Style::new);
  }

  private static Arbitrary<Map<String, Bytes>> files() {
    Arbitrary<String> path =
        InitramfsParts.name()
            .filter(name -> name.length() < 30)
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(names -> "/" + String.join("/", names));
    Arbitrary<Bytes> content = InitramfsParts.content().filter(bytes -> bytes.length() < 400);
    return Combinators.combine(path, content)
        .as(Taken::new)
        .list()
        .ofMaxSize(4)
        .map(ExtractorProperties::tree);
  }

  private record Taken(String path, Bytes content) {}

  /** Leaves out files whose path comes twice, or leads through another file. */
  private static Map<String, Bytes> tree(List<Taken> files) {
    Map<String, Bytes> tree = new TreeMap<>();
    for (Taken file : files) {
      boolean fits =
          tree.keySet().stream()
              .noneMatch(path ->
                  (path + "/").startsWith(file.path + "/")
                      || (file.path + "/").startsWith(path + "/"));
      if (fits) {
        tree.put(file.path, file.content);
      }
    }
    return tree;
  }

  /** Other output: none of its lines is one of a frame. */
  private static Arbitrary<String> output() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('\n', '\r', '\u00e9')
        .ofMaxLength(60)
        .filter(text -> !text.contains("==="));
  }

  private static String file(String path, Bytes content, Style style) {
    StringBuilder text =
        new StringBuilder(
            "=== FILE path=%s size=%d ===%s"
                .formatted(Frame.escaped(path), content.length(), style.end));
    HexFormat digits = style.upper ? HexFormat.of().withUpperCase() : HexFormat.of();
    for (int at = 0; at < content.length(); at += style.width) {
      byte[] line = content.slice(at, Math.min(style.width, content.length() - at)).toArray();
      text.append(digits.formatHex(line)).append(style.end);
    }
    return text.toString();
  }

  private static String frame(Map<String, Bytes> files, Style style) {
    StringBuilder text = new StringBuilder(Frame.BEGIN + style.end);
    files.forEach((path, content) -> text.append(file(path, content, style)));
    return text.append(Frame.END).append(style.end).toString();
  }

  private static TranscriptCase holds(String text, Map<String, Bytes> files) {
    return new TranscriptCase(
        "a frame with " + files,
        Bytes.ofText(text),
        seen ->
            seen.isPresent() && seen.get().equals(files)
                ? Optional.empty()
                : Optional.of(seen.map(all -> "took out " + all).orElse("refused")));
  }

  private static TranscriptCase refused(String why, String text) {
    return new TranscriptCase(why, Bytes.ofText(text), seen -> seen.map(all -> "took out " + all));
  }

  /** The last frame among other output, written in any of the ways. */
  @Clause({"DUMP-6", "DUMP-7", "DUMP-8"})
  static Arbitrary<TranscriptCase> framesAreFound() {
    return Combinators.combine(
            files(), style(), output(), output(), files().injectNull(0.5), Arbitraries.of(0, 1, 2))
        .as((files, style, before, behind, earlier, how) -> {
          String first = earlier == null ? "" : frame(earlier, style);
          // An earlier frame may have no end.
          String cut = how == 1 ? first.replace(Frame.END, "") : first;
          return holds(cut + before + frame(files, style) + behind, files);
        });
  }

  private record Broken(String why, String text) {}

  /** What is no frame. */
  @Clause("DUMP-8")
  static Arbitrary<TranscriptCase> brokenFramesAreRefused() {
    Arbitrary<Bytes> content = integer(2, 300).map(length -> Bytes.filled(0x5a, length));
    return Combinators.combine(files(), style(), content, integer(0, 13), output())
        .as((files, style, bytes, how, before) -> {
          String path = "/one/more";
          Map<String, Bytes> others = new TreeMap<>(files);
          others.keySet().removeIf(name -> name.startsWith("/one"));
          String good = file(path, bytes, style);
          Broken broken = broken(good, path, bytes, style, how);
          String end = how == 11 ? "" : Frame.END + style.end;
          String begin = how == 12 ? "" : Frame.BEGIN + style.end;
          StringBuilder text = new StringBuilder(before + begin);
          others.forEach((name, other) -> text.append(file(name, other, style)));
          return refused(broken.why, text + broken.text + end);
        });
  }

  private static Broken broken(String good, String path, Bytes bytes, Style style, int how) {
    int digit = good.indexOf(style.end) + style.end.length();
    String size = " size=" + bytes.length();
    return switch (how) {
      case 0 -> new Broken("a byte too many", good + "5a" + style.end);
      case 1 -> new Broken("too few bytes", good.replace(size, " size=" + (bytes.length() + 1)));
      case 2 -> new Broken("too many bytes", good.replace(size, " size=" + (bytes.length() - 1)));
      case 3 -> new Broken("half a byte", good.substring(0, digit) + good.substring(digit + 1));
      case 4 -> new Broken("no digit", good.substring(0, digit) + "g" + good.substring(digit + 1));
      case 5 -> new Broken("another line", good + "[ 1.0] a line of a log" + style.end);
      case 6 -> new Broken("a line before", "what is this" + style.end + good);
      case 7 -> new Broken("a path twice", good + good);
      case 8 -> new Broken("a way up", good.replace(path, "/one/../more"));
      case 9 -> new Broken("a way out", good.replace(path, "/../more"));
      case 10 -> new Broken("no size", good.replace(size, ""));
      case 11 -> new Broken("no end", good);
      case 12 -> new Broken("no beginning", good);
      default -> new Broken("a negative size", good.replace(size, " size=-1"));
    };
  }

  /** A transcript that is cut off anywhere before the end of its frame. */
  @Clause("DUMP-8")
  static Arbitrary<TranscriptCase> cutFramesAreRefused() {
    return Combinators.combine(files(), style(), output(), Arbitraries.doubles().between(0, 1))
        .as((files, style, before, part) -> {
          String whole = before + frame(files, style);
          int length = (int) ((whole.length() - style.end.length() - 1) * part);
          return refused("a transcript that is cut off", whole.substring(0, length));
        });
  }

  /** Transcripts that have no frame. */
  @Clause("DUMP-8")
  static Arbitrary<TranscriptCase> otherOutputIsRefused() {
    return Combinators.combine(output(), Arbitraries.of(List.of("", Frame.END, Frame.BEGIN + "x")))
        .as((text, marker) -> refused("no frame", text + "\n" + marker + "\n"));
  }
}
