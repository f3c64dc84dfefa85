package dev.seedkernel.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seedkernel.elf.LoadPlan;
import dev.seedkernel.kernel.fs.FileSystem;
import dev.seedkernel.kernel.fs.RegularFile;
import dev.seedkernel.kernel.fs.Transfer;
import dev.seedkernel.kernel.quota.Limits;
import dev.seedkernel.kernel.time.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ParsedProgramsTest {
  private final FileSystem fileSystem = new FileSystem(Limits.DEFAULT, new VirtualClock(0));
  private final ParsedPrograms programs = new ParsedPrograms();

  private RegularFile file(long size) throws Exception {
    RegularFile file = fileSystem.newRegularFile(0755);
    file.truncate(size);
    return file;
  }

  private static ParsedPrograms.Planned planned(RegularFile file) {
    LoadPlan plan =
        new LoadPlan(
            List.of(),
            0,
            false,
            OptionalLong.empty(),
            56,
            0,
            Optional.empty(),
            false,
            Optional.empty(),
            0,
            0,
            4096);
    return new ParsedPrograms.Planned(
        plan, file, MemorySegment.ofArray(new byte[(int) file.size()]));
  }

  @Test
  void aPlanIsFoundUntilTheFileIsWrittenTo() throws Exception {
    RegularFile file = file(10);
    ParsedPrograms.Planned planned = planned(file);
    assertThat(programs.find(file)).isNull();
    programs.keep(planned);
    assertThat(programs.find(file)).isSameAs(planned);
    file.write(0, Transfer.from(MemorySegment.ofArray(new byte[1])), 1);
    assertThat(programs.find(file)).isNull();
    assertThat(programs.bytes()).isZero();
  }

  @Test
  void aPlanIsFoundUntilTheFileIsCut() throws Exception {
    RegularFile file = file(10);
    programs.keep(planned(file));
    file.truncate(10);
    assertThat(programs.find(file)).isNull();
  }

  @Test
  void whatWasStartedLongestAgoGoes() throws Exception {
    RegularFile first = file(ParsedPrograms.MOST_BYTES / 2);
    RegularFile second = file(ParsedPrograms.MOST_BYTES / 2);
    programs.keep(planned(first));
    programs.keep(planned(second));
    assertThat(programs.find(first)).isNotNull();
    RegularFile third = file(1);
    programs.keep(planned(third));
    assertThat(programs.find(second)).isNull();
    assertThat(programs.find(first)).isNotNull();
    assertThat(programs.find(third)).isNotNull();
    assertThat(programs.bytes()).isEqualTo(ParsedPrograms.MOST_BYTES / 2 + 1);
  }

  @Test
  void aProgramThatIsTooLargeIsNotKept() throws Exception {
    RegularFile file = file(ParsedPrograms.MOST_BYTES + 1);
    programs.keep(planned(file));
    assertThat(programs.find(file)).isNull();
    assertThat(programs.bytes()).isZero();
  }
}
