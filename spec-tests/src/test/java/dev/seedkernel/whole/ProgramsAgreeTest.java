package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Large programs by both engines: nothing that can be seen of a run differs, neither a line of the
 * trace nor the number of instructions.
 */
class ProgramsAgreeTest {
  private static void assertAgree(Guest guest, String path, List<String> arguments)
      throws Exception {
    Guest.Run expected = guest.run(path, arguments, List.of(), new Interpreter());
    // As users have it: the other tests with programs translate more.
    Guest.Run actual = guest.run(path, arguments, List.of(), new Translator());
    assertThat(actual.output()).isEqualTo(expected.output()).isNotEmpty();
    assertThat(actual.errors()).isEqualTo(expected.errors());
    assertThat(actual.trace()).isEqualTo(expected.trace());
    assertThat(actual.outcome().statistics()).isEqualTo(expected.outcome().statistics());
  }

  /** Dynamically linked, with children that talk to it, signals and recursion. */
  @Test
  void bash() throws Exception {
    String script =
        """
        f() { local x=$1; (( x > 1 )) && f $((x - 1)); echo -n "$x "; }
        f 20; echo
        coproc cat; echo through >&"${COPROC[1]}"; read -r line <&"${COPROC[0]}"; echo "$line"
        kill "$COPROC_PID"; wait "$COPROC_PID" 2>/dev/null; echo "status $?"
        trap 'echo caught' USR1; for i in 1 2 3; do kill -USR1 $$; done
        paste <(seq 1 300 | sort -r) <(seq 301 600) | md5sum
        for ((i = 0, s = 0; i < 300; i++)); do s=$(( (s * 31 + i) % 65521 )); done; echo $s
        """;
    assertAgree(
        new Guest()
            .stage(Tools.guest("root").toAbsolutePath(), "/")
            .directory("tmp")
            .directory("dev")
            .link("dev/fd", "/proc/self/fd")
            .file("script", script),
        "/bin/bash",
        List.of("bash", "/script"));
  }

  @Test
  void shellWithPipes() throws Exception {
    assertAgree(
        new Guest().stage(Tools.guest("bin/busybox").toAbsolutePath(), "bin/busybox"),
        "/bin/busybox",
        List.of(
            "busybox",
            "sh",
            "-c",
            "busybox --install -s /bin; seq 1 3000 > n; gzip -c n | gunzip -c | sort -rn | md5sum;"
                + " i=0; while [ $i -lt 20 ]; do true & i=$((i + 1)); done; wait; echo $i"));
  }
}
