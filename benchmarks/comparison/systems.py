"""Who runs the programs. A system says what it lacks, builds what it needs, and makes the command of a workload."""

import hashlib
import platform
import re
import shutil
import subprocess
from pathlib import Path
from typing import Callable, Dict, List, Optional, Set

from .measure import Command
from .workloads import Workload

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = ROOT / "benchmarks" / "programs"
BUILT = ROOT / "benchmarks" / "target" / "compare"
GUESTS = ROOT / "target" / "guests"
SEEDKERNEL = ROOT / "seedkernel"
CROSS_COMPILER = "aarch64-linux-gnu-gcc"

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"}

Inputs = Callable[[str], Path]
"""Gives the host's path of an input by its name."""


class Unavailable(Exception):
    """Something is missing; the message says what, and what to do about it."""


def compile_program(compiler: str, workload: Workload, extra: List[str], kind: str) -> Path:
    """Returns the static program of a C workload, compiled anew if the source, the compiler or an option changed.

    Products and sums are never contracted to a fused operation by the compiler: where that is wanted the
    source says so. So each system must give the same bits.
    """
    if shutil.which(compiler) is None:
        raise Unavailable(f"{compiler} is not on PATH")
    source = PROGRAMS / f"{workload.source}.c"
    options = [*workload.options, "-std=gnu11", "-static", "-ffp-contract=off", "-Wall", "-Wextra", *extra]
    version = subprocess.run([compiler, "--version"], capture_output=True, check=True).stdout
    key = hashlib.sha256(repr(options).encode() + version)
    for file in (source, PROGRAMS / "bench.h"):
        key.update(file.read_bytes())
    program = BUILT / kind / key.hexdigest()[:12] / workload.name
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        partial = program.with_name("partial")
        subprocess.run([compiler, *options, "-o", str(partial), str(source), "-lm"], check=True)
        partial.replace(program)
    return program


def guest_program(workload: Workload) -> Path:
    """Returns the static AArch64 program of a workload: the same file for Seedkernel and for qemu."""
    if workload.source is not None:
        return compile_program(CROSS_COMPILER, workload, [], "aarch64")
    program = GUESTS / "bin" / str(workload.tool)
    if not program.exists():
        raise Unavailable(f"target/guests/bin/{workload.tool} is missing; spec-tests/fetch-guests makes it")
    return program


def fill(template: str, workload: Workload, size: int, scratch: str, path_of: Callable[[str], str]) -> str:
    """Replaces the {places} of a template."""

    def value(match: "re.Match[str]") -> str:
        place = match.group(1)
        return str(size) if place == "size" else scratch if place == "scratch" else path_of(place)

    return re.sub(r"\{([a-z.0-9]+)\}", value, template)


class Seedkernel:
    """`./seedkernel run` and `./seedkernel boot` with one engine."""

    def __init__(self, engine: str):
        self.name = engine

    def check(self) -> None:
        # Builds the runtime image if it is not there, or old.
        done = subprocess.run([str(SEEDKERNEL), "--version"], stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise Unavailable("./seedkernel --version fails")

    def command(self, workload: Workload, size: int, inputs: Inputs, scratch: Path) -> Command:
        staged: Dict[str, Path] = {}

        def path_of(name: str) -> str:
            staged[name] = inputs(name)
            return f"/data/{name}"

        arguments = [fill(a, workload, size, "/tmp", path_of) for a in workload.arguments]
        argv = [str(SEEDKERNEL), "run", f"--engine={self.name}", "--translation-cache=none"]
        argv += [f"--stage={path}:/data/{name}" for name, path in staged.items()]
        stdin = inputs(workload.stdin) if workload.stdin else None
        return Command([*argv, str(guest_program(workload)), *arguments], ENVIRONMENT, scratch, stdin)


class Qemu:
    """qemu-aarch64 in user mode."""

    name = "qemu"

    def __init__(self) -> None:
        found = [which for which in map(shutil.which, ("qemu-aarch64-static", "qemu-aarch64")) if which]
        self.program: Optional[str] = found[0] if found else None

    def check(self) -> None:
        if self.program is None:
            raise Unavailable("neither qemu-aarch64-static nor qemu-aarch64 is on PATH (Debian: qemu-user-static)")

    def command(self, workload: Workload, size: int, inputs: Inputs, scratch: Path) -> Command:
        arguments = [fill(a, workload, size, str(scratch), lambda n: str(inputs(n))) for a in workload.arguments]
        stdin = inputs(workload.stdin) if workload.stdin else None
        return Command([str(self.program), str(guest_program(workload)), *arguments], ENVIRONMENT, scratch, stdin)


class Native:
    """The host itself: the same C with its own compiler, the same tools built for it."""

    name = "native"

    def check(self) -> None:
        if shutil.which("gcc") is None:
            raise Unavailable("gcc is not on PATH")

    def command(self, workload: Workload, size: int, inputs: Inputs, scratch: Path) -> Command:
        arguments = [fill(a, workload, size, str(scratch), lambda n: str(inputs(n))) for a in workload.arguments]
        stdin = inputs(workload.stdin) if workload.stdin else None
        return Command([str(self._program(workload)), *arguments], ENVIRONMENT, scratch, stdin)

    def _program(self, workload: Workload) -> Path:
        if workload.source is not None:
            return compile_program("gcc", workload, _native_options(), "native")
        program = GUESTS / "native" / str(workload.tool)
        if program.exists():
            return program
        raise Unavailable(f"target/guests/native/{workload.tool} is missing; spec-tests/fetch-guests --native makes it")


def _native_options() -> List[str]:
    """AArch64 always has fused products and look-ups of bytes in vectors; of x86-64 only level 3 has."""
    has_level_3 = {"avx2", "bmi2", "fma", "movbe"} <= _cpu_flags()
    return ["-march=x86-64-v3"] if platform.machine() == "x86_64" and has_level_3 else []


def _cpu_flags() -> Set[str]:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return set()
    line = re.search(r"^flags\s*:(.*)$", text, re.MULTILINE)
    return set(line.group(1).split()) if line else set()
