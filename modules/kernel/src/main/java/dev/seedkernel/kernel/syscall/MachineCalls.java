package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.SystemIdentity;
import dev.seedkernel.kernel.process.Machine;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.quota.Quota;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Calls about the machine as a whole: its names, its state, its end. */
final class MachineCalls {
  /** Bytes of each field of struct new_utsname, with a NUL. */
  private static final int UTSNAME_FIELD = 65;

  private static final int SYSINFO_SIZE = 112;
  private static final int REBOOT_MAGIC = 0xfee1dead;
  private static final int RESTART = 0x01234567;
  private static final int HALT = 0xcdef0123;
  private static final int POWER_OFF = 0x4321fedc;
  private static final int RESTART_BY_COMMAND = 0xa1b2c3d4;
  private static final int CAD_ON = 0x89abcdef;
  private static final int CAD_OFF = 0;
  private static final int LOG_READ = 2;
  private static final int LOG_LAST = 10;

  private MachineCalls() {}

  static void define(Rows rows) {
    rows.supported(58, "vhangup", "", MachineCalls::hangUp);
    rows.partial(
        116,
        "syslog",
        "type:int bufp:pointer len:int",
        "the log is always empty, and a read of it does not wait",
        MachineCalls::log);
    rows.partial(
        142,
        "reboot",
        "magic:hex magic2:hex op:hex arg:pointer",
        "to restart, halt or switch off ends the machine as /init's exit(0) does; no suspend, kexec",
        MachineCalls::reboot);
    rows.supported(160, "uname", "buf:utsname", MachineCalls::uname);
    String names = "uname shows it, /proc/sys/kernel does not";
    rows.partial(
        161,
        "sethostname",
        "name:input len:size",
        names,
        call -> {
          call.machine().hostName(name(call));
          return 0;
        });
    rows.partial(
        162,
        "setdomainname",
        "name:input len:size",
        names,
        call -> {
          call.machine().domainName(name(call));
          return 0;
        });
    rows.supported(
        168, "getcpu", "cpu:pointer node:pointer cache:pointer", MachineCalls::getProcessor);
    rows.partial(
        179,
        "sysinfo",
        "info:pointer",
        "loads are 0; memory is the limit and what programs have stored to",
        MachineCalls::sysinfo);
  }

  /** There is one processor, number 0 of node 0. */
  private static long getProcessor(Call call) {
    for (int i = 0; i < 2; i++) {
      if (call.argument(i) != 0) {
        call.memory().writeInt(call.argument(i), 0);
      }
    }
    return 0;
  }

  private static long hangUp(Call call) throws ErrnoException {
    call.process().credentials().require(Capability.CAP_SYS_TTY_CONFIG);
    return 0; // There is no terminal.
  }

  private static long log(Call call) throws ErrnoException {
    int type = call.intArgument(0);
    if (type < 0 || type > LOG_LAST) {
      throw Errno.EINVAL.exception();
    }
    boolean reads = type >= LOG_READ && type <= LOG_READ + 2;
    if (reads && (call.argument(1) == 0 || call.intArgument(2) < 0)) {
      throw Errno.EINVAL.exception();
    }
    if (type == 8 && (call.intArgument(2) < 1 || call.intArgument(2) > 8)) {
      throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long reboot(Call call) throws ErrnoException {
    call.process().credentials().require(Capability.CAP_SYS_BOOT);
    // Torvalds' birthday and those of his daughters (linux/reboot.h).
    boolean second =
        switch (call.intArgument(1)) {
          case 0x28121969, 0x05121996, 0x16041998, 0x20112000 -> true;
          default -> false;
        };
    if (call.intArgument(0) != REBOOT_MAGIC || !second) {
      throw Errno.EINVAL.exception();
    }
    int operation = call.intArgument(2);
    if (operation == CAD_ON || operation == CAD_OFF) {
      return 0; // There is no Ctrl-Alt-Del.
    }
    if (operation != RESTART
        && operation != HALT
        && operation != POWER_OFF
        && operation != RESTART_BY_COMMAND) {
      throw Errno.EINVAL.exception();
    }
    call.machine().endings().exitGroup(call.machine().processes().init(), 0);
    return Call.NO_RESULT;
  }

  private static long uname(Call call) {
    String[] fields = {
      SystemIdentity.NAME,
      call.machine().hostName(),
      SystemIdentity.RELEASE,
      SystemIdentity.VERSION,
      SystemIdentity.MACHINE,
      call.machine().domainName()
    };
    byte[] bytes = new byte[fields.length * UTSNAME_FIELD];
    for (int i = 0; i < fields.length; i++) {
      byte[] field = fields[i].getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(field, 0, bytes, i * UTSNAME_FIELD, field.length);
    }
    call.memory().writeBytes(call.argument(0), bytes);
    return 0;
  }

  private static String name(Call call) throws ErrnoException {
    call.process().credentials().require(Capability.CAP_SYS_ADMIN);
    int length = call.intArgument(1);
    if (length < 0 || length >= UTSNAME_FIELD) {
      throw Errno.EINVAL.exception();
    }
    byte[] bytes = call.memory().readBytes(call.argument(0), length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static long sysinfo(Call call) {
    Machine machine = call.machine();
    Quota memory = machine.memory();
    ByteBuffer out = ByteBuffer.allocate(SYSINFO_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(0, machine.clock().uptime() / SleepCalls.SECOND);
    out.putLong(32, memory.most());
    out.putLong(40, memory.most() - memory.used());
    out.putShort(80, (short) machine.processes().threadCount());
    out.putInt(104, 1);
    UserMemory user = call.memory();
    user.writeBytes(call.argument(0), out.array());
    return 0;
  }
}
