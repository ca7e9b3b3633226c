r"""LaTeX: a longtable with booktabs rules, to ``\input`` into a document.

Every character of a cell is typeset as itself: no command, comment or shell escape gets through.
Letters beyond Latin that pdfLaTeX has no glyph for are printed as their code there, and as
themselves by LuaLaTeX and XeLaTeX.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.formats.cells import is_number, spell_for_reader, write_lines
from evidence_kb.tables.formats.widths import Extent, measure_columns, share_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.tables.table import Table

_PREAMBLE = r"""% \input this file. The preamble needs: \usepackage{array,booktabs,longtable}
% and for pdfLaTeX also \usepackage[T1]{fontenc}. A wide table wants a landscape page
% (package pdflscape). For letters beyond Latin use LuaLaTeX or XeLaTeX with a font that has them.
"""
_OPENING = r"""\setlength{\tabcolsep}{3pt}\setlength{\extrarowheight}{2pt}
\setlength{\LTleft}{0pt}\setlength{\LTright}{0pt}
\ifdefined\Umathcode\def\unicodecharacter#1#2{#2}\else\def\unicodecharacter#1#2{[U+#1]}\fi
"""
# Characters that a line of a landscape page holds at each size, to share among the columns.
_SIZES = (("footnotesize", 140), ("scriptsize", 180), ("tiny", 230))

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "\n": r"\newline{}",
    "\t": " ",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "\u2010": r"\mbox{-}",
    "\u2011": r"\mbox{-}",
    "\u2013": r"\textendash{}",
    "\u2014": r"\textemdash{}",
    "\u2018": r"\textquoteleft{}",
    "\u2019": r"\textquoteright{}",
    "\u201c": r"\textquotedblleft{}",
    "\u201d": r"\textquotedblright{}",
    "\u2022": r"\textbullet{}",
    "\u2026": r"\textellipsis{}",
    "\u2212": r"\ensuremath{-}",
    "\u00b1": r"\ensuremath{\pm}",
    "\u00d7": r"\ensuremath{\times}",
    "\u00f7": r"\ensuremath{\div}",
    "\u2264": r"\ensuremath{\leq}",
    "\u2265": r"\ensuremath{\geq}",
    "\u2260": r"\ensuremath{\neq}",
    "\u2248": r"\ensuremath{\approx}",
    "\u2190": r"\ensuremath{\leftarrow}",
    "\u2192": r"\ensuremath{\rightarrow}",
    "\u2194": r"\ensuremath{\leftrightarrow}",
    "\u221e": r"\ensuremath{\infty}",
}
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi - pi rho - sigma tau"
    " upsilon phi chi psi omega"
)
_ESCAPES |= {
    chr(0x3B1 + place): rf"\ensuremath{{\{name}}}"
    for place, name in enumerate(_GREEK.split())
    if name != "-"
}
# What pdfLaTeX knows as it comes, tried one by one: the letters of Latin-1 and Latin Extended-A but
# for a few (the barred h and t, the Catalan l, kra, the Afrikaans n).
_LATIN = re.compile(
    "[\u00a1-\u00ac\u00ae-\u0125\u0128-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u0165\u0168-\u017e]"
)
# Fonts join these, doubled, into a dash or quotation marks, unless something stands between.
_JOINED = "-',<>"
_SPECIAL = re.compile(r"(?<=-)-|(?<=')'|(?<=,),|[^A-Za-z0-9 .:;()/=+!?*@\],'-]")


def write(table: Table, stream: BinaryIO) -> None:
    r"""Write the fragment: comments on packages and origin, then the table, its head on each page.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"),), [("50%",)]), stream)
    >>> stream.getvalue().splitlines()[-3]
    b'50\\% \\\\'
    """
    write_lines(stream, _format_lines(table))


def escape_text(text: str) -> str:
    r"""Return LaTeX that typesets the text and nothing else.

    >>> print(escape_text(r"\input{x} 50%"))
    \textbackslash{}input\{x\} 50\%
    """
    composed = unicodedata.normalize("NFC", spell_for_reader(text))
    return _SPECIAL.sub(_escape_match, composed)


def _format_lines(table: Table) -> Iterator[str]:
    yield _PREAMBLE
    for label, value in table.provenance.describe() if table.provenance else ():
        yield f"% {label}: {' '.join(spell_for_reader(value).split())}\n"
    size, shares = _choose_size(table)
    yield f"\\begingroup\\{size}\n{_OPENING}"
    yield "\\begin{longtable}{@{}" + "".join(_specify_columns(table, shares)) + "@{}}\n"
    if table.title:
        yield f"\\caption{{{escape_text(table.title)}}}\\\\\n"
    head = " & ".join(escape_text(column.heading) for column in table.columns)
    yield f"\\toprule\n{head} \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n"
    for row in table.rows:
        yield _guard(" & ".join(escape_text(spell_for_reader(cell)) for cell in row)) + " \\\\\n"
    yield "\\end{longtable}\n\\endgroup\n"


def _choose_size(table: Table) -> tuple[str, list[int]]:
    """Return the largest size of type at which the words fit, and the width of each column."""
    # Three characters more than counted: letters differ in width, and columns need a gap.
    extents = [Extent(*(length + 3 for length in extent)) for extent in measure_columns(table)]
    for size, line in _SIZES:
        if shares := share_width(extents, line):
            return size, shares
    return _SIZES[-1][0], [extent.word for extent in extents]


def _specify_columns(table: Table, shares: list[int]) -> Iterator[str]:
    """Yield the specification of each column: its share of the line, ragged as its cells are."""
    total = sum(shares)
    for column, share in zip(table.columns, shares, strict=True):
        ragged = "\\raggedleft" if is_number(column) else "\\raggedright"
        width = f"\\dimexpr {share / total:.4f}\\linewidth-2\\tabcolsep\\relax"
        yield f">{{{ragged}\\arraybackslash}}p{{{width}}}"


def _guard(row: str) -> str:
    r"""Part a row from the ``\\`` before it, which would take ``*`` for its own."""
    return "{}" + row if row.startswith("*") else row


def _escape_match(match: re.Match[str]) -> str:
    """Return what typesets one character, parted from one of its kind before it."""
    character = match.group()
    before = match.string[match.start() - 1 : match.start()]
    parted = "\\kern0pt{}" if character == before and character in _JOINED else ""
    return parted + _escape_character(character)


def _escape_character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character in _JOINED or _LATIN.match(character):
        return character
    return f"\\unicodecharacter{{{ord(character):04X}}}{{{character}}}"
