"""What the figures were taken on."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Dict, List

from .systems import CROSS_COMPILER, ROOT, Qemu

IMAGE = ROOT / "modules" / "launcher" / "target" / "image"


def _first_line(argv: List[str]) -> str:
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except OSError:
        return "none"
    lines = done.stdout.strip().splitlines()
    return lines[0] if done.returncode == 0 and lines else "unknown"


def _matched(file: Path, pattern: str) -> str:
    try:
        match = re.search(pattern, file.read_text(), re.MULTILINE)
    except OSError:
        match = None
    return match.group(1).strip() if match else "unknown"


def load() -> float:
    """Returns the average number of processes that wanted to run in the last minute."""
    return os.getloadavg()[0]


def describe() -> Dict[str, str]:
    """Returns the machine, in the order in which to print it."""
    memory = _matched(Path("/proc/meminfo"), r"^MemTotal:\s*(\d+) kB")
    changed = _first_line(["git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no"])
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _first_line(["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"])
        + ("" if changed in ("unknown", "none") else ", with changes"),
        "CPU": f"{_matched(Path('/proc/cpuinfo'), r'^model name.*:(.*)$')}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{int(memory) // 1024} MiB" if memory.isdigit() else memory,
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "JDK": _matched(IMAGE / "release", r'^(?:IMPLEMENTOR_VERSION|JAVA_RUNTIME_VERSION|JAVA_VERSION)="?([^"\n]*)'),
        "JVM flags": _matched(IMAGE / "jvm-flags", r"^(.*)$"),
        "qemu": _first_line([Qemu().program or "qemu-aarch64", "--version"]),
        "compilers": f"{_first_line([CROSS_COMPILER, '--version'])}; {_first_line(['gcc', '--version'])}",
        "load at the start": f"{load():.2f}",
    }
