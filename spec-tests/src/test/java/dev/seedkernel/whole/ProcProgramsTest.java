package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.cpio.CpioEntry;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Busybox's programs that look at /proc and mount things. */
@Tag(Engines.GUEST)
class ProcProgramsTest {
  private static Guest.Run shell(String script) throws Exception {
    Guest.Run run =
        new Guest()
            .stage(Tools.guest("bin/busybox"), "bin/busybox")
            .file("script", script)
            .run("/bin/busybox", List.of("busybox", "sh", "/script"));
    assertThat(run.errors()).isEmpty();
    assertThat(run.outcome().exitStatus()).isZero();
    return run;
  }

  @Test
  void psListsTheProcesses() throws Exception {
    assertThat(shell("/bin/busybox ps").output().lines())
        .containsExactly(
            "PID   USER     COMMAND",
            "    1 0        busybox sh /script",
            "    2 0        /bin/busybox ps");
  }

  @Test
  void anInitScriptMountsWhatItNeeds() throws Exception {
    Guest.Run run =
        shell(
            """
            set -e
            b=/bin/busybox
            $b mkdir -p /proc /sys /tmp
            $b mount -t proc proc /proc
            $b mount -t sysfs -o nosuid,noexec sysfs /sys
            $b mount -t tmpfs -o mode=1777,size=4m tmpfs /tmp
            $b mount -t devtmpfs dev /dev
            $b mount
            $b stat -c '%i %n' /proc
            echo lost > /tmp/file
            $b stat -c '%a %h %n' /tmp /tmp/file
            echo kept > /file
            $b umount /tmp
            $b ls /tmp
            echo null > /dev/null
            """);
    assertThat(run.output().lines())
        .containsExactly(
            "rootfs on / type rootfs (rw)",
            "proc on /proc type proc (rw,relatime)",
            "sysfs on /sys type sysfs (rw,nosuid,noexec,relatime)",
            "tmpfs on /tmp type tmpfs (rw,relatime)",
            "dev on /dev type devtmpfs (rw,relatime)",
            "1 /proc",
            "1777 2 /tmp",
            "644 1 /tmp/file");
    assertThat(run.outcome().changedFiles().archive().entries())
        .extracting(CpioEntry::name)
        .containsExactly("file", "proc", "sys", "tmp");
  }

  @Test
  void listsItsOpenFiles() throws Exception {
    List<String> lines =
        shell("exec 5</script 6>>/log; /bin/busybox ls -l /proc/$$/fd/").output().lines().toList();
    assertThat(lines)
        .anyMatch(line -> line.matches("lrwx------ .* 64 .* 1 -> /dev/console"))
        .anyMatch(line -> line.matches("lr-x------ .* 64 .* 5 -> /script"))
        .anyMatch(line -> line.matches("l-wx------ .* 64 .* 6 -> /log"));
  }

  @Test
  void readsTheFilesOfAProcess() throws Exception {
    List<String> lines =
        shell(
                """
                b=/bin/busybox
                $b cat /proc/self/cmdline /proc/self/comm
                $b readlink /proc/self/exe
                $b readlink /proc/$$/cwd
                cd /proc/self && $b pwd
                $b head -n 3 /proc/self/status
                $b grep -c ^processor /proc/cpuinfo
                $b nproc
                $b uname -r
                $b cat /proc/sys/kernel/osrelease /sys/devices/system/cpu/online
                echo to standard output > /proc/self/fd/1
                $b find /proc/self/ -maxdepth 1 -name maps
                $b cat /proc/self/oom_score_adj
                """)
            .output()
            .lines()
            .toList();
    assertThat(lines)
        .containsExactly(
            "/bin/busybox\0cat\0/proc/self/cmdline\0/proc/self/comm\0busybox",
            "/bin/busybox",
            "/",
            "/proc/1",
            "Name:\tbusybox",
            "Umask:\t0022",
            "State:\tR (running)",
            "1",
            "1",
            "6.1.0",
            "6.1.0",
            "0",
            "to standard output",
            "/proc/self/maps",
            "0");
  }

  @Test
  void standardErrorStaysApartThroughItsLink() throws Exception {
    Guest.Run run =
        new Guest()
            .stage(Tools.guest("bin/busybox"), "bin/busybox")
            .run(
                "/bin/busybox",
                List.of("busybox", "sh", "-c", "echo a > /proc/self/fd/2; echo b > /dev/console"));
    assertThat(run.errors()).isEqualTo("a\n");
    assertThat(run.output()).isEqualTo("b\n");
  }
}
