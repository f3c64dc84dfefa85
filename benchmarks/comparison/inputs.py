"""The files that workloads read, made of nothing but their size: the same on every machine."""

import lzma
import random
from pathlib import Path
from typing import Callable, Dict

PROGRAMS = Path(__file__).resolve().parent.parent / "programs"


def text(size: int) -> bytes:
    """Returns text of words with the frequencies of a natural language, and some numbers."""
    source = random.Random(20250101)
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    # random() is the one generator that Python promises never to change.
    def pick(n: int) -> int:
        return int(source.random() * n)

    words = ["".join(letters[min(pick(26), pick(26))] for _ in range(1 + pick(4) + pick(7))) for _ in range(6000)]
    lines, length = [], 0
    while length < size:
        line = []
        for _ in range(6 + pick(8)):
            line.append(str(pick(100000)) if pick(20) == 0 else words[int(len(words) ** source.random()) - 1])
        lines.append(" ".join(line))
        length += len(lines[-1]) + 1
    return ("\n".join(lines) + "\n").encode()[:size]


def _repeated(times: int) -> bytes:
    # Far more than the window of DEFLATE: each repetition is new to gzip.
    return text(2_000_000) * times


def _compressed(times: int) -> bytes:
    # Streams behind each other are a valid file.
    return lzma.compress(text(8_000_000), preset=6) * times


def _sql(size: int) -> bytes:
    return (PROGRAMS / "orders.sql").read_bytes().replace(b"@SIZE@", str(size).encode())


def _lua(_: int) -> bytes:
    return (PROGRAMS / "workload.lua").read_bytes()


MAKERS: Dict[str, Callable[[int], bytes]] = {
    "text": text,
    "text.repeated": _repeated,
    "text.xz": _compressed,
    "orders.sql": _sql,
    "workload.lua": _lua,
}


def make(name: str, size: int, directory: Path) -> Path:
    """Returns the path of an input, which is made if it is not there; its content depends on name and size only."""
    file = directory / str(size) / name
    # What has a source in this folder is cheap to make, and the source may have changed.
    if not file.exists() or (PROGRAMS / name).exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_name(name + ".partial")
        partial.write_bytes(MAKERS[name](size))
        partial.replace(file)
    return file
