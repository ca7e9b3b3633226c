"""Which of the concepts that a sentence names play which part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.candidates import SCHEMES, drop_broader, find_concepts
from evidence_kb.curation.drafting.reading import read_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.drafting.candidates import Match, Names
    from evidence_kb.curation.drafting.units import Unit


_EVERYONE = frozenset(("people", "person", "persons", "humans", "human", "individuals", "everyone"))
"""Names of a population that leave no one out, and so say nothing."""
_CAUSAL_ENDS = frozenset(("by", "through", "including", "with", "from", "of", "as", "via"))
"""Last words of a lead-in after which each item is a cause."""


class Concepts(NamedTuple):
    """The concepts proposed for a statement, by part, as ids; and from where each was taken.

    ``sources`` says of each part ``sentence``, ``lead-in`` or ``heading``.
    ``words`` are those in the text that led to the concepts.
    """

    exposure: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


def choose_concepts(unit: Unit, path: Sequence[str], names: Names) -> Concepts:
    """Return the concepts of a statement: what its words name, else its lead-in, else its heading.

    What acts stands before the verb, or after "by" and "through"; what changes after it. So a
    name that is an exposure and an outcome is told apart, and an exposure after the verb is
    proposed only where none stands before. What is an outcome and a mechanism by one name is a
    mechanism in a claim by rule T5. In headings, the nearest first, only exposures are looked for.
    """
    own = find_concepts(unit.text, names)
    led = find_concepts(unit.lead, names)
    named = _list_parts(own, unit.text, unit.lead)
    leading = _list_parts(led, unit.lead, "")
    parts: dict[str, list[Match]] = {}
    sources: dict[str, str] = {}
    for source, matches in (("sentence", named), ("lead-in", leading)):
        found = _keep_parts(matches, unit)
        for scheme, kept in found.items():
            if kept and not parts.get(scheme):
                parts[scheme] = kept
                sources[scheme] = source
    chosen = {
        scheme: tuple(drop_broader((m.concept for m in parts.get(scheme, ())), names))
        for scheme in SCHEMES
    }
    if not chosen["exposure"]:
        chosen["exposure"], source = _look_above(path, names)
        if source:
            sources["exposure"] = source
    words = dict.fromkeys(m.words.casefold() for matches in parts.values() for m in matches)
    return Concepts(
        chosen["exposure"],
        chosen["outcome"],
        chosen["mechanism"],
        chosen["population"],
        tuple(sources.items()),
        tuple(words),
    )


def _list_parts(matches: Sequence[Match], text: str, lead: str) -> list[tuple[Match, bool]]:
    """Return each match with whether it acts, by its place; what does not is acted on.

    An item that completes its lead-in comes after the verb; after "by", "through" or "including"
    it is the cause.
    """
    reading = read_sentence(text)
    channel = min((reading.words[s.first].start for s in reading.list("channel")), default=None)
    verb = reading.words[reading.verb].start if reading.verb is not None else 0
    if lead:
        last = lead.rstrip(":： ").rpartition(" ")[2].casefold()
        verb = len(text) if last in _CAUSAL_ENDS else 0
    return [
        (match, match.start < verb or (channel is not None and channel < match.start))
        for match in matches
    ]


def _keep_parts(matches: Sequence[tuple[Match, bool]], unit: Unit) -> dict[str, list[Match]]:
    """Return the matches by scheme, of each name the part that its place suggests."""
    schemes: dict[tuple[int, int], set[str]] = {}
    for match, _ in matches:
        schemes.setdefault((match.start, match.end), set()).add(match.scheme)
    advice = unit.verdict.kind != "claim"
    acting = any(m.scheme == "exposure" and acts for m, acts in matches)
    kept: dict[str, list[Match]] = {}
    for match, acts in matches:
        others = schemes[match.start, match.end] - {match.scheme}
        if match.scheme == "exposure":
            keep = acts or advice or not (acting or others & {"outcome", "mechanism"})
        elif match.scheme == "outcome":
            keep = not (acts and "exposure" in others)
            keep = keep and not ("mechanism" in others and unit.verdict.rule == "T5")
        elif match.scheme == "mechanism":
            keep = not (acts and "exposure" in others)
            keep = keep and ("outcome" not in others or unit.verdict.rule == "T5")
        else:
            keep = match.words.casefold() not in _EVERYONE
        if keep:
            kept.setdefault(match.scheme, []).append(match)
    return kept


def _look_above(path: Sequence[str], names: Names) -> tuple[tuple[str, ...], str]:
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
