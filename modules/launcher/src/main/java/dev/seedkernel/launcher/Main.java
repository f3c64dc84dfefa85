package dev.seedkernel.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;

/** The process: the only place that exits. */
public final class Main {
  /** Set by the start script, which can ask the terminal at no cost. */
  private static final String TERMINAL = "seedkernel.terminal";

  /** Bytes of the stack of the thread that does everything: guest calls are calls of the JVM. */
  static final int STACK = 64 << 20;

  private Main() {}

  /** Runs the launcher on the process's own streams, and exits with its status. */
  public static void main(String[] arguments) {
    Streams streams =
        new Streams(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            Boolean.getBoolean(TERMINAL));
    Runnable all =
        () ->
            System.exit(
                ProcessArguments.areText(arguments)
                    ? Launcher.run(streams, arguments)
                    : ProcessArguments.refuse(streams));
    new Thread(null, all, "seedkernel", STACK).start();
  }
}
