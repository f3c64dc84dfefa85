package dev.seedkernel.aarch64.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.Exit;
import dev.seedkernel.aarch64.PageAccount;
import dev.seedkernel.aarch64.Rights;
import dev.seedkernel.aarch64.isa.Instruction;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Decoded pages of images that several spaces execute, maybe at the same time. */
class SharedPagesTest {
  private static final long CODE = 0x1_0000;
  private static final int MOVZ = 0xd280_00e0; // mov x0, #7
  private static final int SVC = 0xd400_0001;

  private static AddressSpace space() {
    AddressSpace space = AddressSpace.create(1 << 20, PageAccount.UNLIMITED);
    space.map(CODE, AddressSpace.PAGE_SIZE, Rights.READ | Rights.WRITE);
    space.store32(CODE, MOVZ);
    space.store32(CODE + 4, SVC);
    space.protect(CODE, AddressSpace.PAGE_SIZE, Rights.READ | Rights.EXECUTE);
    return space;
  }

  private static DecodedCode execute(AddressSpace space, long value) {
    Cpu cpu = new Cpu(space);
    cpu.pc(CODE);
    assertThat(new Translator().run(cpu, 100)).isInstanceOf(Exit.SupervisorCall.class);
    assertThat(cpu.x(0)).isEqualTo(value);
    return (DecodedCode) Objects.requireNonNull(space.codeObserver());
  }

  @Test
  void spaceDoesNotClearWhatOthersExecuteAndHasNotChanged() {
    try (AddressSpace one = space();
        AddressSpace other = space()) {
      Instruction[] page = execute(one, 7).page(CODE);
      assertThat(execute(other, 7).page(CODE)).as("shared").isSameAs(page);

      other.codeChanged(CODE, AddressSpace.PAGE_SIZE);
      assertThat(page[0]).isNotNull();
      execute(other, 7);
    }
  }

  @Test
  void spaceThatChangesItsCodeLeavesWhatOthersExecuteAlone() {
    try (AddressSpace one = space();
        AddressSpace other = space()) {
      Instruction[] page = execute(one, 7).page(CODE);
      execute(other, 7);

      other.protect(CODE, AddressSpace.PAGE_SIZE, Rights.READ | Rights.WRITE);
      other.store32(CODE, MOVZ + 0x20);
      other.protect(CODE, AddressSpace.PAGE_SIZE, Rights.READ | Rights.EXECUTE);
      assertThat(execute(other, 8).page(CODE)).isNotSameAs(page);
      assertThat(page[0]).isNotNull();
      assertThat(execute(one, 7).page(CODE)).isSameAs(page);
    }
  }
}
