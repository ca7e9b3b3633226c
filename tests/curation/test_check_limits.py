"""What the check does not do: read without end, fetch, hang."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from evidence_kb import KnowledgeBase
from evidence_kb.curation.check import check
from evidence_kb.curation.wording import load_model
from evidence_kb.errors import InputError, LimitError
from evidence_kb.graph.isolation import run_in_copy
from evidence_kb.resources import find_folder
from tests.conftest import FIXTURE


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Return a copy of the fixture to plant faults in."""
    return Path(shutil.copytree(FIXTURE, tmp_path / "base"))


def test_too_large_a_file_is_not_read(tmp_path: Path) -> None:
    """Ten gigabytes in one line are refused by their size."""
    path = tmp_path / "big.ttl"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)

    with pytest.raises(LimitError, match="10,000,000,000 bytes are over the limit"):
        check(str(path))


@pytest.mark.parametrize("start", [b"#", b'<a:s> <a:p> "'])
def test_too_long_a_piece_is_a_limit(start: bytes, tmp_path: Path) -> None:
    """A comment or a text that the engine does not take at once is named, and memory is not."""
    path = tmp_path / "long.ttl"
    path.write_bytes(start + b"x" * 17_000_000)

    with pytest.raises(LimitError, match="longer than 16 MB"):
        check(str(path))


@pytest.mark.parametrize("depth", [99, 101, 10_000])
def test_deep_nesting_ends_no_process(depth: int, tmp_path: Path) -> None:
    """What is deeper than 100 reaches neither engine; what is not goes through both."""
    path = tmp_path / "deep.ttl"
    path.write_text("<a:s> <a:p> " + "[ <a:p> " * depth + "1" + " ]" * depth + " .")

    if depth > 100:
        with pytest.raises(LimitError, match=r"deep\.ttl:1:813: nested deeper than 100"):
            check(str(path))
        with pytest.raises(LimitError):
            KnowledgeBase.open(path).to_rdflib()
    else:
        assert {finding.rule for finding in check(str(path))} == {"blank-node"}
        assert len(KnowledgeBase.open(path).to_rdflib()) > depth


HOSTILE = {
    "a.jsonld": '{"@context": "URL", "@id": "a:a"}',
    "b.jsonld": '{"@context": {"@import": "URL"}, "@id": "a:a"}',
    "c.rdf": '<!DOCTYPE x SYSTEM "URL"><x/>',
    "d.rdf": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "e.ttl": "<a:a> <http://www.w3.org/2002/07/owl#imports> <URL> .",
    "f.ttl": '<a:a> <http://www.w3.org/ns/shacl#select> "SELECT * { SERVICE <URL> {} }" .',
    "g.ttl": "@base <URL> . <a:a> <b> <c> ; <http://www.w3.org/2004/02/skos/core#related> <> .",
}
GUARD = """
import sys
def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "subprocess.", "os.exec")):
        print("EVENT", event)
    if event == "open" and "passwd" in str(arguments[0]):
        print("EVENT", *arguments)
from evidence_kb.curation.check import check
sys.addaudithook(watch)
for path in sys.argv[1:]:
    print(len(check(path)))
"""


def test_nothing_is_fetched_and_nothing_else_read(tmp_path: Path) -> None:
    """Contexts, imports, DTDs and matches are read as they stand: no socket, no other file."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for name, text in HOSTILE.items():
            (tmp_path / name).write_text(text.replace("URL", url))
        paths = [str(tmp_path / name) for name in HOSTILE]
        paths.append(str(shutil.copytree(FIXTURE, tmp_path / "base")))

        result = subprocess.run(
            [sys.executable, "-c", GUARD, *paths], capture_output=True, check=True, timeout=60
        )

        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    lines = result.stdout.decode().split()
    assert "EVENT" not in lines
    assert len(lines) == len(paths)
    assert lines[-1] == "0"


def list_patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of all shapes, by the name of one that has it."""
    found: dict[str, re.Pattern[str]] = {}
    waiting = list(load_model().shapes)
    while waiting:
        shape = waiting.pop()
        waiting += shape.inner
        for name, parameter in shape.constraints:
            if isinstance(parameter, re.Pattern):
                found[parameter.pattern] = parameter
            elif isinstance(parameter, list):
                waiting += [each for each in parameter if not isinstance(each, str)]
            elif name in ("not", "node"):
                assert not isinstance(parameter, (str, int))
                waiting.append(parameter)
    return found


@pytest.mark.parametrize("pattern", list_patterns().values(), ids=list_patterns())
def test_every_pattern_of_the_shapes_is_linear(pattern: re.Pattern[str]) -> None:
    """Text of 100 kB made to be tried again and again is over at once: else it never would be."""
    starts = ["", "a", "A", "0", "-", "aa-", "10.1000/", "https://", "exposure/scheme", "C00", " "]
    texts = [start + fill * 100_000 + end for start in starts for fill in starts for end in "!\n "]

    def search() -> int:
        return sum(pattern.search(text[:100_000] + text[-1]) is not None for text in texts)

    assert run_in_copy(search, timeout=60) < len(texts)


def test_there_are_patterns() -> None:
    """The test above looks at all that the file of shapes has."""
    path = Path(find_folder("schema")) / "shapes.ttl"
    written = set(re.findall(r'sh:pattern "([^"]+)"', path.read_text(encoding="utf-8")))

    assert len(list_patterns()) == len(written) > 20


def test_a_check_is_given_up_when_its_time_is_over(base: Path) -> None:
    """The whole of it happens in a copy of the process, which is ended."""
    with pytest.raises(LimitError, match=r"stopped after 0\.001 s"):
        check(str(base), timeout=0.001)

    assert check(str(base), timeout=60) == []


def test_with_a_time_limit_the_findings_are_the_same(base: Path) -> None:
    """What the copy finds comes back whole; what it cannot read is told as without one."""
    path = base / "claims.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("tier:high", "tier:hihg"))

    assert check(str(base), timeout=60) == check(str(base)) != []
    (base / "claims.xyz").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="not known"):
        check(str(base / "claims.xyz"), timeout=60)
