package dev.seedkernel.spec.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.spec.model.processes.End;
import dev.seedkernel.spec.model.processes.ProcessState;
import dev.seedkernel.spec.model.processes.Processes;
import dev.seedkernel.spec.model.processes.Signals;
import dev.seedkernel.spec.model.processes.Signals.Action;
import dev.seedkernel.spec.model.processes.Signals.Sent;
import dev.seedkernel.spec.program.Bytes;
import dev.seedkernel.spec.program.CallProgram;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SignallingTest {
  private static final int CHILD = Processes.CASE + 1;

  private static State parentAndChild() {
    State start = InitialState.of(new CallProgram(List.of(), Bytes.EMPTY, List.of()));
    return start.with(CHILD, start.process(Processes.CASE).withParent(Processes.CASE));
  }

  private static Sent sent(int signal) {
    return new Sent(signal, 0, Optional.of(Processes.CASE), 0);
  }

  private static State withSignals(State state, int process, Signals signals) {
    return state.with(process, state.process(process).with(signals));
  }

  @Test
  void theChildrenOfAProcessThatEndsAreAdopted() {
    State after = Signalling.end(parentAndChild(), Processes.CASE, new End.Exited(3));
    assertThat(after.process(CHILD).parent()).isEqualTo(Processes.DRIVER);
    assertThat(after.process(Processes.CASE).end()).contains(new End.Exited(3));
  }

  @Test
  void aParentThatIgnoresTheEndIsNotTold() {
    State ignoring =
        withSignals(
            parentAndChild(),
            Processes.CASE,
            Signals.NONE.withAction(Signals.SIGCHLD, new Action(1, 0, 0, 0)));
    State after = Signalling.end(ignoring, CHILD, new End.Exited(0));
    assertThat(after.processes().all()).doesNotContainKey(CHILD);
  }

  @Test
  void aStoppedProcessGoesOnBySigcontAndEndsBySigkill() {
    State stopped = Signalling.send(parentAndChild(), CHILD, sent(Signals.SIGSTOP));
    assertThat(stopped.process(CHILD).runs()).isFalse();
    assertThat(stopped.process(CHILD).life().untold()).contains(Signals.SIGSTOP);
    State waits = Signalling.send(stopped, CHILD, sent(15));
    assertThat(waits.process(CHILD).end()).isEmpty();
    assertThat(Signalling.send(waits, CHILD, sent(Signals.SIGCONT)).process(CHILD).end())
        .contains(new End.Killed(15));
    assertThat(Signalling.send(stopped, CHILD, sent(Signals.SIGKILL)).process(CHILD).end())
        .contains(new End.Killed(Signals.SIGKILL));
  }

  @Property
  void aBlockedSignalWaits(@ForAll @IntRange(min = 1, max = 64) int signal) {
    Signals all = Signals.NONE.withMask(-1);
    State after = Signalling.send(withSignals(parentAndChild(), CHILD, all), CHILD, sent(signal));
    boolean refusable = signal != Signals.SIGKILL && signal != Signals.SIGSTOP;
    ProcessState child = after.process(CHILD);
    assertThat(child.runs()).isEqualTo(refusable);
    assertThat(child.signals().pendingSet()).isEqualTo(refusable ? Signals.bit(signal) : 0);
  }

  @Property
  void signalsBelow32AreKeptOnce(
      @ForAll @IntRange(min = 1, max = 64) int signal,
      @ForAll @IntRange(min = 1, max = 5) int times) {
    Signals signals = Signals.NONE.withMask(-1);
    for (int i = 0; i < times; i++) {
      signals = signals.sent(sent(signal));
    }
    assertThat(signals.pending()).hasSize(signal < 32 ? 1 : times);
  }
}
