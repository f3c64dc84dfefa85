package dev.seedkernel.launcher;

final class X {}
