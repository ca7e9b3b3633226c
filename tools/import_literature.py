"""Build ``data/literature.ttl`` from tables, and add the concepts that findings need.

Run it from the root of the project::

    python -m tools.import_literature --literature FOLDER

``FOLDER`` holds ``findings.csv`` (one row an effect estimate), ``finding-concepts.csv`` and
``cohorts.csv``; what each finding says of which claim is read from
``curation/evidence-lines.csv``. ``data/literature.ttl`` is written anew, in the canonical layout;
``data/concepts.ttl`` only gains the blocks that are missing, so that what was curated there stays.
The same tables give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_kb.errors import DataError, EnvironmentFault, EvidenceError, Place
from evidence_kb.files import replace_file
from evidence_kb.graph.base import open_base
from evidence_kb.graph.terms import IRI, write_term
from evidence_kb.graph.turtle import format_triples
from evidence_kb.vocabulary import (
    DCTERMS,
    EKB,
    IDENTIFIER,
    PREF_LABEL,
    PREFIXES,
    RDF_TYPE,
    SKOS,
    XSD,
)

if TYPE_CHECKING:
    from evidence_kb.graph.store import Triple

ROOT = Path(__file__).resolve().parent.parent
SCHEMES = ("exposure", "outcome", "mechanism", "population", "cohort")

Row = Mapping[str, str]
Rows = list[tuple[Place, Row]]
Write = Callable[[str], str]
"""How the text of a cell becomes a term of N-Triples."""

FABIO_TYPES = {
    "primary-study": "JournalArticle",
    "pooled-review": "ReviewArticle",
    "network-meta-analysis": "ReviewArticle",
    "narrative-review": "ReviewArticle",
    "guideline": "ClinicalGuideline",
}
"""What sort of document each publication type is, in FaBiO (http://purl.org/spar/fabio/)."""

MEASURES = {
    "HR": "hazard-ratio",
    "RR": "risk-ratio",
    "OR": "odds-ratio",
    "r": "correlation-coefficient",
    "zr": "fisher-z",
    "SMD": "standardised-mean-difference",
    "g": "hedges-g",
    "d": "cohens-d",
    "MD": "mean-difference",
    "PAF": "population-attributable-fraction",
    "B": "regression-coefficient",
    "beta": "standardised-coefficient",
    "percent-difference": "percent-difference",
    "none": "none",
}
"""The effect measure that each short form means; the short forms are those of the ontology."""


def write_iri(iri: str) -> str:
    """Return an IRI as a term of N-Triples."""
    return write_term(IRI(iri))


def write_english(text: str) -> str:
    """Return a text in English as a term."""
    return write_term(text) + "@en"


def write_number(text: str) -> str:
    """Return a number as a term, with the digits that the table has.

    >>> write_number("1.50"), write_number("95")
    ('"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>', \
'"95"^^<http://www.w3.org/2001/XMLSchema#integer>')
    """
    kind = "decimal" if "." in text else "integer"
    return f"{write_term(text)}^^<{XSD}{kind}>"


def write_date(text: str) -> str:
    """Return a day, or a year alone, as a term."""
    return f"{write_term(text)}^^<{XSD}{'date' if '-' in text else 'gYear'}>"


def write_value(name: str) -> str:
    """Return a value of a closed list of the ontology as a term."""
    return write_iri(EKB + name)


def write_measure(short: str) -> str:
    """Return the effect measure that a short form means."""
    return write_value(MEASURES[short])


def write_yes_or_no(text: str) -> str:
    """Return yes or true, no or false, as a term."""
    value = {"yes": "true", "true": "true", "no": "false", "false": "false"}[text]
    return f'"{value}"^^<{XSD}boolean>'


SOURCE_COLUMNS: dict[str, tuple[str, Write]] = {
    "title": (DCTERMS + "title", write_english),
    "authors_short": (EKB + "authors", write_term),
    "year": (PREFIXES["fabio"] + "hasPublicationYear", write_date),
    "journal": (EKB + "journal", write_term),
    "doi": (PREFIXES["prism"] + "doi", write_term),
    "pmid": (PREFIXES["fabio"] + "hasPubMedId", write_term),
    "publication_type": (EKB + "publicationType", write_value),
    "standing": (EKB + "standing", write_value),
    "standing_seen_at": (EKB + "standingSeenAt", write_iri),
}
"""The property that each column on the publication fills; an empty cell fills none."""

FINDING_COLUMNS: dict[str, tuple[str, Write]] = {
    "finding_id": (IDENTIFIER, write_term),
    "design": (EKB + "design", write_value),
    "pooled": (EKB + "pooled", write_yes_or_no),
    "n_studies": (EKB + "studies", write_number),
    "n_participants": (EKB + "participants", write_number),
    "count_scope": (EKB + "countScope", write_value),
    "subgroup": (EKB + "subgroup", write_english),
    "partition": (EKB + "partition", write_term),
    "population": (EKB + "populationAsReported", write_english),
    "exposure": (EKB + "exposureAsReported", write_english),
    "exposure_sense": (EKB + "exposureSense", write_value),
    "comparator": (EKB + "comparator", write_english),
    "contrast": (EKB + "contrast", write_value),
    "unit_or_scale": (EKB + "unitOrScale", write_english),
    "outcome": (EKB + "outcomeAsReported", write_english),
    "outcome_sense": (EKB + "outcomeSense", write_value),
    "effect_measure": (EKB + "effectMeasure", write_measure),
    "estimate": (EKB + "estimate", write_number),
    "ci_low": (EKB + "ciLow", write_number),
    "ci_high": (EKB + "ciHigh", write_number),
    "ci_level": (EKB + "ciLevel", write_number),
    "interval_kind": (EKB + "intervalKind", write_value),
    "p": (EKB + "pAsPrinted", write_term),
    "higher_means": (EKB + "higherMeans", write_english),
    "as_printed": (EKB + "asPrinted", write_term),
    "transformed": (EKB + "transformed", write_value),
    "adjustment": (EKB + "adjustment", write_value),
    "adjusted_for": (EKB + "adjustedFor", write_english),
    "secondary": (EKB + "secondary", write_yes_or_no),
    "caveat": (EKB + "caveat", write_english),
    "seen_as": (EKB + "seenAs", write_value),
    "checked_at": (EKB + "seenAt", write_iri),
    "checked_on": (EKB + "seenOn", write_date),
}
"""The property that each column on the estimate fills; an empty cell fills none."""

LINE_COLUMNS: dict[str, tuple[str, Write]] = {
    "line_id": (IDENTIFIER, write_term),
    "bearing": (EKB + "bearing", write_value),
    "precise": (EKB + "precise", write_yes_or_no),
    "exposure_directness": (EKB + "exposureDirectness", write_value),
    "outcome_directness": (EKB + "outcomeDirectness", write_value),
    "population_directness": (EKB + "populationDirectness", write_value),
    "limits_scope": (EKB + "limitsScope", write_english),
    "reason": (EKB + "rationale", write_english),
}
"""The property that each column of an evidence line fills; an empty cell fills none."""


def read_rows(path: Path) -> Rows:
    """Return the rows of a table with their places; DataError for a row of another length."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows: Rows = [(Place(str(path), reader.line_num), row) for row in reader]
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror}") from error
    for place, row in rows:
        if None in row or None in row.values():
            raise DataError("this row has not as many cells as there are columns", place=place)
    return rows


def fill(
    subject: str, row: Row, columns: Mapping[str, tuple[str, Write]], place: Place
) -> list[Triple]:
    """Return the triples that the cells of a row fill; DataError for a value that is not known."""
    triples = []
    for column, (path, write) in columns.items():
        try:
            if row[column]:
                triples.append((subject, write_iri(path), write(row[column])))
        except KeyError as error:
            raise DataError(
                f"{column}: {error.args[0]!r} is not known here", place=place
            ) from error
    return triples


class Importer:
    """Tables turned to triples; ``namespace`` is where the IRIs of the base are made."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.prefixes = {
            "kb": namespace,
            **{name: f"{namespace}{name}/" for name in SCHEMES},
            **PREFIXES,
        }

    def name(self, item: str) -> str:
        """Return the term of an item (``F001``) or a concept (``outcome:pain``) of the base."""
        return write_iri(self.namespace + item.replace(":", "/", 1))

    def describe_sources(self, rows: Rows) -> Iterator[Triple]:
        """Yield the publications; DataError where two rows differ on one."""
        seen: dict[str, list[str]] = {}
        for place, row in rows:
            key, told = row["source_id"], [row[column] for column in SOURCE_COLUMNS]
            if seen.setdefault(key, told) != told:
                raise DataError(f"{key} is described otherwise further up", place=place)
            subject = self.name(key)
            kind = PREFIXES["fabio"] + FABIO_TYPES[row["publication_type"]]
            yield subject, write_iri(RDF_TYPE), write_value("Source")
            yield subject, write_iri(RDF_TYPE), write_iri(kind)
            yield from fill(subject, row, SOURCE_COLUMNS, place)
            if row["standing_seen_at"]:
                yield subject, write_iri(EKB + "standingSeenOn"), write_date(row["checked_on"])

    def describe_findings(self, rows: Rows) -> Iterator[Triple]:
        """Yield the estimates."""
        for place, row in rows:
            subject = self.name(row["finding_id"])
            yield subject, write_iri(RDF_TYPE), write_value("Finding")
            yield subject, write_iri(EKB + "source"), self.name(row["source_id"])
            yield from fill(subject, row, FINDING_COLUMNS, place)
            for scheme in ("exposure", "outcome", "population"):
                concept = self.name(f"{scheme}:{row[scheme + '_concept']}")
                yield subject, write_iri(EKB + scheme), concept
            for cohort in filter(None, row["cohort"].split("; ")):
                yield subject, write_iri(EKB + "cohort"), self.name(f"cohort:{cohort}")
            if row["p"]:
                bound = "pBelow" if row["p"].startswith("<") else "pValue"
                yield subject, write_iri(EKB + bound), write_number(row["p"].removeprefix("<"))
            if row["secondary_of"] not in ("", "unknown"):
                yield subject, write_iri(EKB + "secondaryOf"), self.name(row["secondary_of"])

    def describe_cohorts(self, rows: Rows) -> Iterator[Triple]:
        """Yield the cohorts and their scheme."""
        scheme = self.name("cohort:scheme")
        yield scheme, write_iri(RDF_TYPE), write_iri(SKOS + "ConceptScheme")
        yield scheme, write_iri(PREF_LABEL), write_english("Cohorts")
        for _, row in rows:
            subject = self.name(f"cohort:{row['cohort']}")
            yield subject, write_iri(RDF_TYPE), write_iri(SKOS + "Concept")
            yield subject, write_iri(SKOS + "inScheme"), scheme
            yield subject, write_iri(PREF_LABEL), write_english(row["label"])
            yield subject, write_iri(EKB + "country"), write_english(row["country"])

    def describe_lines(self, rows: Rows, findings: Rows) -> Iterator[Triple]:
        """Yield the evidence lines; DataError for a finding that is not there and for a repeat."""
        known = {row["finding_id"] for _, row in findings}
        seen: dict[tuple[str, ...], Place] = {}
        for place, row in rows:
            if row["finding_id"] not in known:
                raise DataError(_refuse("finding", row["finding_id"], known), place=place)
            ties = [row[name] for name in ("finding_id", "claim_id", *_ADDRESSED)]
            for key in (("line", row["line_id"]), ("tie", *ties)):
                if key in seen:
                    raise DataError(f"the same {key[0]} stands at {seen[key]}", place=place)
                seen[key] = place
            subject = self.name(row["line_id"])
            yield subject, write_iri(RDF_TYPE), write_value("EvidenceLine")
            yield subject, write_iri(EKB + "bearsOn"), self.name(row["claim_id"])
            yield subject, write_iri(EKB + "finding"), self.name(row["finding_id"])
            for column, (scheme, path) in _ADDRESSED.items():
                if row[column]:
                    yield subject, write_iri(EKB + path), self.name(f"{scheme}:{row[column]}")
            yield from fill(subject, row, LINE_COLUMNS, place)

    def describe_concept(self, row: Row) -> list[Triple]:
        """Return one concept of a scheme, as the table of concepts has it."""
        subject = self.name(f"{row['scheme']}:{row['concept']}")
        triples = [
            (subject, write_iri(RDF_TYPE), write_iri(SKOS + "Concept")),
            (subject, write_iri(SKOS + "inScheme"), self.name(f"{row['scheme']}:scheme")),
            (subject, write_iri(PREF_LABEL), write_english(row["label"])),
            (subject, write_iri(SKOS + "definition"), write_english(row["definition"])),
        ]
        if row["broader"]:
            broader = self.name(f"{row['scheme']}:{row['broader']}")
            triples.append((subject, write_iri(SKOS + "broader"), broader))
        for column in ("pole", "valence"):
            if row[column]:
                triples.append((subject, write_iri(EKB + column), write_value(row[column])))
        return triples

    def merge_concepts(self, text: str, concepts: Rows, findings: Rows) -> str:
        """Return the file of concepts with those that findings use and it lacks, in their places.

        What stands there is not touched, so its own matches, notes and layout stay.
        """
        blocks = text.rstrip("\n").split("\n\n")
        for row in _list_needed(concepts, findings):
            start = f"{row['scheme']}:{row['concept']} "
            if any(block.startswith(start) for block in blocks):
                continue
            written = format_triples(self.describe_concept(row), self.prefixes)
            block = written.partition("\n\n")[2].rstrip("\n")
            blocks.insert(_find_place(blocks, start), block)
        return "\n\n".join(blocks) + "\n"


_ADDRESSED = {
    "addresses_exposure": ("exposure", "addressesExposure"),
    "addresses_outcome": ("outcome", "addressesOutcome"),
    "addresses_mechanism": ("mechanism", "addressesMechanism"),
}


def _refuse(kind: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"no {kind} {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def _list_needed(concepts: Rows, findings: Rows) -> list[Row]:
    """Return the concepts that findings name, and those above them."""
    table = {(row["scheme"], row["concept"]): row for _, row in concepts}
    needed: dict[tuple[str, str], Row] = {}
    for place, finding in findings:
        for scheme in ("exposure", "outcome", "population"):
            name = finding[f"{scheme}_concept"]
            while name and (scheme, name) not in needed:
                if (scheme, name) not in table:
                    known = [concept for home, concept in table if home == scheme]
                    raise DataError(_refuse(scheme, name, known), place=place)
                needed[scheme, name] = table[scheme, name]
                name = table[scheme, name]["broader"]
    return [needed[key] for key in sorted(needed)]


def _find_place(blocks: list[str], start: str) -> int:
    """Return where a block belongs: among the concepts of its scheme, by id."""
    scheme = start.partition(":")[0]
    subject = re.compile(rf"({re.escape(scheme)}:\S+) a skos:Concept\b(?!Scheme)")
    places = [(at, found[1]) for at, block in enumerate(blocks) if (found := subject.match(block))]
    return next((at for at, name in places if name > start.strip()), places[-1][0] + 1)


def main() -> None:
    """Read the tables, write both files."""
    parser = argparse.ArgumentParser(description="Build data/literature.ttl from tables.")
    parser.add_argument("--literature", type=Path, required=True, help="the folder of the tables")
    parser.add_argument("--lines", type=Path, default=ROOT / "curation" / "evidence-lines.csv")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="the base to write into")
    options = parser.parse_args()
    try:
        write_files(options.literature, options.lines, options.data)
    except EvidenceError as error:
        sys.exit(str(error))


def write_files(literature: Path, lines: Path, data: Path) -> None:
    """Write ``literature.ttl`` of a base anew and add to its ``concepts.ttl`` what is missing."""
    importer = Importer(open_base(str(data / "base.ttl")).namespace)
    findings = read_rows(literature / "findings.csv")
    triples = [
        *importer.describe_sources(findings),
        *importer.describe_cohorts(read_rows(literature / "cohorts.csv")),
        *importer.describe_findings(findings),
        *importer.describe_lines(read_rows(lines), findings),
    ]
    place = data / "concepts.ttl"
    concepts = read_rows(literature / "finding-concepts.csv")
    merged = importer.merge_concepts(place.read_text(encoding="utf-8"), concepts, findings)
    written = format_triples(triples, importer.prefixes)
    for path, text in ((data / "literature.ttl", written), (place, merged)):
        with replace_file(path) as stream:
            stream.write(text.encode())


if __name__ == "__main__":
    main()
