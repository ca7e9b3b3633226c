"""Documents in a base: recorded with their sections, and passages found in them."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.curation.addition import Adder
from evidence_kb.curation.check import check
from evidence_kb.curation.documents import list_headings, suggest_title
from evidence_kb.curation.passages import Document, read_document
from evidence_kb.errors import InputError
from tests.conftest import FIXTURE

TEXT = "# Notes\n\nTea may calm.\n\n## Sleep\n\nCoffee may cut sleep short. Tea may calm.\n"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(copytree(FIXTURE, tmp_path / "base"))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text(TEXT)
    return path


def record(base: Path, notes: Path) -> None:
    adder = Adder(base)
    adder.add_document(str(notes))
    adder.revise().apply()


def tell(adder: Adder) -> list[str]:
    return [f"{change.id} {change.text}" for change in adder.revise().changes]


def test_sections_of_one_name_are_told_apart() -> None:
    """By what stands above them, then by a number."""
    text = "# A\n\nx\n\n## Tip\n\nx\n\n# B\n\nx\n\n## Tip\n\nx\n\n## Tip\n\nx\n"

    labels = [heading.label for heading in list_headings(text)]

    assert labels == ["A", "A: Tip", "B", "B: Tip", "B: Tip (2)"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Tea helps.\nA lot.", ["Tea helps."]),
        ("First words.\n\n# Head\n\nMore.", ["First words.", "Head"]),
        ("# Only a heading", ["# Only a heading"]),
        ("\n \n", []),
    ],
)
def test_what_has_no_heading_is_under_its_first_line(text: str, labels: list[str]) -> None:
    """Every word of a text stands in some section."""
    assert [heading.label for heading in list_headings(text)] == labels


def test_a_long_heading_gets_a_short_label() -> None:
    """A label is no copy of a paragraph."""
    (heading,) = list_headings("word " * 50)

    assert len(heading.label) <= 80
    assert heading.label.endswith(" ...")


@pytest.mark.parametrize(
    ("text", "title"),
    [("# Tea\n\nHelps.", "Tea"), ("Words.\n\n# Tea\n\nHelps.", "my file"), ("", "my file")],
)
def test_a_document_is_called_by_its_first_heading_or_its_file(text: str, title: str) -> None:
    """A heading in the middle is no title."""
    assert suggest_title(Document("a/my-file.txt", text, "")) == title


def test_a_recorded_document_fits_its_text(base: Path, notes: Path) -> None:
    """Lengths, offsets and hashes are those of the text."""
    record(base, notes)

    assert check(str(base), document=read_document(str(notes))) == []


def test_a_document_is_recorded_once(base: Path, notes: Path) -> None:
    """The same text under another name is the same document."""
    record(base, notes)
    other = notes.rename(notes.with_name("copy.txt"))

    with pytest.raises(InputError, match="recorded already, as notes"):
        Adder(base).add_document(str(other))


def test_an_empty_document_is_refused(base: Path, notes: Path) -> None:
    """There is nothing to say of it."""
    notes.write_text("\n\n")

    with pytest.raises(InputError, match="holds no text"):
        Adder(base).add_document(str(notes))


def test_a_new_passage_stands_in_the_section_above_it(base: Path, notes: Path) -> None:
    """Offsets, hash and section are recorded."""
    record(base, notes)
    adder = Adder(base)

    adder.find_passage("coffee may cut sleep short", str(notes))

    assert tell(adder) == ["P006 added: characters 34–60, in S07"]


def test_a_stretch_that_is_recorded_is_used_again(base: Path, notes: Path) -> None:
    """No second passage for the same words."""
    record(base, notes)
    adder = Adder(base)
    first = adder.find_passage("coffee may cut sleep short", str(notes))
    adder.revise().apply()

    again = Adder(base)

    assert again.find_passage("coffee may cut sleep short", str(notes)) == first
    assert not again.revise()


def test_a_passage_that_shares_words_with_another_is_told(base: Path, notes: Path) -> None:
    """A person may want the passage that is there."""
    record(base, notes)
    adder = Adder(base)

    adder.find_passage("coffee may cut sleep short", str(notes))
    adder.find_passage("sleep short. Tea", str(notes))

    assert adder.workspace.notices == ["P006 shares words with it: characters 34 to 60"]


def test_words_at_several_places_are_listed(base: Path, notes: Path) -> None:
    """The line says which is meant."""
    record(base, notes)
    adder = Adder(base)

    with pytest.raises(InputError, match="at 2 places: say which by --line"):
        adder.find_passage("tea may calm", str(notes))

    adder.find_passage("tea may calm", str(notes), line=3)
    assert tell(adder) == ["P006 added: characters 9–21, in S06"]


def test_notes_that_grew_are_recorded_anew(base: Path, notes: Path) -> None:
    """What is in place stays, the new section comes with the new passage."""
    record(base, notes)
    with notes.open("a") as file:
        file.write("\n## Later\n\nNaps may help.\n")
    adder = Adder(base)

    adder.find_passage("naps may help", str(notes))
    adder.revise().apply()

    assert "has grown" in adder.workspace.notices[0]
    assert check(str(base), document=read_document(str(notes))) == []
    assert '"Later"@en' in (base / "claims.ttl").read_text()


def test_a_document_that_changed_in_the_middle_is_refused(base: Path, notes: Path) -> None:
    """What moved is first brought up to date; nothing is guessed."""
    record(base, notes)
    notes.write_text("Before.\n\n" + TEXT)

    with pytest.raises(InputError, match=r"(?s)changed since.*passages check --guide"):
        Adder(base).find_passage("coffee may cut sleep short", str(notes))


def test_a_text_that_is_no_document_is_refused_with_what_to_type(base: Path, notes: Path) -> None:
    """It is recorded first."""
    with pytest.raises(
        InputError, match=r"(?s)no document of this base.*add document .*notes\.txt"
    ):
        Adder(base).find_passage("tea", str(notes))
