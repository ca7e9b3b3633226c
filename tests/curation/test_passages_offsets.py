"""New offsets in the files of a base: the numbers change and no other character."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evidence_kb.curation.offsets import update_offsets
from evidence_kb.curation.places import Locus, Mark
from evidence_kb.errors import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

MARK = Mark("http://e/P1", "Passage", "P1", "http://e/d", "http://e/P1-position", 5, 9, "")
MOVED = Locus(MARK, "moved", 105, 109)
LAYOUTS = {
    "ours": "@prefix e: <http://e/> .\n@prefix oa: <http://www.w3.org/ns/oa#> .\n"
    "e:P1-position a oa:TextPositionSelector ;\n    oa:start START ;\n    oa:end END .\n",
    "one line, a comment with the number": "PREFIX e: <http://e/> PREFIX o: "
    "<http://www.w3.org/ns/oa#> e:P1-position o:end END;o:start START . # 5 and 9\n",
    "typed, signed and quoted": "<http://e/P1-position> <http://www.w3.org/ns/oa#start> "
    '"0START"^^<http://www.w3.org/2001/XMLSchema#integer>, +START ; '
    "<http://www.w3.org/ns/oa#end>'''END'''^^<http://www.w3.org/2001/XMLSchema#integer>.",
    "CRLF, a byte order mark": "\ufeffPREFIX e: <http://e/>\r\nPREFIX o: <http://www.w3.org/ns/oa#>"
    "\r\ne:P1-position\r\n\to:start START ;\r\n\to:end END .\r\n",
}


def fill(name: str, start: int, end: int) -> str:
    return LAYOUTS[name].replace("START", str(start)).replace("END", str(end))


@pytest.mark.parametrize("name", LAYOUTS)
def test_only_the_numbers_change(tmp_path: Path, name: str) -> None:
    """Whatever the layout, everything else stays to the last byte."""
    path = tmp_path / "claims.ttl"
    path.write_bytes(fill(name, 5, 9).encode())

    written = update_offsets([str(path)], [MOVED])

    assert path.read_bytes() == fill(name, 105, 109).encode()
    assert written == {str(path): 1}


@pytest.mark.parametrize("status", ["found", "missing", "ambiguous", "not held"])
def test_what_is_not_certain_is_left_alone(tmp_path: Path, status: str) -> None:
    """No file is written for a mark that did not move to one certain place."""
    path = tmp_path / "claims.ttl"
    path.write_text(fill("ours", 5, 9))

    written = update_offsets([str(path)], [Locus(MARK, status, 105, 109)])

    assert (written, path.read_text()) == ({}, fill("ours", 5, 9))


def test_nothing_is_written_where_a_number_is_not_in_the_files(tmp_path: Path) -> None:
    """One number without a place, and every file stays as it was."""
    path = tmp_path / "claims.ttl"
    path.write_text(fill("ours", 5, 9).replace(";\n    oa:end 9", ""))
    before = path.read_text()

    with pytest.raises(DataError, match="its oa:end is in none of the files"):
        update_offsets([str(path)], [MOVED])

    assert path.read_text() == before


def test_another_number_than_the_recorded_one_is_refused(tmp_path: Path) -> None:
    """The place is named."""
    path = tmp_path / "claims.ttl"
    path.write_text(fill("ours", 5, 9).replace("start 5", "start 6"))

    with pytest.raises(DataError, match=r"claims\.ttl:4:14: this is not the recorded 5"):
        update_offsets([str(path)], [MOVED])


def test_a_shared_selector_is_not_torn_apart(tmp_path: Path) -> None:
    """Two passages on one selector that moved to different places are left to a person."""
    other = Locus(MARK._replace(iri="http://e/P2"), "moved", 7, 11)

    with pytest.raises(DataError, match="share this selector"):
        update_offsets([], [MOVED, other])


def test_other_formats_are_refused(tmp_path: Path) -> None:
    """JSON-LD has no place for a number that could be trusted."""
    path = tmp_path / "claims.jsonld"
    path.write_text("{}")

    with pytest.raises(InputError, match="in Turtle only"):
        update_offsets([str(path)], [MOVED])
