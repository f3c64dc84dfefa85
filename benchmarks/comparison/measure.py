"""One process from its start to its end."""

import hashlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional


@dataclass(frozen=True)
class Command:
    """What to start. Its environment is this and nothing else."""

    argv: List[str]
    environment: Dict[str, str]
    directory: Path
    stdin: Optional[Path] = None


@dataclass(frozen=True)
class Sample:
    """What a process and all that it waited for took, in seconds, and what it gave."""

    user: float
    system: float
    wall: float
    status: int
    digest: str
    errors: str

    @property
    def cpu(self) -> float:
        return self.user + self.system


def run(command: Command, directory: Path, timeout: float) -> Sample:
    """Runs a command to its end, with its streams in files of `directory`.

    A process that takes longer than `timeout` seconds is killed with its whole group, and its status is -9.
    """
    output = directory / "stdout"
    errors = directory / "stderr"
    with open(command.stdin or os.devnull, "rb") as stdin, open(output, "wb") as out, open(errors, "wb") as err:
        start = time.monotonic()
        process = subprocess.Popen(
            command.argv,
            stdin=stdin,
            stdout=out,
            stderr=err,
            env=command.environment,
            cwd=command.directory,
            start_new_session=True,
        )
        timer = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            timer.cancel()
        wall = time.monotonic() - start
    # The process has been waited for: Popen must not do it again.
    process.returncode = os.waitstatus_to_exitcode(status)
    return Sample(
        user=usage.ru_utime,
        system=usage.ru_stime,
        wall=wall,
        status=process.returncode,
        digest=hash_of(output),
        errors=errors.read_text(errors="replace"),
    )


def hash_of(file: Path) -> str:
    """Returns the SHA-256 of a file's content, in hex."""
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
