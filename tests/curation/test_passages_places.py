"""Where recorded passages stand in a text as it is now: by offsets, by hash, never by a guess."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_kb.curation.finder import Finder
from evidence_kb.curation.passages import Document, hash_text
from evidence_kb.curation.places import (
    Locus,
    Mark,
    Recorded,
    choose_document,
    find_section,
    locate,
    read_marks,
)
from evidence_kb.errors import InputError
from evidence_kb.knowledge_base import KnowledgeBase

TEXT = "Opening\nTies matter to health. Sleep helps.\nClosing words stand here."


def make_mark(words: str, text: str = TEXT, id: str = "P1", **facts: str) -> Mark:
    start = text.index(words)
    kind = facts.pop("kind", "Passage")
    place = (start, start + len(words), hash_text(words))
    return Mark(f"e:{id}", kind, id, "e:doc", f"e:{id}-position", *place, **facts)


def find(marks: list[Mark], text: str) -> list[Locus]:
    return locate(marks, {"e:doc": Document("g.txt", text, hash_text(text))})


def test_what_is_in_its_place_is_found() -> None:
    """A second copy elsewhere changes nothing: the recorded place is right."""
    [locus] = find([make_mark("Ties matter")], TEXT + " Ties matter")

    assert (locus.status, locus.start, locus.line) == ("found", 8, 2)


def test_what_moved_is_found_by_its_hash() -> None:
    """New offsets and the line are told."""
    [locus] = find([make_mark("Sleep helps.")], "New.\n" + TEXT)

    assert (locus.status, locus.start, locus.end, locus.line) == ("moved", 36, 48, 3)


def test_two_copies_are_never_chosen_between() -> None:
    """Both lines are named; no offsets are given."""
    [locus] = find([make_mark("Sleep helps.")], "Sleep helps. " + TEXT)

    assert (locus.status, locus.start) == ("ambiguous", None)
    assert locus.note.startswith("2 places: lines 1, 2")


def make_marks(text: str, *words: str, section: str = "") -> list[Mark]:
    """A mark for each of the words, in order; the first, if it is in capitals, heads the others."""
    head = "e:" + words[0] if words[0].isupper() else section
    return [
        make_mark(each, text, id=each, kind="Section")
        if each.isupper()
        else make_mark(each, text, id=each, section=head)
        for each in words
    ]


def place(marks: list[Mark], text: str) -> dict[str, tuple[str, int | None]]:
    return {locus.mark.id: (locus.status, locus.start) for locus in find(marks, text)}


def test_a_passage_that_was_taken_out_does_not_move_to_a_copy() -> None:
    """The only place left was always there: it is not between the neighbours."""
    text = "one two three four five six copy two"
    marks = make_marks(text, "one", "two", "three", "four", "five", "six", "copy")

    gone = "one three four five six copy two"
    loci = {locus.mark.id: locus for locus in find(marks, gone)}

    assert (loci["two"].status, loci["two"].start) == ("ambiguous", None)
    assert loci["two"].note == "1 place: line 1, 29 to 32, not between its neighbours"
    assert {loci[name].status for name in ("three", "four", "five", "six", "copy")} == {"moved"}


def test_a_hint_goes_by_what_is_certain() -> None:
    """What is missing beside a passage that was taken out was not near the copy of that."""
    text = "one\ntwo\nnew\nthree\nfour\nfive\ncopy\ntwo"
    marks = make_marks(text, "one", "two", "new", "three", "four", "five", "copy")

    loci = {m.mark.id: m for m in find(marks, "one\nthree\nfour\nfive\ncopy\ntwo")}

    assert (loci["new"].status, loci["new"].line) == ("missing", 1)


def test_two_passages_that_changed_places_are_both_uncertain() -> None:
    """Either of them could be the one that moved."""
    marks = make_marks("zero one two three", "zero", "one", "two", "three")

    found = place(marks, "zero two one three")

    assert found == {
        "zero": ("found", 0),
        "one": ("ambiguous", None),
        "two": ("ambiguous", None),
        "three": ("found", 13),
    }


def test_a_section_that_moved_whole_moved_for_certain() -> None:
    """Its heading and what stands below went as far, so it was not taken out."""
    first, second = "AAA one two three", "BBB four five six"
    text = f"{first} {second}"
    marks = make_marks(text, *first.split()) + make_marks(text, *second.split())

    found = place(marks, f"{second} {first}")

    assert {status for status, _ in found.values()} == {"moved"}
    assert (found["four"][1], found["one"][1]) == (4, 22)


def test_what_moved_as_far_as_both_neighbours_moved_for_certain() -> None:
    """Of two places it is the one; so it is for the last mark, where the text grew as much."""
    text = "twin one two twin three twin"
    marks = make_marks(text, "one", "two", "three")
    marks[2:2] = [make_mark("two twin", text)._replace(start=13, sha256=hash_text("twin"), end=17)]
    last = make_mark("twin", text, id="last")._replace(start=24, end=28)
    document = Document("g.txt", "new " + text, "")

    loci = locate([*marks, last], {"e:doc": document}, {"e:doc": len(text)})

    assert [(locus.status, locus.start) for locus in loci[2:]] == [
        ("moved", 17),
        ("moved", 22),
        ("moved", 28),
    ]
    assert loci[2].note == "3 places: this one as far as its neighbours"


def test_the_copy_between_its_neighbours_is_told_but_not_taken() -> None:
    """Where the neighbours moved apart, a person sees which place fits, and decides."""
    marks = [make_mark("Ties matter"), make_mark("Sleep helps.", id="P2")]
    marks += [make_mark("Closing", id="P3")]

    locus = find(marks, "Sleep helps. " + TEXT.replace("Closing", "The closing. Closing"))[1]

    assert locus.status == "ambiguous"
    assert "only 44 to 56 is between its neighbours" in locus.note


def test_the_place_in_its_section_is_told_whatever_the_old_offsets() -> None:
    """Offsets that were left alone stand among others, once those of the neighbours are new."""
    text = "AAA one BBB two three twin CCC twin four"
    marks = make_marks(text, "AAA", "one") + make_marks(text, "BBB", "two", "three", "twin")
    marks += make_marks(text, "CCC", "four")
    changed = "some new words AAA one BBB two three, or: twin, CCC twin four"

    before = find(marks, changed)
    updated = [
        mark if start is None or end is None else mark._replace(start=start, end=end)
        for mark, _, start, end, *_ in before
    ]
    after = find(updated, changed)

    notes = [next(m.note for m in loci if m.mark.id == "twin") for loci in (before, after)]
    assert notes == ["2 places: lines 1, 1; only 42 to 46 is in its section"] * 2


def test_a_changed_stretch_is_missing_and_its_line_is_told() -> None:
    """The line is that of what stood before it."""
    marks = [make_mark("Ties matter"), make_mark("Sleep helps.", id="P2")]

    locus = find(marks, "New.\n" + TEXT.replace("Sleep", "Rest"))[1]

    assert (locus.status, locus.line) == ("missing", 3)


def test_a_document_that_nobody_gave_is_not_held() -> None:
    """Nothing is said of passages that nobody could look for."""
    [locus] = locate([make_mark("Ties matter")], {})

    assert (locus.status, locus.start) == ("not held", None)


def test_a_quote_of_the_right_hash_is_searched_for() -> None:
    """Where the base carries the words, they are found wherever they begin."""
    mark = make_mark("ties ma", "xties may")._replace(quote="ties ma")

    [locus] = find([mark], "y" * 400_000 + "ties mattie")

    assert (locus.status, locus.start) == ("moved", 400_000)


def test_a_quote_of_another_hash_is_not_believed() -> None:
    """The hash decides, not the quote."""
    [locus] = find([make_mark("Sleep helps.")._replace(quote="Ties matter ")], "New. " + TEXT)

    assert (locus.status, locus.start) == ("moved", TEXT.index("Sleep") + 5)


def test_a_stretch_from_within_a_word_is_found() -> None:
    """In a text of moderate length every stretch is tried, not only those at the edge of words."""
    mark = make_mark("leep hel")

    [locus] = find([mark], "New. " + TEXT)

    assert (locus.status, locus.start) == ("moved", mark.start + 5)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_move_is_right_and_no_place_is_overlooked(data: st.DataObject) -> None:
    """Against search for the words themselves, on texts that repeat a great deal."""
    words = data.draw(st.lists(st.sampled_from(["ties", "é😀", "help.", "(so)"]), min_size=3))
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text)))
    lines = data.draw(st.permutations(text.split(" ")))
    changed = " ".join(lines)

    [locus] = find([make_mark(text[start:end], text)], changed)

    piece = text[start:end]
    places = [at for at in range(len(changed)) if changed.startswith(piece, at)]
    in_place = text.index(piece) in places
    expected = "missing" if not places else "moved" if len(places) == 1 else "ambiguous"
    assert locus.status == ("found" if in_place else expected)
    if locus.start is not None:
        assert changed[locus.start : locus.end] == piece


def test_a_large_text_without_any_passage_is_given_up_in_bounded_work() -> None:
    """Each length is hashed at the edges of words alone: far fewer stretches than there are."""
    picker = random.Random(1)
    text = " ".join(picker.choice(["tie", "health", "sleep"]) for _ in range(60_000))
    finder = Finder(text)
    hashed = []
    finder._hash = lambda start, end: hashed.append(start) or "no"  # type: ignore[method-assign, func-returns-value]

    assert finder.find(0, 97, hash_text("x" * 97)) == []
    assert 0 < len(hashed) < len(text) / 4


def test_the_section_is_the_last_heading_before() -> None:
    """Before the first heading there is none."""
    loci = find(
        [
            make_mark("Ties", id="S1", kind="Section"),
            make_mark("Closing", id="S2", kind="Section"),
        ],
        TEXT,
    )

    assert find_section(loci, 0) is None
    assert [section.id for at in (8, 40, 44) if (section := find_section(loci, at))] == [
        "S1",
        "S1",
        "S2",
    ]


def test_the_document_is_chosen_by_its_hash_then_by_its_passages() -> None:
    """An edited copy is known by the passages that stand where they stood."""
    marks = (make_mark("Ties matter"), make_mark("Opening")._replace(document="e:other", start=3))
    recorded = Recorded(marks, {"e:other": hash_text("same"), "e:doc": None})

    same = choose_document(recorded, Document("g.txt", "same", hash_text("same")))
    edited = choose_document(recorded, Document("g.txt", TEXT, hash_text(TEXT)))

    assert (same, edited) == ("e:other", "e:doc")


def test_a_text_that_is_neither_document_is_refused() -> None:
    """Nothing is guessed between two documents."""
    recorded = Recorded((make_mark("Ties matter"),), {"e:other": None, "e:doc": None})

    try:
        choose_document(recorded, Document("g.txt", "Else", hash_text("Else")))
    except InputError as error:
        assert "name it with --document" in str(error)
    else:
        raise AssertionError("it was taken for one of them")


def test_marks_of_the_base_stand_in_document_order(kb: KnowledgeBase) -> None:
    """Five passages and five headings, with their sections."""
    marks = read_marks(kb).marks

    assert [mark.id for mark in marks][:4] == ["S04", "P003", "S01", "S02"]
    assert {mark.kind for mark in marks} == {"Passage", "Section"}
    assert marks[1].section.endswith("/S04")
