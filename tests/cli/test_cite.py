"""The command ``cite``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Ask


def test_the_base_is_cited_with_version_and_hash(ask: Ask) -> None:
    """A citation says which data is meant, and makes up no author."""
    text = ask("cite").stdout

    assert text.startswith("Social connection and health (version 0.1.0, 2026-11-23) [data set].")
    assert "sha256:" in text


def test_a_claim_is_cited_as_part_of_the_base(ask: Ask) -> None:
    """An item names the base it stands in."""
    text = ask("cite", "C001").stdout

    assert text.startswith("C001: Isolated or lonely people")
    assert "In: Social connection and health" in text


@pytest.mark.parametrize("name", ["", "C001", "loneliness", "steptoe-2013-isolation"])
def test_csl_json_is_an_array_of_one(ask: Ask, name: str) -> None:
    """Reference managers read the JSON form."""
    (item,) = json.loads(ask("cite", *filter(None, [name]), "-f", "json").stdout)

    assert {"id", "type", "title"} <= set(item)


def test_bibtex_of_a_source_is_an_article(ask: Ask) -> None:
    """A source is cited as the publication it is."""
    text = ask("cite", "steptoe-2013-isolation", "-f", "bibtex").stdout

    assert text.startswith("@article{steptoe-2013-isolation,\n")
    assert "doi = {10.1073/pnas.1219686110}" in text


def test_an_unknown_item_is_answered_with_the_nearest(ask: Ask) -> None:
    """A typo is exit code 2."""
    result = ask("cite", "steptoe-2013-isolatoin")

    assert result.exit_code == 2
    assert "'steptoe-2013-isolation'" in result.stderr


def test_a_citation_is_saved_to_a_file(ask: Ask, tmp_path: Path) -> None:
    """-o writes what would have been printed."""
    target = tmp_path / "base.bib"

    ask("cite", "-f", "bibtex", "-o", str(target))

    assert target.read_text() == ask("cite", "-f", "bibtex").stdout
