"""Engine calls run in a thread of their own, so that a person can stop waiting for one.

The engine has no time limit and no cancel, and while it works the main thread cannot see Ctrl-C.
Here the main thread only waits: Ctrl-C and a time limit reach it at once. The thread itself cannot
be stopped; the command line then ends the process, a library caller gets the error and the thread
runs to its end in the background. Everything that touches an engine object happens inside the
thread, because an engine iterator that another thread touches aborts the process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar
from weakref import WeakSet

from evidence_kb.errors import EnvironmentFault, LimitError

STACK_BYTES = 64 * 1024 * 1024
"""Stack of the thread: deep nesting that ends a process on the usual 8 MiB is stood on this."""

_starting = threading.Lock()
_workers: WeakSet[threading.Thread] = WeakSet()
Result = TypeVar("Result")


class Work(Generic[Result]):
    """A function at work in a thread of its own; ``wait`` gives its result.

    >>> Work(lambda: 6 * 7).wait()
    42
    """

    def __init__(self, function: Callable[[], Result]):
        self._function = function
        self._results: list[Result] = []
        self._failures: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        _workers.add(self._thread)
        _start(self._thread)

    def _run(self) -> None:
        try:
            self._results.append(self._function())
        except BaseException as failure:  # handed over, to be raised by the caller
            _drop_locals(failure)
            self._failures.append(failure)

    def is_over(self, patience: float) -> bool:
        """Whether the function has ended, after waiting for it for so many seconds at most."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    def wait(self, timeout: float | None = None) -> Result:
        """Return what the function returns, or raise what it raises.

        ``timeout`` is in seconds; None waits for ever. Raises LimitError when the time is over.
        """
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise LimitError(f"stopped after {timeout:g} s: ask for less, or raise --timeout")
        if self._failures:
            raise self._failures.pop()
        return self._results[0]


def run_in_worker(function: Callable[[], Result], timeout: float | None = None) -> Result:
    """Return what ``function`` returns in a thread of its own, or raise what it raises.

    ``timeout`` is in seconds; None waits for ever. Raises LimitError when the time is over.

    >>> run_in_worker(lambda: 6 * 7)
    42
    """
    if threading.current_thread() in _workers:  # the work of a work: one limit holds for all of it
        return function()
    return Work(function).wait(timeout)


def _drop_locals(failure: BaseException | None) -> None:
    """Let go, in this thread, of what the frames of an error still hold.

    An engine iterator among it would otherwise be freed wherever the garbage collector runs next,
    and the engine ends the process when that is another thread.
    """
    while failure:
        step = failure.__traceback__
        while step:
            with suppress(RuntimeError):  # the frames that are still running
                step.tb_frame.clear()
            step = step.tb_next
        failure = failure.__cause__ or failure.__context__


def _start(thread: threading.Thread) -> None:
    with _starting:  # the stack size is one setting for the whole process
        usual = threading.stack_size(STACK_BYTES)
        try:
            thread.start()
        except (RuntimeError, MemoryError) as error:
            raise EnvironmentFault(
                "cannot start a thread: raise the memory or process limit of this shell (ulimit)"
            ) from error
        finally:
            threading.stack_size(usual)
