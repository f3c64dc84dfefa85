package dev.seedkernel.kernel.syscall;

import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.fs.Credentials;
import dev.seedkernel.kernel.fs.OpenFile;
import dev.seedkernel.kernel.process.UserMemory;
import dev.seedkernel.kernel.socket.Address;
import dev.seedkernel.kernel.socket.Message;
import dev.seedkernel.kernel.socket.Socket;
import java.util.ArrayList;
import java.util.List;

/** What goes with a message beside its bytes (cmsg(3), unix(7)). */
final class ControlMessages {
  static final int MSG_CTRUNC = 8;
  private static final int HEADER = 16;
  private static final int CREDENTIALS = 12;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;

  /** Most files of one message (SCM_MAX_FD). */
  private static final int MOST_FILES = 253;

  /** Most bytes of control messages (net.core.optmem_max). */
  private static final int MOST_BYTES = 131_072;

  private ControlMessages() {}

  /** What a sender gives. */
  record Given(List<OpenFile> files, Message.Sender sender) {}

  /** Reads the control messages of a call. */
  static Given read(Call call, Socket socket, long at, long length) throws ErrnoException {
    Message.Sender sender = call.machine().network().caller();
    List<OpenFile> files = new ArrayList<>();
    if (length < 0 || length > MOST_BYTES) {
      throw Errno.ENOBUFS.exception();
    }
    UserMemory memory = call.memory();
    long position = 0;
    while (position + HEADER <= length) {
      long size = memory.readLong(at + position);
      if (size < HEADER || size > length - position) {
        throw Errno.EINVAL.exception();
      }
      long data = at + position + HEADER;
      boolean own = memory.readInt(at + position + 8) == SOL_SOCKET;
      int type = memory.readInt(at + position + 12);
      boolean unix = socket.kind().family() == Address.AF_UNIX;
      if (own && unix && type == SCM_RIGHTS) {
        addFiles(call, data, (int) (size - HEADER) / 4, files);
      } else if (own && unix && type == SCM_CREDENTIALS) {
        sender = credentials(call, data, size);
      } else if (own) {
        throw Errno.EINVAL.exception();
      }
      position += (size + 7) & -8;
    }
    return new Given(files, sender);
  }

  private static void addFiles(Call call, long at, int count, List<OpenFile> files)
      throws ErrnoException {
    if (count + files.size() > MOST_FILES) {
      throw Errno.EINVAL.exception();
    }
    for (int i = 0; i < count; i++) {
      files.add(call.descriptors().getAny(call.memory().readInt(at + 4L * i)));
    }
  }

  /** Only who may be anybody may say that it is another (credentials(7)). */
  private static Message.Sender credentials(Call call, long at, long size) throws ErrnoException {
    if (size != HEADER + CREDENTIALS) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = call.memory();
    int pid = memory.readInt(at);
    int uid = memory.readInt(at + 4);
    int gid = memory.readInt(at + 8);
    Credentials own = call.process().credentials();
    boolean root = own.user().effective() == 0;
    boolean allowed =
        (pid == call.process().pid() || root)
            && (root || uid == own.user().real() || uid == own.user().effective())
            && (root || gid == own.group().real() || gid == own.group().effective());
    if (!allowed) {
      throw Errno.EPERM.exception();
    }
    if (call.machine().processes().find(pid) == null) {
      throw Errno.ESRCH.exception();
    }
    return new Message.Sender(pid, uid, gid);
  }

  /** Where control messages are stored: what was used, and flags of the message. */
  record Stored(long used, int flags) {}

  /** Gives a receiver what came with a message. */
  static Stored write(
      Call call, Socket socket, Message message, long at, long length, boolean cloexec)
      throws ErrnoException {
    UserMemory memory = call.memory();
    long used = 0;
    int flags = 0;
    if (socket.options().passCredentials()) {
      Message.Sender sender = message.sender();
      if (length < HEADER + CREDENTIALS) {
        flags |= MSG_CTRUNC;
      } else {
        header(memory, at, HEADER + CREDENTIALS, SCM_CREDENTIALS);
        memory.writeInt(at + HEADER, sender.pid());
        memory.writeInt(at + HEADER + 4, sender.uid());
        memory.writeInt(at + HEADER + 8, sender.gid());
        used = Math.min(length, (HEADER + CREDENTIALS + 7) & -8);
      }
    }
    if (message.files().isEmpty()) {
      return new Stored(used, flags);
    }
    long room = Math.max(0, (length - used - HEADER) / 4);
    int count = 0;
    for (OpenFile file : message.files()) {
      if (count >= room) {
        break;
      }
      try {
        int fd = call.install(file, cloexec);
        memory.writeInt(at + used + HEADER + 4L * count, fd);
      } catch (ErrnoException _) {
        break; // Those for which there is no descriptor are lost.
      }
      count++;
    }
    if (count > 0) {
      long size = HEADER + 4L * count;
      header(memory, at + used, size, SCM_RIGHTS);
      used = Math.min(length, used + ((size + 7) & -8));
    }
    return new Stored(used, count < message.files().size() ? flags | MSG_CTRUNC : flags);
  }

  private static void header(UserMemory memory, long at, long size, int type) {
    memory.writeLong(at, size);
    memory.writeInt(at + 8, SOL_SOCKET);
    memory.writeInt(at + 12, type);
  }
}
