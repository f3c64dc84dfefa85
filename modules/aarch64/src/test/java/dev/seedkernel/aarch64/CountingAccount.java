package dev.seedkernel.aarch64;

/** An account with a limit that checks that nobody gives back more than was charged. */
final class CountingAccount implements PageAccount {
  final long most;
  long charged;

  CountingAccount(long most) {
    this.most = most;
  }

  @Override
  public boolean charge(long pages) {
    if (pages < 0) {
      throw new AssertionError("charged " + pages);
    }
    if (pages > most - charged) {
      return false;
    }
    charged += pages;
    return true;
  }

  @Override
  public void release(long pages) {
    if (pages < 0 || pages > charged) {
      throw new AssertionError("released " + pages + " of " + charged);
    }
    charged -= pages;
  }
}
