package dev.seedkernel.spec.guest;

import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.Range;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the record of a process has the answers: for each step 8 bytes of result, then its outputs,
 * each padded to 8 bytes.
 *
 * @param steps those of the process
 * @param offsets where each step's answer begins, and where the last one ends
 */
record RecordLayout(List<Step> steps, List<Integer> offsets) {
  private static final int WORD = 8;

  static RecordLayout of(List<Step> steps) {
    List<Integer> offsets = new ArrayList<>();
    int offset = 0;
    offsets.add(offset);
    for (Step step : steps) {
      offset += WORD;
      for (Range output : step.outputs()) {
        offset += padded(output.length());
      }
      offsets.add(offset);
    }
    return new RecordLayout(steps, List.copyOf(offsets));
  }

  static int padded(int length) {
    return (length + WORD - 1) & -WORD;
  }

  int offset(int step) {
    return offsets.get(step);
  }

  int length() {
    return offsets.getLast();
  }

  /** Returns the answers that a record has as a whole. */
  List<Answer> answers(Bytes record) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < steps.size() && offset(i + 1) <= record.length(); i++) {
      int at = offset(i);
      long result = record.number(at, WORD);
      at += WORD;
      List<Bytes> outputs = new ArrayList<>();
      for (Range output : steps.get(i).outputs()) {
        outputs.add(record.slice(at, output.length()));
        at += padded(output.length());
      }
      answers.add(new Answer(result, outputs));
    }
    return answers;
  }
}
