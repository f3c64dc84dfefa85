package dev.seedkernel.spec.system;

import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Case;
import dev.seedkernel.spec.program.Observation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kernel that cases can be run on. */
public interface SystemUnderTest extends AutoCloseable {
  /** Returns the name as reports have it. */
  String name();

  /** Returns whether it is held to a clause: Linux is not to those tagged (ours), for instance. */
  boolean isHeldTo(ClauseText clause);

  /** Returns how many cases one boot should have, for speed. */
  int batch();

  /**
   * Runs cases, each as if it were alone, and returns what each left, in their order. A case that
   * the system did not finish has a failure in its observation.
   *
   * @throws IOException if the system cannot be run at all
   */
  List<Observation> run(List<CallProgram> cases) throws IOException, InterruptedException;

  /** Returns whether a case can be run here; all programs of calls can. */
  boolean takes(Case one);

  /** Returns whether a boot takes seconds, so that there should be few. */
  boolean bootsSlowly();

  /**
   * Boots.
   *
   * @throws IOException if the system cannot be run at all
   */
  BootObservation boot(BootCase one) throws IOException, InterruptedException;

  /**
   * Boots the same more than once, in each way that the system has to execute instructions.
   *
   * @throws IOException if the system cannot be run at all
   */
  default List<BootObservation> repeat(BootCase one) throws IOException, InterruptedException {
    return List.of(boot(one), boot(one));
  }

  /**
   * Takes the files out of a transcript (DUMP-6), by absolute path; nothing if that is refused.
   * Only for a case that the system takes.
   */
  default Optional<Map<String, Bytes>> extract(Bytes console) {
    throw new UnsupportedOperationException(name() + " has no extractor");
  }

  /**
   * Takes the files off an output disk (DISK-13), by absolute path; nothing if that is refused.
   * Only for a case that the system takes.
   */
  default Optional<Map<String, Bytes>> extractDisk(Bytes disk) {
    throw new UnsupportedOperationException(name() + " has no extractor of disks");
  }

  @Override
  default void close() {}
}
