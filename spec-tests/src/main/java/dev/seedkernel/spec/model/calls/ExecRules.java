package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.CallContext;
import dev.seedkernel.spec.model.CallContext.Text;
import dev.seedkernel.spec.model.CallRule;
import dev.seedkernel.spec.model.Errno;
import dev.seedkernel.spec.model.Outcome;
import dev.seedkernel.spec.model.Result;
import dev.seedkernel.spec.model.Signalling;
import dev.seedkernel.spec.model.State;
import dev.seedkernel.spec.model.files.Inode;
import dev.seedkernel.spec.model.memory.Memory;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.ProcessState.Life;
import dev.seedkernel.spec.model.processes.ProcessState.Program;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Calls;
import dev.seedkernel.spec.program.CaseLayout;
import dev.seedkernel.spec.program.Companion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code execve} and {@code spawn}: SPAWN, PROC-22 to PROC-27, IMG. Programs are the companions of
 * the case.
 */
final class ExecRules {
  private static final int STRING_MOST = 131_072;
  private static final long ALL_MOST = 2L << 20;
  private static final long ALL_CERTAIN = 1L << 20;
  private static final int SCRIPTS_MOST = 5;
  private static final int EXECUTABLE = 0111;

  private ExecRules() {}

  static Map<Integer, CallRule> all() {
    return Map.of((int) Calls.EXECVE, ExecRules::execve, (int) Calls.SPAWN, ExecRules::spawn);
  }

  /** What the arguments say: a program, or errors of which one is to be seen. */
  private record Found(Set<Errno> errors, Optional<Program> program, boolean mayBeTooLong) {
    static Found error(Errno errno) {
      return new Found(EnumSet.of(errno), Optional.empty(), false);
    }
  }

  private static Set<Outcome> execve(State state, int process, CallContext call) {
    Found found = find(new Caller(state, process, call), call, call.argument(1), call.argument(2));
    if (found.program.isEmpty()) {
      return Outcome.anyError(state, found.errors);
    }
    State after = Signalling.returnMemory(state, process);
    ProcessState before = after.process(process);
    ProcessState begun =
        begun(before, found.program.get(), call).with(before.signals().ofProgram()); // PROC-25
    return result(
        state, new Outcome(after.with(process, begun), new Result.Gone(), List.of()), found);
  }

  private static Set<Outcome> spawn(State state, int process, CallContext call) {
    Found found = find(new Caller(state, process, call), call, call.argument(1), 0);
    if (found.program.isEmpty()) {
      return Outcome.anyError(state, found.errors); // SPAWN-2, SPAWN-4
    }
    ProcessState caller = state.process(process);
    int child = state.processes().next();
    ProcessState begun =
        begun(caller, found.program.get(), call)
            .withParent(process)
            .with(Life.RUNNING)
            .with(caller.signals().ofChild().ofProgram()); // SPAWN-8
    return result(
        state, new Outcome(state.with(child, begun), new Result.Pid(child), List.of()), found);
  }

  private static Set<Outcome> result(State state, Outcome outcome, Found found) {
    return found.mayBeTooLong
        ? Set.of(outcome, new Outcome(state, new Result.Failure(Errno.E2BIG), List.of()))
        : Set.of(outcome);
  }

  /** Returns the process with a new program in new memory. */
  private static ProcessState begun(ProcessState process, Program program, CallContext call) {
    Memory arena = Memory.EMPTY.map(CaseLayout.ARENA, call.arena().resized(CaseLayout.ARENA_SIZE));
    return process
        .withProgram(program)
        .withDescriptors(process.descriptors().afterExec())
        .withMemory(arena);
  }

  private static Found find(Caller caller, CallContext call, long argv, long envp) {
    Text path = call.path(0);
    if (!(path instanceof Text.Found(String name))) {
      return Found.error(path instanceof Text.Fault ? Errno.EFAULT : Errno.ENAMETOOLONG);
    }
    if (name.isEmpty()) {
      return Found.error(Errno.ENOENT); // SPAWN-3, PROC-23
    }
    List<String> arguments = new ArrayList<>();
    Optional<Errno> wrong = strings(call, argv, arguments);
    int count = arguments.size();
    wrong = wrong.isPresent() ? wrong : strings(call, envp, arguments);
    if (wrong.isPresent()) {
      return Found.error(wrong.get());
    }
    long size = arguments.stream().mapToLong(text -> text.length() + 9L).sum();
    if (size > ALL_MOST) {
      return Found.error(Errno.E2BIG); // IMG-29
    }
    Found found = walk(caller, call, name, arguments.subList(0, count), 0);
    return new Found(found.errors, found.program, size > ALL_CERTAIN);
  }

  /** Reads a vector of strings. */
  private static Optional<Errno> strings(CallContext call, long vector, List<String> texts) {
    if (vector == 0) {
      return Optional.empty();
    }
    for (long at = vector; ; at += 8) {
      Optional<Bytes> word = call.memory().read(at, 8);
      if (word.isEmpty()) {
        return Optional.of(Errno.EFAULT);
      }
      long address = word.get().number(0, 8);
      if (address == 0) {
        return Optional.empty();
      }
      Text text = call.text(address, STRING_MOST);
      if (!(text instanceof Text.Found(String string))) {
        return Optional.of(text instanceof Text.Fault ? Errno.EFAULT : Errno.E2BIG); // IMG-28
      }
      texts.add(string);
    }
  }

  private static Found walk(
      Caller caller, CallContext call, String path, List<String> arguments, int depth) {
    int inode;
    try {
      inode = Paths.file(caller, Flags.AT_FDCWD, path, true);
    } catch (Refusal refusal) {
      return Found.error(refusal.errno());
    }
    if (!(caller.files().inode(inode) instanceof Inode.RegularFile file)
        || (file.permissions() & EXECUTABLE) == 0) {
      return Found.error(Errno.EACCES); // IMG-1
    }
    if (isOpenForWriting(caller.state(), inode)) {
      return Found.error(Errno.ETXTBSY); // PROC-24
    }
    if (file.companion().isEmpty()) {
      Bytes content = file.content().read(0, Integer.MAX_VALUE);
      return content.text().startsWith("#!")
          ? script(caller, call, path, content, arguments, depth)
          : new Found(
              ImageRules.errors(content, other -> exists(caller, other)), Optional.empty(), false);
    }
    int index = file.companion().getAsInt();
    Companion companion = call.companions().get(index - 1);
    if (companion.content().isPresent()) {
      Bytes content = companion.content().get();
      if (content.text().startsWith("#!")) {
        return script(caller, call, path, content, arguments, depth);
      }
      Set<Errno> errors = ImageRules.errors(content, other -> exists(caller, other));
      if (!errors.isEmpty()) {
        return new Found(errors, Optional.empty(), false);
      }
    }
    String record = arguments.size() > 1 ? arguments.get(1) : "c";
    return new Found(Set.of(), Optional.of(new Program(index, record)), false);
  }

  private static boolean isOpenForWriting(State state, int inode) {
    return state.processes().all().values().stream()
        .flatMap(process -> process.descriptors().open().values().stream())
        .map(entry -> state.files().description(entry.description()))
        .anyMatch(description -> description.inode() == inode && description.writable());
  }

  private static boolean exists(Caller caller, String path) {
    try {
      Paths.file(caller, Flags.AT_FDCWD, path, true);
      return true;
    } catch (Refusal refusal) {
      return false;
    }
  }

  /** PROC-26, PROC-27. */
  private static Found script(
      Caller caller,
      CallContext call,
      String path,
      Bytes content,
      List<String> arguments,
      int depth) {
    String line = content.text().substring(2).split("\\n", -1)[0];
    String[] words = line.strip().split("[ \\t]+", 2);
    if (words[0].isEmpty()) {
      return Found.error(Errno.ENOEXEC);
    }
    if (depth == SCRIPTS_MOST) {
      return Found.error(Errno.ELOOP);
    }
    List<String> more = new ArrayList<>();
    more.add(words[0]);
    if (words.length > 1 && !words[1].isBlank()) {
      more.add(words[1].strip());
    }
    more.add(path);
    if (arguments.size() > 1) {
      more.addAll(arguments.subList(1, arguments.size()));
    }
    return walk(caller, call, words[0], more, depth + 1);
  }
}
