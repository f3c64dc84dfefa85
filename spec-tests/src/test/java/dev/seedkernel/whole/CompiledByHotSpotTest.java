package dev.seedkernel.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.engine.Translator;
import dev.seedkernel.cpio.CpioArchive;
import dev.seedkernel.cpio.CpioTreeBuilder;
import dev.seedkernel.cpio.CpioWriter;
import dev.seedkernel.cpio.HostTree;
import dev.seedkernel.kernel.Kernel;
import dev.seedkernel.kernel.Outcome;
import dev.seedkernel.kernel.Program;
import dev.seedkernel.kernel.boot.BootImage;
import dev.seedkernel.kernel.fs.Console;
import dev.seedkernel.kernel.quota.Limit;
import dev.seedkernel.kernel.quota.Limits;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HotSpot compiles what the translator makes of real programs. A method that it refuses stays with
 * the JVM's interpreter, which is far slower than Seedkernel's, and nothing but a recording tells.
 *
 * <p>{@code -Dseedkernel.workloads=DIR} adds initramfs archives: DIR/NAME/NAME.cpio.xz, as {@code
 * benchmarks/compare --workloads} takes them.
 */
class CompiledByHotSpotTest {
  /** HotSpot compiles no method of more bytes (HugeMethodLimit, which no product build can set). */
  private static final int HUGE_METHOD_LIMIT = 8000;

  /** Less than the default, as the jobs are short. */
  private static final int THRESHOLD = 10_000;

  /** Failures after which the second compiler tries again itself, within the same compilation. */
  private static final Map<String, String> HARMLESS =
      Map.of(
          "retry without subsuming loads",
          "registers could not be given to an instruction with an operand in memory: loads become"
              + " instructions of their own");

  /** Images of code go by the size of the window: with one of its own no other test made any. */
  private static final Limits LIMITS = Limits.DEFAULT.with(Limit.ADDRESS_SPACE, 3L << 30);

  private static final Console NOWHERE =
      new Console() {
        @Override
        public int read(byte[] to, int offset, int length) {
          return -1;
        }

        @Override
        public void write(Console.Stream stream, byte[] from, int offset, int length) {}
      };

  @TempDir Path scratch;

  /** A run that is recorded. */
  private interface Run {
    Outcome run() throws Exception;
  }

  /** A compilation, as HotSpot says it. */
  private record Compilation(String method, boolean succeeded) {
    boolean isOfRegion() {
      return method.contains("TranslatedRegion");
    }
  }

  /** Whatever was recorded of a run. */
  private record Recorded(List<RecordedEvent> regions, List<String> failures, long compiled) {
    int largest() {
      return regions.stream().mapToInt(event -> event.getInt("bytecode")).max().orElse(0);
    }
  }

  private Recorded record(Run run) throws Exception {
    Path file = scratch.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.seedkernel.RegionTranslated").withThreshold(Duration.ZERO);
      recording.enable("jdk.Compilation").withThreshold(Duration.ZERO);
      recording.enable("jdk.CompilationFailure");
      recording.start();
      Outcome outcome = run.run();
      recording.stop();
      recording.dump(file);
      assertThat(outcome.exitStatus()).as("exit status").isZero();
    }
    return evaluate(RecordingFile.readAllEvents(file));
  }

  private static Recorded evaluate(List<RecordedEvent> events) {
    List<RecordedEvent> regions = new ArrayList<>();
    List<RecordedEvent> refusals = new ArrayList<>();
    Map<Integer, Compilation> compilations = new HashMap<>();
    for (RecordedEvent event : events) {
      switch (event.getEventType().getName()) {
        case "dev.seedkernel.RegionTranslated" -> regions.add(event);
        case "jdk.CompilationFailure" -> refusals.add(event);
        case "jdk.Compilation" -> compilations.put(event.getInt("compileId"), compilation(event));
        default -> {}
      }
    }
    List<String> failures = new ArrayList<>();
    for (RecordedEvent refusal : refusals) {
      // The event names no method. One that is not known may be a region's.
      Compilation of = compilations.get(refusal.getInt("compileId"));
      if (of == null || of.isOfRegion()) {
        failures.add(refusal.getString("failureMessage"));
      }
    }
    long compiled =
        compilations.values().stream().filter(c -> c.isOfRegion() && c.succeeded()).count();
    return new Recorded(regions, failures, compiled);
  }

  private static Compilation compilation(RecordedEvent event) {
    return new Compilation(
        event.getValue("method.type.name") + "." + event.getValue("method.name"),
        event.getBoolean("succeded")); // Spelt so in the JDK.
  }

  @SuppressWarnings("SystemOut") // The figures are what somebody runs the chains by hand for.
  private static void assertCompiled(String name, Recorded recorded, int leastRegions) {
    System.out.printf(
        "%s: %d regions, the largest of %d bytes; %d methods compiled; failures: %s%n",
        name,
        recorded.regions().size(),
        recorded.largest(),
        recorded.compiled(),
        recorded.failures());
    assertThat(recorded.regions()).as("regions").hasSizeGreaterThan(leastRegions);
    assertThat(recorded.compiled()).as("compiled methods of regions").isGreaterThan(leastRegions);
    assertThat(recorded.regions())
        .allSatisfy(event ->
            assertThat(event.getInt("bytecode"))
                .as("bytes of the region at 0x%x", event.getLong("entry"))
                .isPositive()
                .isLessThan(HUGE_METHOD_LIMIT));
    assertThat(recorded.failures()).as("failed compilations").isSubsetOf(HARMLESS.keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"busybox", "lua", "sqlite3", "tcc", "xz"})
  void programs(String name) throws Exception {
    CpioTreeBuilder files = CpioArchive.builder();
    HostTree.add(files, Tools.guest("bin/" + name).toAbsolutePath(), "bin/" + name);
    List<String> arguments = new ArrayList<>(List.of(name));
    arguments.addAll(job(name, files));
    byte[] archive = CpioWriter.toBytes(files.build());
    Recorded recorded =
        record(() ->
            Kernel.create(LIMITS, NOWHERE)
                .withEngine(new Translator(THRESHOLD))
                .run(
                    MemorySegment.ofArray(archive),
                    new Program("/bin/" + name, arguments, List.of("HOME=/"), "/")));
    assertCompiled(name, recorded, 20);
  }

  /** Stages what a program needs for its job; returns the arguments behind its name. */
  private static List<String> job(String name, CpioTreeBuilder files) throws Exception {
    return switch (name) {
      case "busybox" ->
          List.of(
              "sh",
              "-c",
              "set -e; b=/bin/busybox; $b seq 1 8000 > n; $b gzip -c n | $b gunzip -c | $b sort -rn"
                  + " | $b sha256sum; $b awk '{s += $1 % 7} END {print s}' n; $b bzip2 -c n"
                  + " | $b md5sum; i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done");
      case "lua" -> {
        add(
            files,
            "job",
            """
            local t, words = {}, {}
            for i = 1, 30000 do t[i] = (i * 7919) % 10007 end
            table.sort(t)
            for i = 1, 20000 do words[i] = string.format("%d:%s", t[i], ("x"):rep(i % 5)) end
            local s = table.concat(words, " "):gsub("x+", function(x) return #x end)
            local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
            print(#s, s:find("5:4"), fib(24), select(2, s:gsub("%d+", "")))
            """);
        yield List.of("/job");
      }
      case "sqlite3" -> {
        add(
            files,
            "job",
            """
            create table t(id integer primary key, name text, value real);
            with recursive n(i) as (select 1 union all select i + 1 from n where i < 6000)
              insert into t select i, printf('row %05d', i * 7919 % 20011), i * 1.5 from n;
            create index by_name on t(name);
            select count(*), sum(a.value), max(b.name) from t a join t b on a.id = b.id + 1;
            select name, value from t where name like '%777%' order by value desc;
            update t set value = -value where id % 3 = 0;
            delete from t where id % 5 = 0;
            pragma integrity_check;
            """);
        yield List.of(":memory:", ".read job");
      }
      case "tcc" -> {
        HostTree.add(files, Tools.guest("musl/include").toAbsolutePath(), "include");
        HostTree.add(files, Tools.guest("tcc").toAbsolutePath(), "tcc");
        String options = "-nostdinc -Iinclude -Itcc/include -Itcc -DTCC_TARGET_ARM64";
        List<String> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
        arguments.addAll(List.of("-DONE_SOURCE=1", "-c", "-o", "tcc.o", "tcc/tcc.c"));
        yield arguments;
      }
      case "xz" -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
          text.append(i * 7919L % 10_007).append(' ').append(i).append('\n');
        }
        add(files, "job", text.toString());
        yield List.of("-6", "-c", "/job");
      }
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void add(CpioTreeBuilder files, String path, String content) {
    files.file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void chains() throws Exception {
    List<Path> archives = archives(System.getProperty("seedkernel.workloads"));
    for (Path archive : archives) {
      BootImage image =
          BootImage.builder().initrd(MemorySegment.ofArray(Files.readAllBytes(archive))).build();
      Recorded recorded =
          record(() -> Kernel.create(LIMITS, NOWHERE).withEngine(new Translator()).boot(image));
      // A short one has few regions: it is the next chain's code, too, and none is made twice.
      assertCompiled(archive.getFileName().toString(), recorded, archives.size() > 1 ? -1 : 0);
    }
  }

  @SuppressWarnings("SystemOut") // The reason of a skipped test belongs into the build's output.
  private static List<Path> archives(@Nullable String directory) throws Exception {
    if (directory == null) {
      String reason = "no chains of initramfs archives: -Dseedkernel.workloads=DIR names them";
      System.out.println("SKIPPED: " + reason);
      Assumptions.abort(reason);
    }
    List<Path> archives = new ArrayList<>();
    try (DirectoryStream<Path> chains = Files.newDirectoryStream(Path.of(directory))) {
      for (Path chain : chains) {
        archives.add(chain.resolve(chain.getFileName() + ".cpio.xz"));
      }
    }
    archives.removeIf(archive -> !Files.exists(archive));
    archives.sort(null);
    assertThat(archives).as("archives NAME/NAME.cpio.xz in %s", directory).isNotEmpty();
    return archives;
  }
}
