"""A query that nobody has tried yet runs in a process of its own, a copy of this one.

The engine ends its whole process on some queries: ``ORDER BY`` over values of several kinds can
(its comparison is no total order, and the sort it stands on refuses such ones). A copy can die
without taking the program along, and can be killed when the time is over.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import select
import signal
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from evidence_kb.errors import EnvironmentFault, InputError, LimitError
from evidence_kb.graph import complaint as _needed_by_the_copy  # noqa: F401  see fork
from evidence_kb.graph.worker import Work, run_in_worker

Result = TypeVar("Result")

_CHUNK = 1 << 20
_copying = threading.Lock()
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
    with _copying:  # one thread at a time: a copy takes only the thread that made it along
        return _run(function, timeout)


def _run(function: Callable[[], Result], timeout: float | None) -> Result:
    reading, writing = os.pipe()
    # Until the copy is in hand no signal is taken: one in between would leave it to itself.
    usual = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        with warnings.catch_warnings():
            # What the copy needs is imported, so that no lock of another thread is waited for.
            warnings.simplefilter("ignore", DeprecationWarning)
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
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, usual)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 2)  # what the engine prints when it gives up helps nobody
        faulthandler.disable()
        try:
            answer: tuple[object, object] = (None, _work_while_wanted(function))
        except (InputError, LimitError, EnvironmentFault) as error:
            answer = (type(error), str(error))
        except Exception:
            answer = (RuntimeError, traceback.format_exc())  # a fault of ours, told as it is
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
    waiting = select.poll()
    waiting.register(reading, select.POLLIN | select.POLLHUP)
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not waiting.poll(None if left is None else left * 1000):
            raise LimitError(f"stopped after {timeout:g} s: ask for less, or raise --timeout")
        chunk = os.read(reading, _CHUNK)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)


def _unpack(data: bytes, status: int) -> Any:
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
