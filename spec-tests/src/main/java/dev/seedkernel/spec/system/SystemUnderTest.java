package dev.seedkernel.spec.system;

import dev.seedkernel.spec.contract.ClauseText;
import dev.seedkernel.spec.program.BootCase;
import dev.seedkernel.spec.program.BootInput;
import dev.seedkernel.spec.program.BootObservation;
import dev.seedkernel.spec.program.CallProgram;
import dev.seedkernel.spec.program.Observation;
import java.io.IOException;
import java.util.List;

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

  /** Returns whether a boot can be run here. */
  boolean takes(BootInput input);

  /** Returns how many boots a property may have, where they take long. */
  int boots();

  /**
   * Boots.
   *
   * @throws IOException if the system cannot be run at all
   */
  BootObservation boot(BootCase one) throws IOException, InterruptedException;

  @Override
  default void close() {}
}
