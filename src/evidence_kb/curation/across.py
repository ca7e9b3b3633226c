"""What no shape can see: names that look alike, signs that nobody sees, stretches of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.letters import flatten, name_sign, tell_invisible, tell_look_alike
from evidence_kb.curation.problem import Problem, write
from evidence_kb.curation.triples import LITERAL, Triples, read_text
from evidence_kb.graph.escapes import unescape
from evidence_kb.vocabulary import ALT_LABEL, EKB, IDENTIFIER, OA, PREF_LABEL, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evidence_kb.curation.passages import Document
    from evidence_kb.graph.terms import Triple

_LABELS = (f"<{PREF_LABEL}>", f"<{ALT_LABEL}>", f"<{IDENTIFIER}>")


def find_across(
    data: Triples, prefixes: Mapping[str, str], document: Document | None
) -> list[Problem]:
    """Return the problems, in no order.

    >>> find_across(Triples([("<a:é>", "<a:p>", '"x"')]), {}, None)[0].rule
    'id-characters'
    """
    found = [*_find_strange_ids(data), *_find_strange_signs(data)]
    found += _find_twins(data, prefixes)
    if document is not None:
        found += _find_moved(data, document, prefixes)
    return found


def _find_strange_ids(data: Triples) -> Iterator[Problem]:
    for subject in dict.fromkeys((*data.facts, *(subject for subject, _, _ in data.nameless))):
        if not subject.isascii():
            strange = next(sign for sign in subject if not sign.isascii())
            told = f"The IRI holds '{strange}', {name_sign(strange)}: use plain letters."
            yield Problem("violation", "id-characters", subject[1:-1], None, None, told)


def _find_strange_signs(triples: Iterable[Triple]) -> Iterator[Problem]:
    for subject, predicate, value in triples:
        if value.isascii() or subject[0] != "<":
            continue
        text = read_text(value)
        told = {"invisible-character": tell_invisible(text)}
        if value[0] == '"':
            told["look-alike-letter"] = tell_look_alike(text)
        for rule, words in told.items():
            if words:
                yield Problem("warning", rule, subject[1:-1], predicate[1:-1], text, words)


def _find_twins(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[Problem]:
    """Yield labels that differ in no way that a reader can see."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for subject, predicate, value in triples:
        if predicate not in _LABELS or subject[0] != "<":
            continue
        match = LITERAL.fullmatch(value)
        if match is None:
            continue
        text = unescape(match[1])
        other = seen.setdefault((predicate, flatten(text)), (subject, text))
        if other[1] != text and other[0] != subject:
            name = write(other[0], prefixes)
            told = f"This reads as the same as that of {name}, but other characters are in it."
            yield Problem("warning", "twin-text", subject[1:-1], predicate[1:-1], text, told)


def _find_moved(
    data: Triples, document: Document, prefixes: Mapping[str, str]
) -> Iterator[Problem]:
    from evidence_kb.curation.passages import hash_text

    hashed = f"<{EKB}sha256>"
    for subject in data.subjects(hashed, f'"{document.sha256}"'):
        characters = data.values(subject, f"<{EKB}characters>")
        length = f'"{len(document.text)}"^^<{XSD}integer>'
        if characters and length not in characters:
            told = (
                f"The document has {len(document.text)} characters, not {read_text(characters[0])}."
            )
            yield Problem(
                "violation",
                "document-length",
                subject[1:-1],
                EKB + "characters",
                read_text(characters[0]),
                told,
            )
        for stretch in data.subjects(f"<{OA}hasSource>", subject):
            sums = data.values(stretch, hashed)
            for selector in data.values(stretch, f"<{OA}hasSelector>"):
                starts, ends = (data.values(selector, f"<{OA}{k}>") for k in ("start", "end"))
                if not (sums and starts and ends):
                    continue
                start, end = read_text(starts[0]), read_text(ends[0])
                if not (start.isdecimal() and end.isdecimal()):
                    continue
                if hash_text(document.text[int(start) : int(end)]) == read_text(sums[0]):
                    continue
                name = write(stretch, prefixes)
                told = (
                    f"The text from {start} to {end} does not have the ekb:sha256 of {name}: run "
                    "evidence-kb passages check to find where it stands."
                )
                yield Problem(
                    "violation", "passage-text", selector[1:-1], OA + "start", start, told
                )
