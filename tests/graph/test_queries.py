"""Named queries: headers and parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_kb.errors import DataError, EnvironmentFault, UnknownName
from evidence_kb.graph.queries import (
    QueryFolder,
    bind_parameters,
    find_parameters,
    parse_query,
    read_query,
)
from evidence_kb.graph.terms import IRI

TEXT = "SELECT ?a WHERE { VALUES ?a { UNDEF } ?a ?b ?c }"


def test_binding_replaces_the_content_of_the_block_only() -> None:
    """The rest of the query stays as it was."""
    bound = bind_parameters(TEXT, {"a": [IRI("http://x/y"), IRI("http://x/z")]})

    assert bound == TEXT.replace("UNDEF", "<http://x/y> <http://x/z>")


def test_binding_fills_every_block_of_a_name() -> None:
    """A parameter that stands in several places binds in each."""
    bound = bind_parameters(TEXT + TEXT, {"a": [1]})

    assert "UNDEF" not in bound


def test_nothing_leaves_a_parameter_unbound() -> None:
    """An empty list of values changes nothing."""
    assert bind_parameters(TEXT, {"a": []}) == TEXT


@pytest.mark.parametrize(
    "opaque",
    [
        '"VALUES ?z { UNDEF }"',
        "'VALUES ?z { UNDEF }'",
        '"""a "quoted" VALUES ?z { UNDEF }"""',
        "<http://x/VALUES?z{UNDEF}>",
        "# VALUES ?z { UNDEF }\n",
        '"\\" VALUES ?z { UNDEF }"',
    ],
)
def test_text_in_strings_iris_and_comments_is_no_parameter(opaque: str) -> None:
    """Only a block in the query itself is a parameter."""
    assert find_parameters(f"SELECT * {{ FILTER(?x = {opaque}) }}") == []


def test_a_name_without_a_block_is_refused() -> None:
    """Setting what is not there says what is."""
    with pytest.raises(UnknownName, match="no parameter 'b'; it has a"):
        bind_parameters(TEXT, {"b": [1]})


def test_a_value_cannot_close_its_block() -> None:
    """A hostile text stays one string."""
    bound = bind_parameters(TEXT, {"a": ['" } DROP ALL # ']})

    assert bound.count('"\\" } DROP ALL # "') == 1


def test_a_header_is_read_into_its_parts() -> None:
    """Title, question, parameters and columns come from the comments at the top."""
    data = b"# title: T\n# question: Q?\n# parameter: a any -- which\n# column: b -- what\nASK {}"

    query = parse_query("n", "n.rq", data)

    assert (query.title, query.question, query.columns) == ("T", "Q?", {"b": "what"})
    assert query.parameters[0]._asdict() == {"name": "a", "type": "any", "meaning": "which"}


def test_a_header_line_that_cannot_be_read_is_named() -> None:
    """A parameter without a type is refused with the form it should have."""
    with pytest.raises(DataError, match=r"n\.rq:2: .*should read '# parameter: name type"):
        parse_query("n", "n.rq", b"# title: T\n# parameter: a\nASK {}")


def test_a_query_that_is_no_text_is_refused_with_its_line() -> None:
    """Bytes that are not UTF-8 are named by line."""
    with pytest.raises(DataError, match=r"n\.rq:2: a query file is UTF-8"):
        parse_query("n", "n.rq", b"ASK {\n\xe9}")


def test_later_folders_win(tmp_path: Path) -> None:
    """A user's own query replaces a bundled one of the same name."""
    for folder, title in (("one", "first"), ("two", "second")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "q.rq").write_text(f"# title: {title}\nASK {{}}")

    queries = QueryFolder([str(tmp_path / "one"), str(tmp_path / "two")])

    assert queries.read("q").title == "second"


def test_a_folder_that_does_not_exist_has_no_queries() -> None:
    """A base without a queries folder is no mistake."""
    assert QueryFolder(["/no/such/folder"]).names == []


def test_a_missing_file_is_named() -> None:
    """What cannot be read is the environment's fault."""
    with pytest.raises(EnvironmentFault, match=r"/no/such\.rq"):
        read_query("such", "/no/such.rq")
