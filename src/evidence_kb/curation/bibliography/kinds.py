"""What sort of publication a record is: its FaBiO class and its publication type.

Where neither the file nor the title says the type, it is ``not-classified``: nothing is guessed.
"""

from __future__ import annotations

import re

from evidence_kb.curation.bibliography.reference import Reference

NOT_CLASSIFIED = "not-classified"

_GENRES = (
    ("network-meta-analysis", r"network meta[- ]?analys[ei]s"),
    ("umbrella-review", r"umbrella (?:systematic )?review|(?:review|overview) of (?:\w+ )?reviews"),
    ("pooled-review", r"meta[- ]?analys[ei]s"),
    ("systematic-review", r"systematic (?:literature )?review"),
    ("narrative-review", r"(?:narrative|scoping|literature) review"),
    ("guideline", r"(?:clinical )?practice guidelines?|guidelines? for"),
)
_GENRE_PATTERNS = tuple((genre, re.compile(rf"\b(?:{words})\b")) for genre, words in _GENRES)
# A plan of a review is none yet; a comment on one is another thing.
_ABOUT_ANOTHER = re.compile(
    r"\b(?:protocols?|comment(?:ary)? on|reply to|response to|erratum|correction|corrigendum|"
    r"retraction)\b"
)
_OF_KIND = {
    "ClinicalGuideline": "guideline",
    "ReportDocument": "report",
    "PolicyDocument": "report",
}
_REVIEWS = {
    *("network-meta-analysis", "umbrella-review", "pooled-review"),
    *("systematic-review", "narrative-review"),
}


def find_genre(reference: Reference) -> str:
    """Return the publication type: what the file says, else what the title says of itself.

    >>> from evidence_kb.errors import Place
    >>> at = Place("a.bib", 1)
    >>> find_genre(Reference(at, title="Ties and sleep: a systematic review and meta-analysis"))
    'pooled-review'
    >>> find_genre(Reference(at, title="Protocol for a systematic review of ties"))
    'not-classified'
    """
    title = reference.title.casefold()
    if not _ABOUT_ANOTHER.search(title):
        for genre, pattern in _GENRE_PATTERNS:
            if pattern.search(title):
                return genre
    return reference.genre or _OF_KIND.get(reference.kind, NOT_CLASSIFIED)


def find_class(reference: Reference) -> str:
    """Return the local name of the FaBiO class; where the file names no type, what it looks like.

    >>> from evidence_kb.errors import Place
    >>> find_class(Reference(Place("a.csv", 2), container="Heart"))
    'JournalArticle'
    """
    kind = reference.kind
    if not kind:
        if reference.container:
            kind = "JournalArticle"
        elif reference.isbn:
            kind = "Book"
        else:
            kind = "WebPage" if reference.url and not reference.doi else "ReportDocument"
    genre = find_genre(reference)
    if kind == "JournalArticle" and genre in _REVIEWS:
        return "ReviewArticle"
    return "ClinicalGuideline" if kind == "JournalArticle" and genre == "guideline" else kind
