package dev.seedkernel.aarch64;

final class X {}
