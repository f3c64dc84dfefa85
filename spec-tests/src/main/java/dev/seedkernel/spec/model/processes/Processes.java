package dev.seedkernel.spec.model.processes;

import java.util.HashMap;
import java.util.Map;

/**
 * All processes, by numbers of the model's own: 1 is the driver, 2 the case. Which process id the
 * system gave them is found out by the check.
 *
 * @param all those that are there, with those that ended and were not told of
 * @param next the lowest number that was not used
 */
public record Processes(Map<Integer, ProcessState> all, int next) {
  /** The parent of a case, which adopts orphans. */
  public static final int DRIVER = 1;

  /** The first process of a case. */
  public static final int CASE = 2;

  public Processes {
    all = Map.copyOf(all);
  }

  /**
   * Returns a process.
   *
   * @throws IllegalArgumentException if there is none of that number
   */
  public ProcessState get(int number) {
    ProcessState process = all.get(number);
    if (process == null) {
      throw new IllegalArgumentException("no process " + number);
    }
    return process;
  }

  /** Returns the processes with one changed or added. */
  public Processes with(int number, ProcessState process) {
    Map<Integer, ProcessState> changed = new HashMap<>(all);
    changed.put(number, process);
    return new Processes(changed, Math.max(next, number + 1));
  }

  /** Returns the processes without one. */
  public Processes without(int number) {
    Map<Integer, ProcessState> changed = new HashMap<>(all);
    changed.remove(number);
    return new Processes(changed, next);
  }

  /** Returns the numbers of the children of a process, in order. */
  public java.util.List<Integer> children(int parent) {
    return all.keySet().stream().filter(child -> get(child).parent() == parent).sorted().toList();
  }
}
