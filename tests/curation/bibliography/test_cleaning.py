"""Single fields made plain: what identifiers, years, pages and names look like in files."""

from __future__ import annotations

import pytest

from evidence_kb.curation.bibliography.cleaning import (
    clean_text,
    clean_title,
    find_doi,
    find_issn,
    find_labelled_pmid,
    find_language,
    find_year,
    split_pages,
)
from evidence_kb.curation.bibliography.kinds import find_class, find_genre
from evidence_kb.curation.bibliography.names import (
    list_authors,
    make_key,
    read_name,
    read_names,
    shorten_authors,
    split_names,
)
from evidence_kb.curation.bibliography.reference import Author, Reference
from evidence_kb.errors import Place

AT = Place("refs.bib", 1)


@pytest.mark.parametrize(
    "written",
    [
        "10.5555/made.up(1)",
        "https://doi.org/10.5555/made.up(1)",
        "http://dx.doi.org/10.5555/made.up(1).",
        "doi:10.5555/made.up(1)",
        "DOI 10.5555/made.up(1);",
        "(10.5555/made.up(1))",
        "https://doi.org/10.5555%2Fmade.up%281%29",
        "  10.5555/made.up(1)\n",
    ],
)
def test_a_doi_is_found_however_it_is_written(written: str) -> None:
    """Address, label, brackets and stops around it go; what is inside stays."""
    assert find_doi(written) == "10.5555/made.up(1)"


@pytest.mark.parametrize("written", ["", "n/a", "11.5555/x", "PMID: 12", "10.5/x"])
def test_what_is_no_doi_is_none(written: str) -> None:
    """Nothing is made a DOI."""
    assert find_doi(written) == ""


def test_an_old_doi_with_brackets_stays_whole() -> None:
    """Signs of an old Wiley DOI, escaped for HTML, are part of it."""
    written = "10.5555/(SICI)1097&lt;1661::AID-X&gt;3.0.CO;2-2"

    assert find_doi(written) == "10.5555/(SICI)1097<1661::AID-X>3.0.CO;2-2"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("PMID: 23530191; PMCID: PMC3625264", "23530191"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/23530191", "23530191"),
        ("see note 23530191", ""),
        ("PMID: 0", ""),
    ],
)
def test_a_pubmed_id_needs_its_label(written: str, found: str) -> None:
    """A bare number in a note is any number."""
    assert find_labelled_pmid(written) == found


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Ties &amp;amp; <b>sleep</b>", "Ties & sleep"),
        ("p<0.05 and n>3", "p<0.05 and n>3"),
        ("CO<sub>2</sub> and <jats:italic>E. coli</jats:italic>", "CO2 and E. coli"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math> of\u00a0y", "x of y"),
        ("one<br/>two\x0bthree\u200b", "one two three"),
        ("half \ud800 pair", "half pair"),
    ],
)
def test_mark_up_goes_and_text_stays(written: str, plain: str) -> None:
    """Tags that titles carry, entities, signs that nobody sees."""
    assert clean_text(written) == plain


@pytest.mark.parametrize(
    ("written", "title"),
    [("Ties.", "Ties"), ("Ties...", "Ties..."), ("In the U.S.", "In the U.S."), ("Why?", "Why?")],
)
def test_the_stop_of_a_database_goes(written: str, title: str) -> None:
    """A stop that belongs to the title stays."""
    assert clean_title(written) == title


def test_a_year_is_four_digits_of_a_date() -> None:
    """Neither page numbers nor the year of no century."""
    assert [find_year(text) for text in ("c2013", "12013", "0999", "Spring 1998-9")] == [
        "2013", "", "", "1998",
    ]  # fmt: skip


def test_pages_are_made_whole() -> None:
    """The last page has the digits of the first; other forms stay as they are."""
    assert split_pages("118–9") == ("118", "119")
    assert split_pages("S1-S9") == ("S1", "S9")
    assert split_pages("1-3, 7-9") == ("1-3, 7-9", "")


def test_codes_have_their_form() -> None:
    """ISSN with its hyphen, a language as a tag or not at all."""
    assert find_issn("0027-842x") == "0027-842X"
    assert [find_language(word) for word in ("ENG", "Deutsch", "pt-BR", "various")] == [
        "en", "de", "pt-BR", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("Kim, Soo", Author("Kim", "Soo")),
        ("Kim S", Author("Kim", "S")),
        ("van der Kim S.-H.", Author("van der Kim", "S.-H.")),
        ("Kim S. H.", Author("Kim", "S. H.")),
        ("World Health Organization", Author("World Health Organization")),
        ("WHO,", Author("WHO")),
        (",Soo", Author("Soo")),
    ],
)
def test_a_name_is_taken_apart_where_it_is_sure(written: str, author: Author) -> None:
    """A comma or initials divide; any other text is a whole name."""
    assert read_name(written) == author


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Kim, S.; Lee, A.", ["Kim, S.", "Lee, A."]),
        ("Kim S, Lee AB, Chen C", ["Kim S", "Lee AB", "Chen C"]),
        ("Kim, S., Lee, A.", ["Kim, S.", "Lee, A."]),
        ("Kim, Soo and Lee, Ann", ["Kim, Soo", "Lee, Ann"]),
        ("", []),
    ],
)
def test_names_in_one_cell_come_apart(cell: str, names: list[str]) -> None:
    """Semicolons, "and", or commas between whole names."""
    assert split_names(cell) == names


def test_et_al_is_no_author() -> None:
    """It says that the list is not whole."""
    assert read_names(["Kim, S.", "et al."]) == ((Author("Kim", "S."),), False)


def make(*families: str, complete: bool = True, given: str = "A.") -> Reference:
    authors = tuple(Author(family, given) for family in families)
    return Reference(AT, title="On ties", year="2013", authors=authors, complete=complete)


def test_authors_have_a_short_form_and_a_list() -> None:
    """Up to three are named; a list is kept only where it is whole and more than family names."""
    assert shorten_authors(make("A", "B", "C", "D")) == "A et al."
    assert shorten_authors(make("A", "B", complete=False)) == "A et al."
    assert shorten_authors(make("A", "B", "C")) == "A, B & C"
    assert list_authors(make("A", "B")) == "A, A.; B, A."
    assert list_authors(make("A", complete=False)) == ""
    assert list_authors(make("A", "B", given="")) == ""
    assert list_authors(make("Kim et al.", given="")) == ""


def test_keys_are_plain_and_taken_once() -> None:
    """Accents go, stop words are passed over, a taken key gets a word or a number more."""
    taken = {"gariepy-2013-ties", "gariepy-2013-ties-sleep"}
    reference = Reference(AT, title="Social ties and sleep", year="2013",
                          authors=(Author("Gariépy", "G."),))  # fmt: skip

    assert make_key(reference, lambda key: False) == "gariepy-2013-ties"
    assert make_key(reference, lambda key: key in taken) == "gariepy-2013-ties-sleep-2"


def test_a_key_of_our_form_is_kept() -> None:
    """What another base called it, it is called here, if that is free."""
    reference = Reference(AT, key="kim-2013-bonds", title="T", year="2013", authors=(Author("X"),))

    assert make_key(reference, lambda key: False) == "kim-2013-bonds"
    assert make_key(reference, lambda key: key == "kim-2013-bonds").startswith("x-2013")


def test_a_key_is_made_of_what_there_is() -> None:
    """A title in another script, an author without letters."""
    reference = Reference(AT, title="睡眠", year="2013", authors=(Author("王", "伟"),))

    assert make_key(reference, lambda key: False) == "anonymous-2013-untitled"


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("Ties: a network meta-analysis", "network-meta-analysis"),
        ("Ties: an umbrella review of meta-analyses", "umbrella-review"),
        ("Ties: a systematic review and meta-analysis", "pooled-review"),
        ("Ties: a systematic review", "systematic-review"),
        ("Ties: a scoping review", "narrative-review"),
        ("Ties: protocol for a systematic review", "not-classified"),
        ("Comment on: a meta-analysis", "not-classified"),
        ("Ties and sleep", "not-classified"),
    ],
)
def test_the_title_tells_the_publication_type_or_nothing_does(title: str, genre: str) -> None:
    """Nothing is guessed: what is not said is not classified."""
    assert find_genre(Reference(AT, title=title)) == genre


def test_the_class_follows_the_type() -> None:
    """A review in a journal is a review article; without a type the record tells its class."""
    review = Reference(AT, title="Ties: a systematic review", kind="JournalArticle")

    assert find_class(review) == "ReviewArticle"
    assert find_class(Reference(AT, isbn="9783161484100")) == "Book"
    assert find_class(Reference(AT, url="https://example.org")) == "WebPage"
    assert find_class(Reference(AT)) == "ReportDocument"
