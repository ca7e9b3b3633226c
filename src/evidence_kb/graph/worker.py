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
from typing import TypeVar
from weakref import WeakSet

from evidence_kb.errors import EnvironmentFault, LimitError

STACK_BYTES = 64 * 1024 * 1024
"""Stack of the thread: deep nesting that ends a process on the usual 8 MiB is stood on this."""

_starting = threading.Lock()
_workers: WeakSet[threading.Thread] = WeakSet()
Result = TypeVar("Result")


def run_in_worker(function: Callable[[], Result], timeout: float | None = None) -> Result:
    """Return what ``function`` returns, or raise what it raises.

    ``timeout`` is in seconds; None waits for ever. Raises LimitError when the time is over.

    >>> run_in_worker(lambda: 6 * 7)
    42
    """
    if threading.current_thread() in _workers:  # the work of a work: one limit holds for all of it
        return function()
    results: list[Result] = []
    failures: list[BaseException] = []

    def work() -> None:
        try:
            results.append(function())
        except BaseException as failure:  # handed over, to be raised by the caller
            _drop_locals(failure)
            failures.append(failure)

    thread = threading.Thread(target=work, daemon=True)
    _workers.add(thread)
    _start(thread)
    thread.join(timeout)
    if thread.is_alive():
        raise LimitError(f"stopped after {timeout:g} seconds: ask for less, or raise --timeout")
    if failures:
        raise failures.pop()
    return results[0]


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
