"""BibTeX and BibLaTeX: LaTeX, names, broken entries."""

from __future__ import annotations

import pytest

from evidence_kb.curation.bibliography.bibtex import read_bibtex
from evidence_kb.curation.bibliography.reference import Author, Reference
from tests.curation.bibliography.samples import BIBLATEX, ZOTERO_BIBTEX


def read_one(text: str) -> Reference:
    (reference,), broken = read_bibtex(text, "refs.bib")
    assert broken == []
    return reference


def test_an_entry_of_zotero_is_read_whole() -> None:
    """Each field is plain: LaTeX decoded, identifiers bare, those in the notes found."""
    found = read_one(ZOTERO_BIBTEX)

    assert found.title == "A made-up study of the DNA of cafés: 50% < 3 & more"
    assert (found.doi, found.pmid, found.pmcid) == ("10.5555/made_up.1", "99000001", "PMC99000001")
    assert (found.kind, found.year, found.container) == (
        "JournalArticle", "2013", "Journal of Made-up Results",
    )  # fmt: skip
    assert (found.volume, found.number, found.first_page, found.last_page) == (
        "110", "15", "5797", "5801",
    )  # fmt: skip
    assert (found.issn, found.language) == ("0027-8424", "en")
    assert (found.place.line, found.key) == (2, "nobody_made-up_2013")


def test_an_address_keeps_its_signs() -> None:
    """What LaTeX would read in a URL is a sign of the URL."""
    assert read_one(ZOTERO_BIBTEX).url == "https://example.org/~made/a%20b_c"


def test_names_are_taken_apart_as_bibtex_does() -> None:
    """A name in braces is whole, particles belong to the family, "others" are counted out."""
    found = read_one(ZOTERO_BIBTEX)

    assert found.authors == (
        Author("Nobody", "André"),
        Author("World Made-up Organization"),
        Author("van der Noone", "Bo"),
    )
    assert not found.complete


def test_biblatex_has_words_of_its_own() -> None:
    """Date, journaltitle, subtitle, eprint and langid are understood."""
    found = read_one(BIBLATEX)

    assert found.title == "A made-up second study: With a subtitle"
    assert (found.year, found.pmid, found.language) == ("2014", "99000002", "de")
    assert found.container == "Journal of Made-up Results"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"{\'{E}}douard {\O}ster and {\v{Z}}i{\v z}ek", "Édouard Øster and Žižek"),
        (r"\AA ngstr{\"o}m na{\"\i}ve Stra{\ss}e \c ca", "Ångström naïve Straße ça"),
        (r"It costs $5 for $\alpha$ and more", "It costs $5 for α and more"),
        (r"50% of # people", "50% of # people"),
        (r"``quotes'' -- and --- dashes", "“quotes” – and — dashes"),
        (r"\emph{in vitro} \textsubscript{max} {A} {{GRADE}}", "in vitro max A GRADE"),
        (r"Sleep <i>and</i> ties &amp; more", "Sleep and ties & more"),
        (r"\{meant\} {not} \textasciicircum{} \textasciitilde{}", "{meant} not ^ ~"),
        (r"broken \href{x} stays", r"broken \hrefx stays"),
    ],
)
def test_latex_becomes_text(written: str, meant: str) -> None:
    """Accents, braces, formulas, quotes; signs that are no LaTeX in a field stay."""
    assert read_one(f"@article{{a, title = {{{written}}}}}").title == meant


def test_commas_between_names_are_forgiven() -> None:
    """Names set apart by commas alone still come apart."""
    found = read_one("@article{a, title={T}, author={Kim, S., Lee, A., Chen, C.}}")

    assert [author.family for author in found.authors] == ["Kim", "Lee", "Chen"]


def test_strings_and_crossref_are_followed() -> None:
    """A journal named by @string, a chapter whose book is another entry."""
    text = """@string{jmr = "Journal of Made-up Results"}
@article{a, title={T}, journal = jmr}
@incollection{c, title={Chapter}, crossref={Book}}
@book{book, title={The book}, year={1999}, author={Nobody, A.}}
"""
    first, chapter, _ = read_bibtex(text, "a.bib")[0]

    assert first.container == "Journal of Made-up Results"
    assert (chapter.container, chapter.year, chapter.authors) == ("The book", "1999", ())


def test_a_broken_entry_costs_no_other() -> None:
    """It is told by its line; the entries before and after it are read."""
    text = "@article{a, title={One}}\n\n@article{b, title={Two\n@article{c, title={Three}}\n"
    found, broken = read_bibtex(text, "a.bib")

    assert [reference.title for reference in found] == ["One", "Three"]
    assert [(each.place.line, "is not closed" in each.message) for each in broken] == [(3, True)]


def test_two_entries_of_one_key_are_two() -> None:
    """A key that is there twice, or a field that is, loses no entry."""
    text = "@article{a, title={One}}\n@article{a, title={Two}}\n@book{b, title={X}, title={Y}}\n"
    found, broken = read_bibtex(text, "a.bib")

    assert [reference.title for reference in found] == ["One", "Two", "X"]
    assert broken == []


def test_what_looks_like_an_entry_and_is_none_is_told() -> None:
    """The beginning of an entry that opens nothing is told by its line; other words are none."""
    text = "A comment\n@home of it\n\n@article nobody, 2013\n"
    found, broken = read_bibtex(text, "a.bib")

    assert found == []
    assert [(each.place.line, "'@article'" in each.message) for each in broken] == [(4, True)]


def test_the_parser_says_nothing_itself(capfd: pytest.CaptureFixture[str]) -> None:
    """What the library would log is in our report alone."""
    read_bibtex("@article{b, title={Two\n@article{c, title={Three}}\n", "a.bib")

    assert capfd.readouterr() == ("", "")
