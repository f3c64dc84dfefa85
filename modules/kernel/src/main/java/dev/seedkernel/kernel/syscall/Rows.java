package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects rows; each area of system calls adds its own. */
final class Rows {
  private final List<Row> rows = new ArrayList<>();

  /**
   * Adds a call.
   *
   * @param arguments {@code name:type} separated by spaces
   */
  void supported(int number, String name, String arguments, Handler handler) {
    add(number, name, arguments, Support.SUPPORTED, "", handler);
  }

  /** Adds a call of which something is left out. */
  void partial(int number, String name, String arguments, String note, Handler handler) {
    add(number, name, arguments, Support.PARTIAL, note, handler);
  }

  /** Adds a call that always gives an error. */
  void refused(int number, String name, String arguments, Errno errno, String note) {
    add(
        number,
        name,
        arguments,
        Support.REFUSED,
        errno + ": " + note,
        _ -> {
          throw errno.exception();
        });
  }

  private void add(
      int number, String name, String arguments, Support support, String note, Handler handler) {
    List<Argument> list =
        arguments.isEmpty()
            ? List.of()
            : Arrays.stream(arguments.split(" ", -1)).map(Argument::parse).toList();
    rows.add(new Row(number, name, list, support, note, handler));
  }

  List<Row> rows() {
    return rows;
  }
}
