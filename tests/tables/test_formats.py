"""What holds for every format: how it is found, that its bytes are stable, that saving is safe."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from evidence_kb.errors import InputError
from evidence_kb.tables.formats import FORMATS, find_format, save
from tests.tables.formats_samples import SAMPLE, make_sample, written

if TYPE_CHECKING:
    from pathlib import Path

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
NAMES = [known.name for known in FORMATS]
TEXTS = [known.name for known in FORMATS if not known.binary]


@pytest.mark.parametrize("known", FORMATS, ids=NAMES)
def test_each_suffix_finds_its_format(known) -> None:
    """Every suffix, in any case, means its format."""
    found = [find_format(None, f"out/a.b{suffix.upper()}") for suffix in known.suffixes]

    assert found == [known] * len(known.suffixes)


def test_the_name_wins_over_the_suffix() -> None:
    """A format that is named is taken whatever the file is called."""
    assert find_format("json", "claims.csv").name == "json"


def test_text_is_the_format_when_nothing_is_said() -> None:
    """Without a name and a path the format is text."""
    assert find_format(None, None).name == "text"


@pytest.mark.parametrize(("name", "path"), [("xslx", None), (None, "claims.xslx")])
def test_an_unknown_format_names_the_nearest_and_lists_all(
    name: str | None, path: str | None
) -> None:
    """The message proposes the nearest format and lists every one."""
    with pytest.raises(InputError) as raised:
        find_format(name, path)

    message = str(raised.value)
    assert "did you mean 'xlsx'?" in message
    assert all(f"{known.name} (" in message for known in FORMATS)


def test_a_path_without_suffix_is_refused() -> None:
    """A path that says no format is not guessed at."""
    with pytest.raises(InputError, match="'claims' has no suffix"):
        find_format(None, "claims")


@pytest.mark.parametrize("name", TEXTS)
def test_text_formats_are_utf8_with_plain_line_ends(name: str) -> None:
    """Text formats are UTF-8 without a mark, with newline ends and no spaces before them."""
    text = written(SAMPLE, name).decode("utf-8")

    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert [line for line in text.split("\n") if line != line.rstrip(" ")] == []


@pytest.mark.parametrize("name", NAMES)
def test_half_characters_do_not_stop_a_format(name: str) -> None:
    """A command line with broken bytes, which Python hands on as half characters, is writable."""
    assert written(make_sample(command="claims --search \udcff"), name)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "jsonl"])
def test_a_table_without_rows_is_written(name: str) -> None:
    """An empty answer is a table as well; only JSON Lines, which has no frame, is then empty."""
    assert written(make_sample(rows=[]), name)


ENVIRONMENTS = [
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8"},
    {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "de_DE.UTF-8", "COLUMNS": "40", "NO_COLOR": "1", "TMPDIR": "/nowhere"},
    {"SOURCE_DATE_EPOCH": "86400", "FORCE_COLOR": "1", "TERM": "dumb", "LANG": "POSIX"},
]
PROGRAM = """
import hashlib, time
from tests.tables.formats_samples import SAMPLE, written
from evidence_kb.tables.formats import FORMATS
for known in FORMATS:
    print(known.name, hashlib.sha256(written(SAMPLE, known.name)).hexdigest())
"""


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=range(5))
def test_bytes_are_the_same_in_any_environment(environment: dict[str, str]) -> None:
    """Time zone, locale, hash seed and terminal settings change no byte of any format."""
    here = {name: hashlib.sha256(written(SAMPLE, name)).hexdigest() for name in NAMES}
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": ROOT}

    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment | path, capture_output=True, check=True
    )

    there = dict(line.split() for line in answer.stdout.decode().splitlines())
    assert there == here


LIMITED = """
import resource, signal, sys
from tests.tables.formats_samples import SAMPLE, written
from evidence_kb.errors import EnvironmentFault
from evidence_kb.tables.formats import save
written(SAMPLE, sys.argv[2])  # compiled modules are written before the limit stands
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))
try:
    save(SAMPLE, sys.argv[1], sys.argv[2])
except EnvironmentFault as error:
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    """When the machine refuses a write halfway, the old file is whole and no other is left."""
    target = tmp_path / "table.out"
    target.write_bytes(b"old")
    environment = os.environ | {"PYTHONPATH": ROOT}

    answer = subprocess.run([sys.executable, "-c", LIMITED, target, name], env=environment)

    assert answer.returncode == 5
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["table.out"]


@pytest.mark.parametrize("name", NAMES)
def test_an_interrupt_while_rows_are_read_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    """Ctrl-C in the middle of an export leaves the old file whole and no other."""

    class Interrupted(list):  # type: ignore[type-arg]
        def __iter__(self):
            yield self[0]
            raise KeyboardInterrupt

    target = tmp_path / "table.out"
    target.write_bytes(b"old")

    with pytest.raises(KeyboardInterrupt):
        save(make_sample(rows=Interrupted(SAMPLE.rows)), target, name)

    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["table.out"]


def test_saving_writes_the_bytes_of_the_format(tmp_path: Path) -> None:
    """A file holds what a stream would."""
    save(SAMPLE, tmp_path / "claims.md")

    assert (tmp_path / "claims.md").read_bytes() == written(SAMPLE, "md")


def test_text_formats_load_no_heavy_package() -> None:
    """Text formats to a pipe load neither pandas nor rich nor a workbook writer."""
    program = (
        "import sys\nfrom tests.tables.formats_samples import SAMPLE, written\n"
        f"for name in {TEXTS!r}: written(SAMPLE, name)\n"
        "print({'pandas', 'rich', 'xlsxwriter', 'pyarrow', 'rdflib'} & set(sys.modules))"
    )
    environment = os.environ | {"PYTHONPATH": ROOT}

    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True
    )

    assert answer.stdout.strip() == b"set()"
