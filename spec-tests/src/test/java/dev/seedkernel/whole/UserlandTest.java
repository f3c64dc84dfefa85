package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Larger programs of Debian: shells with jobs and pipes, dynamically linked programs with their
 * libraries, interpreters, a database, a compressor with threads. Each says here what it says under
 * qemu-aarch64, or what its own arithmetic must give.
 */
@Tag(Engines.GUEST)
class UserlandTest {
  @TempDir Path scratch;

  /** Scripts for busybox's shell, and what they print on any Linux. */
  static Stream<Arguments> scripts() {
    return Stream.of(
        Arguments.of("seq 1 2000 | sort -rn | head -3", "2000\n1999\n1998\n"),
        Arguments.of("yes | head -2", "y\ny\n"),
        Arguments.of("cat <<E\nhere $((6 * 7))\nE", "here 42\n"),
        Arguments.of("(exit 3); echo $?; false || echo no", "3\nno\n"),
        Arguments.of("x=$(echo a b | (read p q; echo $q)); echo $x", "b\n"),
        Arguments.of("(sleep 2; echo late) & (sleep 1; echo early) & wait", "early\nlate\n"),
        Arguments.of("trap 'echo caught' USR1; kill -USR1 $$; echo after", "caught\nafter\n"),
        Arguments.of("trap 'echo bye' EXIT; echo hi", "hi\nbye\n"),
        Arguments.of("sh -c 'kill -TERM $$' 2>/dev/null; echo $?", "143\n"),
        Arguments.of(
            "mkdir d; for i in 3 1 2; do echo $i > d/f$i; done; find d -type f | sort | xargs cat",
            "1\n2\n3\n"),
        Arguments.of(
            "mkdir t; echo one > t/a; ln -s a t/l; tar cf - t | tar tf - | sort", "t/\nt/a\nt/l\n"),
        Arguments.of("seq 1 5000 > n; gzip -c n | gunzip -c | cmp - n && echo same", "same\n"),
        Arguments.of("seq 1 10 | awk '{s += $1} END {print s}' | sed 's/^/sum=/'", "sum=55\n"),
        Arguments.of("seq 1 3 > a; sed 2d a > b; diff a b >/dev/null; echo $?", "1\n"),
        Arguments.of(
            "seq 1 3 | while read i; do (echo job $i) & wait; done", "job 1\njob 2\njob 3\n"),
        Arguments.of("seq 1 6 | xargs -n 3 echo", "1 2 3\n4 5 6\n"),
        Arguments.of("echo data | tee copy | wc -c; cat copy", "5\ndata\n"),
        Arguments.of("mkfifo p; (echo through > p &); cat p", "through\n"),
        Arguments.of("(timeout 1 sleep 100; echo $?) 2>/dev/null", "143\n"),
        Arguments.of(
            "i=0; while [ $i -lt 50 ]; do true & i=$((i + 1)); done; wait; echo $i", "50\n"),
        Arguments.of("cat /proc/self/comm; test -r /proc/self/maps && echo maps", "cat\nmaps\n"),
        Arguments.of("umask 027; echo > m; stat -c %a m", "640\n"));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void shellScripts(String script, String expected) throws Exception {
    Path busybox = Tools.guest("bin/busybox").toAbsolutePath();
    Guest.Run run =
        new Guest()
            .stage(busybox, "bin/busybox")
            .run(
                "/bin/busybox",
                List.of("busybox", "sh", "-c", "busybox --install -s /bin; " + script));
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo(expected);
  }

  private Guest root() {
    return new Guest().stage(Tools.guest("root").toAbsolutePath(), "/");
  }

  @Test
  void dynamicallyLinkedCoreutils() throws Exception {
    Guest.Run run = root().file("f", "b\na\n").run("/usr/bin/sort", List.of("sort", "/f"));
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("a\nb\n");
  }

  @Test
  void bash() throws Exception {
    String script =
        """
        set -u
        declare -A map=([one]=1 [two]=2)
        for k in "${!map[@]}"; do echo "$k=${map[$k]}"; done | sort
        f() { local x=$1; (( x > 1 )) && f $((x - 1)); echo -n "$x "; }
        f 5; echo
        coproc cat; echo through >&"${COPROC[1]}"; read -r line <&"${COPROC[0]}"; echo "$line"
        kill "$COPROC_PID"; wait "$COPROC_PID" 2>/dev/null; echo "status $?"
        trap 'echo alarm' USR1; kill -USR1 $$
        paste <(seq 1 3) <(seq 4 6)
        printf '%s\\n' {a..c}{1..2} | tac | tr '\\n' ' '; echo
        exec 3<<<"string"; read -u 3 -r s; echo "$s"
        [[ abc =~ ^a(.)c$ ]] && echo "${BASH_REMATCH[1]}"
        """;
    Guest.Run run =
        root()
            .directory("tmp")
            .directory("dev")
            .link("dev/fd", "/proc/self/fd")
            .file("script", script)
            .run("/bin/bash", List.of("bash", "/script"));
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .isEqualTo(
            """
            one=1
            two=2
            1 2 3 4 5\s
            through
            status 143
            alarm
            1	4
            2	5
            3	6
            c2 c1 b2 b1 a2 a1\s
            string
            b
            """);
    assertThat(run.outcome().exitStatus()).isZero();
  }

  @Test
  void python() throws Exception {
    String script =
        """
        import os, threading, collections, time, signal, zlib, struct
        q = collections.deque()
        def work(n):
            for i in range(100): q.append(n * i)
        ts = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        [t.start() for t in ts]; [t.join() for t in ts]
        print(sum(q))
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(w, b"child"); os._exit(7)
        print(os.read(r, 10), os.waitpid(pid, 0)[1] >> 8)
        got = []
        signal.signal(signal.SIGALRM, lambda s, f: got.append(s))
        signal.setitimer(signal.ITIMER_REAL, 0.1); time.sleep(1); print(got)
        print(zlib.crc32(b"seed"), hex(zlib.adler32(b"kernel")))
        print(struct.pack("<d", 1.1).hex(), 2 ** 200 % 1000007, 0.1 + 0.2)
        print(sorted(os.listdir("/proc/self/fd"))[:3])
        try: open("/missing")
        except FileNotFoundError as e: print(e.errno)
        """;
    Guest.Run run =
        root()
            .file("script.py", script)
            .run("/usr/bin/python3", List.of("python3", "-I", "-S", "-B", "/script.py"));
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .isEqualTo(
            """
            29700
            b'child' 7
            [14]
            1149756166 0x8c90282
            9a9999999999f13f 446616 0.30000000000000004
            ['0', '1', '2']
            2
            """);
  }

  @Test
  void luaComputesAsUnderQemu() throws Exception {
    String script =
        """
        local t = {}
        for i = 1, 20000 do t[i] = (i * 7919) % 10007 end
        table.sort(t)
        print(t[1], t[10000], t[20000], #t)
        print(string.format("%.14g %d %s", math.pi * 2 ^ 70, 1 << 40, ("x"):rep(5)))
        print((pcall(error, {code = 1})))
        local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1); print("got", b) end)
        print(co(41)); co("end")
        print(os.time{year = 2001, month = 2, day = 3, hour = 4})
        print(select("#", string.gsub("hello world", "o", "0")), utf8.len("äöü"))
        """;
    assertSameAsQemu("bin/lua", "/script.lua", "script.lua", script, List.of("lua", "/script.lua"));
  }

  @Test
  void sqliteAnswersAsUnderQemu() throws Exception {
    String script =
        """
        pragma journal_mode=wal;
        create table t(id integer primary key, name text, value real);
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
          insert into t select i, printf('row %05d', i), i * 1.5 from n;
        create index by_name on t(name);
        select count(*), sum(value), max(name) from t;
        select * from t where name = 'row 02718';
        begin; delete from t where id % 3 = 0; rollback;
        update t set value = -value where id between 10 and 12;
        select id, value from t where id between 9 and 13;
        pragma integrity_check;
        """;
    assertSameAsQemu(
        "bin/sqlite3",
        "/run.sql",
        "run.sql",
        script,
        List.of("sqlite3", "test.db", ".read run.sql"));
  }

  @Test
  void xzWithThreadsGivesTheSameBytesAsUnderQemu() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append(i * 7919L % 10_007).append(' ').append(i).append('\n');
    }
    assertSameAsQemu(
        "bin/xz",
        "/text",
        "text",
        text.toString(),
        List.of("xz", "-2", "-T", "2", "--block-size=131072", "-c", "text"));
  }

  private void assertSameAsQemu(
      String program, String path, String name, String content, List<String> arguments)
      throws Exception {
    Path qemu = Tools.command("qemu-aarch64-static");
    Path binary = Tools.guest(program).toAbsolutePath();
    Files.writeString(scratch.resolve(name), content);
    List<String> reference =
        new ArrayList<>(List.of(qemu.toString(), "-E", "HOME=/", binary.toString()));
    for (String argument : arguments.subList(1, arguments.size())) {
      reference.add(argument.equals(path) ? name : argument);
    }
    Host.Result expected = Host.run(scratch, reference);
    Guest.Run run =
        new Guest()
            .stage(binary, "bin/program")
            .file(path.substring(1), content)
            .run("/bin/program", arguments, List.of("HOME=/"));
    assertThat(run.errors()).isEqualTo(expected.errors());
    assertThat(run.output()).isEqualTo(expected.output());
    assertThat(run.outcome().exitStatus()).isEqualTo(expected.status());
  }
}
