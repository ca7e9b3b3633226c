"""What part a section plays, by its headings: which of the rules hold in it, and which tier."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from evidence_kb.curation.drafting.reading import read_sentence

if TYPE_CHECKING:
    from evidence_kb.curation.drafting.outline import Outline

STATED = (
    ("heading_unknown", "unknown"),
    ("heading_nuanced", "nuanced"),
    ("heading_high", "high-confidence"),
)
"""The classes of headings that state a tier; the first that fits decides: "not known" is no
"known"."""
_ROLES = (
    "questions", "repeats", "glossary", "risks", "building", "benefits", "who", "other", "meaning",
    "works",
)  # fmt: skip
"""The parts that a section may play; where a heading fits several, the first one named here."""


@lru_cache(maxsize=4096)
def find_role(path: tuple[str, ...]) -> str:
    """Return the part that a section plays: that of the nearest heading that tells, else ``""``.

    One of questions, repeats, glossary, risks, building, benefits, who, other, meaning,
    works.

    >>> find_role(("Benefits of tea", "Better sleep")), find_role(("How to sleep", "Risks"))
    ('benefits', 'risks')
    """
    for heading in reversed(path):
        reading = read_sentence(heading)
        for role in _ROLES:
            if reading.has(f"heading_{role}"):
                return role
    return ""


def find_filed(outline: Outline) -> list[str]:
    """Return for each section of an outline the tier that its heading states, else ``""``.

    It states one if it, or the heading around it, names evidence, or if a heading beside it has
    the words of another tier; one on mechanisms, if it names evidence, or if one beside it states
    a tier. "Uncertain times" or "Pathways of stress" alone is a topic.

    >>> from evidence_kb.curation.drafting.outline import read_outline
    >>> lines = ["# What we know", "", "A.", "# Mechanisms", "", "B.", "# Unclear times", "", "C."]
    >>> find_filed(read_outline(chr(10).join(lines)))
    ['high-confidence', 'mechanism', 'unknown']
    >>> find_filed(read_outline(chr(10).join(lines[6:])))
    ['']
    """
    sections = outline.sections
    readings = [read_sentence(outline.text[s.start : s.end]) for s in sections]
    seen = [next((tier for kind, tier in STATED if r.has(kind)), "") for r in readings]
    beside: dict[int | None, set[str]] = {}
    for section, tier in zip(sections, seen, strict=True):
        beside.setdefault(section.parent, set()).update({tier} - {""})
    filed = []
    for section, reading, tier in zip(sections, readings, seen, strict=True):
        around = [reading] if section.parent is None else [reading, readings[section.parent]]
        told = any(each.has("heading_evidence") for each in around)
        filed.append(tier if tier and (told or len(beside[section.parent]) > 1) else "")
    stating = {section.parent for section, tier in zip(sections, filed, strict=True) if tier}
    for at, (section, reading) in enumerate(zip(sections, readings, strict=True)):
        told = section.parent in stating or reading.has("heading_evidence")
        if not seen[at] and told and reading.has("heading_mechanism"):
            filed[at] = "mechanism"
    return filed
