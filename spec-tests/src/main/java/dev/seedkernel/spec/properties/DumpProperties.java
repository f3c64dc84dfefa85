package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.image.Frame;
import dev.seedkernel.spec.image.Member;
import dev.seedkernel.spec.image.Unpacked;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** DUMP: files of a run on the console. */
final class DumpProperties {
  private DumpProperties() {}

  private static final Optional<String> ASKED = Optional.of("dumpfs");

  /** A file that /init makes: its name, content, and a second name or none. */
  private record Made(String name, Bytes content, boolean linked) {}

  private static Arbitrary<Made> made() {
    return Combinators.combine(
            InitramfsParts.name().filter(name -> name.length() < 30),
            InitramfsParts.content().filter(content -> content.length() < 500),
            Arbitraries.of(true, false))
        .as(Made::new);
  }

  private static void make(InitProgram init, String path, Bytes content) {
    ProgramBuilder program = init.program();
    Arg name = program.string(path);
    Arg open = program.result(init.succeeds(Calls.openat(Calls.AT_FDCWD, name, 0x41, 0644)));
    if (content.length() > 0) {
      init.gives(Calls.write(open, program.content(content)), content.length());
    }
    init.gives(Calls.close(open), 0);
  }

  private static Step link(ProgramBuilder program, String from, String to) {
    return Calls.call(
        "linkat",
        Calls.LINKAT,
        Calls.AT_FDCWD,
        program.string(from),
        Calls.AT_FDCWD,
        program.string(to),
        Arg.of(0));
  }

  private static Optional<String> wrong(BootObservation seen, Map<String, Bytes> expected) {
    try {
      Map<String, Bytes> files = new TreeMap<>(Frame.read(seen.console().text()));
      return files.equals(expected)
          ? Optional.empty()
          : Optional.of("the frame has %s, not %s".formatted(files, expected));
    } catch (Frame.BrokenException e) {
      return Optional.of("the frame is broken: " + e.getMessage());
    }
  }

  /** All regular files, those of the initramfs and those made, by each of their names. */
  @Clause({"DUMP-1", "DUMP-2", "DUMP-3", "DUMP-4"})
  static Arbitrary<BootCase> allFilesAreInTheFrame() {
    return Combinators.combine(
            InitramfsParts.tree(5),
            made().list().ofMaxSize(3).uniqueElements(Made::name),
            integer(0, 255).injectNull(0.3))
        .as((tree, files, status) -> {
          InitProgram init = new InitProgram();
          Map<String, Bytes> expected = new TreeMap<>();
          Unpacked.of(List.of(tree))
              .nodes()
              .forEach((path, node) -> {
                if (node.type() == Member.S_IFREG) {
                  expected.put("/" + path, node.content());
                }
              });
          init.gives(
              Calls.call(
                  "mkdirat",
                  Calls.MKDIRAT,
                  Calls.AT_FDCWD,
                  init.program().string("/made files"),
                  Arg.of(0700)),
              0);
          for (Made file : files) {
            String path = "/made files/" + file.name;
            make(init, path, file.content);
            expected.put(path, file.content);
            if (file.linked) {
              init.gives(link(init.program(), path, path + " again"), 0);
              expected.put(path + " again", file.content);
            }
          }
          if (status == null) {
            init.program().step(new Step.Undefined());
          } else {
            init.program().step(Calls.exitGroup(status));
          }
          CallProgram built = init.build();
          expected.put("/init", InitProgram.file(built));
          List<Member> members = new ArrayList<>(tree);
          members.addAll(InitProgram.members(built));
          BootCase plain =
              init.boot(
                  "files %s and %s".formatted(tree, files),
                  built,
                  new BootInput.Files(Member.archive(members), ASKED));
          return BootCase.of(
              plain.title(),
              plain.input(),
              plain.init(),
              seen -> plain.check().apply(seen).or(() -> wrong(seen, expected)));
        });
  }

  /** Holes, in files that fit the limit and in such that do not. */
  @Clause({"DUMP-5", "LIMIT-8"})
  static Arbitrary<BootCase> holesAreZeros() {
    return Combinators.combine(integer(0, 3), integer(0, 5000), integer(1, 300))
        .as((mebibytes, more, length) -> {
          InitProgram init = new InitProgram();
          ProgramBuilder program = init.program();
          Bytes content = Bytes.filled('x', length);
          make(init, "/holes", content);
          long size = (mebibytes == 0 ? 300 : mebibytes << 20) + (long) more;
          init.gives(
              Calls.call("truncate", Calls.TRUNCATE, program.string("/holes"), Arg.of(size)), 0);
          BootCase plain = init.boot("a file of " + size, ASKED, List.of());
          Bytes own = InitProgram.file(init.build());
          return BootCase.of(
                  plain.title(),
                  plain.input(),
                  plain.init(),
                  seen ->
                      mebibytes < 2
                          ? wrong(
                              seen,
                              new TreeMap<>(
                                  Map.of("/init", own, "/holes", content.resized((int) size))))
                          : stopsAt(seen, "/holes"))
              .withLimits(Map.of("file-bytes", 2L << 20));
        });
  }

  private static Optional<String> stopsAt(BootObservation seen, String path) {
    String console = seen.console().text().stripTrailing();
    String last = console.substring(console.lastIndexOf('\n') + 1);
    return console.contains(Frame.BEGIN) && !console.contains(Frame.END) && last.contains(path)
        ? Optional.empty()
        : Optional.of("the frame ends with " + last);
  }
}
