package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.engine.Interpreter;

/** A processor with a page of code and two pages of data, for tests that name an instruction. */
final class Machine implements AutoCloseable {
  static final long CODE = 0x1_0000;
  static final long DATA = 0x2_0000;

  final AddressSpace memory = AddressSpace.create(1 << 24, PageAccount.UNLIMITED);
  final Cpu cpu = new Cpu(memory);

  Machine() {
    memory.map(CODE, 4096, Rights.ALL);
    memory.map(DATA, 8192, Rights.READ | Rights.WRITE);
  }

  /** Runs lines of canonical assembly text, once each from the first, and returns the exit. */
  Exit run(String... lines) {
    for (int i = 0; i < lines.length; i++) {
      put(i, TableAssembler.assemble(lines[i], CODE + i * 4L));
    }
    return runWords(lines.length);
  }

  void put(int index, int word) {
    memory.store32(CODE + index * 4L, word);
    memory.codeChanged(CODE + index * 4L, 4);
  }

  Exit runWords(int count) {
    cpu.pc(CODE);
    return new Interpreter().run(cpu, count);
  }

  @Override
  public void close() {
    memory.close();
  }
}
