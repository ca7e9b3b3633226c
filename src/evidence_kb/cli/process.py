"""The process around a command: how it is stopped, where its words go, how it ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

from evidence_kb.errors import EnvironmentFault

INTERRUPTED = 130
"""The exit code after Ctrl-C or SIGTERM, as shells count: 128 and the number of SIGINT."""


_tasks: list[Callable[[], None]] = []
_NAMES = ("evidence-kb", "ekb")
_LEAST_MEMORY = 300 << 20
"""Bytes of address space that opening the bundled base takes, measured (240 MB), and some more."""


def read_program_name() -> str:
    """Return the name by which the program was called, the full one for ``python -m``."""
    name = os.path.basename(sys.argv[0])
    return name if name in _NAMES else _NAMES[0]


def has_memory() -> bool:
    """Whether the shell allows enough memory to open a base.

    The engine does not raise when it gets no memory: it ends the process.
    """
    try:
        import resource
    except ImportError:  # there is no such limit on Windows
        return True
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    return allowed == resource.RLIM_INFINITY or allowed >= _LEAST_MEMORY


def require_memory() -> None:
    """Raise EnvironmentFault where the shell allows too little memory to open any base."""
    if not has_memory():
        raise EnvironmentFault(
            f"this shell allows too little memory: opening a base takes {_LEAST_MEMORY >> 20} MB; "
            "raise the limit (ulimit -v)"
        )


def obey_signals() -> None:
    """Let SIGTERM end a command as Ctrl-C does: what is being written is put away first."""
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def say(text: str) -> None:
    """Print words for a person on stderr; where that is closed, or its reader gone, on nothing.

    On a terminal lines are wrapped at words, and source lines cut round the caret.
    """
    if sys.stderr is None:
        return
    text = "".join(c if c.isprintable() or c in "\n\t" else repr(c)[1:-1] for c in text)
    if sys.stderr.isatty():
        from evidence_kb.cli.fitting import fit_text

        text = fit_text(text, _measure_screen())
    try:
        sys.stderr.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        _redirect(2)


def _measure_screen() -> int:
    """Return the width of the terminal that stderr is, at least 40; 80 where it does not say."""
    try:
        return max(40, os.get_terminal_size(2).columns)
    except OSError:
        return 80


def drop_stdout() -> None:
    """Send what is still to be written to stdout nowhere: its reader is gone or its disk is full.

    Without this, Python would try once more at exit, and complain.
    """
    _redirect(1)


def _redirect(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def before_end(task: Callable[[], None]) -> None:
    """Remember what is still to be done when the answer is out."""
    _tasks.append(task)


def end(code: int) -> None:
    """End the process at once.

    A query that was given up may still run in its thread, which cannot be stopped, and taking the
    engine and its modules down in order takes longer than many a command: everything is flushed
    already, so the process just ends.
    """
    try:
        for task in _tasks:
            task()
    finally:
        os._exit(code)
