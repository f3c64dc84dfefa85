package dev.seedkernel.kernel.process;

import dev.seedkernel.aarch64.FeatureSet;
import dev.seedkernel.kernel.abi.AuxiliaryType;
import dev.seedkernel.kernel.fs.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays out what a program finds on its stack (System V ABI for AArch64, "Initial GuestProcess
 * Stack"): argc, argv, NULL, envp, NULL, the auxiliary vector; above that the strings that they
 * point to.
 */
final class InitialStack {
  private static final int RANDOM_BYTES = 16;
  private static final int ALIGNMENT = 16;

  private final UserMemory memory;
  private long top;

  InitialStack(UserMemory memory) {
    this.memory = memory;
    // Linux leaves the last word of the stack zero.
    this.top = memory.stackTop() - Long.BYTES;
  }

  /** What was written: where the stack pointer is to be, and what lies where. */
  record Written(long stackPointer, ProgramLayout layout) {}

  /** A program as it was loaded, for the auxiliary vector. */
  record Loaded(
      long entry, long programHeaders, int programHeaderSize, int programHeaderCount, long base) {}

  /**
   * Writes the stack.
   *
   * @param executed the path that execve was given (AT_EXECFN)
   * @param random {@value #RANDOM_BYTES} bytes for AT_RANDOM
   */
  Written write(
      String executed,
      ExecImage image,
      Loaded program,
      byte[] random,
      FeatureSet features,
      Credentials credentials) {
    long path = push(executed);
    final long environmentEnd = top;
    List<Long> environment = pushAll(image.environment());
    final long argumentsEnd = top;
    List<Long> arguments = pushAll(image.arguments());
    final long argumentsStart = top;
    long platform = push("aarch64");
    top &= -ALIGNMENT;
    top -= RANDOM_BYTES;
    long randomAt = top;
    memory.writeBytes(randomAt, random);

    List<Long> words = new ArrayList<>();
    words.add((long) arguments.size());
    words.addAll(arguments);
    words.add(0L);
    words.addAll(environment);
    words.add(0L);
    final int auxiliaryStart = words.size();
    auxiliary(words, AuxiliaryType.AT_HWCAP, HardwareCapabilities.hwcap(features));
    auxiliary(words, AuxiliaryType.AT_PAGESZ, 4096);
    auxiliary(words, AuxiliaryType.AT_CLKTCK, 100);
    auxiliary(words, AuxiliaryType.AT_PHDR, program.programHeaders());
    auxiliary(words, AuxiliaryType.AT_PHENT, program.programHeaderSize());
    auxiliary(words, AuxiliaryType.AT_PHNUM, program.programHeaderCount());
    auxiliary(words, AuxiliaryType.AT_BASE, program.base());
    auxiliary(words, AuxiliaryType.AT_FLAGS, 0);
    auxiliary(words, AuxiliaryType.AT_ENTRY, program.entry());
    auxiliary(words, AuxiliaryType.AT_UID, credentials.user().real());
    auxiliary(words, AuxiliaryType.AT_EUID, credentials.user().effective());
    auxiliary(words, AuxiliaryType.AT_GID, credentials.group().real());
    auxiliary(words, AuxiliaryType.AT_EGID, credentials.group().effective());
    auxiliary(words, AuxiliaryType.AT_SECURE, credentials.elevated() ? 1 : 0);
    auxiliary(words, AuxiliaryType.AT_RANDOM, randomAt);
    auxiliary(words, AuxiliaryType.AT_HWCAP2, HardwareCapabilities.hwcap2(features));
    auxiliary(words, AuxiliaryType.AT_EXECFN, path);
    auxiliary(words, AuxiliaryType.AT_PLATFORM, platform);
    auxiliary(words, AuxiliaryType.AT_NULL, 0);

    long sp = (top - (long) words.size() * Long.BYTES) & -ALIGNMENT;
    long at = sp;
    for (long word : words) {
      memory.writeLong(at, word);
      at += Long.BYTES;
    }
    ProgramLayout layout =
        new ProgramLayout(
            argumentsStart,
            argumentsEnd,
            environmentEnd,
            sp,
            List.copyOf(words.subList(auxiliaryStart, words.size())));
    return new Written(sp, layout);
  }

  private static void auxiliary(List<Long> words, int type, long value) {
    words.add((long) type);
    words.add(value);
  }

  private List<Long> pushAll(List<String> strings) {
    List<Long> addresses = new ArrayList<>();
    // From the last to the first, so that they stand in ascending order.
    for (String string : strings.reversed()) {
      addresses.addFirst(push(string));
    }
    return addresses;
  }

  private long push(String string) {
    byte[] bytes = (string + '\0').getBytes(StandardCharsets.ISO_8859_1);
    top -= bytes.length;
    memory.writeBytes(top, bytes);
    return top;
  }
}
