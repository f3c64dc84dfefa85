package dev.seedkernel.spec.guest;

import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import dev.seedkernel.spec.program.Observation.Answer;
import dev.seedkernel.spec.program.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the record of a case: the blocks that its processes appended, each behind its header. */
final class RecordReader {
  private static final int NAME_OFFSET = 4;
  private static final int LENGTH_OFFSET = 32;

  private RecordReader() {}

  /** A process as its blocks name it: which program it began with, and the name. */
  private record Origin(int program, String name) {}

  static Observation read(CallProgram program, Bytes record, Optional<Bytes> status) {
    Map<Origin, Bytes> payloads = new LinkedHashMap<>();
    for (int at = 0; at < record.length(); ) {
      long length =
          at + StepTable.BLOCK_HEADER <= record.length()
              ? record.number(at + LENGTH_OFFSET, 8)
              : -1;
      if (length < 0 || length > record.length() - at - StepTable.BLOCK_HEADER) {
        return Observation.failed("the record is damaged at offset " + at);
      }
      Bytes name = record.slice(at + NAME_OFFSET, LENGTH_OFFSET - NAME_OFFSET);
      Origin origin =
          new Origin(
              (int) record.number(at, 4), name.slice(0, Math.max(0, name.indexOf(0))).text());
      Bytes payload = record.slice(at + StepTable.BLOCK_HEADER, (int) length);
      payloads.merge(origin, payload, Bytes::then);
      at += StepTable.BLOCK_HEADER + (int) length;
    }
    Map<String, List<Answer>> records = new LinkedHashMap<>();
    for (Map.Entry<Origin, Bytes> entry : payloads.entrySet()) {
      List<Step> steps = steps(program, entry.getKey());
      RecordLayout layout = steps == null ? null : RecordLayout.of(steps);
      if (layout == null || entry.getValue().length() > layout.length()) {
        return Observation.failed("the record has too much of process " + entry.getKey().name());
      }
      records.merge(entry.getKey().name(), layout.answers(entry.getValue()), RecordReader::joined);
    }
    return new Observation(records, status, Optional.empty());
  }

  /** A process that became another program goes on under the name that its argv gave it. */
  private static List<Answer> joined(List<Answer> first, List<Answer> second) {
    List<Answer> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** Returns the steps of a process, or null if there is none of that name. */
  private static @Nullable List<Step> steps(CallProgram program, Origin origin) {
    if (origin.program < 0 || origin.program > program.companions().size()) {
      return null;
    }
    List<Step> steps =
        origin.program == 0
            ? program.steps()
            : program.companions().get(origin.program - 1).steps();
    String[] path = origin.name.split("\\.", -1);
    for (int i = 1; i < path.length; i++) {
      int index = path[i].matches("[0-9]{1,6}") ? Integer.parseInt(path[i]) : -1;
      if (index < 0 || index >= steps.size() || !(steps.get(index) instanceof Step.Fork fork)) {
        return null;
      }
      steps = fork.child();
    }
    return steps;
  }
}
