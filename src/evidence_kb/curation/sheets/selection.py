"""Which items of a base go into its sheets: all, or some claims and what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from evidence_kb.curation.fields import find_kind
from evidence_kb.vocabulary import EKB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evidence_kb.curation.pages import Pages
    from evidence_kb.curation.sheets.ledger import Ledger

_ALWAYS = ("concepts", "documents", "agents")


class Choice(NamedTuple):
    """What a person wants of a base: ``filters`` and ``search`` as the table of claims takes them.

    ``only`` names kinds of item, in the singular or the plural; none for every kind.
    """

    filters: Mapping[str, Any] = {}
    search: str = ""
    only: tuple[str, ...] = ()

    @property
    def sheets(self) -> frozenset[str]:
        """The names of the sheets that are wanted, none for every one; UnknownName for no kind."""
        return frozenset(find_kind(name).plural for name in self.only)

    def find(self, ledger: Ledger) -> frozenset[str] | None:
        """Return the items that are wanted; None for all of them.

        Raises UnknownName, with the nearest, for a filter or a name that does not exist.
        """
        if not self.filters and not self.search:
            return None
        kb = ledger.workspace.kb
        table = kb.table("claims", columns=["id"], search=self.search, ids=True, **self.filters)
        claims = ledger.items["claims"]
        chosen = {claims[str(name)] for name in table.column("id") if str(name) in claims}
        wanted = {term for sheet in _ALWAYS for term in ledger.items[sheet].values()}
        return frozenset(wanted | _follow(ledger, chosen))


def _follow(ledger: Ledger, claims: set[str]) -> set[str]:
    """Return claims with their passages, and the evidence and the judgements that hang on them."""
    pages, items = ledger.workspace.pages, ledger.items
    lines = _find_owners(pages, items["evidence lines"].values(), "bearsOn", claims)
    findings = _find_values(pages, lines, "finding")
    sources = _find_values(pages, findings, "source")
    advice = _find_owners(pages, items["recommendations"].values(), "restsOn", claims)
    asked = _find_owners(pages, items["questions"].values(), "answeredBy", claims | advice)
    judged = claims | findings | sources
    verdicts = (
        _find_owners(pages, items[sheet].values(), "assesses", judged)
        for sheet in ("assessments", "quality assessments")
    )
    rated = _find_owners(pages, items["certainty ratings"].values(), "finding", findings)
    statements = claims | advice | asked
    passages = _find_values(pages, statements, "statedIn")
    sections = _find_values(pages, passages | asked, "section")
    return set().union(statements, passages, sections, lines, findings, sources, rated, *verdicts)


def _find_values(pages: Pages, subjects: Iterable[str], name: str) -> set[str]:
    return {term for subject in subjects for term in pages.get(subject, EKB + name)}


def _find_owners(pages: Pages, subjects: Iterable[str], name: str, values: set[str]) -> set[str]:
    return {subject for subject in subjects if values & set(pages.get(subject, EKB + name))}
