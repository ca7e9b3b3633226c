"""No triple that differs is left untold, whatever was edited."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_kb.curation.diff import diff
from evidence_kb.graph.reading import read_source
from evidence_kb.graph.store import read_triples
from evidence_kb.graph.terms import Triple
from evidence_kb.vocabulary import DCTERMS, DEPRECATED, OA, RDF_TYPE, SKOS, XSD
from tests.conftest import FIXTURE

TRIPLES = sorted({t for path in FIXTURE.iterdir() for t in read_triples(read_source(path))})
SUBJECTS = sorted({subject for subject, _, _ in TRIPLES})
PREDICATES = sorted({predicate for _, predicate, _ in TRIPLES}) + [
    f"<{iri}>"
    for iri in (DEPRECATED, DCTERMS + "isReplacedBy", SKOS + "altLabel", OA + "hasSelector")
]
VALUES = [
    *sorted({value for _, _, value in TRIPLES}),
    f'"true"^^<{XSD}boolean>',
    f'"false"^^<{XSD}boolean>',
    '"a\\nb \\"c\\" \\\\"',
    '"x"@de',
    "_:blank",
    "<http://example.org/elsewhere>",
]
some = st.sampled_from
made = st.tuples(
    some([*SUBJECTS, "<http://example.org/new>", "_:blank"]), some(PREDICATES), some(VALUES)
)
replaced = st.tuples(some(SUBJECTS), some(SUBJECTS))


def write_base(folder: Path, triples: set[Triple]) -> Path:
    folder.mkdir()
    (folder / "base.nt").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in sorted(triples)))
    return folder


def follow(triples: set[Triple], old: str, new: str) -> set[Triple]:
    """Replace an item by another, as a merge does."""
    led = {(s, p, new if o == old and s != new else o) for s, p, o in triples}
    return led | {
        (old, f"<{DEPRECATED}>", f'"true"^^<{XSD}boolean>'),
        (old, f"<{DCTERMS}isReplacedBy>", new),
    }


@settings(max_examples=60, deadline=None)
@given(
    st.sets(some(TRIPLES), max_size=8),
    st.sets(some(SUBJECTS), max_size=2),
    st.sets(made, max_size=8),
    st.lists(replaced, max_size=2),
)
def test_every_changed_triple_is_part_of_one_change(
    gone: set[Triple], blocks: set[str], come: set[Triple], moves: list[tuple[str, str]]
) -> None:
    """The triples of all changes are those that differ, each once; none means the same hash."""
    edited = {t for t in TRIPLES if t not in gone and t[0] not in blocks} | come
    for old, new in moves:
        edited = follow(edited, old, new)
    edited.add((SUBJECTS[0], f"<{RDF_TYPE}>", "<http://example.org/Kept>"))

    with TemporaryDirectory() as name:
        before = write_base(Path(name, "a"), set(TRIPLES))
        after = write_base(Path(name, "b"), edited)
        changes = diff(before, after)

    removed = sorted(t for change in changes for t in change.removed)
    added = sorted(t for change in changes for t in change.added)
    assert [t for t in removed if not is_blank(t)] == sorted(set(TRIPLES) - edited)
    assert [t for t in added if not is_blank(t)] == sorted(
        t for t in edited - set(TRIPLES) if not is_blank(t)
    )
    assert sum(map(is_blank, added)) == sum(map(is_blank, edited))
    assert bool(changes) == (changes.old.content_hash != changes.new.content_hash)
    assert all(change.text and change.id for change in changes)


def is_blank(triple: Triple) -> bool:
    """Blank nodes get other labels when the hash is made."""
    return triple[0].startswith("_:") or triple[2].startswith("_:")
