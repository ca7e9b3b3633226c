"""Check a base against the model: files and what they hold, all that is wrong, and where.

``schema/shapes.ttl`` says what each kind of item must be like; what shapes say badly is in
:mod:`evidence_kb.curation.strays`, what only files can show in :mod:`evidence_kb.curation.across`.
Nothing is inferred and nothing is fetched.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.across import find_across
from evidence_kb.curation.bearings import find_misread
from evidence_kb.curation.finding import Finding, find_lines
from evidence_kb.curation.location import Locator
from evidence_kb.curation.mesh import find_mismatched
from evidence_kb.curation.problem import Problem
from evidence_kb.curation.strays import find_strays
from evidence_kb.curation.wording import Inspection, load_model
from evidence_kb.errors import DataError, EnvironmentFault, Place
from evidence_kb.graph.reading import MAX_SIZE, read_bytes, read_source
from evidence_kb.graph.source import RDF_SUFFIXES, Source
from evidence_kb.graph.store import read_triples
from evidence_kb.vocabulary import PREFIXES, RDF_TYPE, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.graph.terms import Triple

_SCHEME_END = "/scheme>"


class Blocks(NamedTuple):
    """What was read: triples, the files in which each thing begins a block, and all terms."""

    triples: list[Triple]
    files: dict[str, list[int]]
    terms: dict[str, str]


def check_ntriples(data: bytes, prefixes: Mapping[str, str] = PREFIXES) -> list[Problem]:
    """Return what is wrong with a base, by node, property, rule and value; empty if nothing is.

    ``data`` is the whole base as N-Triples, with or without the ontology; ``prefixes`` shorten
    IRIs in the messages. Raises DataError for what is not N-Triples.

    >>> from evidence_kb.vocabulary import EKB
    >>> problems = check_ntriples(f"<https://e.org/C001> <{RDF_TYPE}> <{EKB}Clam> .".encode())
    >>> [(problem.rule, problem.message) for problem in problems]
    [('unknown-class', 'The model has no class ekb:Clam; did you mean ekb:Claim?')]
    """
    return _find_problems(list(read_triples(read_bytes(data, "base", "ntriples"))), prefixes)


def _find_problems(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> list[Problem]:
    model = load_model()
    known = set(model.ontology)
    own = [triple for triple in triples if triple not in known]
    inspection = Inspection(own, prefixes)
    found = set(inspection.find_problems())
    found.update(find_misread(inspection.whole, prefixes))
    found.update(find_mismatched(inspection.whole, prefixes))
    strays = set(find_strays(own, model.vocabulary, prefixes))
    # A value of a closed list that does not exist is told once, by the shape that knows the list.
    told = {problem[2:5] for problem in found}
    found |= {stray for stray in strays if stray.value is None or stray[2:5] not in told}
    return sorted(found, key=lambda problem: [part or "" for part in (*problem[2:4], *problem)])


def check(
    *paths: str,
    document: Document | None = None,
    max_size: int = MAX_SIZE,
    timeout: float | None = None,
) -> list[Finding]:
    """Return all that is wrong with a base, by file, line and column; empty if nothing is.

    ``paths`` are files or folders of RDF, together one base. With ``document`` the passages of the
    document that has its sha256 are looked up in it. Where a file does not parse, that is all that
    is said: what hangs together cannot be seen before. With ``timeout``, in seconds, it is done in
    a copy of this process, which is ended when the time is over. Raises EnvironmentFault,
    InputError and LimitError for files that cannot be read, LimitError when the time is over.

    >>> from evidence_kb.resources import find_folder
    >>> check(find_folder("data"))
    []
    """
    if timeout is None:
        return _check(paths, document, max_size)
    from evidence_kb.graph.isolation import run_in_copy

    return run_in_copy(lambda: _check(paths, document, max_size), timeout)


def _check(paths: Sequence[str], document: Document | None, max_size: int) -> list[Finding]:
    sources, broken = _read_sources(_list_files(paths), max_size)
    blocks = Blocks([], {}, {})
    for number, source in enumerate(sources):
        try:
            _read_blocks(source, number, blocks)
        except DataError as error:
            broken.append(_report_refusal(error, source.name))
    if broken:
        return sorted(find_lines(sources, broken))
    prefixes = _find_prefixes(sources, blocks.triples)
    problems = _find_problems(blocks.triples, prefixes)
    problems += find_across(blocks.triples, prefixes, document)
    locator = Locator(sources, blocks.files, prefixes)
    return sorted(find_lines(sources, [*locator.locate(problems), *locator.find_twice()]))


def _list_files(paths: Sequence[str]) -> list[str]:
    files: list[str] = []
    for path in paths:
        if not os.path.isdir(path):
            files.append(path)
            continue
        inside = [
            os.path.join(path, entry)
            for entry in sorted(os.listdir(path))
            if not entry.startswith(".") and os.path.splitext(entry)[1].lower() in RDF_SUFFIXES
        ]
        if not inside:
            raise EnvironmentFault(f"{path}: no RDF file in this folder")
        files += inside
    return list(dict.fromkeys(files))


def _read_sources(files: Sequence[str], max_size: int) -> tuple[list[Source], list[Finding]]:
    sources: list[Source] = []
    broken: list[Finding] = []
    for file in files:
        try:
            source = read_source(file, max_size=max_size)
        except DataError as error:
            broken.append(_report_refusal(error, file))
            continue
        max_size -= len(source.data)
        sources.append(source)
    return sources, broken


def _report_refusal(error: DataError, file: str) -> Finding:
    place = error.place or Place(file)
    message = error.message[:1].upper() + error.message[1:]
    return Finding(
        place.source, place.line or 1, place.column or 1, "error", "syntax", message, error.excerpt
    )


def _read_blocks(source: Source, number: int, blocks: Blocks) -> None:
    """Add the triples of a source; a block begins where the subject changes to another IRI.

    It may also begin, of the same subject, where a property comes up again after others: whether
    it does, the places tell.
    """
    before, last, seen = "", "", set[str]()
    one = blocks.terms.setdefault  # a text for each term, not for each place that it stands in
    for subject, predicate, value in read_triples(source):
        blocks.triples.append((one(subject, subject), one(predicate, predicate), one(value, value)))
        if subject[0] != "<":
            continue
        if subject != before or (predicate != last and predicate in seen):
            blocks.files.setdefault(subject, []).append(number)
            before, seen = subject, set()
        last = predicate
        seen.add(predicate)


def _find_prefixes(sources: Iterable[Source], triples: Iterable[Triple]) -> dict[str, str]:
    """Return the prefixes that the files declare, beside those that everyone knows."""
    declared = {name: iri for source in sources for name, iri in source.prefixes.items() if name}
    kinds = f"<{RDF_TYPE}>", f"<{SKOS}ConceptScheme>"
    for subject, *rest in triples:
        if tuple(rest) == kinds and subject.endswith(_SCHEME_END):
            home = subject[1 : -len("scheme>")]
            declared.setdefault(home.rstrip("/").rpartition("/")[2], home)
    return declared | PREFIXES
