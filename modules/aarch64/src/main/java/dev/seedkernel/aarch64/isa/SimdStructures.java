package dev.seedkernel.aarch64.isa;

import static dev.seedkernel.aarch64.isa.VectorSemantics.size;

import dev.seedkernel.aarch64.AddressSpace;
import dev.seedkernel.aarch64.Cpu;
import dev.seedkernel.aarch64.arith.Lanes;

/**
 * Loads and stores of one to four registers, whole, interleaved, by lane, and replicated (Arm ARM
 * C4.1.94, Advanced SIMD load/store).
 *
 * <p>A load reads everything before it changes a register, a store makes sure that nothing will be
 * refused: so a fault leaves all as it was.
 */
final class SimdStructures {
  private SimdStructures() {}

  // spotless:off
  static void define(InstructionTable t) {
    if (t.line("0Q001100010000000111zznnnnnttttt", "ld1",     "{Vt.A*1} [Xn]",                  "C7.2 LD1")) t.does(loadRegisters(1));
    if (t.line("0Q001100110111110111zznnnnnttttt", "ld1",     "{Vt.A*1} [Xn] #list*1",          "C7.2 LD1")) t.does(post(loadRegisters(1)));
    if (t.line("0Q001100110mmmmm0111zznnnnnttttt", "ld1",     "{Vt.A*1} [Xn] Xm",               "C7.2 LD1")) t.does(post(loadRegisters(1)));
    if (t.line("0Q001100010000001010zznnnnnttttt", "ld1",     "{Vt.A*2} [Xn]",                  "C7.2 LD1")) t.does(loadRegisters(2));
    if (t.line("0Q001100110111111010zznnnnnttttt", "ld1",     "{Vt.A*2} [Xn] #list*2",          "C7.2 LD1")) t.does(post(loadRegisters(2)));
    if (t.line("0Q001100110mmmmm1010zznnnnnttttt", "ld1",     "{Vt.A*2} [Xn] Xm",               "C7.2 LD1")) t.does(post(loadRegisters(2)));
    if (t.line("0Q001100010000000110zznnnnnttttt", "ld1",     "{Vt.A*3} [Xn]",                  "C7.2 LD1")) t.does(loadRegisters(3));
    if (t.line("0Q001100110111110110zznnnnnttttt", "ld1",     "{Vt.A*3} [Xn] #list*3",          "C7.2 LD1")) t.does(post(loadRegisters(3)));
    if (t.line("0Q001100110mmmmm0110zznnnnnttttt", "ld1",     "{Vt.A*3} [Xn] Xm",               "C7.2 LD1")) t.does(post(loadRegisters(3)));
    if (t.line("0Q001100010000000010zznnnnnttttt", "ld1",     "{Vt.A*4} [Xn]",                  "C7.2 LD1")) t.does(loadRegisters(4));
    if (t.line("0Q001100110111110010zznnnnnttttt", "ld1",     "{Vt.A*4} [Xn] #list*4",          "C7.2 LD1")) t.does(post(loadRegisters(4)));
    if (t.line("0Q001100110mmmmm0010zznnnnnttttt", "ld1",     "{Vt.A*4} [Xn] Xm",               "C7.2 LD1")) t.does(post(loadRegisters(4)));
    if (t.line("0Q001100010000001000zznnnnnttttt", "ld2",     "{Vt.T*2} [Xn]",                  "C7.2 LD2")) t.does(loadStructures(2));
    if (t.line("0Q001100110111111000zznnnnnttttt", "ld2",     "{Vt.T*2} [Xn] #list*2",          "C7.2 LD2")) t.does(post(loadStructures(2)));
    if (t.line("0Q001100110mmmmm1000zznnnnnttttt", "ld2",     "{Vt.T*2} [Xn] Xm",               "C7.2 LD2")) t.does(post(loadStructures(2)));
    if (t.line("0Q001100010000000100zznnnnnttttt", "ld3",     "{Vt.T*3} [Xn]",                  "C7.2 LD3")) t.does(loadStructures(3));
    if (t.line("0Q001100110111110100zznnnnnttttt", "ld3",     "{Vt.T*3} [Xn] #list*3",          "C7.2 LD3")) t.does(post(loadStructures(3)));
    if (t.line("0Q001100110mmmmm0100zznnnnnttttt", "ld3",     "{Vt.T*3} [Xn] Xm",               "C7.2 LD3")) t.does(post(loadStructures(3)));
    if (t.line("0Q001100010000000000zznnnnnttttt", "ld4",     "{Vt.T*4} [Xn]",                  "C7.2 LD4")) t.does(loadStructures(4));
    if (t.line("0Q001100110111110000zznnnnnttttt", "ld4",     "{Vt.T*4} [Xn] #list*4",          "C7.2 LD4")) t.does(post(loadStructures(4)));
    if (t.line("0Q001100110mmmmm0000zznnnnnttttt", "ld4",     "{Vt.T*4} [Xn] Xm",               "C7.2 LD4")) t.does(post(loadStructures(4)));
    if (t.line("0Q001100000000000111zznnnnnttttt", "st1",     "{Vt.A*1} [Xn]",                  "C7.2 ST1")) t.does(storeRegisters(1));
    if (t.line("0Q001100100111110111zznnnnnttttt", "st1",     "{Vt.A*1} [Xn] #list*1",          "C7.2 ST1")) t.does(post(storeRegisters(1)));
    if (t.line("0Q001100100mmmmm0111zznnnnnttttt", "st1",     "{Vt.A*1} [Xn] Xm",               "C7.2 ST1")) t.does(post(storeRegisters(1)));
    if (t.line("0Q001100000000001010zznnnnnttttt", "st1",     "{Vt.A*2} [Xn]",                  "C7.2 ST1")) t.does(storeRegisters(2));
    if (t.line("0Q001100100111111010zznnnnnttttt", "st1",     "{Vt.A*2} [Xn] #list*2",          "C7.2 ST1")) t.does(post(storeRegisters(2)));
    if (t.line("0Q001100100mmmmm1010zznnnnnttttt", "st1",     "{Vt.A*2} [Xn] Xm",               "C7.2 ST1")) t.does(post(storeRegisters(2)));
    if (t.line("0Q001100000000000110zznnnnnttttt", "st1",     "{Vt.A*3} [Xn]",                  "C7.2 ST1")) t.does(storeRegisters(3));
    if (t.line("0Q001100100111110110zznnnnnttttt", "st1",     "{Vt.A*3} [Xn] #list*3",          "C7.2 ST1")) t.does(post(storeRegisters(3)));
    if (t.line("0Q001100100mmmmm0110zznnnnnttttt", "st1",     "{Vt.A*3} [Xn] Xm",               "C7.2 ST1")) t.does(post(storeRegisters(3)));
    if (t.line("0Q001100000000000010zznnnnnttttt", "st1",     "{Vt.A*4} [Xn]",                  "C7.2 ST1")) t.does(storeRegisters(4));
    if (t.line("0Q001100100111110010zznnnnnttttt", "st1",     "{Vt.A*4} [Xn] #list*4",          "C7.2 ST1")) t.does(post(storeRegisters(4)));
    if (t.line("0Q001100100mmmmm0010zznnnnnttttt", "st1",     "{Vt.A*4} [Xn] Xm",               "C7.2 ST1")) t.does(post(storeRegisters(4)));
    if (t.line("0Q001100000000001000zznnnnnttttt", "st2",     "{Vt.T*2} [Xn]",                  "C7.2 ST2")) t.does(storeStructures(2));
    if (t.line("0Q001100100111111000zznnnnnttttt", "st2",     "{Vt.T*2} [Xn] #list*2",          "C7.2 ST2")) t.does(post(storeStructures(2)));
    if (t.line("0Q001100100mmmmm1000zznnnnnttttt", "st2",     "{Vt.T*2} [Xn] Xm",               "C7.2 ST2")) t.does(post(storeStructures(2)));
    if (t.line("0Q001100000000000100zznnnnnttttt", "st3",     "{Vt.T*3} [Xn]",                  "C7.2 ST3")) t.does(storeStructures(3));
    if (t.line("0Q001100100111110100zznnnnnttttt", "st3",     "{Vt.T*3} [Xn] #list*3",          "C7.2 ST3")) t.does(post(storeStructures(3)));
    if (t.line("0Q001100100mmmmm0100zznnnnnttttt", "st3",     "{Vt.T*3} [Xn] Xm",               "C7.2 ST3")) t.does(post(storeStructures(3)));
    if (t.line("0Q001100000000000000zznnnnnttttt", "st4",     "{Vt.T*4} [Xn]",                  "C7.2 ST4")) t.does(storeStructures(4));
    if (t.line("0Q001100100111110000zznnnnnttttt", "st4",     "{Vt.T*4} [Xn] #list*4",          "C7.2 ST4")) t.does(post(storeStructures(4)));
    if (t.line("0Q001100100mmmmm0000zznnnnnttttt", "st4",     "{Vt.T*4} [Xn] Xm",               "C7.2 ST4")) t.does(post(storeStructures(4)));
    if (t.line("0x00110101000000000xxxnnnnnttttt", "ld1",     "{Vt.B*1}[] [Xn]",                "C7.2 LD1")) t.does(loadLane(1, 0));
    if (t.line("0x00110111011111000xxxnnnnnttttt", "ld1",     "{Vt.B*1}[] [Xn] #element*1",     "C7.2 LD1")) t.does(post(loadLane(1, 0)));
    if (t.line("0x001101110mmmmm000xxxnnnnnttttt", "ld1",     "{Vt.B*1}[] [Xn] Xm",             "C7.2 LD1")) t.does(post(loadLane(1, 0)));
    if (t.line("0x00110101000000010xx0nnnnnttttt", "ld1",     "{Vt.H*1}[] [Xn]",                "C7.2 LD1")) t.does(loadLane(1, 1));
    if (t.line("0x00110111011111010xx0nnnnnttttt", "ld1",     "{Vt.H*1}[] [Xn] #element*2",     "C7.2 LD1")) t.does(post(loadLane(1, 1)));
    if (t.line("0x001101110mmmmm010xx0nnnnnttttt", "ld1",     "{Vt.H*1}[] [Xn] Xm",             "C7.2 LD1")) t.does(post(loadLane(1, 1)));
    if (t.line("0x00110101000000100x00nnnnnttttt", "ld1",     "{Vt.S*1}[] [Xn]",                "C7.2 LD1")) t.does(loadLane(1, 2));
    if (t.line("0x00110111011111100x00nnnnnttttt", "ld1",     "{Vt.S*1}[] [Xn] #element*4",     "C7.2 LD1")) t.does(post(loadLane(1, 2)));
    if (t.line("0x001101110mmmmm100x00nnnnnttttt", "ld1",     "{Vt.S*1}[] [Xn] Xm",             "C7.2 LD1")) t.does(post(loadLane(1, 2)));
    if (t.line("0x00110101000000100001nnnnnttttt", "ld1",     "{Vt.D*1}[] [Xn]",                "C7.2 LD1")) t.does(loadLane(1, 3));
    if (t.line("0x00110111011111100001nnnnnttttt", "ld1",     "{Vt.D*1}[] [Xn] #element*8",     "C7.2 LD1")) t.does(post(loadLane(1, 3)));
    if (t.line("0x001101110mmmmm100001nnnnnttttt", "ld1",     "{Vt.D*1}[] [Xn] Xm",             "C7.2 LD1")) t.does(post(loadLane(1, 3)));
    if (t.line("0x00110101100000000xxxnnnnnttttt", "ld2",     "{Vt.B*2}[] [Xn]",                "C7.2 LD2")) t.does(loadLane(2, 0));
    if (t.line("0x00110111111111000xxxnnnnnttttt", "ld2",     "{Vt.B*2}[] [Xn] #element*2",     "C7.2 LD2")) t.does(post(loadLane(2, 0)));
    if (t.line("0x001101111mmmmm000xxxnnnnnttttt", "ld2",     "{Vt.B*2}[] [Xn] Xm",             "C7.2 LD2")) t.does(post(loadLane(2, 0)));
    if (t.line("0x00110101100000010xx0nnnnnttttt", "ld2",     "{Vt.H*2}[] [Xn]",                "C7.2 LD2")) t.does(loadLane(2, 1));
    if (t.line("0x00110111111111010xx0nnnnnttttt", "ld2",     "{Vt.H*2}[] [Xn] #element*4",     "C7.2 LD2")) t.does(post(loadLane(2, 1)));
    if (t.line("0x001101111mmmmm010xx0nnnnnttttt", "ld2",     "{Vt.H*2}[] [Xn] Xm",             "C7.2 LD2")) t.does(post(loadLane(2, 1)));
    if (t.line("0x00110101100000100x00nnnnnttttt", "ld2",     "{Vt.S*2}[] [Xn]",                "C7.2 LD2")) t.does(loadLane(2, 2));
    if (t.line("0x00110111111111100x00nnnnnttttt", "ld2",     "{Vt.S*2}[] [Xn] #element*8",     "C7.2 LD2")) t.does(post(loadLane(2, 2)));
    if (t.line("0x001101111mmmmm100x00nnnnnttttt", "ld2",     "{Vt.S*2}[] [Xn] Xm",             "C7.2 LD2")) t.does(post(loadLane(2, 2)));
    if (t.line("0x00110101100000100001nnnnnttttt", "ld2",     "{Vt.D*2}[] [Xn]",                "C7.2 LD2")) t.does(loadLane(2, 3));
    if (t.line("0x00110111111111100001nnnnnttttt", "ld2",     "{Vt.D*2}[] [Xn] #element*16",    "C7.2 LD2")) t.does(post(loadLane(2, 3)));
    if (t.line("0x001101111mmmmm100001nnnnnttttt", "ld2",     "{Vt.D*2}[] [Xn] Xm",             "C7.2 LD2")) t.does(post(loadLane(2, 3)));
    if (t.line("0x00110101000000001xxxnnnnnttttt", "ld3",     "{Vt.B*3}[] [Xn]",                "C7.2 LD3")) t.does(loadLane(3, 0));
    if (t.line("0x00110111011111001xxxnnnnnttttt", "ld3",     "{Vt.B*3}[] [Xn] #element*3",     "C7.2 LD3")) t.does(post(loadLane(3, 0)));
    if (t.line("0x001101110mmmmm001xxxnnnnnttttt", "ld3",     "{Vt.B*3}[] [Xn] Xm",             "C7.2 LD3")) t.does(post(loadLane(3, 0)));
    if (t.line("0x00110101000000011xx0nnnnnttttt", "ld3",     "{Vt.H*3}[] [Xn]",                "C7.2 LD3")) t.does(loadLane(3, 1));
    if (t.line("0x00110111011111011xx0nnnnnttttt", "ld3",     "{Vt.H*3}[] [Xn] #element*6",     "C7.2 LD3")) t.does(post(loadLane(3, 1)));
    if (t.line("0x001101110mmmmm011xx0nnnnnttttt", "ld3",     "{Vt.H*3}[] [Xn] Xm",             "C7.2 LD3")) t.does(post(loadLane(3, 1)));
    if (t.line("0x00110101000000101x00nnnnnttttt", "ld3",     "{Vt.S*3}[] [Xn]",                "C7.2 LD3")) t.does(loadLane(3, 2));
    if (t.line("0x00110111011111101x00nnnnnttttt", "ld3",     "{Vt.S*3}[] [Xn] #element*12",    "C7.2 LD3")) t.does(post(loadLane(3, 2)));
    if (t.line("0x001101110mmmmm101x00nnnnnttttt", "ld3",     "{Vt.S*3}[] [Xn] Xm",             "C7.2 LD3")) t.does(post(loadLane(3, 2)));
    if (t.line("0x00110101000000101001nnnnnttttt", "ld3",     "{Vt.D*3}[] [Xn]",                "C7.2 LD3")) t.does(loadLane(3, 3));
    if (t.line("0x00110111011111101001nnnnnttttt", "ld3",     "{Vt.D*3}[] [Xn] #element*24",    "C7.2 LD3")) t.does(post(loadLane(3, 3)));
    if (t.line("0x001101110mmmmm101001nnnnnttttt", "ld3",     "{Vt.D*3}[] [Xn] Xm",             "C7.2 LD3")) t.does(post(loadLane(3, 3)));
    if (t.line("0x00110101100000001xxxnnnnnttttt", "ld4",     "{Vt.B*4}[] [Xn]",                "C7.2 LD4")) t.does(loadLane(4, 0));
    if (t.line("0x00110111111111001xxxnnnnnttttt", "ld4",     "{Vt.B*4}[] [Xn] #element*4",     "C7.2 LD4")) t.does(post(loadLane(4, 0)));
    if (t.line("0x001101111mmmmm001xxxnnnnnttttt", "ld4",     "{Vt.B*4}[] [Xn] Xm",             "C7.2 LD4")) t.does(post(loadLane(4, 0)));
    if (t.line("0x00110101100000011xx0nnnnnttttt", "ld4",     "{Vt.H*4}[] [Xn]",                "C7.2 LD4")) t.does(loadLane(4, 1));
    if (t.line("0x00110111111111011xx0nnnnnttttt", "ld4",     "{Vt.H*4}[] [Xn] #element*8",     "C7.2 LD4")) t.does(post(loadLane(4, 1)));
    if (t.line("0x001101111mmmmm011xx0nnnnnttttt", "ld4",     "{Vt.H*4}[] [Xn] Xm",             "C7.2 LD4")) t.does(post(loadLane(4, 1)));
    if (t.line("0x00110101100000101x00nnnnnttttt", "ld4",     "{Vt.S*4}[] [Xn]",                "C7.2 LD4")) t.does(loadLane(4, 2));
    if (t.line("0x00110111111111101x00nnnnnttttt", "ld4",     "{Vt.S*4}[] [Xn] #element*16",    "C7.2 LD4")) t.does(post(loadLane(4, 2)));
    if (t.line("0x001101111mmmmm101x00nnnnnttttt", "ld4",     "{Vt.S*4}[] [Xn] Xm",             "C7.2 LD4")) t.does(post(loadLane(4, 2)));
    if (t.line("0x00110101100000101001nnnnnttttt", "ld4",     "{Vt.D*4}[] [Xn]",                "C7.2 LD4")) t.does(loadLane(4, 3));
    if (t.line("0x00110111111111101001nnnnnttttt", "ld4",     "{Vt.D*4}[] [Xn] #element*32",    "C7.2 LD4")) t.does(post(loadLane(4, 3)));
    if (t.line("0x001101111mmmmm101001nnnnnttttt", "ld4",     "{Vt.D*4}[] [Xn] Xm",             "C7.2 LD4")) t.does(post(loadLane(4, 3)));
    if (t.line("0x00110100000000000xxxnnnnnttttt", "st1",     "{Vt.B*1}[] [Xn]",                "C7.2 ST1")) t.does(storeLane(1, 0));
    if (t.line("0x00110110011111000xxxnnnnnttttt", "st1",     "{Vt.B*1}[] [Xn] #element*1",     "C7.2 ST1")) t.does(post(storeLane(1, 0)));
    if (t.line("0x001101100mmmmm000xxxnnnnnttttt", "st1",     "{Vt.B*1}[] [Xn] Xm",             "C7.2 ST1")) t.does(post(storeLane(1, 0)));
    if (t.line("0x00110100000000010xx0nnnnnttttt", "st1",     "{Vt.H*1}[] [Xn]",                "C7.2 ST1")) t.does(storeLane(1, 1));
    if (t.line("0x00110110011111010xx0nnnnnttttt", "st1",     "{Vt.H*1}[] [Xn] #element*2",     "C7.2 ST1")) t.does(post(storeLane(1, 1)));
    if (t.line("0x001101100mmmmm010xx0nnnnnttttt", "st1",     "{Vt.H*1}[] [Xn] Xm",             "C7.2 ST1")) t.does(post(storeLane(1, 1)));
    if (t.line("0x00110100000000100x00nnnnnttttt", "st1",     "{Vt.S*1}[] [Xn]",                "C7.2 ST1")) t.does(storeLane(1, 2));
    if (t.line("0x00110110011111100x00nnnnnttttt", "st1",     "{Vt.S*1}[] [Xn] #element*4",     "C7.2 ST1")) t.does(post(storeLane(1, 2)));
    if (t.line("0x001101100mmmmm100x00nnnnnttttt", "st1",     "{Vt.S*1}[] [Xn] Xm",             "C7.2 ST1")) t.does(post(storeLane(1, 2)));
    if (t.line("0x00110100000000100001nnnnnttttt", "st1",     "{Vt.D*1}[] [Xn]",                "C7.2 ST1")) t.does(storeLane(1, 3));
    if (t.line("0x00110110011111100001nnnnnttttt", "st1",     "{Vt.D*1}[] [Xn] #element*8",     "C7.2 ST1")) t.does(post(storeLane(1, 3)));
    if (t.line("0x001101100mmmmm100001nnnnnttttt", "st1",     "{Vt.D*1}[] [Xn] Xm",             "C7.2 ST1")) t.does(post(storeLane(1, 3)));
    if (t.line("0x00110100100000000xxxnnnnnttttt", "st2",     "{Vt.B*2}[] [Xn]",                "C7.2 ST2")) t.does(storeLane(2, 0));
    if (t.line("0x00110110111111000xxxnnnnnttttt", "st2",     "{Vt.B*2}[] [Xn] #element*2",     "C7.2 ST2")) t.does(post(storeLane(2, 0)));
    if (t.line("0x001101101mmmmm000xxxnnnnnttttt", "st2",     "{Vt.B*2}[] [Xn] Xm",             "C7.2 ST2")) t.does(post(storeLane(2, 0)));
    if (t.line("0x00110100100000010xx0nnnnnttttt", "st2",     "{Vt.H*2}[] [Xn]",                "C7.2 ST2")) t.does(storeLane(2, 1));
    if (t.line("0x00110110111111010xx0nnnnnttttt", "st2",     "{Vt.H*2}[] [Xn] #element*4",     "C7.2 ST2")) t.does(post(storeLane(2, 1)));
    if (t.line("0x001101101mmmmm010xx0nnnnnttttt", "st2",     "{Vt.H*2}[] [Xn] Xm",             "C7.2 ST2")) t.does(post(storeLane(2, 1)));
    if (t.line("0x00110100100000100x00nnnnnttttt", "st2",     "{Vt.S*2}[] [Xn]",                "C7.2 ST2")) t.does(storeLane(2, 2));
    if (t.line("0x00110110111111100x00nnnnnttttt", "st2",     "{Vt.S*2}[] [Xn] #element*8",     "C7.2 ST2")) t.does(post(storeLane(2, 2)));
    if (t.line("0x001101101mmmmm100x00nnnnnttttt", "st2",     "{Vt.S*2}[] [Xn] Xm",             "C7.2 ST2")) t.does(post(storeLane(2, 2)));
    if (t.line("0x00110100100000100001nnnnnttttt", "st2",     "{Vt.D*2}[] [Xn]",                "C7.2 ST2")) t.does(storeLane(2, 3));
    if (t.line("0x00110110111111100001nnnnnttttt", "st2",     "{Vt.D*2}[] [Xn] #element*16",    "C7.2 ST2")) t.does(post(storeLane(2, 3)));
    if (t.line("0x001101101mmmmm100001nnnnnttttt", "st2",     "{Vt.D*2}[] [Xn] Xm",             "C7.2 ST2")) t.does(post(storeLane(2, 3)));
    if (t.line("0x00110100000000001xxxnnnnnttttt", "st3",     "{Vt.B*3}[] [Xn]",                "C7.2 ST3")) t.does(storeLane(3, 0));
    if (t.line("0x00110110011111001xxxnnnnnttttt", "st3",     "{Vt.B*3}[] [Xn] #element*3",     "C7.2 ST3")) t.does(post(storeLane(3, 0)));
    if (t.line("0x001101100mmmmm001xxxnnnnnttttt", "st3",     "{Vt.B*3}[] [Xn] Xm",             "C7.2 ST3")) t.does(post(storeLane(3, 0)));
    if (t.line("0x00110100000000011xx0nnnnnttttt", "st3",     "{Vt.H*3}[] [Xn]",                "C7.2 ST3")) t.does(storeLane(3, 1));
    if (t.line("0x00110110011111011xx0nnnnnttttt", "st3",     "{Vt.H*3}[] [Xn] #element*6",     "C7.2 ST3")) t.does(post(storeLane(3, 1)));
    if (t.line("0x001101100mmmmm011xx0nnnnnttttt", "st3",     "{Vt.H*3}[] [Xn] Xm",             "C7.2 ST3")) t.does(post(storeLane(3, 1)));
    if (t.line("0x00110100000000101x00nnnnnttttt", "st3",     "{Vt.S*3}[] [Xn]",                "C7.2 ST3")) t.does(storeLane(3, 2));
    if (t.line("0x00110110011111101x00nnnnnttttt", "st3",     "{Vt.S*3}[] [Xn] #element*12",    "C7.2 ST3")) t.does(post(storeLane(3, 2)));
    if (t.line("0x001101100mmmmm101x00nnnnnttttt", "st3",     "{Vt.S*3}[] [Xn] Xm",             "C7.2 ST3")) t.does(post(storeLane(3, 2)));
    if (t.line("0x00110100000000101001nnnnnttttt", "st3",     "{Vt.D*3}[] [Xn]",                "C7.2 ST3")) t.does(storeLane(3, 3));
    if (t.line("0x00110110011111101001nnnnnttttt", "st3",     "{Vt.D*3}[] [Xn] #element*24",    "C7.2 ST3")) t.does(post(storeLane(3, 3)));
    if (t.line("0x001101100mmmmm101001nnnnnttttt", "st3",     "{Vt.D*3}[] [Xn] Xm",             "C7.2 ST3")) t.does(post(storeLane(3, 3)));
    if (t.line("0x00110100100000001xxxnnnnnttttt", "st4",     "{Vt.B*4}[] [Xn]",                "C7.2 ST4")) t.does(storeLane(4, 0));
    if (t.line("0x00110110111111001xxxnnnnnttttt", "st4",     "{Vt.B*4}[] [Xn] #element*4",     "C7.2 ST4")) t.does(post(storeLane(4, 0)));
    if (t.line("0x001101101mmmmm001xxxnnnnnttttt", "st4",     "{Vt.B*4}[] [Xn] Xm",             "C7.2 ST4")) t.does(post(storeLane(4, 0)));
    if (t.line("0x00110100100000011xx0nnnnnttttt", "st4",     "{Vt.H*4}[] [Xn]",                "C7.2 ST4")) t.does(storeLane(4, 1));
    if (t.line("0x00110110111111011xx0nnnnnttttt", "st4",     "{Vt.H*4}[] [Xn] #element*8",     "C7.2 ST4")) t.does(post(storeLane(4, 1)));
    if (t.line("0x001101101mmmmm011xx0nnnnnttttt", "st4",     "{Vt.H*4}[] [Xn] Xm",             "C7.2 ST4")) t.does(post(storeLane(4, 1)));
    if (t.line("0x00110100100000101x00nnnnnttttt", "st4",     "{Vt.S*4}[] [Xn]",                "C7.2 ST4")) t.does(storeLane(4, 2));
    if (t.line("0x00110110111111101x00nnnnnttttt", "st4",     "{Vt.S*4}[] [Xn] #element*16",    "C7.2 ST4")) t.does(post(storeLane(4, 2)));
    if (t.line("0x001101101mmmmm101x00nnnnnttttt", "st4",     "{Vt.S*4}[] [Xn] Xm",             "C7.2 ST4")) t.does(post(storeLane(4, 2)));
    if (t.line("0x00110100100000101001nnnnnttttt", "st4",     "{Vt.D*4}[] [Xn]",                "C7.2 ST4")) t.does(storeLane(4, 3));
    if (t.line("0x00110110111111101001nnnnnttttt", "st4",     "{Vt.D*4}[] [Xn] #element*32",    "C7.2 ST4")) t.does(post(storeLane(4, 3)));
    if (t.line("0x001101101mmmmm101001nnnnnttttt", "st4",     "{Vt.D*4}[] [Xn] Xm",             "C7.2 ST4")) t.does(post(storeLane(4, 3)));
    if (t.line("0Q001101010000001100zznnnnnttttt", "ld1r",    "{Vt.A*1} [Xn]",                  "C7.2 LD1R")) t.does(replicate(1));
    if (t.line("0Q001101110111111100zznnnnnttttt", "ld1r",    "{Vt.A*1} [Xn] #replicate*1",     "C7.2 LD1R")) t.does(post(replicate(1)));
    if (t.line("0Q001101110mmmmm1100zznnnnnttttt", "ld1r",    "{Vt.A*1} [Xn] Xm",               "C7.2 LD1R")) t.does(post(replicate(1)));
    if (t.line("0Q001101011000001100zznnnnnttttt", "ld2r",    "{Vt.A*2} [Xn]",                  "C7.2 LD2R")) t.does(replicate(2));
    if (t.line("0Q001101111111111100zznnnnnttttt", "ld2r",    "{Vt.A*2} [Xn] #replicate*2",     "C7.2 LD2R")) t.does(post(replicate(2)));
    if (t.line("0Q001101111mmmmm1100zznnnnnttttt", "ld2r",    "{Vt.A*2} [Xn] Xm",               "C7.2 LD2R")) t.does(post(replicate(2)));
    if (t.line("0Q001101010000001110zznnnnnttttt", "ld3r",    "{Vt.A*3} [Xn]",                  "C7.2 LD3R")) t.does(replicate(3));
    if (t.line("0Q001101110111111110zznnnnnttttt", "ld3r",    "{Vt.A*3} [Xn] #replicate*3",     "C7.2 LD3R")) t.does(post(replicate(3)));
    if (t.line("0Q001101110mmmmm1110zznnnnnttttt", "ld3r",    "{Vt.A*3} [Xn] Xm",               "C7.2 LD3R")) t.does(post(replicate(3)));
    if (t.line("0Q001101011000001110zznnnnnttttt", "ld4r",    "{Vt.A*4} [Xn]",                  "C7.2 LD4R")) t.does(replicate(4));
    if (t.line("0Q001101111111111110zznnnnnttttt", "ld4r",    "{Vt.A*4} [Xn] #replicate*4",     "C7.2 LD4R")) t.does(post(replicate(4)));
    if (t.line("0Q001101111mmmmm1110zznnnnnttttt", "ld4r",    "{Vt.A*4} [Xn] Xm",               "C7.2 LD4R")) t.does(post(replicate(4)));
  }
  // spotless:on

  /** Adds what follows a post-indexed address: a register, or a constant, whose other is zero. */
  private static Semantics post(Semantics transfer) {
    return (cpu, i) -> {
      long address = cpu.x(i.n);
      long offset = i.m == Cpu.ZR ? i.imm : cpu.x(i.m);
      transfer.execute(cpu, i);
      cpu.x(i.n, address + offset);
    };
  }

  private static boolean full(Instruction i) {
    return (i.aux & VectorShape.FULL) != 0;
  }

  private static Semantics loadRegisters(int count) {
    return (cpu, i) -> {
      AddressSpace memory = cpu.memory();
      long address = Address.base(cpu, i);
      int bytes = full(i) ? 16 : 8;
      if (count > 1) {
        memory.requireLoad(address, (long) bytes * count);
      }
      for (int r = 0; r < count; r++, address += bytes) {
        int register = i.d + r & 31;
        if (bytes == 16) {
          SimdLoadStore.loadQ(cpu, register, address);
        } else {
          cpu.d(register, memory.load64(address));
        }
      }
    };
  }

  private static Semantics storeRegisters(int count) {
    return (cpu, i) -> {
      AddressSpace memory = cpu.memory();
      long address = Address.base(cpu, i);
      int bytes = full(i) ? 16 : 8;
      SimdLoadStore.requireAll(memory, address, bytes * count);
      for (int r = 0; r < count; r++, address += bytes) {
        int register = i.d + r & 31;
        memory.store64(address, cpu.vLow(register));
        if (bytes == 16) {
          memory.store64(address + 8, cpu.vHigh(register));
        }
      }
    };
  }

  /** De-interleaves structures of {@code count} elements. */
  private static Semantics loadStructures(int count) {
    return (cpu, i) -> {
      AddressSpace memory = cpu.memory();
      long address = Address.base(cpu, i);
      int size = size(i);
      int bytes = full(i) ? 16 : 8;
      memory.requireLoad(address, (long) bytes * count);
      for (int r = 0; r < count; r++) {
        long low = gather(memory, address + ((long) r << size), count, size);
        long high = 0;
        if (bytes == 16) {
          high = gather(memory, address + ((long) r << size) + 8L * count, count, size);
        }
        cpu.v(i.d + r & 31, low, high);
      }
    };
  }

  private static long gather(AddressSpace memory, long address, int count, int size) {
    long result = 0;
    long at = address;
    for (int shift = 0; shift < 64; shift += 8 << size, at += (long) count << size) {
      result |= load(memory, at, size) << shift;
    }
    return result;
  }

  /** Interleaves structures of {@code count} elements. */
  private static Semantics storeStructures(int count) {
    return (cpu, i) -> {
      AddressSpace memory = cpu.memory();
      long address = Address.base(cpu, i);
      int size = size(i);
      int bytes = full(i) ? 16 : 8;
      SimdLoadStore.requireAll(memory, address, bytes * count);
      for (int r = 0; r < count; r++) {
        int register = i.d + r & 31;
        long start = address + ((long) r << size);
        scatter(memory, start, count, size, cpu.vLow(register));
        if (bytes == 16) {
          scatter(memory, start + 8L * count, count, size, cpu.vHigh(register));
        }
      }
    };
  }

  private static void scatter(AddressSpace memory, long address, int count, int size, long half) {
    long at = address;
    for (int shift = 0; shift < 64; shift += 8 << size, at += (long) count << size) {
      store(memory, at, size, half >>> shift);
    }
  }

  // One lane; slot aux is its index

  private static Semantics loadLane(int count, int size) {
    return (cpu, i) -> {
      AddressSpace memory = cpu.memory();
      long address = Address.base(cpu, i);
      memory.requireLoad(address, (long) count << size);
      for (int r = 0; r < count; r++) {
        long element = load(memory, address + ((long) r << size), size);
        SimdCopy.insert(cpu, i.d + r & 31, i.aux, size, element);
      }
    };
  }

  private static Semantics storeLane(int count, int size) {
    return (cpu, i) -> {
      AddressSpace memory = cpu.memory();
      long address = Address.base(cpu, i);
      SimdLoadStore.requireAll(memory, address, count << size);
      for (int r = 0; r < count; r++) {
        long element = SimdCopy.element(cpu, i.d + r & 31, i.aux, size);
        store(memory, address + ((long) r << size), size, element);
      }
    };
  }

  private static Semantics replicate(int count) {
    return (cpu, i) -> {
      AddressSpace memory = cpu.memory();
      long address = Address.base(cpu, i);
      int size = size(i);
      memory.requireLoad(address, (long) count << size);
      for (int r = 0; r < count; r++) {
        long all = Lanes.replicate(load(memory, address + ((long) r << size), size), size);
        cpu.v(i.d + r & 31, all, full(i) ? all : 0);
      }
    };
  }

  private static long load(AddressSpace memory, long address, int size) {
    return switch (size) {
      case 0 -> memory.load8(address) & 0xff;
      case 1 -> memory.load16(address) & 0xffff;
      case 2 -> memory.load32(address) & 0xffff_ffffL;
      default -> memory.load64(address);
    };
  }

  private static void store(AddressSpace memory, long address, int size, long value) {
    switch (size) {
      case 0 -> memory.store8(address, (byte) value);
      case 1 -> memory.store16(address, (short) value);
      case 2 -> memory.store32(address, (int) value);
      default -> memory.store64(address, value);
    }
  }
}
