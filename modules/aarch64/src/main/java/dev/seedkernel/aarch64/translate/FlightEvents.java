package dev.seedkernel.aarch64.translate;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * The events of {@link TranslationEvents}, as JDK Flight Recorder has them. Only that class uses
 * this one, and only where the module jdk.jfr is there.
 */
final class FlightEvents {
  private static final String SEEDKERNEL = "Seedkernel";
  private static final String TRANSLATOR = "Translator";

  private FlightEvents() {}

  /** Returns whether somebody has ever recorded in this JVM; no event class is linked before. */
  static boolean mayRecord() {
    return FlightRecorder.isInitialized();
  }

  @Name("dev.seedkernel.RegionTranslated")
  @Label("Region Translated")
  @Description("Guest code became a method of the JVM; its duration is what that took")
  @Category({SEEDKERNEL, TRANSLATOR})
  @StackTrace(false)
  static final class RegionTranslated extends Event implements TranslationEvents.Timer {
    @Label("Entry")
    @MemoryAddress
    long entry;

    @Label("Instructions")
    int instructions;

    @Label("Bytecode")
    @Description("Bytes of the method; HotSpot compiles none of more than 8000")
    @DataAmount
    int bytecode;

    @Label("Cut By")
    @Description("Why no more instructions are in the region; empty if there is no limit to blame")
    String cutBy = "";

    @Override
    public void translated(long pc, int count, int bytes, String limit) {
      end();
      if (shouldCommit()) {
        entry = pc;
        instructions = count;
        bytecode = bytes;
        cutBy = limit;
        commit();
      }
    }
  }

  @Name("dev.seedkernel.RegionRefused")
  @Label("Region Refused")
  @Description("Code that is executed often stays with the interpreter")
  @Category({SEEDKERNEL, TRANSLATOR})
  @StackTrace(false)
  static final class RegionRefused extends Event {
    @Label("Entry")
    @MemoryAddress
    long entry;

    @Label("Reason")
    String reason = "";
  }

  @Name("dev.seedkernel.CodeImage")
  @Label("Code Image")
  @Description(
      "What is known of a range of executable code was made, shared, found in the cache, or dropped")
  @Category({SEEDKERNEL, TRANSLATOR})
  @StackTrace(false)
  static final class CodeImage extends Event {
    @Label("Action")
    String action = "";

    @Label("Start")
    @MemoryAddress
    long start;

    @Label("Size")
    @DataAmount
    long size;

    @Label("Fixed")
    @Description("Whether nothing can store to it, so that all address spaces may share it")
    boolean fixed;

    @Label("Regions")
    int regions;
  }

  @Name("dev.seedkernel.CodeChanged")
  @Label("Code Changed")
  @Description("An address space dropped images, as code was invalidated or mapped anew")
  @Category({SEEDKERNEL, TRANSLATOR})
  @StackTrace(false)
  static final class CodeChanged extends Event {
    @Label("Start")
    @MemoryAddress
    long start;

    @Label("Size")
    @DataAmount
    long size;

    @Label("Regions")
    @Description("Regions that the address space no longer uses")
    int regions;
  }

  static TranslationEvents.Timer begin() {
    RegionTranslated event = new RegionTranslated();
    event.begin();
    return event;
  }

  static void refused(long entry, String reason) {
    RegionRefused event = new RegionRefused();
    event.entry = entry;
    event.reason = reason;
    event.commit();
  }

  static void image(String action, long start, long size, boolean fixed, int regions) {
    CodeImage event = new CodeImage();
    event.action = action;
    event.start = start;
    event.size = size;
    event.fixed = fixed;
    event.regions = regions;
    event.commit();
  }

  static void changed(long start, long size, int regions) {
    CodeChanged event = new CodeChanged();
    event.start = start;
    event.size = size;
    event.regions = regions;
    event.commit();
  }
}
