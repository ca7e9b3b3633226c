"""The command line: options, one library call, print.

``main`` is the entry of ``evidence-kb`` and ``ekb``. The group of commands is loaded inside it, so
that a signal that comes while Python still imports ends the process as cleanly as a later one.
"""

from __future__ import annotations

import gc

from evidence_kb.cli.process import INTERRUPTED, end, obey_signals, read_program_name


def main() -> None:
    """Run the command that was typed, and end the process with its exit code."""
    # One command makes little garbage and ends soon: looking for it took a twentieth of the time.
    gc.disable()
    try:
        obey_signals()
        from evidence_kb.cli.group import evidence_kb

        code = evidence_kb.run(prog_name=read_program_name())
    except KeyboardInterrupt:
        code = INTERRUPTED
    end(code)
