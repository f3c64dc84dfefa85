package dev.seedkernel.dtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Ours and dtc's answer to the same question is the same, byte for byte. */
@AddLifecycleHook(DtcAgreementTest.SkipWithoutDtc.class)
class DtcAgreementTest {
  /** jqwik takes an aborted try for a value that does not fit, not for a test to skip. */
  static final class SkipWithoutDtc implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      try {
        Tools.require("dtc", "device-tree-compiler");
      } catch (TestAbortedException e) {
        return SkipResult.skip(e.getMessage());
      } catch (AssertionError e) {
        // In CI the properties run, and fail with this.
      }
      return SkipResult.doNotSkip();
    }
  }

  @BeforeProperty
  void dtc() {
    Tools.require("dtc", "device-tree-compiler");
  }

  @Provide
  Arbitrary<DeviceTree> trees() {
    return Trees.trees();
  }

  @Provide
  Arbitrary<String> texts() {
    return Trees.texts();
  }

  @Property(tries = 250, shrinking = ShrinkingMode.OFF)
  void dtcMakesTheSameBlobOfOurText(@ForAll("trees") DeviceTree tree)
      throws IOException, InterruptedException, DtbException {
    byte[] ofDtc = Tools.dtcOutput("dts", "dtb", tree.toDts().getBytes(StandardCharsets.UTF_8));

    // The text does not hold the boot CPU: both guess it.
    assertThat(DeviceTree.parseDts(tree.toDts()).toBytes()).isEqualTo(ofDtc);
    DeviceTree.Builder ours = tree.edit().bootCpuId(DeviceTree.parse(ofDtc).bootCpuId());
    assertThat(ours.build().toBytes()).isEqualTo(ofDtc);
  }

  @Property(tries = 250, shrinking = ShrinkingMode.OFF)
  void dtcReadsOurBlobAsTheSameText(@ForAll("trees") DeviceTree tree)
      throws IOException, InterruptedException {
    byte[] text = Tools.dtcOutput("dtb", "dts", tree.toBytes());

    assertThat(tree.toDts())
        .isEqualTo(Tools.withStringLists(new String(text, StandardCharsets.ISO_8859_1)));
  }

  @Property(tries = 600, shrinking = ShrinkingMode.OFF)
  void dtcAndTheParserAgreeOnRandomText(@ForAll("texts") String text)
      throws IOException, InterruptedException, DtbException {
    Tools.Result ofDtc = Tools.dtc("dts", "dtb", text.getBytes(StandardCharsets.UTF_8));

    if (ofDtc.status == 0) {
      ACCEPTED.incrementAndGet();
      assertThat(DeviceTree.parseDts(text).toBytes()).as(text).isEqualTo(ofDtc.output);
    } else {
      assertThat(catchThrowable(() -> DeviceTree.parseDts(text)))
          .as("dtc: %s for %s", ofDtc.errors, text)
          .isInstanceOf(DtbException.class);
    }
  }

  private static final AtomicInteger ACCEPTED = new AtomicInteger();

  @net.jqwik.api.lifecycle.AfterContainer
  static void enoughTextsWereLegal() {
    // Were they all refused, the comparison would show nothing; 0 is a run without dtc.
    assertThat(ACCEPTED.get()).matches(n -> n == 0 || n > 150, "enough legal texts");
  }

  @Test
  void dtcRefusesWhatTheReaderRefuses() throws IOException, InterruptedException {
    Tools.require("dtc", "device-tree-compiler");
    for (Blob blob :
        new Blob[] {
          new Blob().begin("").begin("a").end().begin("a").end().end(),
          new Blob().strings("a\0").begin("").property(0).property(0).end(),
          new Blob().begin("").begin("a b").end().end(),
          new Blob().begin("").begin("a@1@2").end().end(),
          new Blob().strings("phandle\0").begin("").property(0, 0).end(),
          new Blob().begin(""),
        }) {
      byte[] bytes = blob.bytes();
      assertThatThrownBy(() -> DeviceTree.parse(bytes)).isInstanceOf(DtbException.class);
      assertThat(Tools.dtc("dtb", "dts", bytes).status).isNotZero();
    }
  }
}
