package dev.seedkernel.aarch64.isa;

/** Names of hints and of the operations of SYS (Arm ARM C5.4 to C5.7 and C6.2). */
final class SystemAliases {
  private SystemAliases() {}

  /** Hints by their number: mnemonic, and an operand that is a word. */
  private static final String HINTS =
      """
      0:nop 1:yield 2:wfe 3:wfi 4:sev 5:sevl 7:xpaclri 8:pacia1716 10:pacib1716 12:autia1716
      14:autib1716 16:esb 17:psb:csync 18:tsb:csync 20:csdb 22:clearbhb 24:paciaz 25:paciasp
      26:pacibz 27:pacibsp 28:autiaz 29:autiasp 30:autibz 31:autibsp 32:bti 34:bti:c 36:bti:j
      38:bti:jc
      """;

  /**
   * Operations of SYS by mnemonic: name, op1, CRn, CRm, op2, and a hyphen if they have no register.
   */
  private static final String[][] OPERATIONS = {
    {
      "ic",
      """
          ialluis:0:7:1:0:- iallu:0:7:5:0:- ivau:3:7:5:1
      """
    },
    {
      "dc",
      """
          ivac:0:7:6:1 isw:0:7:6:2 igvac:0:7:6:3 igsw:0:7:6:4 igdvac:0:7:6:5 igdsw:0:7:6:6
          csw:0:7:10:2 cgsw:0:7:10:4 cgdsw:0:7:10:6 cisw:0:7:14:2 cigsw:0:7:14:4
          cigdsw:0:7:14:6 zva:3:7:4:1 gva:3:7:4:3 gzva:3:7:4:4 cvac:3:7:10:1 cgvac:3:7:10:3
          cgdvac:3:7:10:5 cvau:3:7:11:1 cvap:3:7:12:1 cgvap:3:7:12:3 cgdvap:3:7:12:5
          cvadp:3:7:13:1 cgvadp:3:7:13:3 cgdvadp:3:7:13:5 civac:3:7:14:1 cigvac:3:7:14:3
          cigdvac:3:7:14:5 cipapa:6:7:14:1 cigdpapa:6:7:14:5
      """
    },
    {
      "at",
      """
          s1e1r:0:7:8:0 s1e1w:0:7:8:1 s1e0r:0:7:8:2 s1e0w:0:7:8:3 s1e1rp:0:7:9:0
          s1e1wp:0:7:9:1 s1e2r:4:7:8:0 s1e2w:4:7:8:1 s12e1r:4:7:8:4 s12e1w:4:7:8:5
          s12e0r:4:7:8:6 s12e0w:4:7:8:7 s1e3r:6:7:8:0 s1e3w:6:7:8:1
      """
    },
    {
      "tlbi",
      """
          vmalle1os:0:8:1:0:- vae1os:0:8:1:1 aside1os:0:8:1:2 vaae1os:0:8:1:3 vale1os:0:8:1:5
          vaale1os:0:8:1:7 rvae1is:0:8:2:1 rvaae1is:0:8:2:3 rvale1is:0:8:2:5 rvaale1is:0:8:2:7
          vmalle1is:0:8:3:0:- vae1is:0:8:3:1 aside1is:0:8:3:2 vaae1is:0:8:3:3 vale1is:0:8:3:5
          vaale1is:0:8:3:7 rvae1os:0:8:5:1 rvaae1os:0:8:5:3 rvale1os:0:8:5:5 rvaale1os:0:8:5:7
          rvae1:0:8:6:1 rvaae1:0:8:6:3 rvale1:0:8:6:5 rvaale1:0:8:6:7 vmalle1:0:8:7:0:-
          vae1:0:8:7:1 aside1:0:8:7:2 vaae1:0:8:7:3 vale1:0:8:7:5 vaale1:0:8:7:7
          ipas2e1is:4:8:0:1 ripas2e1is:4:8:0:2 ipas2le1is:4:8:0:5 ripas2le1is:4:8:0:6
          alle2os:4:8:1:0:- vae2os:4:8:1:1 alle1os:4:8:1:4:- vale2os:4:8:1:5
          vmalls12e1os:4:8:1:6:- rvae2is:4:8:2:1 rvale2is:4:8:2:5 alle2is:4:8:3:0:-
          vae2is:4:8:3:1 alle1is:4:8:3:4:- vale2is:4:8:3:5 vmalls12e1is:4:8:3:6:-
          ipas2e1os:4:8:4:0 ipas2e1:4:8:4:1 ripas2e1:4:8:4:2 ripas2e1os:4:8:4:3
          ipas2le1os:4:8:4:4 ipas2le1:4:8:4:5 ripas2le1:4:8:4:6 ripas2le1os:4:8:4:7
          rvae2os:4:8:5:1 rvale2os:4:8:5:5 rvae2:4:8:6:1 rvale2:4:8:6:5 alle2:4:8:7:0:-
          vae2:4:8:7:1 alle1:4:8:7:4:- vale2:4:8:7:5 vmalls12e1:4:8:7:6:- alle3os:6:8:1:0:-
          vae3os:6:8:1:1 paallos:6:8:1:4:- vale3os:6:8:1:5 rvae3is:6:8:2:1 rvale3is:6:8:2:5
          alle3is:6:8:3:0:- vae3is:6:8:3:1 vale3is:6:8:3:5 rpaos:6:8:4:3 rpalos:6:8:4:7
          rvae3os:6:8:5:1 rvale3os:6:8:5:5 rvae3:6:8:6:1 rvale3:6:8:6:5 alle3:6:8:7:0:-
          vae3:6:8:7:1 paall:6:8:7:4:- vale3:6:8:7:5
      """
    },
    {
      "cfp",
      """
          rctx:3:7:3:4
      """
    },
    {
      "dvp",
      """
          rctx:3:7:3:5
      """
    },
    {
      "cpp",
      """
          rctx:3:7:3:7
      """
    },
  };

  static void define(AliasTable t) {
    for (String hint : HINTS.strip().split("\\s+", -1)) {
      String[] part = hint.split(":", -1);
      String bits = "11010101000000110010" + binary(part[0], 7) + "11111";
      t.line("hint", bits, part[1], part.length == 2 ? "" : "=" + part[2]);
    }
    t.line("dsb", "11010101000000110011000010011111", "ssbb", "");
    t.line("dsb", "11010101000000110011010010011111", "pssbb", "");
    for (String[] group : OPERATIONS) {
      for (String operation : group[1].strip().split("\\s+", -1)) {
        operation(t, group[0], operation.split(":", -1));
      }
    }
  }

  private static void operation(AliasTable t, String mnemonic, String[] part) {
    boolean register = part.length == 5;
    String bits =
        "1101010100001"
            + binary(part[1], 3)
            + binary(part[2], 4)
            + binary(part[3], 4)
            + binary(part[4], 3);
    t.line(
        "sys",
        bits + (register ? "ttttt" : "11111"),
        mnemonic,
        "=" + part[0] + (register ? " Xt" : ""));
    if (!register) {
      // The register should be 31, and is not written whatever it is.
      t.line("sys", bits + "ttttt", mnemonic, "=" + part[0]);
    }
  }

  private static String binary(String number, int width) {
    return Integer.toBinaryString(1 << width | Integer.parseInt(number)).substring(1);
  }
}
