package dev.seedkernel.kernel.fs;

import dev.seedkernel.kernel.abi.Capability;
import dev.seedkernel.kernel.abi.Errno;
import dev.seedkernel.kernel.abi.ErrnoException;
import dev.seedkernel.kernel.abi.FileMode;

/**
 * Who a process is, and what that allows it (credentials(7), capabilities(7)). A change gives new
 * credentials. There are no user namespaces, no file capabilities, no securebits and no ambient
 * capabilities.
 *
 * @param user user ids
 * @param group group ids
 * @param groups the supplementary groups
 * @param effective the capabilities that count, bit n for capability n
 * @param permitted those that may be made effective
 * @param inheritable those that are kept for programs with file capabilities
 */
public record Credentials(
    Ids user, Ids group, Groups groups, long effective, long permitted, long inheritable) {
  /** Bits of what may be done with a file: the right most three of its mode. */
  public static final int EXECUTE = 1;

  public static final int WRITE = 2;
  public static final int READ = 4;

  /** Those of the first process. */
  public static final Credentials ROOT =
      new Credentials(Ids.of(0), Ids.of(0), Groups.NONE, Capability.ALL, Capability.ALL, 0);

  /**
   * Four ids of one kind.
   *
   * @param real who started the process
   * @param effective who it acts as
   * @param saved whom it may become again
   * @param files who it is where files are concerned: the effective one unless setfsuid changed it
   */
  public record Ids(int real, int effective, int saved, int files) {
    /** In the place of an id: leave it as it is. */
    private static final int KEEP = -1;

    static Ids of(int id) {
      return new Ids(id, id, id, id);
    }

    private boolean has(int id) {
      return id == real || id == effective || id == saved;
    }

    private boolean hasRoot() {
      return has(0);
    }

    /** As setuid(2) and setgid(2). */
    Ids set(int id, boolean capable) throws ErrnoException {
      if (id == KEEP) {
        throw Errno.EINVAL.exception();
      }
      if (capable) {
        return of(id);
      }
      require(id == real || id == saved);
      return new Ids(real, id, saved, id);
    }

    /** As setreuid(2) and setregid(2). */
    Ids set(int newReal, int newEffective, boolean capable) throws ErrnoException {
      require(capable || newReal == KEEP || newReal == real || newReal == effective);
      require(capable || newEffective == KEEP || has(newEffective));
      int realNow = newReal == KEEP ? real : newReal;
      int effectiveNow = newEffective == KEEP ? effective : newEffective;
      boolean saves = newReal != KEEP || (newEffective != KEEP && newEffective != real);
      return new Ids(realNow, effectiveNow, saves ? effectiveNow : saved, effectiveNow);
    }

    /** As setresuid(2) and setresgid(2). */
    Ids set(int newReal, int newEffective, int newSaved, boolean capable) throws ErrnoException {
      for (int id : new int[] {newReal, newEffective, newSaved}) {
        require(capable || id == KEEP || has(id));
      }
      int effectiveNow = newEffective == KEEP ? effective : newEffective;
      return new Ids(
          newReal == KEEP ? real : newReal,
          effectiveNow,
          newSaved == KEEP ? saved : newSaved,
          effectiveNow);
    }

    /** As setfsuid(2) and setfsgid(2), which tell of no error. */
    Ids setFiles(int id, boolean capable) {
      boolean allowed = id != KEEP && (capable || has(id) || id == files);
      return allowed ? new Ids(real, effective, saved, id) : this;
    }

    private static void require(boolean allowed) throws ErrnoException {
      if (!allowed) {
        throw Errno.EPERM.exception();
      }
    }
  }

  // Changes

  /** As setuid(2): EINVAL, EPERM. */
  public Credentials user(int id) throws ErrnoException {
    return withUser(user.set(id, has(Capability.CAP_SETUID)));
  }

  /** As setreuid(2): EPERM. */
  public Credentials user(int real, int effectiveId) throws ErrnoException {
    return withUser(user.set(real, effectiveId, has(Capability.CAP_SETUID)));
  }

  /** As setresuid(2): EPERM. */
  public Credentials user(int real, int effectiveId, int saved) throws ErrnoException {
    return withUser(user.set(real, effectiveId, saved, has(Capability.CAP_SETUID)));
  }

  /** As setgid(2): EINVAL, EPERM. */
  public Credentials group(int id) throws ErrnoException {
    return withGroup(group.set(id, has(Capability.CAP_SETGID)));
  }

  /** As setregid(2): EPERM. */
  public Credentials group(int real, int effectiveId) throws ErrnoException {
    return withGroup(group.set(real, effectiveId, has(Capability.CAP_SETGID)));
  }

  /** As setresgid(2): EPERM. */
  public Credentials group(int real, int effectiveId, int saved) throws ErrnoException {
    return withGroup(group.set(real, effectiveId, saved, has(Capability.CAP_SETGID)));
  }

  /** As setfsuid(2): what is not allowed changes nothing. */
  public Credentials fileUser(int id) {
    Ids ids = user.setFiles(id, has(Capability.CAP_SETUID));
    long now = effective;
    if (user.files == 0 && ids.files != 0) {
      now &= ~Capability.FILES;
    } else if (user.files != 0 && ids.files == 0) {
      now |= permitted & Capability.FILES;
    }
    return new Credentials(ids, group, groups, now, permitted, inheritable);
  }

  /** As setfsgid(2): what is not allowed changes nothing. */
  public Credentials fileGroup(int id) {
    return withGroup(group.setFiles(id, has(Capability.CAP_SETGID)));
  }

  /** As setgroups(2). */
  public Credentials groups(Groups newGroups) {
    return new Credentials(user, group, newGroups, effective, permitted, inheritable);
  }

  /** As capset(2): EPERM for what is not permitted. */
  public Credentials capabilities(long newEffective, long newPermitted, long newInheritable)
      throws ErrnoException {
    boolean more = has(Capability.CAP_SETPCAP);
    long mayInherit = inheritable | (more ? Capability.ALL : permitted);
    if ((newPermitted & ~permitted) != 0
        || (newEffective & ~newPermitted) != 0
        || (newInheritable & ~mayInherit) != 0) {
      throw Errno.EPERM.exception();
    }
    return new Credentials(user, group, groups, newEffective, newPermitted, newInheritable);
  }

  /** Becomes what a program makes of these credentials: execve(2) with set-user-ID bits. */
  public Credentials afterExec(Inode program) {
    int mode = program.mode();
    int uid = (mode & FileMode.S_ISUID) != 0 ? program.uid() : user.effective;
    boolean setsGroup = (mode & (FileMode.S_ISGID | 010)) == (FileMode.S_ISGID | 010);
    int gid = setsGroup ? program.gid() : group.effective;
    boolean root = uid == 0 || user.real == 0;
    long nowPermitted = root ? Capability.ALL : 0;
    return new Credentials(
        new Ids(user.real, uid, uid, uid),
        new Ids(group.real, gid, gid, gid),
        groups,
        uid == 0 ? nowPermitted : 0,
        nowPermitted,
        inheritable);
  }

  /** Returns whether a program runs with more than its caller has (AT_SECURE). */
  public boolean elevated() {
    return user.real != user.effective || group.real != group.effective;
  }

  /** Returns those that access(2) asks with: of the real ids. */
  public Credentials ofRealIds() {
    if (user.files == user.real && group.files == group.real) {
      return this;
    }
    return new Credentials(
        new Ids(user.real, user.effective, user.saved, user.real),
        new Ids(group.real, group.effective, group.saved, group.real),
        groups,
        user.real == 0 ? permitted : 0,
        permitted,
        inheritable);
  }

  private Credentials withUser(Ids ids) {
    long nowPermitted = user.hasRoot() && !ids.hasRoot() ? 0 : permitted;
    long nowEffective = effective & nowPermitted;
    if (user.effective == 0 && ids.effective != 0) {
      nowEffective = 0;
    } else if (user.effective != 0 && ids.effective == 0) {
      nowEffective = nowPermitted;
    }
    return new Credentials(ids, group, groups, nowEffective, nowPermitted, inheritable);
  }

  private Credentials withGroup(Ids ids) {
    return new Credentials(user, ids, groups, effective, permitted, inheritable);
  }

  // Rights

  /** Returns whether a capability counts. */
  public boolean has(int capability) {
    return (effective & Capability.bit(capability)) != 0;
  }

  /** Throws EPERM unless a capability counts. */
  public void require(int capability) throws ErrnoException {
    if (!has(capability)) {
      throw Errno.EPERM.exception();
    }
  }

  /** Returns whether these belong to a group. */
  public boolean inGroup(int gid) {
    return gid == group.files || groups.contains(gid);
  }

  /**
   * Returns whether something may be done with a file (path_resolution(7)).
   *
   * @param wanted {@link #READ}, {@link #WRITE} and {@link #EXECUTE}, which is search of a
   *     directory
   */
  public boolean may(Inode inode, int wanted) {
    int mode = inode.mode();
    int bits = user.files == inode.uid() ? mode >> 6 : inGroup(inode.gid()) ? mode >> 3 : mode;
    if ((wanted & ~bits) == 0) {
      return true;
    }
    if (inode instanceof Directory) {
      return has(Capability.CAP_DAC_OVERRIDE)
          || ((wanted & WRITE) == 0 && has(Capability.CAP_DAC_READ_SEARCH));
    }
    if (wanted == READ && has(Capability.CAP_DAC_READ_SEARCH)) {
      return true;
    }
    boolean executable = (mode & FileMode.ANY_EXECUTE) != 0;
    return ((wanted & EXECUTE) == 0 || executable) && has(Capability.CAP_DAC_OVERRIDE);
  }

  /** Throws EACCES unless something may be done with a file. */
  public void require(Inode inode, int wanted) throws ErrnoException {
    if (!may(inode, wanted)) {
      throw Errno.EACCES.exception();
    }
  }

  /** Returns whether a file is the caller's own, or may be treated so. */
  public boolean owns(Inode inode) {
    return user.files == inode.uid() || has(Capability.CAP_FOWNER);
  }

  /** Throws EPERM unless the caller owns a file. */
  public void requireOwner(Inode inode) throws ErrnoException {
    if (!owns(inode)) {
      throw Errno.EPERM.exception();
    }
  }

  /** Throws EACCES or, in a sticky directory, EPERM unless a name may be taken away. */
  public void requireRemoval(Directory parent, Inode inode) throws ErrnoException {
    require(parent, WRITE | EXECUTE);
    boolean sticky = (parent.mode() & FileMode.S_ISVTX) != 0;
    if (sticky && user.files != inode.uid() && user.files != parent.uid()) {
      require(Capability.CAP_FOWNER);
    }
  }

  /** Returns whether the set-group-ID bit of a file of a group may be kept or set. */
  public boolean maySetGroupId(int gid) {
    return inGroup(gid) || has(Capability.CAP_FSETID);
  }

  /** Gives a new file its owner, its group and what it takes over from its directory. */
  public void own(Inode created, Directory parent) {
    boolean fromParent = (parent.mode() & FileMode.S_ISGID) != 0;
    int gid = fromParent ? parent.gid() : group.files;
    int mode = created.mode();
    if (fromParent && created instanceof Directory) {
      mode |= FileMode.S_ISGID;
    } else if (fromParent
        && (mode & (FileMode.S_ISGID | 010)) == (FileMode.S_ISGID | 010)
        && !maySetGroupId(gid)) {
      mode &= ~FileMode.S_ISGID;
    }
    if (mode != created.mode()) {
      created.permissions(mode);
    }
    if (user.files != 0 || gid != 0) {
      created.owner(user.files, gid);
    }
  }
}
