package dev.seedkernel.spec;

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

  @Test
  void python() throws Exception {
    String script =
        """
        import threading, os
        total = []
        def work(n):
            total.append(sum(i * n % 7 for i in range(2000)))
        ts = [threading.Thread(target=work, args=(n,)) for n in range(3)]
        [t.start() for t in ts]; [t.join() for t in ts]
        pid = os.fork()
        if pid == 0: os._exit(5)
        print(sorted(total), os.waitpid(pid, 0)[1] >> 8)
        """;
    assertAgree(
        new Guest().stage(Tools.guest("root").toAbsolutePath(), "/").file("script.py", script),
        "/usr/bin/python3",
        List.of("python3", "-I", "-S", "-B", "/script.py"));
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
