"""Which of the concepts that a sentence names play which part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.candidates import SCHEMES, drop_broader, find_concepts
from evidence_kb.curation.drafting.reading import read_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.drafting.candidates import Match, Names


class Concepts(NamedTuple):
    """The concepts proposed for a statement, by part, as IRIs; and from where each was taken.

    ``sources`` says of each part ``sentence``, ``lead-in``, ``heading`` or ``sentence before``.
    ``words`` are those in the text that led to the concepts.
    """

    exposure: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


def choose_concepts(
    text: str, lead: str, path: Sequence[str], names: Names, before: tuple[str, ...] = ()
) -> Concepts:
    """Return the concepts of a statement: what its words name, else its lead-in, else its heading.

    A concept that is in two schemes under one name is an exposure before the verb and an outcome
    after it. Only the exposure is looked for in headings, and, for a sentence that begins with
    "it" or "these", among those of the sentence ``before``.
    """
    found = find_concepts(text, names)
    parts = {scheme: [m for m in found if m.scheme == scheme] for scheme in SCHEMES}
    _part_by_verb(text, parts, bool(lead))
    sources = {scheme: "sentence" for scheme, matches in parts.items() if matches}
    if lead:
        led = find_concepts(lead, names)
        for scheme in SCHEMES:
            here = [m for m in led if m.scheme == scheme]
            if (scheme == "exposure" and here) or (here and not parts[scheme]):
                parts[scheme] = here
                sources[scheme] = "lead-in"
    chosen = {
        scheme: tuple(drop_broader((m.concept for m in matches), names))
        for scheme, matches in parts.items()
    }
    if not chosen["exposure"]:
        chosen["exposure"], source = _look_around(text, path, names, before)
        if source:
            sources["exposure"] = source
    words = dict.fromkeys(m.words.casefold() for scheme in SCHEMES for m in parts[scheme])
    return Concepts(
        chosen["exposure"],
        chosen["outcome"],
        chosen["mechanism"],
        chosen["population"],
        tuple(sources.items()),
        tuple(words),
    )


def _part_by_verb(text: str, parts: dict[str, list[Match]], led: bool) -> None:
    """Keep of a name that is an exposure and an outcome the one that its place suggests."""
    outcomes = {m.words.casefold() for m in parts["outcome"]}
    both = {m.words.casefold() for m in parts["exposure"]} & outcomes
    if not both:
        return
    reading = read_sentence(text)
    verb = reading.words[reading.verb].start if reading.verb is not None else 0

    def stands(match: Match, role: str) -> bool:
        if match.words.casefold() not in both:
            return True
        return (not led and match.start < verb) == (role == "exposure")

    for role in ("exposure", "outcome"):
        parts[role] = [m for m in parts[role] if stands(m, role)]


def _look_around(
    text: str, path: Sequence[str], names: Names, before: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    if before and read_sentence(text).begins("anaphor"):
        return before, "sentence before"
    for heading in reversed(path):
        found = [m.concept for m in find_concepts(heading, names) if m.scheme == "exposure"]
        if found:
            return tuple(drop_broader(found, names)), "heading"
    return (), ""


def choose_defined(text: str, names: Names) -> tuple[str, ...]:
    """Return the concepts that a definition says the meaning of: those named first in it."""
    found = find_concepts(text, names)
    first = min((m.start for m in found), default=None)
    return tuple(dict.fromkeys(m.concept for m in found if m.start == first))
