package dev.seedkernel.kernel;

final class X {}
