package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HotSpot says nothing of a directive for a method that there is not: after a renaming, say. */
class CompilerDirectivesTest {
  private static final Pattern METHOD = Pattern.compile("\"\\+([\\w/]+)\\.(\\w+|\\*)\"");
  private static final Pattern ANY = Pattern.compile("\"\\+[^\"]*\"");

  /**
   * Of classes that are made at run time: those of regions, and arithmetic on vectors by a
   * template.
   */
  private static final Set<String> MADE =
      Stream.of(
              "TranslatedRegion*.Checked*",
              "TranslatedRegion*.Host*",
              "vector/ByteLanes.*",
              "vector/LongLanes.*",
              "vector/ShortLanes.*")
          .map(name -> "\"+dev/seedkernel/aarch64/" + name + '"')
          .collect(Collectors.toSet());

  static Stream<String> directives() throws IOException {
    return ANY.matcher(Files.readString(Path.of("src/main/image/compiler-directives")))
        .results()
        .map(MatchResult::group)
        .filter(directive -> !MADE.contains(directive));
  }

  @ParameterizedTest
  @MethodSource("directives")
  void methodExists(String directive) throws ClassNotFoundException {
    var parts = METHOD.matcher(directive);
    assertThat(parts.matches()).as(directive).isTrue();
    Class<?> type =
        Class.forName(parts.group(1).replace('/', '.'), false, getClass().getClassLoader());
    String method = parts.group(2);
    assertThat(Arrays.stream(type.getDeclaredMethods()).map(java.lang.reflect.Method::getName))
        .anyMatch(name -> method.equals("*") || method.equals(name));
  }
}
