"""Single fields of references made plain: identifiers, years, titles with mark-up, languages."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s]+")
_DOI_HEAD = re.compile(r"^\s*(?:https?://)?(?:(?:dx\.)?doi\.org/|doi\s*[:=]?\s*)", re.IGNORECASE)
_LONGEST_DOI = 500
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_PMID_LABEL = re.compile(r"\bPMID\s*[:=]?\s*([1-9][0-9]{0,8})\b", re.IGNORECASE)
_PMCID_LABEL = re.compile(r"\bPMC\s?([0-9]{1,9})\b")
_DOI_LABEL = re.compile(r"\bDOI\s*[:=]\s*(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_PUBMED_URL = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/([0-9]+)")
_YEAR = re.compile(r"(?<![0-9])(1[5-9][0-9]{2}|20[0-9]{2})(?![0-9])")
# Mark-up that titles carry (JATS and MathML from Crossref, HTML from Zotero); "p<0.05" is none.
_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|scp|sc|span|p|br|a|font|tt|bold|italic|(?:jats|mml):[\w-]+)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u202d\u202e\u2060-\u2064\ufeff]")
_PAGES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_INITIAL_AT_END = re.compile(r"\b[A-Z]\.$|\.\.\.$")
_URL = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_ISSN = re.compile(r"[0-9]{4}-?[0-9]{3}[0-9Xx]")
_ISBN = re.compile(r"(?:[0-9][- ]?){12}[0-9]|(?:[0-9][- ]?){9}[0-9Xx]")
_TAG_OF_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Names and three-letter codes (ISO 639-2) of the languages that databases index most.
_LANGUAGES = {
    name: code
    for code, names in {
        "en": ("english", "eng", "american", "british", "ukenglish", "usenglish"),
        "de": ("german", "ger", "deu", "ngerman", "deutsch"),
        "fr": ("french", "fre", "fra", "francais", "français"),
        "es": ("spanish", "spa", "español", "espanol"),
        "pt": ("portuguese", "por", "brazilian", "português"),
        "it": ("italian", "ita", "italiano"),
        "nl": ("dutch", "dut", "nld"),
        "zh": ("chinese", "chi", "zho"),
        "ja": ("japanese", "jpn"),
        "ru": ("russian", "rus"),
        "pl": ("polish", "pol"),
        "sv": ("swedish", "swe"),
        "da": ("danish", "dan"),
        "no": ("norwegian", "nor"),
        "fi": ("finnish", "fin"),
        "ko": ("korean", "kor"),
        "tr": ("turkish", "tur"),
        "fa": ("persian", "per", "fas"),
        "hu": ("hungarian", "hun"),
        "cs": ("czech", "cze", "ces"),
    }.items()
    for name in names
}


def clean_text(text: str) -> str:
    """Return text without mark-up, entities, control characters and needless space.

    >>> clean_text("Sleep &amp;amp; <i>touch</i>:  a trial, p<0.05")
    'Sleep & touch: a trial, p<0.05'
    """
    for _ in range(2):  # Crossref holds entities that were escaped once more
        text = html.unescape(text)
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", _TAG.sub(_replace_tag, text)))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _replace_tag(match: re.Match[str]) -> str:
    return " " if re.match(r"</?(?:br|p|jats:p|jats:title)\b", match[0], re.IGNORECASE) else ""


def clean_title(text: str) -> str:
    """Return a title without mark-up and without the full stop that databases put after it.

    >>> clean_title("Loneliness in the U.S."), clean_title("Sleep and ties.")
    ('Loneliness in the U.S.', 'Sleep and ties')
    """
    title = clean_text(text)
    if title.endswith(".") and not _INITIAL_AT_END.search(title):
        title = title[:-1].rstrip()
    return title


def find_doi(text: str) -> str:
    """Return the DOI in a field, without address, label and trailing stop; empty for none.

    >>> find_doi("https://doi.org/10.1073/PNAS.1219686110."), find_doi("none")
    ('10.1073/PNAS.1219686110', '')
    """
    text = _DOI_HEAD.sub("", html.unescape(text))
    if "%2f" in text.lower() or "%3c" in text.lower():
        text = unquote(text)
    match = _DOI.search(text)
    if match is None:
        return ""
    doi = match[0][:_LONGEST_DOI].rstrip(".,;'\"")
    while doi.endswith((")", "]")) and doi.count("(") + doi.count("[") < (
        doi.count(")") + doi.count("]")
    ):
        doi = doi[:-1]
    return doi


def find_labelled_doi(text: str) -> str:
    """Return the DOI that a note names as one; empty for none.

    >>> find_labelled_doi("DOI: 10.5555/made.up PMID: 12")
    '10.5555/made.up'
    """
    match = _DOI_LABEL.search(" ".join(text.split()))
    return find_doi(match[1]) if match else ""


def find_pmid(text: str) -> str:
    """Return the PubMed id that a field holds; empty for none.

    >>> find_pmid(" 23530191 "), find_pmid("WOS:000317241700"), find_pmid("PMID: 12 [ok]")
    ('23530191', '', '12')
    """
    bare = text.strip()
    return bare if _PMID.fullmatch(bare) else find_labelled_pmid(text)


def find_labelled_pmid(text: str) -> str:
    """Return the PubMed id that a note or an address names; empty for none.

    >>> find_labelled_pmid("https://pubmed.ncbi.nlm.nih.gov/23530191/")
    '23530191'
    """
    text = " ".join(text.split())
    match = _PMID_LABEL.search(text) or _PUBMED_URL.search(text)
    return match[1] if match and _PMID.fullmatch(match[1]) else ""


def find_pmcid(text: str) -> str:
    """Return the PubMed Central id in a field; empty for none.

    >>> find_pmcid("PMCID: PMC3625264")
    'PMC3625264'
    """
    match = _PMCID_LABEL.search(text)
    return f"PMC{match[1]}" if match else ""


def find_year(text: str) -> str:
    """Return the first year in a date; empty for none.

    >>> find_year("2013-05/2014-01"), find_year("9 April 2013"), find_year("in press")
    ('2013', '2013', '')
    """
    match = _YEAR.search(text)
    return match[1] if match else ""


def split_pages(text: str) -> tuple[str, str]:
    """Return first and last page; the last one whole, where the file shortens it.

    >>> split_pages("5797--5801"), split_pages("1221-8"), split_pages("e12")
    (('5797', '5801'), ('1221', '1228'), ('e12', ''))
    """
    parts = [part for part in _PAGES.split(clean_text(text)) if part]
    if len(parts) != 2:
        return clean_text(text), ""
    first, last = parts
    return first, complete_page(first, last)


def complete_page(first: str, last: str) -> str:
    """Return the last page with the digits that it shares with the first.

    >>> complete_page("1221", "8")
    '1228'
    """
    if first.isdecimal() and last.isdecimal() and len(last) < len(first):
        return first[: len(first) - len(last)] + last
    return last


def find_url(text: str) -> str:
    """Return the first web address in a field; empty for none.

    >>> find_url("see https://example.org/a b")
    'https://example.org/a'
    """
    match = _URL.search(text)
    return match[0] if match else ""


def find_issn(text: str) -> str:
    """Return the first ISSN in a field, with its hyphen; empty for none.

    >>> find_issn("00278424 (Print)")
    '0027-8424'
    """
    match = _ISSN.search(text)
    if match is None:
        return ""
    digits = match[0].replace("-", "").upper()
    return f"{digits[:4]}-{digits[4:]}"


def find_isbn(text: str) -> str:
    """Return the first ISBN in a field, digits alone; empty for none.

    >>> find_isbn("978-3-16-148410-0")
    '9783161484100'
    """
    match = _ISBN.search(text)
    return re.sub("[- ]", "", match[0]).upper() if match else ""


def find_language(text: str) -> str:
    """Return the language tag that a name or code means; empty where it is not sure.

    >>> find_language("eng"), find_language("English"), find_language("en_US"), find_language("?")
    ('en', 'en', 'en-US', '')
    """
    word = text.strip().replace("_", "-")
    known = _LANGUAGES.get(word.casefold())
    if known:
        return known
    main, _, rest = word.partition("-")
    tag = main.lower() + (f"-{rest}" if rest else "")
    return tag if len(main) == 2 and _TAG_OF_LANGUAGE.fullmatch(tag) else ""
