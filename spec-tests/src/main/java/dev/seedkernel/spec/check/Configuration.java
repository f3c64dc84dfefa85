package dev.seedkernel.spec.check;

import dev.seedkernel.spec.model.State;
import java.util.HashMap;
import java.util.Map;

/**
 * Where all processes of a case are, in one order of their steps that explains what was seen.
 *
 * @param state of the model
 * @param cursors where each process is that has not ended
 * @param processIds the process ids that were seen, by process of the model
 */
record Configuration(State state, Map<Integer, Cursor> cursors, Map<Integer, Integer> processIds) {
  Configuration {
    cursors = Map.copyOf(cursors);
    processIds = Map.copyOf(processIds);
  }

  /**
   * A place in a program.
   *
   * @param program index of the program, as in {@code ProcessState.Program}
   * @param record name of the record
   * @param step the step that comes next
   */
  record Cursor(int program, String record, int step) {
    Cursor next() {
      return new Cursor(program, record, step + 1);
    }
  }

  Configuration with(int process, Cursor cursor) {
    Map<Integer, Cursor> changed = new HashMap<>(cursors);
    changed.put(process, cursor);
    return new Configuration(state, changed, processIds);
  }

  Configuration without(int process) {
    Map<Integer, Cursor> changed = new HashMap<>(cursors);
    changed.remove(process);
    return new Configuration(state, changed, processIds);
  }

  Configuration with(State changed) {
    return new Configuration(changed, cursors, processIds);
  }
}
