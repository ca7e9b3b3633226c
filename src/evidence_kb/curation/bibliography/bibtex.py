"""Reading BibTeX and BibLaTeX, as Zotero, Better BibTeX, JabRef, Crossref and hands write it.

Home of bibtexparser, and of pylatexenc, which it decodes LaTeX with.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from evidence_kb.curation.bibliography.cleaning import (
    clean_text,
    clean_title,
    find_doi,
    find_isbn,
    find_issn,
    find_labelled_doi,
    find_labelled_pmid,
    find_language,
    find_pmcid,
    find_pmid,
    find_url,
    find_year,
    split_pages,
)
from evidence_kb.curation.bibliography.names import OTHERS, split_names
from evidence_kb.curation.bibliography.rayyan import read_decision
from evidence_kb.curation.bibliography.reference import Author, Broken, Reference
from evidence_kb.errors import Place

if TYPE_CHECKING:
    from bibtexparser.library import Library
    from bibtexparser.middlewares import LatexDecodingMiddleware
    from bibtexparser.model import Block, Entry

_KINDS = {
    "article": "JournalArticle",
    "periodical": "JournalArticle",
    "book": "Book",
    "mvbook": "Book",
    "booklet": "Book",
    "proceedings": "Book",
    "collection": "Book",
    "inbook": "BookChapter",
    "incollection": "BookChapter",
    "inproceedings": "ConferencePaper",
    "conference": "ConferencePaper",
    "phdthesis": "Thesis",
    "mastersthesis": "Thesis",
    "thesis": "Thesis",
    "techreport": "ReportDocument",
    "report": "ReportDocument",
    "manual": "ReportDocument",
    "online": "WebPage",
    "electronic": "WebPage",
    "www": "WebPage",
    "dataset": "Dataset",
}
_CONTAINERS = ("journal", "journaltitle", "journalfull", "booktitle", "maintitle", "howpublished")
_WANTED = {
    *("title", "subtitle", "author", "editor", "year", "date", "doi", "url", "pmid", "pmcid"),
    *("volume", "number", "issue", "pages", "issn", "isbn", "publisher", "institution", "school"),
    *("organization", "language", "langid", "eprint", "eprinttype", "archiveprefix", "note"),
    *("annote", "extra", "crossref", "addendum", "pubstate", *_CONTAINERS),
}
_BARE_MARK = re.compile(r"(?<!\\)([%#])")
_LOST_ENTRY = re.compile(
    rf"^[ \t]*@(?:{'|'.join([*_KINDS, 'misc', 'unpublished'])})\b", re.IGNORECASE | re.MULTILINE
)
_DOLLAR = re.compile(r"(?<!\\)\$")
_IN_FORMULA = re.compile(r"[\\^_]")
_LATEX = re.compile(r"[\\$~]|--|``|''")
_SIGNS = re.compile(r"\\.|([{}$])", re.DOTALL)
# A command that ends in a letter, or an accent, goes on after a space: \c c, \AA ngström.
_LONGEST_COMMAND = 40
_OPEN_COMMAND = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z\s&%$#_{}])\s*$")
_KEPT_BRACES = (("{", "\ue000"), ("}", "\ue001"))  # stand for \{ and \} meanwhile
_TIE = "\u00a0"


def read_bibtex(text: str, path: str) -> tuple[list[Reference], list[Broken]]:
    r"""Return the entries of a BibTeX text, and those that cannot be read, by their lines.

    LaTeX becomes Unicode, ``@string`` and ``crossref`` are followed, braces that keep capitals go,
    a name in braces stays whole. An entry that names a field twice keeps the first.

    >>> (ref,), broken = read_bibtex(r"@article{a, title = {The {DNA} of caf\'e}}", "a.bib")
    >>> ref.title, ref.place.line, broken
    ('The DNA of café', 1, [])
    """
    from bibtexparser.entrypoint import parse_string

    _silence()
    library = parse_string(text)
    references: list[Reference] = []
    broken: list[Broken] = []
    read = list(_list_fields(library, path, broken))
    parents = {entry.key.casefold(): fields for entry, fields in read}
    for entry, fields in read:
        references.append(_make(entry, _inherit(fields, parents), path))
    return references, sorted(broken)


def _silence() -> None:
    """Let the parser say nothing itself: what it found broken is reported by us."""
    logger = logging.getLogger("bibtexparser")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _list_fields(
    library: Library, path: str, broken: list[Broken]
) -> Iterator[tuple[Entry, dict[str, str]]]:
    """Yield each entry with its fields, decoded; what is no entry at all goes to ``broken``."""
    from bibtexparser.model import Entry, ImplicitComment, ParsingFailedBlock

    for block in library.blocks:
        entry: Block | None = block
        if isinstance(block, ParsingFailedBlock):
            entry = block.ignore_error_block
            if not isinstance(entry, Entry):
                broken.append(Broken(_place(block, path), _explain(block)))
                continue
        if isinstance(block, ImplicitComment):
            for match in _LOST_ENTRY.finditer(block.comment):
                line = _place(block, path).line or 1
                place = Place(path, line + block.comment.count("\n", 0, match.start()))
                told = f"'{match[0].strip()}' begins no entry: is its brace or key missing?"
                broken.append(Broken(place, told))
        if isinstance(entry, Entry):
            yield entry, _decode(entry)


def _place(block: Block, path: str) -> Place:
    return Place(path, (block.start_line or 0) + 1)


def _explain(block: Block) -> str:
    """Say what the parser found, in our words where its own speak of itself."""
    reason = getattr(getattr(block, "error", None), "abort_reason", "") or ""
    raw = (block.raw or "").strip()
    head = clean_text(raw.partition("\n")[0])[:60]
    if "block start" in reason or "end of file" in reason:
        return f"the entry '{head}' is not closed: a brace or a quotation mark is missing"
    reason = clean_text(reason).rstrip(".") or "it is no BibTeX"
    return f"the entry '{head}' cannot be read: {reason[:1].lower()}{reason[1:]}"


def _decode(entry: Entry) -> dict[str, str]:
    """Return the wanted fields of an entry; the first of each name, LaTeX made text."""
    fields: dict[str, str] = {}
    for field in entry.fields:
        name = field.key.lower()
        if name in _WANTED and isinstance(field.value, str) and name not in fields:
            value = field.value.strip()
            # An address means its signs as they are, however LaTeX would read them.
            fields[name] = value if name == "url" else _decode_text(value)
    return fields


def _decode_text(text: str) -> str:
    """Return a text with its LaTeX made Unicode; braces stay, for they keep names together.

    The decoder takes a millisecond for a hundred characters: it gets only the words with LaTeX.
    """
    if not _LATEX.search(text):
        return text
    for sign, kept in _KEPT_BRACES:
        text = text.replace(f"\\{sign}", kept)
    # In a field % and # are signs like any other, and $ is one where no formula is meant.
    text = _BARE_MARK.sub(r"\\\1", text)
    text = _escape_dollars(text)
    return "".join(
        _decode_piece(piece) if _LATEX.search(piece) else piece for piece in _cut_pieces(text)
    )


def _escape_dollars(text: str) -> str:
    first, *parts = _DOLLAR.split(text)
    kept = [first]
    inside = False
    for number, part in enumerate(parts):
        if inside:  # the dollar that closes a formula
            kept += ["$", part]
            inside = False
            continue
        inside = number < len(parts) - 1 and bool(_IN_FORMULA.search(part))
        kept += ["$" if inside else r"\$", part]
    return "".join(kept)


def _cut_pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces, cut at spaces where no group, formula or command goes on."""
    piece, depth, formula = "", 0, False
    for part in re.split(r"(\s+)", text):
        piece += part
        signs = _SIGNS.findall(part)
        depth = max(0, depth + signs.count("{") - signs.count("}"))
        formula ^= signs.count("$") % 2 == 1
        if depth == 0 and not formula and not _OPEN_COMMAND.search(piece[-_LONGEST_COMMAND:]):
            yield piece
            piece = ""
    yield piece


def _decode_piece(text: str) -> str:
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    made = Entry("misc", "x", [Field("x", text)])
    (decoded,) = _load_decoder().transform(Library([made])).blocks
    if not isinstance(decoded, Entry):  # LaTeX that cannot be read stays as it is written
        return text
    return str(decoded.fields_dict["x"].value).replace(_TIE, " ")


@cache
def _load_decoder() -> LatexDecodingMiddleware:
    from bibtexparser.middlewares import LatexDecodingMiddleware
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    plain = {"textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_"}
    plain |= {"textasciicircum": "^", "textasciitilde": "~"}
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in plain.items()]
    known = get_default_latex_context_db()
    known.add_context_category(
        "bibliography", prepend=True, macros=[MacroTextSpec("url", simplify_repl="%s"), *macros]
    )
    decoder = LatexNodes2Text(
        latex_context=known,
        strict_latex_spaces=True,
        keep_braced_groups=True,
        math_mode="text",
    )
    return LatexDecodingMiddleware(decoder=decoder)


def _inherit(fields: dict[str, str], parents: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """Return the fields with what the entry takes over from the one that ``crossref`` names."""
    parent = parents.get(fields.get("crossref", "").casefold())
    if not parent or parent is fields:
        return fields
    given = {name: value for name, value in parent.items() if name not in ("title", "author")}
    if "title" in parent:
        given["booktitle"] = parent["title"]
    return given | fields


def _make(entry: Entry, fields: dict[str, str], path: str) -> Reference:
    def get(*names: str) -> str:
        return next((_strip(fields[name]) for name in names if fields.get(name)), "")

    notes = " ".join(get(name) for name in ("note", "extra", "annote", "addendum"))
    eprint = get("eprinttype", "archiveprefix").lower()
    authors, complete = _read_authors(fields.get("author") or fields.get("editor") or "")
    title = clean_title(get("title"))
    if subtitle := clean_title(get("subtitle")):
        title = f"{title}: {subtitle}"
    first, last = split_pages(get("pages"))
    url = find_url(get("url"))
    kind = _KINDS.get(entry.entry_type.lower(), "")
    if eprint == "arxiv" or (not kind and get("pubstate") == "preprint"):
        kind = "Preprint"
    return Reference(
        place=_place(entry, path),
        key=entry.key,
        kind=kind,
        title=title,
        authors=authors,
        complete=complete,
        year=find_year(get("year")) or find_year(get("date")),
        container=clean_text(get(*_CONTAINERS)),
        doi=find_doi(get("doi")) or (find_doi(url) if "doi.org/" in url else "")
        or find_labelled_doi(notes),
        pmid=find_pmid(get("pmid")) or (find_pmid(get("eprint")) if eprint in _PUBMED else "")
        or find_labelled_pmid(f"{notes} {url}"),
        pmcid=find_pmcid(get("pmcid")) or find_pmcid(notes),
        url=url,
        volume=clean_text(get("volume")),
        number=clean_text(get("number", "issue")),
        first_page=first,
        last_page=last,
        issn=find_issn(get("issn")),
        isbn=find_isbn(get("isbn")),
        publisher=clean_text(get("publisher", "institution", "school", "organization")),
        language=find_language(get("langid", "language")),
        decision=read_decision(notes),
    )  # fmt: skip


_PUBMED = ("pmid", "pubmed", "medline")


def _strip(text: str) -> str:
    """Return a text without the braces that group, and with those that are meant."""
    text = text.replace("{", "").replace("}", "")
    for sign, kept in _KEPT_BRACES:
        text = text.replace(kept, sign)
    return text


def _read_authors(text: str) -> tuple[tuple[Author, ...], bool]:
    """Return the authors, and whether these are all; a name in braces is kept whole."""
    from bibtexparser.middlewares.names import (
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    found: list[Author] = []
    complete = True
    names = split_multiple_persons_names(text)
    if len(names) == 1 and text.count(",") > 2 and "{" not in text:
        names = split_names(text)  # commas where BibTeX wants "and"
    for name in names:
        if OTHERS.fullmatch(_strip(name).strip()):
            complete = False
        elif name.startswith("{") and name.find("}") == len(name) - 1:
            found.append(Author(clean_text(_strip(name))))
        else:
            parts = parse_single_name_into_parts(name, strict=False)
            given = " ".join([*parts.first, *parts.jr])
            family = " ".join([*parts.von, *parts.last])
            if not family:
                family, given = given, ""
            found.append(Author(clean_text(_strip(family)), clean_text(_strip(given))))
    return tuple(author for author in found if author.family), complete
