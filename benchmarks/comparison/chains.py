"""Initramfs archives that build things in many processes, with the hashes of what must come out.

A directory of workloads has one directory an archive: NAME/NAME.cpio.xz (or .cpio, .cpio.gz …) and
NAME/expected.sha256, in the format of sha256sum, with paths in the guest. /init reads /run and executes each of its
lines. Seedkernel boots the archive. qemu's user mode has no machine to boot, and cannot execute a program's children
unless the host does it (binfmt_misc): so a driver of our own, in a chroot of the unpacked archive, executes the lines
of /run by qemu.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional

from .measure import Command, Sample, hash_of
from .systems import BUILT, ENVIRONMENT, PROGRAMS, SEEDKERNEL, Qemu, Seedkernel, Unavailable

SUFFIXES = ("", ".xz", ".gz", ".zst", ".lz4", ".bz2")


@dataclass(frozen=True)
class Chain:
    """An archive, and by path in the guest the hash of each file that it must produce."""

    name: str
    archive: Path
    expected: Dict[str, str]

    def problems(self, root: Path) -> List[str]:
        """Returns what is missing or different below the root of a run."""
        wrong = []
        for name, digest in self.expected.items():
            file = root / name
            if file.is_symlink() or not file.is_file():
                wrong.append(f"{name} is missing")
            elif hash_of(file) != digest:
                wrong.append(f"{name} differs")
        return wrong


def find(directory: Path) -> List[Chain]:
    """Returns the workloads of a directory, by name."""
    chains = []
    for expected in sorted(directory.glob("*/expected.sha256")):
        name = expected.parent.name
        archives = [expected.parent / f"{name}.cpio{suffix}" for suffix in SUFFIXES]
        archive = next((a for a in archives if a.exists()), None)
        if archive is not None:
            chains.append(Chain(name, archive.resolve(), parse_hashes(expected.read_text())))
    return chains


def parse_hashes(text: str) -> Dict[str, str]:
    """Reads what sha256sum wrote: the hash, two characters, the path."""
    hashes = {}
    for line in text.splitlines():
        digest, path = line[:64], line[66:]
        path = path.lstrip("/")
        if len(digest) != 64 or not path or ".." in Path(path).parts:
            raise ValueError(f"not a line of sha256sum: {line!r}")
        hashes[str(Path(path))] = digest
    return hashes


class ChainRun:
    """One run of a chain by one system in a directory of its own."""

    def __init__(self, chain: Chain, system: object, directory: Path):
        self.root = directory / "root"
        self.command = self._command(chain, system, directory)
        self.chain = chain

    def _command(self, chain: Chain, system: object, directory: Path) -> Command:
        if isinstance(system, Seedkernel):
            argv = [str(SEEDKERNEL), "boot", f"--engine={system.name}", "--translation-cache=none", f"--initrd={chain.archive}", f"--out={self.root}"]
            return Command(argv, ENVIRONMENT, directory)
        if not isinstance(system, Qemu):
            raise Unavailable("the programs of the archive are for AArch64")
        if system.program is None or not is_static(Path(system.program)):
            raise Unavailable("a chroot needs a static qemu (Debian: qemu-user-static)")
        driver = compile_driver()
        unpack = [str(SEEDKERNEL), "unpack", f"--output={self.root}", str(chain.archive)]
        subprocess.run(unpack, check=True, stdout=subprocess.DEVNULL)
        if not (self.root / "run").is_file():
            raise Unavailable("the archive has no /run, and its /init cannot start programs under qemu's user mode")
        shutil.copy(system.program, self.root / ".qemu")
        return Command([str(driver), str(self.root), "/.qemu"], ENVIRONMENT, directory)

    def judge(self, sample: Sample) -> Sample:
        """Returns the sample with the hash list's verdict in place of the output's hash."""
        if sample.status == 77:
            raise Unavailable(sample.errors.strip())
        wrong = self.chain.problems(self.root)
        verdict = "as expected" if not wrong else f"{len(wrong)} of {len(self.chain.expected)} files: {wrong[0]}"
        return Sample(sample.user, sample.system, sample.wall, sample.status, verdict, sample.errors)


def is_static(program: Path) -> bool:
    """Tells whether an ELF64 file has no interpreter: whether it can run in an empty root directory."""
    content = program.read_bytes()
    offset = int.from_bytes(content[32:40], "little")
    count = int.from_bytes(content[56:58], "little")
    types = [int.from_bytes(content[offset + 56 * i : offset + 56 * i + 4], "little") for i in range(count)]
    return content[:4] == b"\x7fELF" and 3 not in types  # PT_INTERP


def compile_driver() -> Path:
    """Returns the driver that runs the lines of /run, compiled for the host."""
    compiler: Optional[str] = shutil.which("gcc")
    if compiler is None:
        raise Unavailable("gcc is not on PATH")
    source = PROGRAMS / "chroot-run.c"
    driver = BUILT / "chroot-run"
    if not driver.exists() or driver.stat().st_mtime < source.stat().st_mtime:
        driver.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-o", str(driver), str(source)], check=True)
    return driver
