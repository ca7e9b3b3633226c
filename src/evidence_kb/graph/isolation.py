"""A query that nobody has tried yet runs in a process of its own, a copy of this one.

The engine ends its whole process on some queries: ``ORDER BY`` over values of several kinds can
(its comparison is no total order, and the sort it stands on refuses such ones). A copy can die
without taking the program along, and can be killed when the time is over.
"""

from __future__ import annotations

import faulthandler
import os
import select
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from evidence_kb.errors import EnvironmentFault, EvidenceError, LimitError
from evidence_kb.graph.worker import Work, run_in_worker

Result = TypeVar("Result")

_CHUNK = 1 << 20
_WATCH = 0.5
"""Seconds after which a copy looks whether it is still wanted."""


def run_in_copy(function: Callable[[], Result], timeout: float | None = None) -> Result:
    """Return what ``function`` returns in a copy of this process, or raise the error it raises.

    The result is pickled; errors of our own tree arrive as their class and message. ``timeout`` is
    in seconds. Raises LimitError when the time is over, InputError when the copy dies. Where a
    process cannot be copied (Windows) the function runs in a worker thread.

    >>> run_in_copy(lambda: 6 * 7)
    42
    """
    if not hasattr(os, "fork"):
        return run_in_worker(function, timeout)
    reading, writing = os.pipe()
    # Until the copy is in hand no signal is taken: one in between would leave it to itself.
    usual = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        child = os.fork()
    except OSError as error:
        signal.pthread_sigmask(signal.SIG_SETMASK, usual)
        os.close(reading)
        os.close(writing)
        raise EnvironmentFault(f"cannot start a process: {error.strerror}") from error
    if child == 0:
        _answer_and_exit(function, writing, usual)
    os.close(writing)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, usual)
        data = _receive(reading, timeout)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)  # over already, out of time, or no longer wanted
        _, status = os.waitpid(child, 0)
    result: Result = _unpack(data, status)
    return result


def _answer_and_exit(
    function: Callable[[], object], writing: int, usual: Iterable[int | signal.Signals]
) -> None:
    """In the copy: answer through the pipe and end, without the exit work of the program."""
    import pickle

    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, usual)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 2)  # what the engine prints when it gives up helps nobody
        faulthandler.disable()
        try:
            answer: tuple[object, object] = (None, _work_while_wanted(function))
        except EvidenceError as error:
            answer = (type(error), str(error))
        with open(writing, "wb") as pipe:
            pickle.dump(answer, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _work_while_wanted(function: Callable[[], Result]) -> Result:
    """Return the result; end the copy where the program that asked for it is gone."""
    asker = os.getppid()
    work = Work(function)
    while not work.is_over(_WATCH):
        if os.getppid() != asker:
            os._exit(1)
    return work.wait()


def _receive(reading: int, timeout: float | None) -> bytes:
    deadline = None if timeout is None else time.monotonic() + timeout
    chunks: list[bytes] = []
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([reading], [], [], left)
        if not ready:
            raise LimitError(f"stopped after {timeout:g} s: ask for less, or raise --timeout")
        chunk = os.read(reading, _CHUNK)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)


def _unpack(data: bytes, status: int) -> Any:
    import pickle

    try:
        failure, result = pickle.loads(data)
    except (EOFError, pickle.UnpicklingError) as error:
        died = f" (signal {os.WTERMSIG(status)})" if os.WIFSIGNALED(status) else ""
        raise LimitError(
            f"the engine gave up on this query{died}: it ran out of memory, or it orders by values "
            "of several kinds; ask for less, or order by STR(...) of them"
        ) from error
    if failure is not None:
        raise failure(result)
    return result
