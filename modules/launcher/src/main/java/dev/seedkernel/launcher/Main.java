package dev.seedkernel.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;

/** The process: the only place that exits. */
public final class Main {
  /** Set by the start script, which can ask the terminal at no cost. */
  private static final String TERMINAL = "seedkernel.terminal";

  private Main() {}

  /** Runs the launcher on the process's own streams, and exits with its status. */
  public static void main(String[] arguments) {
    Streams streams =
        new Streams(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            Boolean.getBoolean(TERMINAL));
    System.exit(
        ProcessArguments.areText(arguments)
            ? Launcher.run(streams, arguments)
            : ProcessArguments.refuse(streams));
  }
}
