"""What reading references came to, for a person and for a script: pure text, in a fixed order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten, wrap

from evidence_kb.curation.bibliography.matching import (
    CONFLICTING,
    INCOMPLETE,
    MATCHED,
    NEW,
    POSSIBLE,
    REPEATED,
    STATUSES,
    Known,
    Verdict,
)
from evidence_kb.curation.bibliography.names import shorten_authors
from evidence_kb.curation.bibliography.reference import Bibliography, Decision
from evidence_kb.curation.bibliography.screening import Tally

_WIDTH = 80
_TITLES = {
    NEW: "new",
    MATCHED: "matched",
    REPEATED: "repeated",
    CONFLICTING: "conflicting",
    POSSIBLE: "possible duplicate",
    INCOMPLETE: "incomplete",
}
_STAGES = {"": "", "title-and-abstract": " on title and abstract", "full-text": " in full text"}


@dataclass(frozen=True)
class Report:
    """All that a run found: the files, what each record is, and what would be written.

    ``keys`` are the citation keys of the sources that are added, by the place of the record;
    ``gaps`` the names of what a matched source lacks, by the place of the record that has it.
    """

    files: Sequence[Bibliography]
    verdicts: Sequence[Verdict]
    keys: Mapping[str, str] = field(default_factory=dict)
    gaps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tally: Tally | None = None
    updates: bool = False

    def count(self) -> dict[str, int]:
        """Return how many records have each status, and how many are broken."""
        counts = Counter(verdict.status for verdict in self.verdicts)
        broken = sum(len(file.broken) for file in self.files)
        return {**{status: counts[status] for status in STATUSES}, "broken": broken}


def write_report(report: Report) -> str:
    """Return the report as text, in lines of at most 80 characters where words allow."""
    lines = [
        f"{file.path}: {file.format}, {_count(len(file.references), 'record')}"
        + (f", {len(file.broken)} broken" if file.broken else "")
        for file in report.files
    ]
    counts = report.count()
    told = [f"{counts[status]:,} {_TITLES[status]}" for status in STATUSES if counts[status]]
    lines.append(", ".join(told) or "no reference found")
    if report.tally and counts[NEW] > len(report.keys):
        left = counts[NEW] - len(report.keys)
        lines.append(f"{left:,} of the new not taken in by the screening: --all adds them")
    for file in report.files:
        for broken in file.broken:
            lines += _wrap(f"{broken.place}: {broken.message}", "  ", "    ")
    for status in (CONFLICTING, POSSIBLE, INCOMPLETE, REPEATED):
        found = [verdict for verdict in report.verdicts if verdict.status == status]
        if found:
            lines += ["", f"{_TITLES[status].capitalize()}{_EXPLAINED[status]}"]
            lines += [line for verdict in found for line in _tell(verdict)]
    lines += _tell_gaps(report)
    if report.tally:
        lines += ["", *_tell_screening(report.tally)]
    return "\n".join(lines) + "\n"


_EXPLAINED = {
    CONFLICTING: ": nothing is written for these",
    POSSIBLE: ": not added; --add-possible adds them",
    INCOMPLETE: ": a source needs these",
    REPEATED: ": added once",
}


def _tell(verdict: Verdict) -> list[str]:
    reference, told = verdict.reference, verdict.reason
    lines = _wrap(f"{reference.place}: {told}", "  ", "    ")
    if verdict.status in (CONFLICTING, POSSIBLE):
        mine = Known(
            "the file",
            reference.title,
            reference.year,
            shorten_authors(reference),
            reference.doi,
            reference.pmid,
        )
        for known in (mine, *verdict.others):
            lines += _wrap(f"{known.name}: {_describe(known)}", "    ", "      ")
    elif verdict.status == REPEATED:
        lines[-1] += f" as {verdict.target}"
    return lines


def _describe(known: Known) -> str:
    who = " ".join(filter(None, (known.authors, known.year)))
    ids = [f"doi:{known.doi}" if known.doi else "", f"PMID {known.pmid}" if known.pmid else ""]
    title = shorten(known.title, 100, placeholder=" ...")
    return ". ".join(filter(None, (who, title, ", ".join(filter(None, ids)))))


def _tell_gaps(report: Report) -> list[str]:
    if not report.gaps:
        return []
    ending = "" if report.updates else ": --update fills it in"
    lines = ["", f"Matched, with what the source lacks{ending}"]
    for verdict in report.verdicts:
        if names := report.gaps.get(str(verdict.reference.place)):
            told = f"{verdict.target} ({verdict.reason}): {', '.join(names)}"
            lines += _wrap(told, "  ", "    ")
    return lines


def _tell_screening(tally: Tally) -> list[str]:
    lines = [f"Screening of {_count(tally.records, 'record')}"]
    numbers = (
        ("repeated", tally.duplicates or None),
        ("screened", tally.screened),
        ("read in full", tally.assessed),
        ("included", tally.included),
        ("undecided", tally.undecided or None),
    )
    lines += [f"  {number:>6,} {name}" for name, number in numbers if number is not None]
    for (stage, reason), count in tally.exclusions.items():
        lines.append(f"  {count:>6,} excluded{_STAGES[stage]}: {reason or 'no reason given'}")
    if tally.conflicts:
        lines.append("  The screeners disagree, so these are undecided:")
    for verdict, decision in tally.conflicts:
        place = verdict.reference.place
        lines += _wrap(f"{place}: {_tell_votes(decision)}", "    ", "      ")
    return lines


def _tell_votes(decision: Decision) -> str:
    return ", ".join(f"{who} {vote.lower()}" for who, vote in decision.votes) or "two decisions"


def _wrap(text: str, first: str, other: str) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=other,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def write_json(report: Report, written: bool) -> str:
    """Return the report as one JSON object; ``written`` is whether the base was changed."""
    content = {
        "files": [
            {"path": file.path, "format": file.format, "records": len(file.references)}
            for file in report.files
        ],
        "counts": report.count(),
        "records": [_list_record(verdict, report) for verdict in report.verdicts],
        "broken": [
            {"place": str(broken.place), "message": broken.message}
            for file in report.files
            for broken in file.broken
        ],
        "screening": _list_screening(report.tally) if report.tally else None,
        "written": written,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _list_record(verdict: Verdict, report: Report) -> dict[str, object]:
    reference = verdict.reference
    place = str(reference.place)
    fields: dict[str, object] = {
        "place": place,
        "key": reference.key,
        "status": verdict.status,
        "reason": verdict.reason,
        "matches": [known.name for known in verdict.others],
        "source": report.keys.get(place) or (verdict.target if verdict.status == MATCHED else ""),
        "lacking": list(report.gaps.get(place, ())),
        "title": reference.title,
        "authors": shorten_authors(reference),
        "year": reference.year,
        "doi": reference.doi,
        "pmid": reference.pmid,
    }
    if decision := reference.decision:
        fields["decision"] = decision.verdict
        fields["stage"] = decision.stage
        fields["reasons"] = list(decision.reasons)
        fields["votes"] = dict(decision.votes)
    return {name: value for name, value in fields.items() if value not in ("", [], {})}


def _list_screening(tally: Tally) -> dict[str, object]:
    return {
        "records": tally.records,
        "hits": tally.hits,
        "duplicates_removed": tally.duplicates,
        "screened": tally.screened,
        "assessed_in_full": tally.assessed,
        "included": tally.included,
        "undecided": tally.undecided,
        "exclusions": [
            {"stage": stage, "reason": reason, "count": count}
            for (stage, reason), count in tally.exclusions.items()
        ],
        "conflicts": [str(verdict.reference.place) for verdict, _ in tally.conflicts],
    }
