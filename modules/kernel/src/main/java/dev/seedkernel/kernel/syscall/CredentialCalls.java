package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.Groups;

/** Calls about who a process is and what that allows it (credentials(7), capabilities(7)). */
final class CredentialCalls {
  /** Most supplementary groups (NGROUPS_MAX). */
  private static final int NGROUPS_MAX = 65_536;

  /** The versions of struct __user_cap_header_struct: with 32 bits of capabilities and with 64. */
  private static final int VERSION_1 = 0x1998_0330;

  private static final int VERSION_2 = 0x2007_1026;
  private static final int VERSION_3 = 0x2008_0522;

  /** Bytes of struct __user_cap_data_struct, one for 32 capabilities. */
  private static final int DATA = 12;

  private static final long LOW = 0xffff_ffffL;

  private CredentialCalls() {}

  /** A change of credentials. */
  @FunctionalInterface
  private interface Change {
    Credentials of(Credentials old) throws ErrnoException;
  }

  static void define(Rows rows) {
    rows.partial(
        90,
        "capget",
        "hdrp:pointer datap:pointer",
        "there are no securebits, ambient or file capabilities",
        CredentialCalls::capget);
    rows.partial(
        91,
        "capset",
        "hdrp:pointer datap:pointer",
        "there are no securebits, ambient or file capabilities",
        CredentialCalls::capset);
    rows.supported(
        143,
        "setregid",
        "rgid:int egid:int",
        call -> change(call, old -> old.group(call.intArgument(0), call.intArgument(1))));
    rows.supported(
        144, "setgid", "gid:int", call -> change(call, old -> old.group(call.intArgument(0))));
    rows.supported(
        145,
        "setreuid",
        "ruid:int euid:int",
        call -> change(call, old -> old.user(call.intArgument(0), call.intArgument(1))));
    rows.supported(
        146, "setuid", "uid:int", call -> change(call, old -> old.user(call.intArgument(0))));
    rows.supported(
        147,
        "setresuid",
        "ruid:int euid:int suid:int",
        call ->
            change(
                call,
                old -> old.user(call.intArgument(0), call.intArgument(1), call.intArgument(2))));
    rows.supported(
        148,
        "getresuid",
        "ruid:pointer euid:pointer suid:pointer",
        call -> write(call, credentials(call).user()));
    rows.supported(
        149,
        "setresgid",
        "rgid:int egid:int sgid:int",
        call ->
            change(
                call,
                old -> old.group(call.intArgument(0), call.intArgument(1), call.intArgument(2))));
    rows.supported(
        150,
        "getresgid",
        "rgid:pointer egid:pointer sgid:pointer",
        call -> write(call, credentials(call).group()));
    rows.supported(151, "setfsuid", "fsuid:int", CredentialCalls::setfsuid);
    rows.supported(152, "setfsgid", "fsgid:int", CredentialCalls::setfsgid);
    rows.supported(158, "getgroups", "size:int list:pointer", CredentialCalls::getgroups);
    rows.supported(159, "setgroups", "size:int list:pointer", CredentialCalls::setgroups);
    rows.supported(174, "getuid", "", call -> id(credentials(call).user().real()));
    rows.supported(175, "geteuid", "", call -> id(credentials(call).user().effective()));
    rows.supported(176, "getgid", "", call -> id(credentials(call).group().real()));
    rows.supported(177, "getegid", "", call -> id(credentials(call).group().effective()));
  }

  private static Credentials credentials(Call call) {
    return call.process().credentials();
  }

  /** Ids are unsigned: the highest are no errors. */
  private static long id(int id) {
    return Integer.toUnsignedLong(id);
  }

  private static long change(Call call, Change change) throws ErrnoException {
    call.process().credentials(change.of(credentials(call)));
    return 0;
  }

  private static long write(Call call, Credentials.Ids ids) {
    call.memory().writeInt(call.argument(0), ids.real());
    call.memory().writeInt(call.argument(1), ids.effective());
    call.memory().writeInt(call.argument(2), ids.saved());
    return 0;
  }

  private static long setfsuid(Call call) {
    Credentials old = credentials(call);
    call.process().credentials(old.fileUser(call.intArgument(0)));
    return id(old.user().files());
  }

  private static long setfsgid(Call call) {
    Credentials old = credentials(call);
    call.process().credentials(old.fileGroup(call.intArgument(0)));
    return id(old.group().files());
  }

  private static long getgroups(Call call) throws ErrnoException {
    Groups groups = credentials(call).groups();
    int room = call.intArgument(0);
    if (room < 0 || (room != 0 && room < groups.size())) {
      throw Errno.EINVAL.exception();
    }
    if (room != 0) {
      for (int i = 0; i < groups.size(); i++) {
        call.memory().writeInt(call.argument(1) + (long) i * Integer.BYTES, groups.get(i));
      }
    }
    return groups.size();
  }

  private static long setgroups(Call call) throws ErrnoException {
    credentials(call).require(Capability.CAP_SETGID);
    int count = call.intArgument(0);
    if (count < 0 || count > NGROUPS_MAX) {
      throw Errno.EINVAL.exception();
    }
    int[] groups = new int[count];
    for (int i = 0; i < count; i++) {
      int group = call.memory().readInt(call.argument(1) + (long) i * Integer.BYTES);
      if (group == -1) {
        throw Errno.EINVAL.exception();
      }
      groups[i] = group;
    }
    return change(call, old -> old.groups(Groups.of(groups)));
  }

  /** Returns for how many times 32 capabilities a version has room, 0 if there is no such one. */
  private static int words(int version) {
    return switch (version) {
      case VERSION_1 -> 1;
      case VERSION_2, VERSION_3 -> 2;
      default -> 0;
    };
  }

  private static long capget(Call call) throws ErrnoException {
    long header = call.argument(0);
    int words = words(call.memory().readInt(header));
    long data = call.argument(1);
    if (words == 0) {
      call.memory().writeInt(header, VERSION_3);
      if (data == 0) {
        return 0; // That is how a caller asks for the version.
      }
      throw Errno.EINVAL.exception();
    }
    int pid = call.memory().readInt(header + 4);
    if (pid < 0) {
      throw Errno.EINVAL.exception();
    }
    var process = pid == 0 ? call.process() : call.machine().processes().find(pid);
    if (process == null) {
      throw Errno.ESRCH.exception();
    }
    if (data == 0) {
      return 0;
    }
    Credentials credentials = process.credentials();
    for (int i = 0; i < words; i++) {
      long at = data + (long) i * DATA;
      call.memory().writeInt(at, (int) (credentials.effective() >>> (32 * i)));
      call.memory().writeInt(at + 4, (int) (credentials.permitted() >>> (32 * i)));
      call.memory().writeInt(at + 8, (int) (credentials.inheritable() >>> (32 * i)));
    }
    return 0;
  }

  private static long capset(Call call) throws ErrnoException {
    long header = call.argument(0);
    int words = words(call.memory().readInt(header));
    if (words == 0) {
      call.memory().writeInt(header, VERSION_3);
      throw Errno.EINVAL.exception();
    }
    int pid = call.memory().readInt(header + 4);
    if (pid != 0 && pid != call.process().pid()) {
      throw Errno.EPERM.exception();
    }
    long[] sets = new long[3];
    for (int i = 0; i < words; i++) {
      for (int set = 0; set < sets.length; set++) {
        long at = call.argument(1) + (long) i * DATA + (long) set * Integer.BYTES;
        sets[set] |= (call.memory().readInt(at) & LOW) << (32 * i) & Capability.ALL;
      }
    }
    return change(call, old -> old.capabilities(sets[0], sets[1], sets[2]));
  }
}
