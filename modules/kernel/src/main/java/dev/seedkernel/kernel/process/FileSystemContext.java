package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.fs.Directory;

/** Where relative paths start, and what new files may not be: what CLONE_FS shares. */
final class FileSystemContext {
  /** Default file mode creation mask. */
  private static final int UMASK = 022;

  private Directory workingDirectory;
  private int umask;
  private int users = 1;

  FileSystemContext(Directory workingDirectory) {
    this(workingDirectory, UMASK);
  }

  private FileSystemContext(Directory workingDirectory, int umask) {
    this.workingDirectory = workingDirectory;
    this.umask = umask;
    workingDirectory.opened();
  }

  FileSystemContext copy() {
    return new FileSystemContext(workingDirectory, umask);
  }

  FileSystemContext share() {
    users++;
    return this;
  }

  void release() {
    if (--users == 0) {
      workingDirectory.released();
    }
  }

  Directory workingDirectory() {
    return workingDirectory;
  }

  /** Changes the working directory, which stays in being as long as it is one. */
  void workingDirectory(Directory directory) {
    directory.opened();
    workingDirectory.released();
    workingDirectory = directory;
  }

  int umask() {
    return umask;
  }

  void umask(int newUmask) {
    umask = newUmask & 0777;
  }
}
