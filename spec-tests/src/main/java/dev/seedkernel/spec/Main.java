package dev.seedkernel.spec;

import dev.seedkernel.spec.system.UnavailableException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The process of {@code seedkernel spec}: the only place of the kit that exits. */
public final class Main {
  /** Set by the start script, which can ask the terminal at no cost. */
  private static final String TERMINAL = "seedkernel.terminal";

  /** Bytes of the stack of the thread that runs guests: their calls are calls of the JVM. */
  private static final int STACK = 64 << 20;

  private Main() {}

  /** Runs the command on the process's own streams, and exits with its status. */
  public static void main(String[] arguments) {
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    Runnable all = () -> System.exit(run(out, err, Boolean.getBoolean(TERMINAL), arguments));
    new Thread(null, all, "seedkernel-spec", STACK).start();
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }

  /** Runs the command and returns its exit status. */
  static int run(PrintWriter out, PrintWriter err, boolean terminal, String... arguments) {
    CommandLine line = new CommandLine(new SpecCommand(out, err, terminal));
    line.setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler((e, _) -> failed(err, e))
        .setExecutionExceptionHandler((e, _, _) -> failed(err, e));
    int status = line.execute(arguments);
    out.flush();
    err.flush();
    return status;
  }

  private static int failed(PrintWriter err, Exception e) {
    boolean expected =
        e instanceof ParameterException
            || e instanceof IOException
            || e instanceof UnavailableException;
    if (!expected) {
      e.printStackTrace(err); // A mistake in the kit.
    }
    String message = e.getMessage();
    err.println("seedkernel spec: " + (message == null ? e.toString() : message));
    return SpecCommand.UNABLE;
  }
}
