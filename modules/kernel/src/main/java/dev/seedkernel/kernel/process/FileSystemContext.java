package dev.seedkernel.kernel.process;

import dev.seedkernel.kernel.fs.Directory;

/** Where relative and absolute paths start, and what new files may not be: what CLONE_FS shares. */
final class FileSystemContext {
  /** Default file mode creation mask. */
  private static final int UMASK = 022;

  private Directory rootDirectory;
  private Directory workingDirectory;
  private int umask;
  private int users = 1;

  FileSystemContext(Directory rootDirectory, Directory workingDirectory) {
    this(rootDirectory, workingDirectory, UMASK);
  }

  private FileSystemContext(Directory rootDirectory, Directory workingDirectory, int umask) {
    this.rootDirectory = rootDirectory;
    this.workingDirectory = workingDirectory;
    this.umask = umask;
    rootDirectory.opened();
    workingDirectory.opened();
  }

  FileSystemContext copy() {
    return new FileSystemContext(rootDirectory, workingDirectory, umask);
  }

  FileSystemContext share() {
    users++;
    return this;
  }

  void release() {
    if (--users == 0) {
      workingDirectory.released();
      rootDirectory.released();
    }
  }

  Directory rootDirectory() {
    return rootDirectory;
  }

  /** Changes the root directory, which stays in being as long as it is one. */
  void rootDirectory(Directory directory) {
    directory.opened();
    rootDirectory.released();
    rootDirectory = directory;
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
