"""How far the proposals of ``draft`` agree with the bundled base, and how long a draft takes.

``EVIDENCE_KB_GUIDE=guide.txt python -m benchmarks.drafting`` reads the guide as if nothing were
known of it but the concepts of the base, compares the proposals with the statements of the base,
and writes ``benchmarks/drafting.json``, ``drafting.md`` and the table of ``docs/drafting.md``. The
rules were worked out on the first half of the guide's sections; the second half was held out, and
is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.drafted import (
    CODES,
    LEAST_SHARED,
    PARTS,
    Material,
    find_same,
    pair_units,
    read_base,
    read_draft,
)
from evidence_kb.curation.agreement import measure_agreement, measure_overlap
from evidence_kb.curation.drafting.candidates import SCHEMES, read_names
from evidence_kb.curation.drafting.drafter import propose
from evidence_kb.curation.passages import read_document
from evidence_kb.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from evidence_kb.curation.agreement import Agreement
    from evidence_kb.curation.drafting.candidates import Names
    from evidence_kb.curation.passages import Document
    from tools.readings import Unit

ROOT = Path(__file__).parent.parent
BUNDLED = ROOT.parent / "shared" / "guide.txt"
KEPT = ROOT / "benchmarks" / "drafting.json"
PAGE = ROOT / "docs" / "drafting.md"
START = "<!-- figures: written by benchmarks/drafting.py, not by hand -->"
END = "<!-- end of figures -->"
LONG = 1_000_000  # characters of the text on which a draft is timed
_PARTS = ("all", "first half", "second half")
_NAMES = {"exposure": "exposures", "outcome": "outcomes", "mechanism": "mechanisms",
          "population": "populations", "defines": "defined concepts"}  # fmt: skip
_PLACES = (
    ("sections of the base found", "sections", "both", "base"),
    ("sections drafted that are in the base", "sections", "both", "drafted"),
    ("passages in the same section", "sections", "in the same section", "passages"),
    ("passages of the base found (recall)", "passages", "found", "base"),
    ("passages drafted that are right (precision)", "passages", "right", "drafted"),
    ("characters of the base covered", "passages", "shared characters", "base characters"),
    ("characters drafted that count", "passages", "shared characters", "drafted characters"),
)
"""What is told of sections and passages: the words for it, and where the two numbers stand."""
_SUMMED = (
    ("kind as in the base", "kind"),
    ("tier as in the base", "tier"),
    ("tier, where no heading states it", "tier, inferred"),
    ("rule as in the base", "rule"),
)
_FIGURES = "agreement with the base"
Figures = dict[str, Any]


def measure(kb: KnowledgeBase, document: Document) -> dict[str, Figures]:
    """Return the figures for the whole document and for each half of its sections."""
    base = read_base(kb, document)
    drafted = read_draft(propose(document.text, read_names(kb)))
    headings = sorted(base.headings)
    cut = headings[len(headings) // 2]
    pairs = pair_units(base, drafted)
    inside: dict[str, Callable[[int], bool]] = {
        "all": lambda start: start >= 0,
        "first half": lambda start: start < cut,
        "second half": lambda start: start >= cut,
    }
    return {name: _measure_part(base, drafted, pairs, inside[name]) for name in _PARTS}


def _measure_part(
    base: Material,
    drafted: Material,
    pairs: Sequence[tuple[Unit, Unit]],
    inside: Callable[[int], bool],
) -> Figures:
    own = [(a, b) for a, b in pairs if inside(base.starts[a.id])]
    claims = [(a, b) for a, b in own if a.kind == b.kind == "claim"]
    inferred = [(a, b) for a, b in claims if a.codes["basis"] != "stated"]
    fields = {"kind": measure_agreement((a.kind, b.kind) for a, b in own)}
    for code in CODES[:-1]:
        fields[code] = measure_agreement((a.codes[code], b.codes[code]) for a, b in claims)
    fields["tier, inferred"] = measure_agreement(
        (a.codes["tier"], b.codes["tier"]) for a, b in inferred
    )
    return {
        "sections": _measure_sections(base, drafted, inside),
        "passages": _measure_passages(base, drafted, inside),
        "statements": {
            "base": sum(inside(base.starts[unit.id]) for unit in base.units),
            "drafted": sum(inside(drafted.starts[unit.id]) for unit in drafted.units),
            "both": len(own),
        },
        "agreement": {name: _tell(found) for name, found in fields.items()},
        "told": {code: _count_told(claims, code) for code in ("type", "direction")},
        "hedges": _compare_hedges(claims),
        "concepts": {part: _compare_concepts(own, part) for part in PARTS},
    }


def _tell(found: Agreement) -> Figures:
    return {
        "pairs": found.total,
        "same": found.same,
        "percent": found.percent,
        "kappa": found.kappa,
        "low": found.low,
        "high": found.high,
        "values": found.values,
        "counts": found.counts,
    }


def _measure_sections(base: Material, drafted: Material, inside: Callable[[int], bool]) -> Figures:
    ours = {start for start in drafted.headings if inside(start)}
    theirs = {start for start in base.headings if inside(start)}
    placed = [
        (stretch, same)
        for stretch in base.stretches
        if inside(stretch.start) and (same := find_same(stretch, drafted.stretches)) is not None
    ]
    return {
        "base": len(theirs),
        "drafted": len(ours),
        "both": len(ours & theirs),
        "passages": len(placed),
        "in the same section": sum(a.heading == b.heading for a, b in placed),
    }


def _measure_passages(base: Material, drafted: Material, inside: Callable[[int], bool]) -> Figures:
    theirs = [stretch for stretch in base.stretches if inside(stretch.start)]
    ours = [stretch for stretch in drafted.stretches if inside(stretch.start)]
    said = {at for s in theirs for at in range(s.start, s.end)}
    covered = {at for s in ours for at in range(s.start, s.end)}
    return {
        "base": len(theirs),
        "drafted": len(ours),
        "found": sum(find_same(s, drafted.stretches) is not None for s in theirs),
        "right": sum(find_same(s, base.stretches) is not None for s in ours),
        "base characters": len(said),
        "drafted characters": len(covered),
        "shared characters": len(said & covered),
    }


def _count_told(claims: Iterable[tuple[Unit, Unit]], code: str) -> Figures:
    told = [(a.codes[code], b.codes[code]) for a, b in claims if b.codes[code]]
    return {"told": len(told), "right": sum(one == other for one, other in told)}


def _compare_hedges(claims: Iterable[tuple[Unit, Unit]]) -> Figures:
    both = [tuple(_split(unit.codes["hedge"]) for unit in pair) for pair in claims]
    return {
        "pairs": len(both),
        "same": sum(one == other for one, other in both),
        "mean overlap": sum(measure_overlap(one, other) for one, other in both) / len(both),
    }


def _split(hedge: str) -> frozenset[str]:
    return frozenset(part.strip().casefold() for part in hedge.split(",") if part.strip())


def _compare_concepts(pairs: Iterable[tuple[Unit, Unit]], part: str) -> Figures:
    counts: Counter[str] = Counter()
    for a, b in pairs:
        if a.kind != b.kind or (part == "defines") != (a.kind == "definition"):
            continue
        one, other = a.concepts.get(part, frozenset()), b.concepts.get(part, frozenset())
        counts["base"] += len(one)
        counts["drafted"] += len(other)
        counts["both"] += len(one & other)
    return dict(counts)


def time_draft(text: str, names: Names) -> Figures:
    """Return how many seconds of processor time a text of a million characters takes."""
    long = (text + "\n\n") * (LONG // len(text) + 1)
    start = time.process_time()
    draft = propose(long, names)
    seconds = time.process_time() - start
    return {"characters": len(long), "passages": len(draft.passages), "seconds": round(seconds, 1)}


def format_page(figures: Mapping[str, Figures], speed: Figures) -> str:
    """Return the figures as a page of Markdown."""
    lines = [
        "# Figures of drafting",
        "",
        "Made by `python -m benchmarks.drafting` from the guide and the concepts of the bundled "
        "base, as if no statement of it were known. The base is one reading of the guide, made "
        "and checked by software: agreement with it is not being right.",
        "",
        "The rules and their words were worked out on the first half of the guide's sections. Of "
        "the second half no case was looked at, but its figures were seen a few times on the way. "
        "What that half cannot show: the rules for curators, from which these are made, were "
        "written with the whole guide in mind, and name cases of both halves.",
        "",
        "## Sections and passages",
        "",
        f"Two passages are the same if they share {LEAST_SHARED:.0%} of the characters of both "
        "together. A base passage may be part of a sentence, and the draft cuts at sentences and "
        "clauses: characters tell what of the text is missed at all.".replace("%", " %"),
        "",
        *_format_places(figures),
        "",
        "## Statements",
        "",
        "Statements are paired as in [the comparison of two readings](../docs/curation.md), by "
        "their passages, character by character; kind and tier play no part in it.",
        "",
        *_format_statements(figures),
        "",
        "## Kind, tier, rule",
        "",
        "Of the statements that both made; all but the kind, of those that are claims in both. "
        "The draft leaves type and direction empty where it is not certain.",
        "",
        *_format_agreement(figures),
        "",
        *_format_told(figures),
        "",
        *_format_crossed(figures),
        "## Concepts",
        "",
        "Concepts are compared by identity: a broader or narrower one is wrong. Many in the base "
        "have names that do not stand in the guide, which no search by names can find.",
        "",
        *_format_concepts(figures),
        "",
        "## Time",
        "",
        f"The guide over and over, {speed['characters']:,} characters: "
        f"{speed['seconds']} s of processor time.",
    ]
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    for row in (head, ["---", *("---:" for _ in head[1:])], *rows):
        yield "| " + " | ".join(map(str, row)) + " |"


def _format_places(figures: Mapping[str, Figures]) -> Iterator[str]:
    rows: list[list[object]] = []
    for title, name, found, whole in _PLACES:
        row: list[object] = [title]
        for part in _PARTS:
            got = figures[part][name]
            row += [f"{got[found]:,} of {got[whole]:,}", _share(got[found], got[whole])]
        rows.append(row)
    yield from _table(["", *(cell for part in _PARTS for cell in (part, ""))], rows)


def _format_statements(figures: Mapping[str, Figures]) -> Iterator[str]:
    rows: list[list[object]] = []
    for part in _PARTS:
        got = figures[part]["statements"]
        shares = _share(got["both"], got["base"]), _share(got["both"], got["drafted"])
        rows.append([part, got["base"], got["drafted"], got["both"], *shares])
    head = ("", "base", "drafted", "both", "of the base", "of the drafted")
    yield from _table(head, rows)


def _format_agreement(figures: Mapping[str, Figures]) -> Iterator[str]:
    rows: list[list[object]] = []
    for field in ("kind", "tier", "tier, inferred", "rule", "basis", "type", "direction"):
        for part in _PARTS:
            got = figures[part]["agreement"][field]
            kappa = "none" if got["kappa"] is None else f"{got['kappa']:.2f}"
            reach = "" if got["low"] is None else f"{got['low']:.2f} to {got['high']:.2f}"
            share = _share(got["same"], got["pairs"])
            rows.append([field, part, got["pairs"], got["same"], share, kappa, reach])
    head = ("field", "", "pairs", "same", "per cent", "kappa", "95 % interval")
    yield from _table(head, rows)


def _format_told(figures: Mapping[str, Figures]) -> Iterator[str]:
    rows: list[list[object]] = []
    for code in ("type", "direction"):
        for part in _PARTS:
            got = figures[part]["told"][code]
            rows.append([code, part, got["told"], got["right"], _share(got["right"], got["told"])])
    yield from _table(("where told", "", "told", "right", "per cent"), rows)
    yield ""
    for part in _PARTS:
        got = figures[part]["hedges"]
        yield (
            f"Hedges, {part}: the same words in {got['same']} of {got['pairs']} claims, mean "
            f"overlap {got['mean overlap']:.2f}."
        )
        yield ""


def _format_crossed(figures: Mapping[str, Figures]) -> Iterator[str]:
    yield "The base is down the side, the draft across, for the whole guide."
    yield ""
    for field in ("kind", "tier", "rule"):
        got = figures["all"]["agreement"][field]
        rows = ([value, *row] for value, row in zip(got["values"], got["counts"], strict=True))
        yield from _table([field, *got["values"]], rows)
        yield ""


def _format_concepts(figures: Mapping[str, Figures]) -> Iterator[str]:
    rows: list[list[object]] = []
    for name in PARTS:
        for part in _PARTS:
            got = figures[part]["concepts"][name]
            base, drafted, both = (got.get(key, 0) for key in ("base", "drafted", "both"))
            shares = _share(both, drafted), _share(both, base)
            rows.append([_NAMES[name], part, base, drafted, both, *shares])
    head = ("", "", "base", "drafted", "both", "precision", "recall")
    yield from _table(head, rows)


def write_summary(page: str, figures: Mapping[str, Figures]) -> str:
    """Return the page of the documentation with the table of the halves renewed between its marks.

    >>> write_summary(f"a {START} old {END} b", json.loads(KEPT.read_text())[_FIGURES])[-2:]
    ' b'
    """
    before, _, rest = page.partition(START)
    after = rest.partition(END)[2]
    table = "\n".join(_summarise(figures))
    return f"{before}{START}\n\n{table}\n\n{END}{after}"


def _summarise(figures: Mapping[str, Figures]) -> Iterator[str]:
    halves = [figures[part] for part in _PARTS[1:]]
    rows: list[list[object]] = [
        [
            "passages of the base found",
            *(_share(half["passages"]["found"], half["passages"]["base"]) for half in halves),
        ]
    ]
    for title, field in _SUMMED:
        rows.append([title, *(_tell_kappa(half["agreement"][field]) for half in halves)])
    for code in ("type", "direction"):
        told = [half["told"][code] for half in halves]
        rows.append([f"{code} right, where told", *(_share(t["right"], t["told"]) for t in told)])
    for title, whole in (("right", "drafted"), ("found", "base")):
        for name in SCHEMES:
            found = [half["concepts"][name] for half in halves]
            shares = (_share(each.get("both", 0), each.get(whole, 0)) for each in found)
            rows.append([f"{_NAMES[name]} {title}", *shares])
    yield from _table(("", *_PARTS[1:]), rows)


def _tell_kappa(got: Figures) -> str:
    return f"{got['percent']:.1f} %, kappa {got['kappa']:.2f}"


def main() -> None:
    """Read the command line, measure, and write the figures and the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drafting", description=__doc__)
    parser.add_argument("--guide", default=os.environ.get("EVIDENCE_KB_GUIDE") or str(BUNDLED))
    parser.add_argument("-o", "--output", default=str(ROOT / "benchmarks"), metavar="DIR")
    chosen = parser.parse_args()
    kb, document = KnowledgeBase.open(), read_document(chosen.guide)
    figures = measure(kb, document)
    speed = time_draft(document.text, read_names(kb))
    kept = {_FIGURES: figures, "time": speed}
    Path(chosen.output, KEPT.name).write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    Path(chosen.output, "drafting.md").write_text(format_page(figures, speed), "utf-8")
    PAGE.write_text(write_summary(PAGE.read_text("utf-8"), figures), "utf-8")


if __name__ == "__main__":
    main()
