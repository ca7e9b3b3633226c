"""Running commands inside this process, on the small fixture base."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from evidence_kb.cli.group import evidence_kb
from tests.conftest import FIXTURE

Ask = Callable[..., Result]


@pytest.fixture
def ask() -> Ask:
    """Run a command line on the fixture base; the result has exit_code, stdout and stderr."""

    def run(*arguments: str, typed: str | bytes | None = None) -> Result:
        command = ["--kb", str(FIXTURE), *arguments]
        return CliRunner().invoke(evidence_kb, command, input=typed, catch_exceptions=False)

    return run
