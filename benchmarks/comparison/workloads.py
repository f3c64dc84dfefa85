"""What is run. Sizes are chosen so that qemu-aarch64 7.2 takes 9 to 12 seconds of CPU on one of the cores of
the machine in docs/performance.md; the short ones are as they are."""

from dataclasses import dataclass
from typing import List, Optional, Tuple


@dataclass(frozen=True)
class Workload:
    """A program and how it is called.

    Arguments and the name of stdin may hold {size}, {scratch}, the name of a directory to write to, and
    {NAME}, the path of an input (see inputs.py).
    """

    name: str
    group: str
    about: str
    size: int
    quick: int
    source: Optional[str] = None
    """A C program of benchmarks/programs, or None: then `tool` is a program of target/guests."""
    tool: Optional[str] = None
    arguments: Tuple[str, ...] = ("{size}",)
    stdin: Optional[str] = None
    options: Tuple[str, ...] = ("-O2",)
    times: int = 1
    """Runs for each run that is asked for: what takes milliseconds needs more of them."""


def _c(name: str, group: str, size: int, quick: int, about: str, *options: str) -> Workload:
    return Workload(name, group, about, size, quick, source=name, options=options or ("-O2",))


def _tool(name: str, size: int, quick: int, about: str, tool: str, *arguments: str, stdin: Optional[str] = None):
    return Workload(name, "programs", about, size, quick, tool=tool, arguments=arguments, stdin=stdin)


_FORKS = "i=0; while [ $i -lt {size} ]; do x=$(echo $i); i=$((x + 1)); done; echo $i"

WORKLOADS: List[Workload] = [
    _c("sieve", "integer", 860, 10, "sieve of Eratosthenes"),
    _c("collatz", "integer", 32000000, 400000, "lengths of Collatz sequences"),
    _c("mix", "integer", 260000, 3000, "list, matrix, state machine, CRC"),
    _c("sha256", "integer", 440, 8, "SHA-256"),
    _c("vm", "integer", 4800, 60, "interpreter, one switch in a loop"),
    _c("fib", "integer", 36, 1, "recursion: many calls"),
    _c("ackermann", "integer", 380, 6, "recursion: thousands of frames"),
    _c("lists", "integer", 600, 10, "merge sort of a linked list"),
    _c("trees", "integer", 1480, 20, "search tree with malloc and free"),
    _c("sort", "integer", 380, 6, "quicksort, hash table"),
    _c("nbody", "double", 8600000, 100000, "planets: products, roots, divisions"),
    _c("mandelbrot", "double", 2970, 350, "Mandelbrot set"),
    _c("spectral", "double", 860, 12, "divisions and conversions"),
    _c("matmul", "double", 640, 10, "matrix product, scalar FMADD", "-O2", "-fno-tree-vectorize"),
    _c("fft", "double", 5200, 80, "fast Fourier transform"),
    _c("saxpy", "simd", 500000, 6000, "a x + y of floats, fused", "-O3"),
    _c("dot", "simd", 340000, 5000, "dot products of doubles and of integers", "-O3"),
    _c("adler", "simd", 128000, 2000, "two sums of bytes", "-O3"),
    _c("search", "simd", 30000, 400, "memchr, strlen, memcmp, bytes of a class", "-O3"),
    _c("neon", "simd", 260000, 4000, "intrinsics: table look-ups, selections, structures", "-O3"),
    _tool("lua", 180, 3, "a script: tables, strings, closures", "lua", "{workload.lua}", "{size}"),
    _tool("sqlite3", 320000, 6000, "inserts, indexes, joins", "sqlite3", "-batch", "{scratch}/orders.db", stdin="orders.sql"),
    _tool("xz", 9000000, 200000, "compression of generated text", "xz", "-6", "-c", "-T1", "{text}"),
    _tool("unxz", 26, 1, "decompression of it", "xz", "-d", "-c", "-T1", "{text.xz}"),
    _tool("zstd", 26000000, 400000, "compression of generated text", "zstd", "-q", "-12", "-c", "{text}"),
    _tool("gzip", 56, 1, "busybox's, of generated text, repeated", "busybox", "gzip", "-c", "{text.repeated}"),
    Workload("hello", "short", "from start to end", 1, 1, source="hello", times=5),
    Workload("shell", "short", "busybox sh, a hundred forks", 100, 10, tool="busybox", times=3,
             arguments=("sh", "-c", _FORKS)),
]

GROUPS = ("integer", "double", "simd", "programs", "short", "chains")
