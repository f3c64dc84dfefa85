package dev.seedkernel.spec.model;

import dev.seedkernel.spec.model.files.Content;
import dev.seedkernel.spec.model.files.Files;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.memory.Memory.Page;
import dev.seedkernel.spec.model.memory.Memory.Shared;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.program.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** MEM-14, PROC-19: what one process stores in a page of MAP_SHARED all see, and files, too. */
public final class Sharing {
  private Sharing() {}

  /**
   * Returns the state after a step of a process, with what it stored in shared pages in all other
   * places, and what it wrote into files in the pages that show them.
   */
  public static State settled(State before, State after, int process) {
    Map<Shared, Bytes> stored = new HashMap<>();
    ProcessState actor = after.processes().all().get(process);
    ProcessState was = before.processes().all().get(process);
    if (actor != null && was != null) {
      actor
          .memory()
          .pages()
          .forEach((number, page) -> {
            Page old = was.memory().pages().get(number);
            if (page.shared().isPresent() && old != null && !old.content().equals(page.content())) {
              stored.put(page.shared().get(), page.content());
            }
          });
    }
    State result = after;
    for (Map.Entry<Shared, Bytes> entry : stored.entrySet()) {
      result = result.with(inFile(result.files(), entry.getKey(), entry.getValue()));
    }
    if (stored.isEmpty() && before.files().equals(after.files())) {
      return after;
    }
    for (int number : after.processes().all().keySet()) {
      Memory memory = result.process(number).memory();
      Memory shown = shown(memory, stored, result.files());
      result = shown.equals(memory) ? result : result.with(number, shown);
    }
    return result;
  }

  private static Memory shown(Memory memory, Map<Shared, Bytes> stored, Files files) {
    Memory result = memory;
    for (Map.Entry<Long, Page> entry : memory.pages().entrySet()) {
      Page page = entry.getValue();
      if (page.shared().isEmpty()) {
        continue;
      }
      Shared shared = page.shared().get();
      Optional<Bytes> content =
          shared.object() < 0
              ? Optional.of(filePage(files, shared))
              : Optional.ofNullable(stored.get(shared));
      if (content.isPresent() && !content.get().equals(page.content())) {
        result = result.with(entry.getKey(), page.withContent(content.get()));
      }
    }
    return result;
  }

  private static Bytes filePage(Files files, Shared shared) {
    return content(files, (int) -shared.object())
        .read(shared.number() * Memory.PAGE, Memory.PAGE)
        .resized(Memory.PAGE);
  }

  /** Returns the bytes of a regular file; another has none. */
  public static Content content(Files files, int inode) {
    return files.inode(inode) instanceof Inode.RegularFile file ? file.content() : Content.EMPTY;
  }

  private static Files inFile(Files files, Shared shared, Bytes page) {
    if (shared.object() >= 0) {
      return files;
    }
    int inode = (int) -shared.object();
    long from = shared.number() * Memory.PAGE;
    if (!(files.inode(inode) instanceof Inode.RegularFile file)) {
      return files;
    }
    int length = (int) Math.min(Memory.PAGE, file.content().size() - from);
    return length <= 0
        ? files
        : files.with(inode, file.with(file.content().write(from, page.slice(0, length))));
  }
}
