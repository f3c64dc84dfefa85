package dev.seedkernel.spec.properties;

import static dev.seedkernel.spec.properties.Parts.integer;

import dev.seedkernel.spec.contract.Clause;
import dev.seedkernel.spec.program.Arg;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.ProgramBuilder;
import dev.seedkernel.spec.program.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** LIMIT: the bytes of files. */
final class FileBytesProperties {
  private FileBytesProperties() {}

  private static final int PAGE = 4096;
  private static final int FILES = 3;
  private static final int ENOSPC = -28;
  private static final int LONGEST = 24_000;

  /** What is done with a file. */
  private enum Deed {
    WRITE,
    TRUNCATE,
    UNLINK,
    CLOSE
  }

  private record Action(Deed deed, int file, long offset, int length) {}

  private static Arbitrary<Action> action() {
    return Combinators.combine(
            Arbitraries.of(
                Deed.WRITE, Deed.WRITE, Deed.WRITE, Deed.TRUNCATE, Deed.UNLINK, Deed.CLOSE),
            integer(0, FILES - 1),
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, 40_000),
                Arbitraries.of(0L, 4096L, 1L << 20, (1L << 30) + 5, 1L << 39)),
            integer(1, LONGEST))
        .as(Action::new);
  }

  /** A file of the model: which pages it has. */
  private static final class Content {
    final TreeSet<Long> pages = new TreeSet<>();
    long size;
    boolean named = true;
    Arg descriptor = Arg.of(-1);
  }

  /** Files, and the pages that are left for them. */
  private static final class Model {
    private final InitProgram init;
    private final Range data;
    private final List<Content> files = new ArrayList<>();
    private long room;

    Model(InitProgram init, long room) {
      this.init = init;
      this.room = room;
      this.data = init.program().content(Bytes.filled('w', LONGEST));
      for (int i = 0; i < FILES; i++) {
        files.add(new Content());
        files.get(i).named = false;
      }
    }

    void act(Action action) {
      Content file = files.get(action.file);
      ProgramBuilder program = init.program();
      Arg name = program.string("/file" + action.file);
      if (file.descriptor.equals(Arg.of(-1)) && action.deed != Deed.UNLINK) {
        if (!file.named) {
          file = new Content();
          files.set(action.file, file);
        }
        file.descriptor =
            program.result(init.succeeds(Calls.openat(Calls.AT_FDCWD, name, 0x42, 0644)));
      }
      switch (action.deed) {
        case WRITE -> write(file, action.offset, action.length);
        case TRUNCATE -> {
          long size = action.offset;
          init.gives(Calls.call("ftruncate", Calls.FTRUNCATE, file.descriptor, Arg.of(size)), 0);
          file.size = size;
          TreeSet<Long> beyond = new TreeSet<>(file.pages.tailSet((size + PAGE - 1) / PAGE));
          file.pages.removeAll(beyond);
          room += beyond.size();
        }
        case UNLINK -> {
          if (file.named) {
            init.gives(Calls.unlinkat(Calls.AT_FDCWD, name, 0), 0);
            file.named = false;
            giveBack(file);
          }
        }
        case CLOSE -> {
          init.gives(Calls.close(file.descriptor), 0);
          file.descriptor = Arg.of(-1);
          giveBack(file);
        }
      }
    }

    private void giveBack(Content file) {
      if (!file.named && file.descriptor.equals(Arg.of(-1))) {
        room += file.pages.size();
        file.pages.clear();
      }
    }

    private void write(Content file, long offset, int length) {
      int written = 0;
      while (written < length) {
        long at = offset + written;
        if (!file.pages.contains(at / PAGE)) {
          if (room == 0) {
            break;
          }
          room--;
          file.pages.add(at / PAGE);
        }
        written += (int) Math.min(length - written, PAGE - at % PAGE);
      }
      init.gives(
          Calls.call(
              "pwrite64",
              Calls.PWRITE64,
              file.descriptor,
              ProgramBuilder.address(data),
              Arg.of(length),
              Arg.of(offset)),
          written == 0 ? ENOSPC : written);
      file.size = written == 0 ? file.size : Math.max(file.size, offset + written);
      init.gives(Calls.lseek(file.descriptor, 0, Abi.SEEK_END), file.size);
    }
  }

  /** Pages are counted where something was written, until nobody has the file. */
  @Clause({"LIMIT-3", "LIMIT-7", "LIMIT-8", "OPEN-21", "LIMIT-1"})
  static Arbitrary<BootCase> bytesOfFilesAreCounted() {
    return Combinators.combine(
            action().list().ofMinSize(1).ofMaxSize(16), integer(0, 12), integer(0, PAGE - 1))
        .as((actions, room, rest) -> {
          InitProgram init = new InitProgram();
          Model model = new Model(init, room);
          actions.forEach(model::act);
          // The file of /init takes its pages, too.
          long own = (InitProgram.file(init.build()).length() + PAGE - 1L) / PAGE;
          return init.boot("room for %d pages: %s".formatted(room, actions))
              .withLimits(Map.of("file-bytes", (own + room) * PAGE + rest));
        });
  }
}
