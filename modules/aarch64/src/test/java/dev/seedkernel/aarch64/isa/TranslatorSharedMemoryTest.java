package dev.seedkernel.aarch64.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Engine;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.MemoryFault;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.SharedMemory;
import dev.seedkernel.aarch64.engine.Interpreter;
import dev.seedkernel.aarch64.engine.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners of shared memory are asked by translated code when the interpreter asks them. */
class TranslatorSharedMemoryTest {
  private static final long CODE = 0x1_0000;
  private static final long DATA = 0x10_0000;
  private static final int PAGES = 8;

  /** Pages that exist; there are more, but for the last. */
  private static final class File implements SharedMemory.Owner {
    final List<String> asked = new ArrayList<>();

    @Override
    public boolean reaches(int page) {
      return page < PAGES - 1;
    }

    @Override
    public MemoryFault.@Nullable Cause provide(int page) {
      asked.add("provide " + page);
      return reaches(page) ? null : MemoryFault.Cause.NO_BACKING;
    }

    @Override
    public void stored(int page) {
      asked.add("stored " + page);
    }

    @Override
    public void unmapped() {}
  }

  private final File file = new File();

  @BeforeEach
  void hostSharesMemory() {
    assumeTrue(SharedMemory.isSupported(), "this host cannot share memory");
  }

  private static Engine engine(String name) {
    return name.equals("translator") ? new Translator(0) : new Interpreter();
  }

  private static AddressSpace space() {
    return AddressSpace.create(DATA * 2, PageAccount.UNLIMITED);
  }

  private static void assemble(AddressSpace memory, String... lines) {
    for (int i = 0; i < lines.length; i++) {
      memory.store32(CODE + i * 4L, TableAssembler.assemble(lines[i], CODE + i * 4L));
    }
  }

  private static Cpu at(AddressSpace memory) {
    Cpu cpu = new Cpu(memory);
    cpu.pc(CODE);
    return cpu;
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "translator"})
  void ownerIsAskedAtTheFirstStoreToEachPageAndRefuses(String name) {
    SharedMemory shared = Objects.requireNonNull(SharedMemory.create(file));
    try (AddressSpace memory = space()) {
      memory.map(CODE, 4096, Rights.READ | Rights.WRITE);
      assemble(
          memory, // Eight bytes at a time, from x1 on.
          "ldr x2, [x1]",
          "add x2, x2, #1",
          "str x2, [x1], #8",
          "b 0x10000");
      memory.protect(CODE, 4096, Rights.READ | Rights.EXECUTE);
      assertThat(memory.mapShared(DATA, PAGES * 4096L, Rights.READ | Rights.WRITE, shared, 0))
          .isTrue();
      Cpu cpu = at(memory);
      cpu.x(1, DATA);

      Exit exit = engine(name).run(cpu, Engine.UNLIMITED);

      assertThat(exit)
          .isInstanceOfSatisfying(
              Exit.DataAbort.class,
              abort -> {
                assertThat(abort.fault().address()).isEqualTo(DATA + (PAGES - 1) * 4096L);
                assertThat(abort.fault().reason()).isEqualTo(MemoryFault.Cause.NO_BACKING);
              });
      assertThat(cpu.pc()).isEqualTo(CODE);
      assertThat(cpu.instructions()).isEqualTo((PAGES - 1) * 512L * 4);
      List<String> expected = new ArrayList<>();
      for (int page = 0; page < PAGES - 1; page++) {
        expected.addAll(List.of("provide " + page, "provide " + page, "stored " + page));
      }
      assertThat(file.asked).isEqualTo(expected);
      assertThat(memory.load64(DATA + 5 * 4096 + 8)).isEqualTo(1);

      shared.forget(3, 1);
      file.asked.clear();
      cpu.pc(CODE);
      cpu.x(1, DATA + 2 * 4096);
      assertThat(engine(name).run(cpu, Engine.UNLIMITED)).isInstanceOf(Exit.DataAbort.class);
      assertThat(file.asked).containsExactly("provide 3", "provide 3", "stored 3");
    }
    shared.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreter", "translator"})
  void codeThatWasNotExecutedYetIsWhatOthersHaveStoredMeanwhile(String name) {
    SharedMemory shared = Objects.requireNonNull(SharedMemory.create(file));
    try (AddressSpace memory = space();
        AddressSpace writer = space()) {
      assertThat(writer.mapShared(CODE, 4096, Rights.READ | Rights.WRITE, shared, 0)).isTrue();
      assertThat(memory.mapShared(CODE, 4096, Rights.READ | Rights.EXECUTE, shared, 0)).isTrue();
      assemble(
          writer,
          "movz x1, #1000",
          "cbnz x2, 0x10014",
          "subs x1, x1, #1",
          "b.ne 0x10004",
          "svc #0",
          "add x0, x0, #1",
          "svc #1");
      Cpu cpu = at(memory);
      // More than the translator keeps for the interpreter at the end of a budget.
      assertThat(engine(name).run(cpu, 1 << 20)).isEqualTo(new Exit.SupervisorCall(0));
      writer.store32(CODE + 20, TableAssembler.assemble("add x0, x0, #5", 0));
      cpu.pc(CODE);
      cpu.x(2, 1);
      assertThat(engine(name).run(cpu, 1 << 20)).isEqualTo(new Exit.SupervisorCall(1));
      assertThat(cpu.x(0)).isEqualTo(5);
    }
    shared.close();
  }
}
