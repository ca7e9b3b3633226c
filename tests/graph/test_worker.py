"""Engine calls in a thread of their own."""

from __future__ import annotations

import threading

import pytest

from evidence_kb.errors import LimitError
from evidence_kb.graph.store import Store
from evidence_kb.graph.worker import STACK_BYTES, run_in_worker


def test_an_error_of_the_work_reaches_the_caller() -> None:
    """What the function raises is raised where it was asked for."""
    with pytest.raises(ZeroDivisionError):
        run_in_worker(lambda: 1 // 0)


def test_a_query_that_takes_too_long_is_given_up() -> None:
    """The caller gets an error that names the limit, while the engine still works."""
    slow = (
        "SELECT (COUNT(*) AS ?n) WHERE { "
        + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(60)))} }}" for i in range(4))
        + " }"
    )

    with pytest.raises(LimitError, match=r"stopped after 0\.05 s"):
        Store().select(slow, {}, timeout=0.05)


def test_the_stack_setting_of_other_threads_is_left_alone() -> None:
    """Only the worker gets the large stack."""
    before = threading.stack_size()

    run_in_worker(lambda: None)

    assert threading.stack_size() == before != STACK_BYTES
