"""Reading a file of references, whatever of the known formats it is in."""

from __future__ import annotations

import os
import re

from evidence_kb.curation.bibliography import covidence, rayyan
from evidence_kb.curation.bibliography.bibtex import read_bibtex
from evidence_kb.curation.bibliography.csl import read_csl
from evidence_kb.curation.bibliography.medline import read_medline
from evidence_kb.curation.bibliography.reference import Bibliography
from evidence_kb.curation.bibliography.ris import read_ris
from evidence_kb.curation.bibliography.rows import read_header
from evidence_kb.errors import DataError, InputError, Place
from evidence_kb.graph.encoding import normalise_text
from evidence_kb.graph.reading import MAX_SIZE, read_regular_file

_READERS = {
    "BibTeX": read_bibtex,
    "RIS": read_ris,
    "PubMed": read_medline,
    "CSL-JSON": read_csl,
    "Rayyan": rayyan.read_rayyan,
    "Covidence": covidence.read_covidence,
}
_SUFFIXES = {
    ".bib": "BibTeX",
    ".bibtex": "BibTeX",
    ".biblatex": "BibTeX",
    ".ris": "RIS",
    ".nbib": "PubMed",
    ".json": "CSL-JSON",
    ".csl": "CSL-JSON",
}
# How the first line with something on it begins.
_BEGINNINGS = (
    ("PubMed", re.compile(r"PMID *- ?[0-9]")),
    ("RIS", re.compile(r"TY\s{1,2}-\s|[0-9]+\.\s*\nTY\s{1,2}-\s")),
    ("CSL-JSON", re.compile(r"[\[{]\s*[\[{\]}\"]")),
    ("BibTeX", re.compile(r"@\s*\w+\s*[{(]|%[^\n]*\n\s*@")),
)
_WANTED = "BibTeX, RIS, CSL-JSON, the PubMed format, or CSV of Rayyan or Covidence"


def read_references(
    path: str | os.PathLike[str], *, listed: str = "", max_size: int = MAX_SIZE
) -> Bibliography:
    """Return the references in a file, each with its line, and the records that are broken.

    The content tells the format, and the suffix where the content does not. ``listed`` says which
    list a CSV file of Covidence is (``included``, ``excluded``, ``irrelevant``, ``select``,
    ``screen``) where its name does not. Raises DataError for bytes that are not UTF-8, with the
    line, and for a format that is not known; and what reading a file raises.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
    ...     _ = file.write("@book{a, title = {Ties}}")
    ...     file.flush()
    ...     found = read_references(file.name)
    >>> found.format, [ref.title for ref in found.references]
    ('BibTeX', ['Ties'])
    """
    name = os.fspath(path)
    data = normalise_text(read_regular_file(name, max_size), name, "a file of references")
    text = data.decode()
    kind = _find_format(text, name)
    if listed and kind != "Covidence":
        raise InputError(f"{name}: only a CSV file of Covidence is one of its lists, not {kind}")
    if kind == "Covidence":
        return Bibliography(name, kind, *covidence.read_covidence(text, name, listed))
    return Bibliography(name, kind, *_READERS[kind](text, name))


def _find_format(text: str, name: str) -> str:
    """Return the format that the content begins like, else the one of the suffix."""
    start = text.lstrip()
    for kind, beginning in _BEGINNINGS:
        if beginning.match(start):
            return kind
    kind = _SUFFIXES.get(os.path.splitext(name)[1].lower(), "")
    return kind or _tell_table(text, name) or _refuse(text, name)


def _tell_table(text: str, name: str) -> str:
    header = set(read_header(text, name)[0]) if text.partition("\n")[0].strip() else set()
    if header >= covidence.COLUMNS:
        return "Covidence"
    return "Rayyan" if header >= rayyan.COLUMNS else ""


def _refuse(text: str, name: str) -> str:
    first = " ".join(text.strip().partition("\n")[0].split())[:60]
    found = f"this begins with '{first}'" if first else "this file is empty"
    raise DataError(f"{found}: it should be {_WANTED}", place=Place(name, 1))
