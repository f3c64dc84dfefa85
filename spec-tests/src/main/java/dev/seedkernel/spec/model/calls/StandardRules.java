package dev.seedkernel.spec.model.calls;

import dev.seedkernel.spec.model.Specification;
import java.util.Map;

/** The rules of all calls of the contract: each part's class gives its own. */
public final class StandardRules {
  /** The contract's calls. */
  public static final Specification ALL =
      new Specification(Map.of())
          .and(OpenRules.all())
          .and(DescriptorRules.all())
          .and(NameRules.all())
          .and(RenameRules.all())
          .and(StatusRules.all())
          .and(SizeRules.all())
          .and(PlaceRules.all())
          .and(ListRules.all())
          .and(TransferRules.all())
          .and(SeekRules.all())
          .and(PipeRules.all())
          .and(ProcessRules.all())
          .and(WaitRules.all())
          .and(ExecRules.all())
          .and(SignalRules.all())
          .and(MemoryRules.all())
          .and(MiscRules.all());

  private StandardRules() {}
}
