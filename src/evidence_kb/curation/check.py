"""Check a base against the model: files and what they hold, all that is wrong, and where.

``schema/shapes.ttl`` says what each kind of item must be like; what shapes say badly is in
:mod:`evidence_kb.curation.strays`, what only files can show in :mod:`evidence_kb.curation.across`.
Nothing is inferred and nothing is fetched.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from evidence_kb.curation.across import find_across
from evidence_kb.curation.bearings import find_misread
from evidence_kb.curation.finding import File, Finding, find_lines
from evidence_kb.curation.location import Locator
from evidence_kb.curation.mesh import find_mismatched
from evidence_kb.curation.problem import Problem
from evidence_kb.curation.strays import find_strays
from evidence_kb.curation.triples import Triples
from evidence_kb.curation.wording import Inspection, load_model
from evidence_kb.errors import DataError, InputError, Place
from evidence_kb.graph.reading import MAX_SIZE, read_bytes, read_source
from evidence_kb.graph.source import Source, find_place, list_files, quote_line
from evidence_kb.graph.store import read_triples
from evidence_kb.vocabulary import EKB, PREFIXES, RDF_TYPE, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.graph.terms import Triple

_SCHEME_END = "/scheme>"


def check_ntriples(data: bytes, prefixes: Mapping[str, str] = PREFIXES) -> list[Problem]:
    """Return what is wrong with a base, by node, property, rule and value; empty if nothing is.

    ``data`` is the whole base as N-Triples, with or without the ontology; ``prefixes`` shorten
    IRIs in the messages. Raises DataError for what is not N-Triples.

    >>> from evidence_kb.vocabulary import EKB
    >>> problems = check_ntriples(f"<https://e.org/C001> <{RDF_TYPE}> <{EKB}Clam> .".encode())
    >>> [(problem.rule, problem.message) for problem in problems]
    [('unknown-class', 'The model has no class ekb:Clam; did you mean ekb:Claim?')]
    """
    own = Triples(_leave_out_model(read_triples(read_bytes(data, "base", "ntriples"))))
    return _find_problems(own, prefixes)


def _leave_out_model(triples: Iterable[Triple]) -> Iterator[Triple]:
    known = set(load_model().ontology)
    return (triple for triple in triples if triple not in known)


def _find_problems(own: Triples, prefixes: Mapping[str, str]) -> list[Problem]:
    model = load_model()
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
    files = dict.fromkeys(file for path in paths for file in list_files(path))
    base = _Base([*files], max_size)
    if base.broken:
        return sorted(find_lines(base.files, base.broken))
    if document is not None and not any(
        base.own.subjects(f"<{EKB}sha256>", f'"{document.sha256}"')
    ):
        raise InputError(
            f"{document.path}: no document of the base has this text; what moved in another "
            "edition of it says  evidence-kb passages check"
        )
    prefixes = _find_prefixes(base.declared, base.own)
    problems = _find_problems(base.own, prefixes)
    problems += find_across(base.own, prefixes, document)
    locator = Locator(base.files, base.blocks, prefixes)
    return sorted(find_lines(base.files, [*locator.locate(problems), *locator.find_twice()]))


class _Base:
    """The files of a base, read one by one for what they say.

    ``own`` are the triples without the model's, ``blocks`` the numbers of the files in which each
    thing begins a block, ``declared`` the prefixes, ``broken`` what does not parse.
    """

    def __init__(self, paths: Sequence[str], max_size: int) -> None:
        self.files: list[File] = []
        self.own = Triples()
        self.blocks: dict[str, Sequence[int]] = {}
        self.declared: dict[str, str] = {}
        self.broken: list[Finding] = []
        self._terms: dict[str, str] = {}
        left = max_size
        for path in paths:
            try:
                source = read_source(path, max_size=left)
                left -= len(source.data)
                self.files.append(File(path, max_size))
                self.declared |= {name: iri for name, iri in source.prefixes.items() if name}
                self.broken += _find_misspelt(source)
                self.own.add(_leave_out_model(self._read_blocks(source)))
            except DataError as error:
                self.broken.append(_report_refusal(error, path))
        self._terms.clear()

    def _read_blocks(self, source: Source) -> Iterator[Triple]:
        """Yield the triples of a source; a block begins where the subject changes to another IRI.

        It may also begin, of the same subject, where a property comes up again after others:
        whether it does, the places tell.
        """
        before, last, seen = "", "", set[str]()
        here = (len(self.files) - 1,)
        one = self._terms.setdefault  # a text for each term, not for each place that it stands in
        for subject, predicate, value in read_triples(source):
            yield one(subject, subject), one(predicate, predicate), one(value, value)
            if subject[0] != "<":
                continue
            if subject != before or (predicate != last and predicate in seen):
                before, seen = one(subject, subject), set()
                known = self.blocks.get(before)
                if isinstance(known, list):
                    known.append(*here)
                else:  # mostly there is one, and a tuple that all share holds it
                    self.blocks[before] = here if known is None else [*known, *here]
            last = predicate
            seen.add(predicate)


def _report_refusal(error: DataError, file: str) -> Finding:
    place = error.place or Place(file)
    message = error.message[:1].upper() + error.message[1:]
    return Finding(
        place.source, place.line or 1, place.column or 1, "error", "syntax", message, error.excerpt
    )


def _find_misspelt(source: Source) -> Iterator[Finding]:
    """Yield prefixes whose namespace is nearly the known one: all that they name would be lost."""
    for name, iri in source.prefixes.items():
        known = PREFIXES.get(name, iri)
        if iri == known or not get_close_matches(iri, [known], cutoff=0.9):
            continue
        match = re.search(rb"\b" + re.escape(f"{name}:".encode()) + rb"\s*<", source.data)
        place = find_place(source.name, source.data, match.end() - 1 if match else 0)
        told = f"The namespace of {name}: is <{known}>, not <{iri}>: what it names is not known."
        line = quote_line(source.data, place.line or 1, place.column)
        yield Finding(
            source.name, place.line or 1, place.column or 1, "error", "syntax", told, line
        )


def _find_prefixes(declared: Mapping[str, str], own: Triples) -> dict[str, str]:
    """Return the prefixes that the files declare, beside those that everyone knows."""
    declared = dict(declared)
    for subject in own.subjects(f"<{RDF_TYPE}>", f"<{SKOS}ConceptScheme>"):
        if subject.endswith(_SCHEME_END):
            home = subject[1 : -len("scheme>")]
            declared.setdefault(home.rstrip("/").rpartition("/")[2], home)
    return declared | PREFIXES
