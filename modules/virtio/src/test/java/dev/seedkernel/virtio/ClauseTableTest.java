package dev.seedkernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Ties tests to the clauses that their names begin with, and writes the table in docs/virtio.md:
 * with {@code -Dseedkernel.write=true}, which modules/virtio/write-clauses sets.
 */
class ClauseTableTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "virtio.md");
  private static final String BEGIN = "<!-- clauses: begin -->\n";
  private static final String END = "<!-- clauses: end -->\n";
  private static final Pattern CLAUSES = Pattern.compile("clause([0-9_]+(?:_and[0-9_]+)*)_[a-z].*");
  private static final Pattern CITED = Pattern.compile("\"([2-6](?:\\.\\d+)*)\"");
  private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "Property");

  /** A clause: its title, and why it has no test. */
  private record Clause(String title, String note) {}

  private static Map<String, Clause> clauses() throws IOException {
    Map<String, Clause> clauses = new TreeMap<>(ClauseTableTest::compare);
    try (InputStream file = ClauseTableTest.class.getResourceAsStream("clauses.txt")) {
      assertThat(file).isNotNull();
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        String[] fields = line.split("\t", -1);
        if (fields.length > 1) {
          clauses.put(fields[0], new Clause(fields[1], fields.length > 2 ? fields[2] : ""));
        }
      }
    }
    return clauses;
  }

  private static int compare(String a, String b) {
    return Arrays.compare(
        Pattern.compile("\\.").splitAsStream(a).mapToInt(Integer::parseInt).toArray(),
        Pattern.compile("\\.").splitAsStream(b).mapToInt(Integer::parseInt).toArray());
  }

  /** The tests of each clause that any test is named after. */
  private static Map<String, Set<String>> tests() throws Exception {
    Map<String, Set<String>> tests = new TreeMap<>(ClauseTableTest::compare);
    String home = ClauseTableTest.class.getPackageName().replace('.', '/');
    try (Stream<Path> files = Files.list(Path.of("target", "test-classes", home))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith("Test.class")) {
          continue;
        }
        String simple = name.substring(0, name.length() - ".class".length());
        Class<?> type = Class.forName(ClauseTableTest.class.getPackageName() + "." + simple);
        for (Method method : type.getDeclaredMethods()) {
          Matcher matcher = CLAUSES.matcher(method.getName());
          if (isTest(method) && matcher.matches()) {
            for (String clause : matcher.group(1).split("_and", -1)) {
              tests
                  .computeIfAbsent(clause.replace('_', '.'), none -> new TreeSet<>())
                  .add(simple + "." + method.getName().substring(matcher.end(1) + 1));
            }
          }
        }
      }
    }
    return tests;
  }

  private static boolean isTest(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(type -> TESTS.contains(type.getSimpleName()));
  }

  private static String table() throws Exception {
    Map<String, Set<String>> tests = tests();
    StringBuilder table = new StringBuilder("| clause | | tests |\n|---|---|---|\n");
    clauses()
        .forEach((number, clause) ->
            table.append(
                "| %s | %s | %s |\n"
                    .formatted(
                        number,
                        clause.title(),
                        tests.containsKey(number)
                            ? "`" + String.join("`, `", tests.get(number)) + "`"
                            : clause.note())));
    return table.toString();
  }

  @Test
  void eachClauseHasATestOrAReason() throws Exception {
    Map<String, Set<String>> tests = tests();
    clauses()
        .forEach((number, clause) ->
            assertThat(tests.containsKey(number)).as(number).isEqualTo(clause.note().isEmpty()));
  }

  @Test
  void testsAndErrorsNameClausesThatAreThere() throws Exception {
    assertThat(clauses().keySet()).containsAll(tests().keySet());
    List<String> cited = new ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      sources
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> CITED.matcher(text(file)).results().forEach(m -> cited.add(m.group(1))));
    }
    assertThat(cited).hasSizeGreaterThan(50);
    // "5" is the list of device types itself.
    assertThat(clauses().keySet()).containsAll(cited.stream().filter(c -> c.length() > 1).toList());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theTableIsNotStale() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isGreaterThan(BEGIN.length());
    assertThat(end).isGreaterThanOrEqualTo(begin);
    if (Boolean.getBoolean("seedkernel.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as("modules/virtio/write-clauses writes it")
        .isEqualTo(table());
  }
}
