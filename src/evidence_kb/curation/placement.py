"""Giving a recorded passage another place: the offsets and the hash of words that stand now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.errors import InputError
from evidence_kb.graph.terms import write_term
from evidence_kb.vocabulary import EKB, OA, XSD

if TYPE_CHECKING:
    from evidence_kb.curation.anchor import Anchor
    from evidence_kb.curation.places import Mark
    from evidence_kb.curation.revision import Revision, Workspace


def place(workspace: Workspace, mark: Mark, anchor: Anchor, section: str | None) -> Revision:
    """Return the revision that lets a passage or section stand where an anchor is.

    ``section`` is the IRI of the section there, None to keep the one that is recorded. A quote is
    replaced by the words of the anchor. Raises InputError where the selector of the mark has no
    name, or serves another passage too.
    """
    pages = workspace.pages
    item, selector = f"<{mark.iri}>", f"<{mark.selector}>"
    if not pages.has(selector):
        raise InputError(f"{mark.id}: its selector has no name to write to: give it one")
    shared = [workspace.shorten(term) for term in pages.mentions(selector) if term != item]
    if shared:
        raise InputError(
            f"{mark.id} shares its selector with {', '.join(shared)}: give each its own first"
        )
    for name, offset in (("start", anchor.start), ("end", anchor.end)):
        pages.replace(selector, OA + name, [f'"{offset}"^^<{XSD}integer>'])
    pages.replace(item, EKB + "sha256", [write_term(anchor.sha256)])
    if section is not None and mark.kind == "Passage":
        pages.replace(item, EKB + "section", [f"<{section}>"])
    for quote in pages.get(item, OA + "hasSelector"):
        if pages.get(quote, OA + "exact"):
            pages.replace(quote, OA + "exact", [write_term(anchor.text)])
            for beside in ("prefix", "suffix"):  # what stood round the old place
                pages.replace(quote, OA + beside, [])
    return workspace.examine()
