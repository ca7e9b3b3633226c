"""What an item says, in one line: how a reader of release notes learns what was added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.facts import Facts, Words, read_text
from evidence_kb.vocabulary import DCTERMS, EKB, OA, PREF_LABEL, PREFIXES, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FABIO = PREFIXES["fabio"]


def summarise(kind: str, subject: str, facts: Facts, words: Words) -> str:
    """Return what an item says, empty where nothing short can be said of its kind.

    ``facts`` are those of the state in which the item stands, or stood last.
    """
    values = facts.find(subject)
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(values, words)
    label = _get(values, PREF_LABEL, words) or _get(values, DCTERMS + "title", words)
    return label or _get(values, EKB + "rationale", words)


def describe_estimate(values: Mapping[str, Sequence[str]]) -> str:
    """Return the estimate of a finding with its interval, empty where it has none.

    What was printed, where it is recorded; else the numbers.
    """
    printed = values.get(EKB + "asPrinted")
    if printed:
        return read_text(printed[0])
    number = {
        name: read_text(values[EKB + name][0])
        for name in ("estimate", "ciLow", "ciHigh")
        if EKB + name in values
    }
    if "ciLow" in number and "ciHigh" in number:
        interval = f"{number['ciLow']} to {number['ciHigh']}"
        return f"{number['estimate']} ({interval})" if "estimate" in number else interval
    return number.get("estimate", "")


def _get(values: Mapping[str, Sequence[str]], predicate: str, words: Words) -> str:
    return ", ".join(words.show(value) for value in values.get(predicate, ()))


def _list(values: Mapping[str, Sequence[str]], words: Words, *predicates: str) -> str:
    return ", ".join(filter(None, (_get(values, name, words) for name in predicates)))


def _write_claim(values: Mapping[str, Sequence[str]], words: Words) -> str:
    graded = _list(values, words, EKB + "tier")
    rule = ", ".join(read_text(value) for value in values.get(EKB + "tierRule", ()))
    graded += f", {rule}" if rule else ""
    return (
        _get(values, PREF_LABEL, words)
        + (f" ({graded})" if graded else "")
        + _topics(values, words)
    )


def _topics(values: Mapping[str, Sequence[str]], words: Words) -> str:
    causes = _get(values, EKB + "exposure", words)
    effects = _list(values, words, EKB + "mechanism", EKB + "outcome")
    arrow = f"{causes} → {effects}" if causes and effects else causes or effects
    return f"; {arrow}" if arrow else ""


def _write_finding(values: Mapping[str, Sequence[str]], words: Words) -> str:
    measure = _get(values, EKB + "effectMeasure", words).replace("-", " ")
    estimate = describe_estimate(values) or "in words"
    sources = "; ".join(describe_source(term, words) for term in values.get(EKB + "source", ()))
    measure = "" if measure == "none" else measure
    told = ", ".join(filter(None, (f"{measure} {estimate}".strip(), sources)))
    return told + _topics(values, words)


def describe_source(term: str, words: Words) -> str:
    """Return authors and year of a publication, its short id where they are not known."""
    parts = [words.look_up(term, name) for name in (EKB + "authors", FABIO + "hasPublicationYear")]
    return " ".join(read_text(part) for part in parts if part) or words.identify(term)


def _write_line(values: Mapping[str, Sequence[str]], words: Words) -> str:
    findings = [
        f"{words.identify(term)} ({_describe_finding(term, words)})"
        for term in values.get(EKB + "finding", ())
    ]
    claim = _get(values, EKB + "bearsOn", words)
    precise = {"true": ", precise", "false": ", not precise"}
    sure = precise.get(_get(values, EKB + "precise", words), "")
    return f"{', '.join(findings)} on {claim}: {_get(values, EKB + 'bearing', words)}{sure}"


def _describe_finding(term: str, words: Words) -> str:
    facts = words.new if words.new.find(term) else words.old
    values = facts.find(term)
    source = "; ".join(describe_source(name, words) for name in values.get(EKB + "source", ()))
    return ", ".join(filter(None, (describe_estimate(values), source))) or "not in the base"


def _write_concept(values: Mapping[str, Sequence[str]], words: Words) -> str:
    above = _get(values, SKOS + "broader", words)
    return read_text(next(iter(values.get(PREF_LABEL, ())), "")) + (
        f", under {above}" if above else ""
    )


def _write_source(values: Mapping[str, Sequence[str]], words: Words) -> str:
    parts = [values.get(name) for name in (EKB + "authors", FABIO + "hasPublicationYear")]
    who = " ".join(read_text(part[0]) for part in parts if part)
    return ", ".join(filter(None, (who, _get(values, DCTERMS + "title", words))))


def _write_stretch(values: Mapping[str, Sequence[str]], words: Words) -> str:
    spans = [describe_span(words, term) for term in values.get(OA + "hasSelector", ())]
    within = _get(values, EKB + "section", words) or _get(values, DCTERMS + "isPartOf", words)
    label = _get(values, PREF_LABEL, words)
    told = ", ".join(filter(None, (label, *spans)))
    return told + (f", in {within}" if within else "")


def describe_span(words: Words, selector: str, old: bool = False) -> str:
    """Return the offsets of a selector as ``characters 3017–3069``; empty where it has none."""
    facts = words.old if old or not words.new.find(selector) else words.new
    ends = [facts.find_one(selector, OA + name) for name in ("start", "end")]
    return f"characters {'–'.join(read_text(end) for end in ends if end)}" if all(ends) else ""


def _write_assessment(values: Mapping[str, Sequence[str]], words: Words) -> str:
    who = _get(values, PREFIXES["prov"] + "wasAttributedTo", words)
    what = _get(values, EKB + "assesses", words)
    given = _list(values, words, EKB + "assessedTier", EKB + "certainty", EKB + "judgement")
    return f"{what} as {given}" + (f", by {who}" if who else "")


def _write_search(values: Mapping[str, Sequence[str]], words: Words) -> str:
    parts = [
        _list(values, words, EKB + "searchedIn"),
        _get(values, PREFIXES["prov"] + "generatedAtTime", words),
    ]
    for name in ("hits", "screened", "included"):
        if number := _get(values, EKB + name, words):
            parts.append(f"{number} {name}")
    return ", ".join(filter(None, parts))


def _write_exclusion(values: Mapping[str, Sequence[str]], words: Words) -> str:
    reason = _get(values, EKB + "exclusionReason", words) or "no reason given"
    stage = _get(values, EKB + "screeningStage", words)
    search = _get(values, EKB + "search", words)
    number = _get(values, EKB + "excluded", words)
    return f"{number} of {search}: {reason}" + (f" ({stage})" if stage else "")


_WRITERS: dict[str, Callable[[Mapping[str, Sequence[str]], Words], str]] = {
    "Claim": _write_claim,
    "Finding": _write_finding,
    "EvidenceLine": _write_line,
    "Concept": _write_concept,
    "Source": _write_source,
    "Passage": _write_stretch,
    "Section": _write_stretch,
    "Assessment": _write_assessment,
    "QualityAssessment": _write_assessment,
    "Search": _write_search,
    "Exclusion": _write_exclusion,
}
