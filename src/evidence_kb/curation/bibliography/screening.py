"""Decisions of those who screened, counted as PRISMA 2020 counts them, and kept as a search.

The numbers are those of its flow diagram (https://doi.org/10.1136/bmj.n71). A number that the
files do not say is left open; nothing is worked out from numbers that were not given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evidence_kb.curation.bibliography.matching import Verdict
from evidence_kb.curation.bibliography.reference import (
    ABSTRACT,
    CONFLICT,
    EXCLUDED,
    FULL_TEXT,
    INCLUDED,
    UNDECIDED,
    Decision,
)
from evidence_kb.curation.triples import read_text
from evidence_kb.errors import InputError
from evidence_kb.graph.terms import write_term
from evidence_kb.vocabulary import DEPRECATED, EKB, SKOS, XSD

if TYPE_CHECKING:
    from evidence_kb.curation.revision import Workspace

STAGES = (ABSTRACT, FULL_TEXT)
_NUMBERS = ("hits", "duplicatesRemoved", "screened", "assessedInFull", "included", "undecided")
_SEVERAL = " + "


@dataclass(frozen=True)
class Tally:
    """The numbers of one screening, None where they are not known.

    ``exclusions`` are how many records were left out, by stage (empty where it is not said) and
    reason (empty where there is none); ``stages`` are those of the decisions; ``chosen`` are the
    publications that were taken in, by the name of what they are; ``conflicts`` those on which
    the screeners disagree, with their votes.
    """

    records: int
    hits: int | None = None
    duplicates: int | None = None
    screened: int | None = None
    assessed: int | None = None
    included: int | None = None
    undecided: int = 0
    exclusions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    stages: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    conflicts: tuple[tuple[Verdict, Decision], ...] = ()


def count_decisions(verdicts: Sequence[Verdict], stage: str = "") -> Tally | None:
    """Return the numbers of the records that were screened; None where no record has a decision.

    ``stage`` is what was read to decide, for files that do not say it. A publication that is there
    more than once is counted once: what is decided outweighs what is not, and two decisions that
    contradict each other are a conflict, which counts as undecided. A record with several reasons
    is counted once, under all of them.

    >>> from evidence_kb.curation.bibliography.reference import Reference
    >>> from evidence_kb.errors import Place
    >>> votes = [Decision(INCLUDED), Decision(EXCLUDED, "", ("wrong outcome",)), Decision(CONFLICT)]
    >>> refs = [Reference(Place("a", n), decision=vote) for n, vote in enumerate(votes)]
    >>> tally = count_decisions([Verdict(ref, "new") for ref in refs])
    >>> tally.screened, tally.included, tally.undecided, tally.exclusions
    (3, 1, 1, {('', 'wrong outcome'): 1})
    """
    decided = [verdict for verdict in verdicts if verdict.reference.decision]
    if not decided:
        return None
    found: dict[str, list[Decision]] = defaultdict(list)
    first: dict[str, Verdict] = {}
    for verdict in decided:
        assert verdict.reference.decision
        given = verdict.reference.decision
        found[verdict.target].append(given if given.stage else given._replace(stage=stage))
        first.setdefault(verdict.target, verdict)
    outcomes = {target: combine_decisions(decisions) for target, decisions in found.items()}
    stages = {decision.stage for decision in outcomes.values()}
    counts = Counter((decision.stage, decision.verdict) for decision in outcomes.values())
    # The lists of Covidence overlap: a record goes by its number, not by how often it is listed.
    records = len({verdict.reference.key or str(verdict.reference.place) for verdict in decided})
    screened = len(outcomes) if stages & {"", ABSTRACT} else None
    final = bool(stages & {"", FULL_TEXT})
    return Tally(
        records=records,
        hits=records if screened is not None else None,
        duplicates=records - len(outcomes) if screened is not None else None,
        screened=screened,
        assessed=sum(counts[FULL_TEXT, verdict] for verdict in _VERDICTS)
        if FULL_TEXT in stages
        else None,
        included=counts[FULL_TEXT, INCLUDED] + counts["", INCLUDED] if final else None,
        undecided=sum(counts[at, v] for at in ("", *STAGES) for v in (UNDECIDED, CONFLICT)),
        exclusions=_count_exclusions(outcomes.values()),
        stages=frozenset(stages),
        chosen=frozenset(
            target
            for target, decision in outcomes.items()
            if decision.verdict == INCLUDED and decision.stage != ABSTRACT
        ),
        conflicts=tuple(
            (first[target], decision)
            for target, decision in outcomes.items()
            if decision.verdict == CONFLICT
        ),
    )


_VERDICTS = (INCLUDED, EXCLUDED, UNDECIDED, CONFLICT)


def combine_decisions(decisions: Sequence[Decision]) -> Decision:
    """Return what several decisions on one publication come to.

    >>> combine_decisions([Decision(UNDECIDED, "full-text"), Decision(INCLUDED, "full-text")])[0]
    'included'
    >>> combine_decisions([Decision(EXCLUDED), Decision(INCLUDED)])[0]
    'conflict'
    """
    latest = max(decisions, key=lambda each: _rank_stage(each.stage)).stage
    at_stage = [each for each in decisions if each.stage == latest]
    clear = [each for each in at_stage if each.verdict != UNDECIDED] or at_stage
    verdicts = {each.verdict for each in clear}
    reasons = tuple(dict.fromkeys(reason for each in clear for reason in each.reasons))
    votes = tuple(dict.fromkeys(vote for each in clear for vote in each.votes))
    return Decision(verdicts.pop() if len(verdicts) == 1 else CONFLICT, latest, reasons, votes)


def _rank_stage(stage: str) -> int:
    return ("", *STAGES).index(stage)


def _count_exclusions(outcomes: Iterable[Decision]) -> dict[tuple[str, str], int]:
    counts = Counter(
        (decision.stage, _SEVERAL.join(sorted(decision.reasons)))
        for decision in outcomes
        if decision.verdict == EXCLUDED
    )
    order = sorted(counts, key=lambda key: (_rank_stage(key[0]), -counts[key], key[1]))
    return {key: counts[key] for key in order}


def keep_search(
    workspace: Workspace, subject: str, tally: Tally, given: Mapping[str, int | None]
) -> None:
    """Let a search of the base have these numbers and exclusions.

    ``given`` are ``hits`` and ``duplicatesRemoved`` as a person knows them. Numbers that the tally
    leaves open stay as they are; so do hits that the search has and nobody gives anew. A reason
    that no record has any more, in the stages that the tally is of, is withdrawn.
    """
    pages = workspace.pages
    numbers = {
        "hits": given.get("hits"),
        "duplicatesRemoved": given.get("duplicatesRemoved"),
        "screened": tally.screened,
        "assessedInFull": tally.assessed,
        "included": tally.included,
        "undecided": tally.undecided or None,
    }
    if numbers["hits"] is None and not pages.get(subject, EKB + "hits"):
        numbers["hits"] = tally.hits
        if numbers["duplicatesRemoved"] is None:
            numbers["duplicatesRemoved"] = tally.duplicates
    for name in _NUMBERS:
        if numbers[name] is not None:
            pages.replace(subject, EKB + name, [_write_number(numbers[name])])
        elif name == "undecided":
            pages.replace(subject, EKB + name, [])
    _keep_exclusions(workspace, subject, tally)


def _keep_exclusions(workspace: Workspace, search: str, tally: Tally) -> None:
    from evidence_kb.curation.fields import find_kind

    pages, kind = workspace.pages, find_kind("exclusion")
    known = {}
    for each in pages.list_subjects(EKB + "Exclusion"):
        if search in pages.get(each, EKB + "search") and not pages.get(each, DEPRECATED):
            stages = [value[len(EKB) + 1 : -1] for value in pages.get(each, _STAGE)]
            reasons = [read_text(value) for value in pages.get(each, EKB + "exclusionReason")]
            known["".join(stages), "".join(reasons)] = each
    for (stage, reason), count in tally.exclusions.items():
        if found := known.get((stage, reason)):
            pages.replace(found, EKB + "excluded", [_write_number(count)])
            continue
        values = {EKB + "search": [search], EKB + "excluded": [_write_number(count)]}
        if stage:
            values[_STAGE] = [f"<{EKB}{stage}>"]
        if reason:
            values[EKB + "exclusionReason"] = [write_term(reason)]
        workspace.describe(workspace.make_term(workspace.take_id(kind)), kind, values)
    for (stage, reason), each in known.items():
        # Decisions without a stage are the outcome of the whole: they go with no others.
        replaced = not stage or {"", stage} & tally.stages
        if replaced and (stage, reason) not in tally.exclusions:
            pages.add(each, DEPRECATED, f'"true"^^<{XSD}boolean>')
            pages.add(each, SKOS + "editorialNote", f"{write_term(_GONE)}@en")


_STAGE = EKB + "screeningStage"
_GONE = "No record of the screening has this reason any more."


def _write_number(number: int | None) -> str:
    return f'"{number}"^^<{XSD}integer>'


def find_search(workspace: Workspace, name: str) -> str:
    """Return the term of a search by its id; UnknownName, with the nearest, for another."""
    from evidence_kb.curation.fields import find_kind
    from evidence_kb.curation.values import Values

    return Values(workspace).read_one(find_kind("exclusion").find("search"), name)


def make_search(workspace: Workspace, described: Mapping[str, Sequence[str]]) -> str:
    """Return the term of the search that is described, a new one where the base has none like it.

    ``described`` are values as people write them, by the names of fields. One that was run on the
    same day, with the same query in the same places, is the same search. Raises InputError for
    what is missing or is no value, with the nearest.
    """
    from evidence_kb.curation.fields import find_kind
    from evidence_kb.curation.values import Values

    kind, reader = find_kind("search"), Values(workspace)
    missing = [
        f"--{_OPTIONS.get(each.name, each.name).replace('_', '-')}"
        for each in kind.fields
        if each.required and each.name != "id" and not described.get(each.name)
    ]
    if missing:
        raise InputError(f"a search also needs {', '.join(missing)}; or name one with --search")
    values = {}
    for name, texts in described.items():
        target = kind.find(name)
        terms = [term for text in texts for term in reader.read(target, text)]
        if terms:
            values[target.iri] = list(dict.fromkeys(terms))
    for each in workspace.pages.list_subjects(EKB + "Search"):
        if all(
            set(workspace.pages.get(each, kind.find(name).iri)) == set(values[kind.find(name).iri])
            for name in ("searched_in", "query_text", "generated_at")
        ):
            return each
    subject = workspace.make_term(workspace.take_id(kind))
    workspace.describe(subject, kind, values)
    return subject


_OPTIONS = {"generated_at": "date", "search_status": "status"}
