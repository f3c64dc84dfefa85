package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scripts of the shell of Debian's busybox do here what they do under qemu-aarch64: pipelines, jobs
 * and signals. {@code $b} is how a script runs another program of busybox.
 */
@Tag(Engines.GUEST)
class DebianShellTest {
  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$b seq 1 10000 | $b sort -rn | $b head",
        "$b yes | $b head -n 3; echo status $?",
        "$b yes | $b head -c 100000 | $b md5sum",
        "$b seq 1 9000 | $b tee copy | $b wc -l; $b md5sum copy",
        "$b cat <<END | $b tr a-z A-Z\none\ntwo $((6 * 7))\nEND",
        "x=$(echo inner; exit 3); echo \"$x $?\"",
        "(cd /; echo sub; exit 4); echo $?",
        "false | true; echo $?; true | false; echo $?; ! true | false; echo $?",
        "set -o pipefail; false | true; echo $?",
        "($b sleep 0.1; echo late) & echo early; wait; echo done",
        "for i in 1 2 3; do (exit $i) & wait $!; echo $?; done",
        "trap 'echo caught' USR1; kill -USR1 $$; echo after",
        "trap 'echo bye' EXIT; echo hello; exit 6",
        "(trap 'echo term; exit 9' TERM; while :; do $b sleep 0.05; done) & p=$!;"
            + " $b sleep 0.3; kill $p; wait $p; echo $?",
        "$b sleep 100 & p=$!; kill $p; wait $p 2>/dev/null; echo $?",
        "$b mkfifo pipe; $b seq 1 5 > pipe & $b cat pipe; wait",
        "{ echo a; echo b >&2; } 2>&1 | $b sort -r",
        "while read line; do echo \"<$line>\"; done < notes.txt",
        "$b cat notes.txt | while read a b; do echo \"$b-$a\"; done",
        "exec 3<notes.txt; read x <&3; read y <&3; echo $y $x; exec 3<&-",
        "echo one | $b cat - notes.txt | $b grep -c .",
        "$b dd if=/dev/zero bs=5000 count=50 2>/dev/null | $b dd bs=4096 2>/dev/null | $b wc -c",
        "$b seq 1 3 | $b xargs -n 1 echo item",
        "$b seq 1 9000 | $b gzip -c | $b gunzip -c | $b tail -n 1",
        "$b timeout 1 $b sleep 20; echo $?",
      })
  void scriptsSayWhatTheySayUnderQemu(String script) throws Exception {
    Path qemu = Tools.command("qemu-aarch64-static");
    Path busybox = Tools.guest("bin/busybox").toAbsolutePath();
    Path notes = Files.writeString(scratch.resolve("notes.txt"), "pear 3\nfig 9\n");

    Guest.Run run =
        new Guest()
            .stage(busybox, "bin/busybox")
            .stage(notes, "notes.txt")
            .run("/bin/busybox", List.of("busybox", "sh", "-c", "b=/bin/busybox; " + script));

    // An arm64 program that is started from inside of qemu's user mode needs qemu once more.
    String again = "b='%s %s'; ".formatted(qemu, busybox);
    Host.Result expected =
        Host.run(scratch, List.of(qemu.toString(), busybox.toString(), "sh", "-c", again + script));
    assertThat(run.output()).isEqualTo(expected.output());
    assertThat(run.errors()).isEqualTo(expected.errors());
    assertThat(run.outcome().exitStatus()).isEqualTo(expected.status());
  }
}
