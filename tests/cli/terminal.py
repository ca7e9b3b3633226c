"""A command in a pseudo-terminal: what a person types at each prompt, and what they see."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

_SIZE = struct.pack("HHHH", 50, 80, 0, 0)
_PROMPT = re.compile(r"(?:^|\n)> $|\[y/N\]: $")
_PATIENCE = 60.0
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def answer(arguments: list[str], answers: list[str], **environment: str) -> tuple[str, int]:
    """Run a command at 80 columns, give an answer at each prompt; return the screen and the code.

    An answer is typed with the Enter key, but for ``^C`` and ``^D``, which are those keys. When
    the answers are used up, the terminal hangs up with ^D.
    """
    pid, screen = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, _SIZE)
        settings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "EVIDENCE_KB")}
        settings |= {"TERM": "xterm", "NO_COLOR": "1", **environment}
        os.execve(sys.executable, [sys.executable, "-m", "evidence_kb", *arguments], settings)
    seen, at = "", 0
    waiting = [*answers]
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        if select.select([screen], [], [], 0.2)[0]:
            try:
                piece = os.read(screen, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += ESCAPE.sub("", piece.decode(errors="replace")).replace("\r\n", "\n")
            continue
        if len(seen) > at and _PROMPT.search(seen[-40:].replace("\r", "")):
            at = len(seen)
            typed = waiting.pop(0) if waiting else "^D"
            keys = {"^C": b"\x03", "^D": b"\x04"}
            os.write(screen, keys.get(typed, typed.encode() + b"\n"))
    os.close(screen)
    _, status = os.waitpid(pid, 0)
    return seen, os.waitstatus_to_exitcode(status)
