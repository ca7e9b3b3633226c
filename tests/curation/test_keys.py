"""Readable names are made from labels, and are free."""

from __future__ import annotations

import pytest

from evidence_kb.curation.keys import is_name, make_citation_key, make_slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sleep quality", "sleep-quality"),
        ("  Two–part, “quoted” words!  ", "two-part-quoted-words"),
        ("Ångström & Łódź", "angstrom-lodz"),
        ("CO₂", "co2"),
        ("...", ""),
    ],
)
def test_a_label_becomes_a_name(text: str, name: str) -> None:
    """Letters lose their marks, everything else is a hyphen."""
    assert make_slug(text) == name


def test_a_long_label_is_cut_between_words() -> None:
    """A name stays short enough to be typed."""
    name = make_slug("sleep " * 40)

    assert name == "-".join(["sleep"] * 10)


@pytest.mark.parametrize(
    ("authors", "key"),
    [
        ("Doe et al.", "doe-2020-tea"),
        ("van der Berg & Doe", "van-2020-tea"),
        ("World Health Organization", "world-2020-tea"),
        ("王", "anonymous-2020-tea"),
    ],
)
def test_a_source_is_named_by_author_year_and_a_word(authors: str, key: str) -> None:
    """The first word of the title that tells something is the last part."""
    assert make_citation_key(authors, "2020", "The tea of the evening") == key


def test_a_key_that_is_taken_gets_a_number() -> None:
    """Two works of one author and year are told apart."""
    taken = {"doe-2020-tea", "doe-2020-tea-2"}

    assert make_citation_key("Doe", "2020", "Tea", taken.__contains__) == "doe-2020-tea-3"


@pytest.mark.parametrize("text", ["", "-a", "a-", "a b", "a:b", "a/b", "a#b", "é"])
def test_what_is_no_name_is_told(text: str) -> None:
    """A name begins and ends with a letter or digit, and holds nothing that an IRI would escape."""
    assert not is_name(text)
