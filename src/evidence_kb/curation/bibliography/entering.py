"""Files of references into a base that is edited: matched, added, filled in, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evidence_kb.curation.bibliography.adding import DEFAULT_LANGUAGE, Sources, name_gaps
from evidence_kb.curation.bibliography.matching import (
    MATCHED,
    NEW,
    POSSIBLE,
    Verdict,
    match_references,
)
from evidence_kb.curation.bibliography.reference import Bibliography, Reference
from evidence_kb.curation.bibliography.report import Report
from evidence_kb.curation.bibliography.screening import (
    Tally,
    count_decisions,
    find_search,
    keep_search,
    make_search,
)
from evidence_kb.errors import DataError, InputError

if TYPE_CHECKING:
    from evidence_kb.curation.revision import Workspace


@dataclass(frozen=True)
class Wishes:
    """What a person wants done with references.

    ``update`` fills in what matched sources lack; ``possible`` adds possible duplicates too;
    ``everything`` also what the screening left out. ``stage`` is what was read to decide, for
    files that do not say it; ``search`` the id of the search that the decisions are of, or
    ``described`` the fields of one, as people write them; ``hits`` and ``duplicates`` its numbers
    where the files do not hold all that it gave.
    """

    update: bool = False
    possible: bool = False
    everything: bool = False
    language: str = DEFAULT_LANGUAGE
    stage: str = ""
    search: str = ""
    described: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hits: int | None = None
    duplicates: int | None = None


def enter_references(
    workspace: Workspace, files: Sequence[Bibliography], wishes: Wishes = Wishes()
) -> Report:
    """Edit a base so that it has the references of some files; return what each record came to.

    Nothing is written: that is for :meth:`Workspace.revise`. Raises InputError for a search that
    does not exist or lacks something, or one named for files without decisions, and DataError
    where decisions cannot be counted because a row is broken.
    """
    sources = Sources(workspace)
    references = [reference for file in files for reference in file.references]
    verdicts = match_references(references, sources.list_known())
    tally = count_decisions(verdicts, wishes.stage)
    if wishes.search or wishes.described:
        _keep(workspace, files, tally, wishes)
    elif tally:
        workspace.notices.append(
            "the decisions are not kept: name the search they are of with --search ID, or "
            "describe it with --searched-in, --query-text and so on"
        )
    gaps = {
        str(verdict.reference.place): names
        for verdict in verdicts
        if verdict.status == MATCHED and (names := name_gaps(sources.list_gaps(verdict)))
    }
    if wishes.update:
        sources.fill(verdicts)
    keys = sources.add(_choose(verdicts, tally, wishes), wishes.language)
    return Report(files, verdicts, keys, gaps, tally, wishes.update)


def _choose(verdicts: Sequence[Verdict], tally: Tally | None, wishes: Wishes) -> list[Reference]:
    """Return the records that become sources: of what was screened, only what was taken in."""
    statuses = (NEW, POSSIBLE) if wishes.possible else (NEW,)
    return [
        verdict.reference
        for verdict in verdicts
        if verdict.status in statuses
        and not verdict.reference.missing
        and (
            wishes.everything
            or verdict.reference.decision is None
            or (tally is not None and verdict.target in tally.chosen)
        )
    ]


def _keep(
    workspace: Workspace, files: Sequence[Bibliography], tally: Tally | None, wishes: Wishes
) -> None:
    if tally is None:
        raise InputError("no record has a decision of a screening: a search has nothing to count")
    broken = [broken for file in files for broken in file.broken]
    if broken:
        raise DataError(
            f"this row is broken, so the numbers of the search would be wrong: {broken[0].message}",
            place=broken[0].place,
        )
    if wishes.search and wishes.described:
        raise InputError("give either --search ID or the description of a search, not both")
    if wishes.search:
        subject = find_search(workspace, wishes.search)
    else:
        subject = make_search(workspace, wishes.described)
    given = {"hits": wishes.hits, "duplicatesRemoved": wishes.duplicates}
    keep_search(workspace, subject, tally, given)
