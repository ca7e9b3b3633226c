"""New items that a workbook brings: their names, and blocks that wait for what is said of them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from evidence_kb.curation.keys import is_name, make_citation_key, make_slug
from evidence_kb.curation.sheets.columns import MARK, NEW
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.curation.sheets.lanes import ID
from evidence_kb.curation.sheets.slips import find_nearest
from evidence_kb.curation.triples import read_text
from evidence_kb.errors import InputError, UnknownName
from evidence_kb.vocabulary import PREF_LABEL, SKOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.revision import Workspace
    from evidence_kb.curation.sheets.slips import Slip

_KEY = re.compile(r"new\b.*", re.IGNORECASE | re.DOTALL)
_OPAQUE = re.compile(r"[A-Z]{1,2}[0-9]+")
_SCHEME_END = "/scheme>"
_LABELS = ("label", "title")
_COHORT = "cohort"


class Newcomers:
    """The new items of a workbook; ``keys`` are the terms that a person's keys stand for.

    ``refused`` are the keys of rows that could not be named.
    One key may stand in several sheets: what a reference means is told by the kind that it takes.
    """

    def __init__(self, workspace: Workspace):
        self.faults: list[Fault] = []
        self.refused: set[str] = set()
        self.keys: dict[str, list[str]] = defaultdict(list)
        self._workspace = workspace
        self._schemes = self._find_schemes()

    def add(self, slips: Sequence[Slip]) -> list[Slip]:
        """Return the rows with the names of their items, each of which has a block from now on.

        A row that cannot be named is a fault, and is left out.
        """
        named: list[Slip] = []
        for slip in slips:
            try:
                subject = self._add(slip)
            except InputError as error:
                self._refuse(slip, error)
                subject = ""
            if not subject and slip.id:
                self.refused.add(slip.id)
            if subject:
                named.append(slip._replace(subject=subject))
                if slip.id:
                    self.keys[slip.id].append(subject)
        return named

    def _add(self, slip: Slip) -> str:
        """Return the term of a new item, now described; empty where a fault tells why not."""
        workspace, kind = self._workspace, slip.kind
        if kind.letters:
            if _OPAQUE.fullmatch(slip.id):
                told = "ids of new items are given by the program: leave this empty, or write a key"
                self._fault(slip, ID, "bad-id", f"{told} of your own such as new-1", slip.id, "")
                return ""
            subject = workspace.make_term(workspace.take_id(kind))
            workspace.describe(subject, kind, {})
            return subject
        scheme = self._read_scheme(slip) if kind.name == "concept" else ""
        name = self._find_name(slip, scheme)
        if slip.read(MARK).strip().casefold() != NEW:
            told = f"a new {kind.name} is marked: write new in the column mark"
            if not slip.id or _KEY.fullmatch(slip.id):
                told += f", and an id such as {name}" if name else ", and an id"
            self._fault(slip, MARK, "unmarked-row", told, "", NEW)
            return ""
        if not name:
            told = "no id can be made of the label: write one of small letters, digits and hyphens"
            self._fault(slip, ID, "bad-id", told, slip.id, "")
            return ""
        subject = self._make_term(name, scheme)
        workspace.describe(subject, kind, {SKOS + "inScheme": [scheme] if scheme else []})
        return subject

    # -- readable ids -----------------------------------------------------------------------

    def _find_name(self, slip: Slip, scheme: str) -> str:
        """Return the id that a person chose, else one made of what the row says."""
        if slip.id and not _KEY.fullmatch(slip.id):
            prefix, colon, local = slip.id.rpartition(":")
            if not is_name(local) or local == "scheme" or (colon and slip.kind.name != "concept"):
                raise InputError(
                    f"'{slip.id}' is no id of a {slip.kind.name}: small letters, digits and hyphens"
                )
            if slip.kind.name != "concept" and _OPAQUE.fullmatch(local):
                raise InputError(f"'{slip.id}' looks like the id of another kind: use words")
            if colon and scheme and prefix != self._shorten_scheme(scheme):
                wanted = f"{self._shorten_scheme(scheme)}:{local}"
                raise InputError(f"'{slip.id}' is not in the scheme of this row: write {wanted}")
            return slip.id
        if slip.kind.name == "source":
            authors, year, title = map(slip.read, ("authors", "year", "title"))
            key = make_citation_key(authors, year, title, self._is_taken)
            return key if authors or title else ""
        made = next(filter(None, (make_slug(slip.read(name)) for name in _LABELS)), "")
        name, number = made, 2
        while made and self._is_taken(name, scheme):
            name, number = f"{made}-{number}", number + 1
        return name

    def _is_taken(self, name: str, scheme: str = "") -> bool:
        return self._workspace.pages.has(self._make_term(name, scheme))

    def _make_term(self, name: str, scheme: str) -> str:
        local = name.rpartition(":")[2]
        if scheme:
            return f"{scheme.removesuffix('scheme>')}{local}>"
        return self._workspace.make_term(name)

    # -- schemes ----------------------------------------------------------------------------

    def _find_schemes(self) -> dict[str, str]:
        """Return the schemes of the base by what people call them."""
        pages = self._workspace.pages
        found: dict[str, str] = {}
        for term in pages.list_subjects(SKOS + "ConceptScheme"):
            if term.endswith(_SCHEME_END):
                short = self._shorten_scheme(term)
                labels = (read_text(label).casefold() for label in pages.get(term, PREF_LABEL))
                names = (short, f"{short}:scheme", self._workspace.shorten(term), *labels)
                for name in names:
                    found.setdefault(name.casefold(), term)
        return found

    def _shorten_scheme(self, scheme: str) -> str:
        return scheme.removesuffix(_SCHEME_END).rpartition("/")[2]

    def _read_scheme(self, slip: Slip) -> str:
        """Return the scheme of a new concept: of its row, else of its id; a cohort has none."""
        text = slip.read("scheme").strip()
        prefix = slip.id.rpartition(":")[0]
        name = text or prefix
        found = self._schemes.get(name.casefold(), "")
        if found or name in ("", _COHORT):
            return found
        near = find_nearest(name, map(self._shorten_scheme, self._schemes.values()))
        raise UnknownName("scheme", name, [near] if near else [])

    def _refuse(self, slip: Slip, error: InputError) -> None:
        near = next(iter(error.nearest), "") if isinstance(error, UnknownName) else ""
        if isinstance(error, UnknownName) and slip.read("scheme").strip():
            self._fault(slip, "scheme", "value", str(error), slip.read("scheme"), near)
        else:
            self._fault(slip, ID, "bad-id", str(error), slip.id, near)

    def _fault(
        self, slip: Slip, column: str, rule: str, told: str, found: str, nearest: str
    ) -> None:
        self.faults.append(Fault(slip.locate(column), rule, told, "error", found, nearest))
