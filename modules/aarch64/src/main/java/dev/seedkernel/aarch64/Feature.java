package dev.seedkernel.aarch64;

import org.jspecify.annotations.Nullable;

/**
 * Architectural features as the Arm Architecture Reference Manual names them (A2), each with the
 * feature that it is never without.
 */
public enum Feature {
  /** What every ARMv8.0-A processor has at EL0, without floating point and Advanced SIMD. */
  BASE,
  /** Floating point. The manual wants Advanced SIMD with it; here it may be alone. */
  FP(BASE),
  ADV_SIMD(FP),
  CRC32(BASE),
  LSE(BASE),
  LOR(BASE),
  LRCPC(BASE),
  LRCPC2(LRCPC),
  FLAGM(BASE),
  FLAGM2(FLAGM),
  /** FEAT_PAuth with QARMA5 (FEAT_PACQARMA5); without EPAC, PAuth2 and FPAC. */
  PAUTH(BASE),
  /** Not to be had: its hints do nothing, and no page is guarded. */
  BTI(BASE),
  SB(BASE),
  RDM(ADV_SIMD),
  DOTPROD(ADV_SIMD),
  FP16(ADV_SIMD),
  FHM(FP16),
  JSCVT(FP),
  FCMA(ADV_SIMD),
  FRINTTS(FP),
  BF16(ADV_SIMD),
  I8MM(ADV_SIMD),
  RNG(BASE),
  AES(ADV_SIMD),
  PMULL(AES),
  SHA1(ADV_SIMD),
  SHA256(SHA1),
  SHA512(SHA256),
  SHA3(SHA512),
  SM3(ADV_SIMD),
  SM4(ADV_SIMD),
  DPB(BASE),
  DPB2(DPB),
  /** PSTATE.DIT: nothing here takes longer for some data than for other. */
  DIT(BASE),
  /** PSTATE.SSBS with access from EL0 (FEAT_SSBS2). */
  SSBS(BASE),
  /** The data gathering hint. */
  DGH(BASE),
  /** The self-synchronised view of the virtual count. */
  ECV(BASE);

  private final @Nullable Feature required;

  Feature() {
    this.required = null;
  }

  Feature(Feature required) {
    this.required = required;
  }

  /** Returns the feature that this one needs directly, or null. */
  @Nullable Feature required() {
    return required;
  }
}
