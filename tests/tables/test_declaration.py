"""Table declarations."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_kb.errors import DataError, EnvironmentFault
from evidence_kb.resources import find_folder
from evidence_kb.tables.declaration import find_declarations, read_declaration

COLUMN = '[[column]]\nname = "id"\n'
BUNDLED = find_declarations([find_folder("queries") + "/tables"])


def declare(folder: Path, text: str) -> object:
    path = folder / "t.toml"
    path.write_text(text)
    return read_declaration("t", str(path))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("item = ", "not a table declaration"),
        (COLUMN, "either item"),
        ('item = "e:C"\nitems = "q"\n' + COLUMN, "either item"),
        ('item = "e:C"', "at least one"),
        ('item = "e:C } ?a ?b ?c"\n' + COLUMN, "not a property path"),
        ('item = "e:C"\n' + COLUMN + 'path = "e:p ?x . ?y"', "not a property path"),
        ('item = "e:C"\n' + COLUMN + 'path = "e:p"\nquery = "q"', "not both"),
        ('item = "e:C"\n' + COLUMN + 'type = "txt"', "should be one of text, concept"),
        ('item = "e:C"\n' + COLUMN + 'filter = "is"', "should be one of equals, narrower"),
        ('item = "e:C"\n' + COLUMN + COLUMN, "two columns are named 'id'"),
        ('item = "e:C"\n[[column]]\nname = "The Id"', "lower-case words"),
        ('item = "e:C"\nsrot = []\n' + COLUMN, "has no 'srot'"),
        ('item = "e:C"\nsort = ["idd"]\n' + COLUMN, "names 'idd', which is no column"),
        ('item = "e:C"\nsort = "id"\n' + COLUMN, "list of column names"),
        ('from = "claims"\n', "at least one column"),
        ('item = "e:C"\n' + COLUMN + 'search = "abc"', "search is a whole number"),
        ('item = "e:C"\n' + COLUMN + 'one = "false"', "one is true or false"),
        ('item = "e:C"\n' + COLUMN + 'option = "limit"', "means something else already"),
    ],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """Each mistake is named with the file."""
    with pytest.raises(DataError, match=complaint) as caught:
        declare(tmp_path, text)

    assert caught.value.place is not None
    assert caught.value.place.source.endswith("t.toml")


def test_a_missing_declaration_is_the_environments_fault() -> None:
    """What cannot be read is named."""
    with pytest.raises(EnvironmentFault, match=r"/no\.toml"):
        read_declaration("no", "/no.toml")


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_declaration_can_be_read(name: str) -> None:
    """What ships with the package is well formed."""
    assert read_declaration(name, BUNDLED[name]).name == name


def test_the_bundled_tables_are_those_that_are_documented() -> None:
    """Names of tables are stable."""
    assert set(BUNDLED) == {
        "claim-map", "claims", "concepts", "findings", "flow", "mechanisms", "questions",
        "recommendations", "sources",
    }  # fmt: skip
