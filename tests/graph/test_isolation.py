"""A query in a copy of the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from evidence_kb.errors import LimitError
from evidence_kb.graph.isolation import run_in_copy


def test_the_result_comes_back_whole() -> None:
    """A large answer passes through the pipe."""
    assert run_in_copy(lambda: ["x" * 1000] * 5000) == ["x" * 1000] * 5000


def test_an_error_of_ours_comes_back_as_itself() -> None:
    """Class and message are kept."""

    def fail() -> None:
        raise LimitError("too deep")

    with pytest.raises(LimitError, match="too deep"):
        run_in_copy(fail)


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL])
def test_a_copy_that_dies_is_an_error_and_no_more(number: signal.Signals) -> None:
    """The program goes on, and says what it knows."""
    with pytest.raises(LimitError, match=rf"gave up on this query \(signal {number}\)"):
        run_in_copy(lambda: os.kill(os.getpid(), number))


def test_a_copy_out_of_time_is_gone() -> None:
    """Nothing works on after the limit."""
    with pytest.raises(LimitError, match=r"stopped after 0\.2 s"):
        run_in_copy(lambda: time.sleep(60), 0.2)

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_copy_whose_program_is_killed_ends_by_itself() -> None:
    """A copy does not work on for nobody."""
    code = (
        "import os, time; from evidence_kb.graph.isolation import run_in_copy\n"
        "def work(): print(os.getpid(), flush=True); time.sleep(60)\n"
        "run_in_copy(work)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        copy = int(program.stdout.readline())
        program.kill()

    for _ in range(100):
        if not is_alive(copy):
            return
        time.sleep(0.1)
    pytest.fail("the copy still runs")


def is_alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
