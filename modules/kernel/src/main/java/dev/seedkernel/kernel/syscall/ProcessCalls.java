package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.process.ExecImage;
import dev.seedkernel.kernel.process.LoadException;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.quota.Limit;
import java.util.ArrayList;
import java.util.List;

/** Calls that start programs and end processes. */
final class ProcessCalls {
  private ProcessCalls() {}

  static void define(Rows rows) {
    rows.supported(93, "exit", "status:int", ProcessCalls::exit);
    rows.supported(94, "exit_group", "status:int", ProcessCalls::exitGroup);
    rows.supported(96, "set_tid_address", "tidptr:pointer", ProcessCalls::setTidAddress);
    rows.supported(221, "execve", "path:string argv:strings envp:pointer", ProcessCalls::execve);
    rows.supported(1024, "spawn", "path:string argv:strings", ProcessCalls::spawn);
  }

  private static long exit(Call call) {
    call.machine().endings().exit(call.thread(), call.intArgument(0));
    return Call.NO_RESULT;
  }

  private static long exitGroup(Call call) {
    call.machine().endings().exitGroup(call.process(), call.intArgument(0));
    return Call.NO_RESULT;
  }

  private static long setTidAddress(Call call) {
    call.thread().clearChildTid(call.argument(0));
    return call.thread().tid();
  }

  private static long execve(Call call) throws ErrnoException {
    String path = path(call);
    List<String> arguments = arguments(call);
    long most = call.machine().limits().get(Limit.ARGUMENTS);
    List<String> environment = strings(call.memory(), call.argument(2), most);
    ExecImage image = new ExecImage(path, arguments, environment);
    try {
      call.machine().lifecycle().exec(call.thread(), image);
    } catch (LoadException e) {
      throw e.errno().exception();
    }
    return Call.NO_RESULT;
  }

  private static long spawn(Call call) throws ErrnoException {
    String path = path(call);
    List<String> arguments = arguments(call);
    try {
      return call.machine().lifecycle().spawn(call.thread(), path, arguments);
    } catch (LoadException e) {
      throw e.errno().exception();
    }
  }

  private static String path(Call call) throws ErrnoException {
    String path = call.memory().readPath(call.argument(0));
    if (path.isEmpty()) {
      throw Errno.ENOENT.exception();
    }
    return path;
  }

  private static List<String> arguments(Call call) throws ErrnoException {
    long most = call.machine().limits().get(Limit.ARGUMENTS);
    List<String> arguments = strings(call.memory(), call.argument(1), most);
    if (arguments.isEmpty()) {
      arguments.add(""); // As Linux since 5.18: argv[0] is never missing.
    }
    return arguments;
  }

  /** Reads a NULL-terminated array of strings; a NULL array is an empty one. */
  private static List<String> strings(UserMemory memory, long address, long most)
      throws ErrnoException {
    List<String> result = new ArrayList<>();
    if (address == 0) {
      return result;
    }
    long left = most;
    for (long at = address; ; at += Long.BYTES) {
      long pointer = memory.readLong(at);
      if (pointer == 0) {
        return result;
      }
      String string = memory.readString(pointer, (int) Math.min(left, ExecImage.LONGEST_STRING));
      left -= Long.BYTES + (string == null ? left : string.length() + 1);
      if (string == null || left <= 0) {
        throw Errno.E2BIG.exception();
      }
      result.add(string);
    }
  }
}
