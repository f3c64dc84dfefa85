package dev.seedkernel.aarch64.isa;

import dev.seedkernel.aarch64.Feature;

/**
 * Pointer authentication. Linux leaves it off where the processor lacks it: undefined, but for the
 * hints. The encodings are listed so that they can be read.
 */
final class PointerAuthentication {
  private PointerAuthentication() {}

  // spotless:off
  static void define(InstructionTable t) {
    t.feature(Feature.PAUTH);
    t.known("1101101011000001000000nnnnnddddd", "", "pacia",  "Xd Xn|SP",      "C6.2 PACIA");
    t.known("1101101011000001000001nnnnnddddd", "", "pacib",  "Xd Xn|SP",      "C6.2 PACIB");
    t.known("1101101011000001000010nnnnnddddd", "", "pacda",  "Xd Xn|SP",      "C6.2 PACDA");
    t.known("1101101011000001000011nnnnnddddd", "", "pacdb",  "Xd Xn|SP",      "C6.2 PACDB");
    t.known("1101101011000001000100nnnnnddddd", "", "autia",  "Xd Xn|SP",      "C6.2 AUTIA");
    t.known("1101101011000001000101nnnnnddddd", "", "autib",  "Xd Xn|SP",      "C6.2 AUTIB");
    t.known("1101101011000001000110nnnnnddddd", "", "autda",  "Xd Xn|SP",      "C6.2 AUTDA");
    t.known("1101101011000001000111nnnnnddddd", "", "autdb",  "Xd Xn|SP",      "C6.2 AUTDB");
    t.known("110110101100000100100011111ddddd", "", "paciza", "Xd",            "C6.2 PACIZA");
    t.known("110110101100000100100111111ddddd", "", "pacizb", "Xd",            "C6.2 PACIZB");
    t.known("110110101100000100101011111ddddd", "", "pacdza", "Xd",            "C6.2 PACDZA");
    t.known("110110101100000100101111111ddddd", "", "pacdzb", "Xd",            "C6.2 PACDZB");
    t.known("110110101100000100110011111ddddd", "", "autiza", "Xd",            "C6.2 AUTIZA");
    t.known("110110101100000100110111111ddddd", "", "autizb", "Xd",            "C6.2 AUTIZB");
    t.known("110110101100000100111011111ddddd", "", "autdza", "Xd",            "C6.2 AUTDZA");
    t.known("110110101100000100111111111ddddd", "", "autdzb", "Xd",            "C6.2 AUTDZB");
    t.known("110110101100000101000011111ddddd", "", "xpaci",  "Xd",            "C6.2 XPACI");
    t.known("110110101100000101000111111ddddd", "", "xpacd",  "Xd",            "C6.2 XPACD");
    t.known("10011010110mmmmm001100nnnnnddddd", "", "pacga",  "Xd Xn Xm|SP",   "C6.2 PACGA");
    t.known("1101011000011111000010nnnnn11111", "", "braaz",  "Xn",            "C6.2 BRA");
    t.known("1101011100011111000010nnnnnmmmmm", "", "braa",   "Xn Xm|SP",      "C6.2 BRA");
    t.known("1101011000011111000011nnnnn11111", "", "brabz",  "Xn",            "C6.2 BRA");
    t.known("1101011100011111000011nnnnnmmmmm", "", "brab",   "Xn Xm|SP",      "C6.2 BRA");
    t.known("1101011000111111000010nnnnn11111", "", "blraaz", "Xn",            "C6.2 BLRA");
    t.known("1101011100111111000010nnnnnmmmmm", "", "blraa",  "Xn Xm|SP",      "C6.2 BLRA");
    t.known("1101011000111111000011nnnnn11111", "", "blrabz", "Xn",            "C6.2 BLRA");
    t.known("1101011100111111000011nnnnnmmmmm", "", "blrab",  "Xn Xm|SP",      "C6.2 BLRA");
    t.known("11010110010111110000101111111111", "", "retaa",  "",              "C6.2 RETAA, RETAB");
    t.known("11010110010111110000111111111111", "", "retab",  "",              "C6.2 RETAA, RETAB");
    t.known("111110000i1iiiiiiiii01nnnnnddddd", "", "ldraa",  "Xd [Xn,#s*8]",  "C6.2 LDRAA, LDRAB");
    t.known("111110000i1iiiiiiiii11nnnnnddddd", "", "ldraa",  "Xd [Xn,#s*8?]!", "C6.2 LDRAA, LDRAB");
    t.known("111110001i1iiiiiiiii01nnnnnddddd", "", "ldrab",  "Xd [Xn,#s*8]",  "C6.2 LDRAA, LDRAB");
    t.known("111110001i1iiiiiiiii11nnnnnddddd", "", "ldrab",  "Xd [Xn,#s*8?]!", "C6.2 LDRAA, LDRAB");
    t.feature(Feature.BASE);
  }
  // spotless:on

}
