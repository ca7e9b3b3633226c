"""Runs a command in a process of its own and says what it cost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Cost(NamedTuple):
    """What a process took: seconds of CPU (user and system) and of the clock, MB at its peak."""

    cpu: float
    wall: float
    peak_mb: float


class Outcome(NamedTuple):
    """How a process ended, what it printed, what it took; status None where it ran too long."""

    status: int | None
    output: bytes
    errors: bytes
    cost: Cost


def run_process(
    command: Sequence[str], limit: float, folder: str, cpu: int | None = None
) -> Outcome:
    """Run a command in a folder for at most ``limit`` seconds, and return how it went.

    With ``cpu`` each of its processes is stopped after that many seconds of CPU, which a busy
    machine does not shorten. The peak is ``ru_maxrss`` as the kernel gives it with the exit status
    (kilobytes on Linux). A process inherits the peak of the one that starts it, so the starter is
    to be small: it imports neither an engine nor the library, and its own 15 to 20 MB are below
    every figure.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    if cpu is not None:  # for what it starts as well
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (cpu, cpu + 1))
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        process.kill()

    timer = threading.Timer(limit, stop)
    timer.start()
    errors: list[bytes] = []
    assert process.stdout and process.stderr
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))  # type: ignore[union-attr]
    reader.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    timer.cancel()
    reader.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    process.stderr.close()
    if process.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):  # from a shell, the latter
        stopped.set()
    cost = Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)
    return Outcome(None if stopped.is_set() else process.returncode, output, errors[0], cost)
