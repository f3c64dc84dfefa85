"""What is run. Sizes are chosen so that qemu-aarch64 7.2 takes 5 to 6 seconds of CPU on one of the cores of
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
    _c("sieve", "integer", 250, 10, "sieve of Eratosthenes"),
    _c("collatz", "integer", 4000000, 150000, "lengths of Collatz sequences"),
    _c("mix", "integer", 20000, 800, "list, matrix, state machine, CRC"),
    _c("sha256", "integer", 250, 10, "SHA-256"),
    _c("vm", "integer", 60, 3, "interpreter, one switch in a loop"),
    _c("fib", "integer", 38, 31, "recursion: many calls"),
    _c("ackermann", "integer", 40, 2, "recursion: thousands of frames"),
    _c("lists", "integer", 60, 3, "merge sort of a linked list"),
    _c("trees", "integer", 300, 12, "search tree with malloc and free"),
    _c("sort", "integer", 60, 3, "quicksort, hash table"),
    _c("nbody", "double", 1000000, 40000, "planets: products, roots, divisions"),
    _c("mandelbrot", "double", 1000, 200, "Mandelbrot set"),
    _c("spectral", "double", 20, 1, "divisions and conversions"),
    _c("matmul", "double", 25, 1, "matrix product, fused"),
    _c("fft", "double", 100, 4, "fast Fourier transform"),
    _c("saxpy", "simd", 50000, 2000, "a x + y of floats, fused", "-O3"),
    _c("dot", "simd", 50000, 2000, "dot products of doubles and of integers", "-O3"),
    _c("adler", "simd", 5000, 200, "two sums of bytes", "-O3"),
    _c("search", "simd", 5000, 200, "memchr, strlen, memcmp, bytes of a class", "-O3"),
    _c("neon", "simd", 20000, 800, "intrinsics: table look-ups, selections, structures", "-O3"),
    _tool("lua", 40, 2, "a script: tables, strings, closures", "lua", "{workload.lua}", "{size}"),
    _tool("sqlite3", 60000, 3000, "inserts, indexes, joins", "sqlite3", "-batch", "{scratch}/orders.db", stdin="orders.sql"),
    _tool("xz", 2000000, 100000, "compression of generated text", "xz", "-6", "-c", "-T1", "{text}"),
    _tool("unxz", 32000000, 1000000, "decompression of it", "xz", "-d", "-c", "-T1", "{text.xz}"),
    _tool("zstd", 4000000, 200000, "compression of generated text", "zstd", "-q", "-12", "-c", "{text}"),
    _tool("gzip", 4000000, 200000, "busybox's, of generated text", "busybox", "gzip", "-c", "{text}"),
    Workload("hello", "short", "from start to end", 1, 1, source="hello", times=5),
    Workload("shell", "short", "busybox sh, a hundred forks", 100, 10, tool="busybox", times=3,
             arguments=("sh", "-c", _FORKS)),
]

GROUPS = ("integer", "double", "simd", "programs", "short", "chains")
