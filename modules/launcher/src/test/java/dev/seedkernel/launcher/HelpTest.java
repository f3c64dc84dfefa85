package dev.seedkernel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Help, version, and what is said about arguments that cannot be understood. */
final class HelpTest {
  /** Every command with its options, as the parser has them. */
  static Stream<CommandLine> commands() {
    Streams nowhere =
        new Streams(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            false);
    List<CommandLine> all = new ArrayList<>();
    collect(new Launcher().commandLine(nowhere, ""), all);
    return all.stream();
  }

  private static void collect(CommandLine line, List<CommandLine> all) {
    all.add(line);
    line.getSubcommands().values().forEach(child -> collect(child, all));
  }

  private static String[] help(CommandLine line) {
    List<String> words =
        new ArrayList<>(List.of(line.getCommandSpec().qualifiedName(" ").split(" ")));
    words.removeFirst();
    words.add("--help");
    return words.toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyLongOptionHasItsLine(CommandLine line) {
    Launched help = Launched.with(help(line));
    assertThat(help.status()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: " + line.getCommandSpec().qualifiedName(" "));
    for (OptionSpec option : line.getCommandSpec().options()) {
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
      assertThat(option.longestName()).startsWith("--");
      assertThat(help.out().lines())
          .as(option.longestName())
          .anyMatch(
              text -> text.matches("  (-., |    )\\Q" + option.longestName() + "\\E([ =\\[].*)?"));
    }
  }

  @Test
  void helpNamesEveryCommandAndExitStatus() {
    String help = Launched.with("--help").out();
    assertThat(help).contains(Launcher.COMMANDS.stream().map(name -> "  " + name).toList());
    assertThat(help).contains("125 ", "126 ", "127 ", "128+N");
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void helpOfBootListsTheOptionsOfTheIssue() {
    assertThat(Launched.with("boot", "--help").out())
        .contains(
            "--initrd=FILE",
            "--append=TEXT",
            "--dtb=FILE",
            "--memory=SIZE",
            "--out=DIR",
            "--out-cpio=FILE",
            "--limit=NAME=VALUE",
            "--strace[=FILE]",
            "--strace-calls=NAME[,NAME...]",
            "--clock=KIND",
            "--epoch=SECONDS",
            "--stats[=FILE]");
  }

  @Test
  void helpOfRunListsTheOptionsOfTheIssue() {
    // The synopsis is broken anywhere.
    assertThat(Launched.with("run", "--help").out().replaceAll("\\s+", " "))
        .contains(
            "--engine=NAME",
            "--stage=HOST[:GUEST]",
            "--out=DIR",
            "--env=NAME=VALUE",
            "--cwd=DIR",
            "PROGRAM [ARG...]",
            "--strace[=FILE]");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void versionIsThereForEveryCommand(CommandLine line) {
    String[] arguments = help(line);
    arguments[arguments.length - 1] = "--version";
    Launched version = Launched.with(arguments);
    assertThat(version.status()).isZero();
    assertThat(version.out()).matches("seedkernel [0-9]+\\.[0-9]+\\.[0-9]+.*\n");
  }

  @Test
  void unknownOptionIsOneLineWithAHint() {
    assertThat(Launched.with("boot", "--initrd", "x", "--frobnicate"))
        .isEqualTo(
            new Launched(
                125,
                "",
                "seedkernel: unknown option: '--frobnicate'; see 'seedkernel boot --help'\n"));
  }

  @Test
  void unknownCommandIsOneLine() {
    Launched result = Launched.with("frobnicate");
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err())
        .isEqualTo("seedkernel: there is no command 'frobnicate'; see 'seedkernel --help'\n");
  }

  @Test
  void noCommandIsOneLine() {
    Launched result = Launched.with();
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err())
        .isEqualTo("seedkernel: missing required subcommand; see 'seedkernel --help'\n");
  }

  @Test
  void missingOptionIsNamed() {
    Launched result = Launched.with("boot");
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err())
        .isEqualTo(
            "seedkernel: missing required option: '--initrd=FILE' or '--disk in=FILE'; see 'seedkernel boot --help'\n");
  }

  @Test
  void missingProgramIsNamed() {
    Launched result = Launched.with("run");
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err())
        .isEqualTo(
            "seedkernel: missing required parameter: 'PROGRAM'; see 'seedkernel run --help'\n");
  }

  @Test
  void gateWithoutTierIsOneLine() {
    Launched result = Launched.with("gate");
    assertThat(result.status()).isEqualTo(125);
    assertThat(result.err())
        .isEqualTo("seedkernel: missing required subcommand; see 'seedkernel gate --help'\n");
  }

  @Test
  void exitStatusIsDescribedWhereItDiffers() {
    assertThat(Launched.with("boot", "--help").out()).contains("128+N", "126 ");
    assertThat(Launched.with("gate", "tier1", "--help").out())
        .contains("  1     FAIL: a check failed", "127 ")
        .doesNotContain("128+N");
    assertThat(Launched.with("pack", "--help").out())
        .contains("  0     done", "125 ")
        .doesNotContain("128+N", "127 ");
  }

  @Test
  void helpIsACommandToo() {
    assertThat(Launched.with("help")).isEqualTo(Launched.with("--help"));
    assertThat(Launched.with("help", "run")).isEqualTo(Launched.with("run", "--help"));
    assertThat(Launched.with("help", "gate", "tier1"))
        .isEqualTo(Launched.with("gate", "tier1", "--help"));
    assertThat(Launched.with("help").out()).contains("seedkernel help COMMAND");
    assertThat(Launched.with("help", "run").out()).doesNotContain("seedkernel help COMMAND");
    assertThat(Launched.with("help", "frobnicate").status()).isEqualTo(125);
  }

  @Test
  void listings() {
    assertThat(Launched.with("limits").out())
        .contains("memory             2G  ENOMEM")
        .contains("open-files       1024  EMFILE");
    assertThat(Launched.with("syscalls").out())
        .contains("  64  supported  write(fd, ")
        .contains("1024  supported  spawn(path, argv)")
        .contains(" 220  partial    clone(flags, stack, parent_tid, tls, child_tid): namespaces");
  }
}
