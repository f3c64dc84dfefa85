package dev.seedkernel.aarch64;

/** Architectural features as the Arm Architecture Reference Manual names them (A2). */
public enum Feature {
  /** What every ARMv8.0-A processor has at EL0, without floating point and Advanced SIMD. */
  BASE,
  FP,
  ADV_SIMD,
  CRC32,
  LSE,
  LOR,
  LRCPC,
  LRCPC2,
  FLAGM,
  FLAGM2,
  PAUTH,
  BTI,
  SB,
  RDM,
  DOTPROD,
  FP16,
  FHM,
  JSCVT,
  FCMA,
  FRINTTS,
  BF16,
  I8MM,
  RNG,
  AES,
  PMULL,
  SHA1,
  SHA256,
  SHA512,
  SHA3,
  SM3,
  SM4,
  DPB,
  DPB2
}
