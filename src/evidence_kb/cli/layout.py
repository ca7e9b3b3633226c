"""A description as text: headings, labels lined up, prose wrapped; or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from evidence_kb.cli.style import bold, dim, paint_tier, wrap
from evidence_kb.cli.trees import format_tree
from evidence_kb.description import Description, EvidenceLine, Fact, Pair, Reference, Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.graph.terms import Value

_REASONS = ("notes", "editorial_note")
"""The facts that say why an item was withdrawn."""
_NOT_RECORDED = "not recorded"


def format_description(item: Description, texts: Mapping[str, str], width: int) -> str:
    """Return a description in lines of at most ``width``; ``texts`` are passages by id."""
    parts = [_format_head(item, width)]
    said = _REASONS if item.deprecated else ()
    known = [fact for fact in item.facts if fact.values and fact.name not in said]
    short = [fact for fact in known if not _is_list(fact)]
    if short:
        parts.append(_format_facts(short, width))
    parts += [_format_list(fact, width) for fact in known if _is_list(fact)]
    if item.narrower:
        parts.append(format_tree("Narrower concepts", item.narrower, width))
    if item.contested is not None:
        parts.append(_format_grid(item, width))
    if item.stretches:
        parts.append(_format_places(item.stretches, texts, width))
    return "\n\n".join(parts)


def _format_head(item: Description, width: int) -> str:
    lines = [f"{bold(item.id)}  {dim(item.kind)}"]
    if item.label != item.id:
        lines += wrap(item.label, width)
    if item.deprecated:
        where = ", ".join(f"{to.id} ({to.label})" for to in item.replaced_by)
        told = f"Withdrawn; replaced by {where}" if where else "Withdrawn, and not replaced"
        notes = (fact.values for fact in item.facts if fact.name in _REASONS)
        reasons = "; ".join(_spell(value) for values in notes for value in values)
        lines += ["", *wrap(f"{told}: {reasons}" if reasons else f"{told}.", width)]
    return "\n".join(lines)


def _is_list(fact: Fact) -> bool:
    """Whether a fact is a list of statements, findings and the like rather than of concepts."""
    return not fact.one and any(
        isinstance(value, Reference) and _is_opaque(value) for value in fact.values
    )


def _is_opaque(reference: Reference) -> bool:
    """Whether an id says nothing by itself, so that id and label are both worth a line."""
    return ":" not in reference.id and reference.id != reference.label


def _format_facts(facts: Sequence[Fact], width: int) -> str:
    column = max(len(fact.title) for fact in facts) + 2
    lines: list[str] = []
    for fact in facts:
        text = "; ".join(_spell(value) for value in fact.values)
        wrapped = wrap(text, width - column)
        if fact.name == "tier":
            wrapped = [paint_tier(line) for line in wrapped]
        lines.append(dim(fact.title.ljust(column)) + wrapped[0])
        lines += [" " * column + line for line in wrapped[1:]]
    return "\n".join(lines)


def _format_list(fact: Fact, width: int) -> str:
    heading = bold(fact.title)
    if len(fact.values) > 1:
        heading += dim(f"  {len(fact.values)}")
    lines = [heading]
    references = [value for value in fact.values if isinstance(value, Reference)]
    column = max((len(reference.id) for reference in references), default=0)
    note = max((len(reference.note) for reference in references), default=0)
    for value in fact.values:
        if isinstance(value, Reference):
            lines += _format_reference(value, column, note, width)
        else:
            lines += wrap(_spell(value), width, "  ")
    return "\n".join(lines)


def _format_reference(reference: Reference, column: int, note: int, width: int) -> list[str]:
    lead = f"  {reference.id.ljust(column)}  "
    label = reference.label if reference.label != reference.id else ""
    if column > 24:
        return [lead.rstrip(), *wrap(label, width, "    ")]
    beside = f"{reference.note.ljust(note)}  " if note else ""
    indent = " " * (len(lead) + len(beside))
    wrapped = wrap(label, width, indent)
    return [lead + paint_tier(beside) + wrapped[0][len(indent) :], *wrapped[1:]]


# -- evidence ---------------------------------------------------------------------------------


def _format_grid(item: Description, width: int) -> str:
    count = sum(len(pair.lines) for pair in item.pairs)
    words = f"  {count} {'line' if count == 1 else 'lines'}" if count else "  none recorded"
    lines = [bold("Evidence") + dim(words) + (bold("  contested") if item.contested else "")]
    if count:
        for pair in item.pairs:
            lines += _format_pair(pair, width)
    return "\n".join(lines)


def _format_pair(pair: Pair, width: int) -> list[str]:
    ends = " → ".join(end.label for end in (pair.exposure, pair.outcome) if end)
    if not pair.lines:
        return list(wrap(f"{ends}: no evidence line", width, "  "))
    lines = wrap(ends or "no exposure or outcome named", width, "  ")
    for line in pair.lines:
        lines += _format_line(line, width)
    return lines


def _format_line(line: EvidenceLine, width: int) -> list[str]:
    precision = {True: "precise", False: "imprecise", None: ""}[line.precise]
    bearing = line.bearing or "bearing not recorded"
    first = ", ".join(filter(None, (bearing, precision)))
    lines = wrap(f"{line.id}  {first}: {line.finding.label} [{line.finding.id}]", width, "    ")
    directness = [
        f"{what} {level}"
        for what, level in (
            ("exposure", line.exposure_directness),
            ("outcome", line.outcome_directness),
            ("population", line.population_directness),
        )
        if level
    ]
    beside = [", ".join(directness), line.limits or "", line.rationale or ""]
    for text in filter(None, beside):
        lines += [dim(wrapped) for wrapped in wrap(text, width, "      ")]
    return lines


# -- places -----------------------------------------------------------------------------------


def _format_places(places: Sequence[Stretch], texts: Mapping[str, str], width: int) -> str:
    lines = [bold("Said in")]
    for place in places:
        where = f"characters {place.start}–{place.end} of {place.document.label}"
        if place.section:
            where = f"{place.section.label}, {where}"
        hanging = " " * (len(place.id) + 4)
        placed = wrap(where, width, hanging)
        lines += [f"  {place.id}  {placed[0].lstrip()}", *placed[1:]]
        if place.id in texts:
            for paragraph in texts[place.id].split("\n"):
                lines += wrap(paragraph, width, hanging)
    return "\n".join(lines)


def _spell(value: Value | Reference) -> str:
    if isinstance(value, Reference):
        return value.label
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    return _NOT_RECORDED if value is None else str(value)


# -- JSON -------------------------------------------------------------------------------------


def format_json(items: Sequence[Description], texts: Mapping[str, str]) -> str:
    """Return an array of objects, one an item; keys are the same for every item of a kind."""
    return json.dumps([_build_object(item, texts) for item in items], ensure_ascii=False, indent=2)


def _build_object(item: Description, texts: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {
        "id": item.id,
        "iri": item.iri,
        "kind": item.kind,
        "label": item.label,
        "deprecated": item.deprecated,
        "replaced_by": [_build_value(to) for to in item.replaced_by],
    }
    for fact in item.facts:
        values = [_build_value(value) for value in fact.values]
        found[fact.name] = (values or [None])[0] if fact.one and len(values) < 2 else values
    if item.contested is not None:
        found["contested"] = item.contested
        found["evidence"] = [
            {
                "exposure": _build_value(pair.exposure),
                "outcome": _build_value(pair.outcome),
                "lines": [
                    line._asdict() | {"finding": _build_value(line.finding)} for line in pair.lines
                ],
            }
            for pair in item.pairs
        ]
    if item.narrower:
        found["narrower"] = [asdict(branch) for branch in item.narrower]
    if item.stretches:
        found["said_in"] = [_build_place(place, texts) for place in item.stretches]
    return found


def _build_place(place: Stretch, texts: Mapping[str, str]) -> dict[str, object]:
    built = place._asdict() | {
        "document": _build_value(place.document),
        "section": _build_value(place.section),
    }
    return built | ({"text": texts[place.id]} if place.id in texts else {})


def _build_value(value: Value | Reference) -> object:
    if isinstance(value, Reference):
        built = {"id": value.id, "label": value.label, "iri": str(value.iri)}
        return built | ({"tier": value.note} if value.note else {})
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
