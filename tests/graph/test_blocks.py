"""Turtle read block by block: comments with their blocks, nodes without names inside them."""

from __future__ import annotations

import pytest

from evidence_kb.errors import DataError
from evidence_kb.graph.blocks import Block, BlockReader, Comments
from evidence_kb.graph.reading import read_bytes
from evidence_kb.graph.turtle import ANONYMOUS, Brackets, Collection


def read(text: str) -> BlockReader:
    return BlockReader(read_bytes(text.encode(), "a.ttl", "turtle"))


def test_a_block_has_its_comment_and_its_values() -> None:
    """A block is the lines above it, its subject and its values in the order of the file."""
    (block,) = read("PREFIX e: <e:> \n#one\n\n # two \ne:s e:p 2, 1; e:q 'x' .").read_blocks()

    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert block == Block(
        ["#one", "# two"], "<e:s>", {"<e:p>": [f'"2"{integer}', f'"1"{integer}'], "<e:q>": ['"x"']}
    )


def test_nodes_without_names_are_what_they_hold() -> None:
    """Brackets and lists stand inside their block, however deep."""
    (block,) = read("<e:s> <e:p> [ <e:q> ( 'x' [ <e:r> () ] ) ], [] .").read_blocks()

    nil = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>"
    inner = Collection(['"x"', Brackets({"<e:r>": [nil]})])
    assert block.values == {"<e:p>": [Brackets({"<e:q>": [inner]}), Brackets({})]}


@pytest.mark.parametrize("text", ["[] <e:p> 'x' .", "[ <e:p> 'x' ] .", "[<e:p> 'x'] <e:p> 'x' ."])
def test_a_subject_in_brackets_has_no_name(text: str) -> None:
    """Said inside the brackets or after them, it is said of the one node."""
    (block,) = read(text).read_blocks()

    assert block.subject == ANONYMOUS
    assert set(block.values) == {"<e:p>"}


def test_a_list_can_be_a_subject() -> None:
    """The items are the subject's, what follows is the block's."""
    (block,) = read("( 'x' 'y' ) <e:p> 'z' .").read_blocks()

    assert (block.subject, block.values) == (Collection(['"x"', '"y"']), {"<e:p>": ['"z"']})


def test_statements_without_a_space_between_are_two_blocks() -> None:
    """A dot that touches the next statement ends a block all the same."""
    blocks = list(
        read("# one\n<e:s> <e:p> 'x'._:t <e:p> 'y' .\n# two\n<e:u> <e:p> 'z' .").read_blocks()
    )

    assert [(block.comment, block.subject) for block in blocks] == [
        (["# one"], "<e:s>"),
        ([], "_:t"),
        (["# two"], "<e:u>"),
    ]


def test_a_prefix_may_change_on_the_way() -> None:
    """A name means what its prefix meant where it stands; the first meaning is the one declared."""
    reader = read("PREFIX e: <e:1> e:s e:p 'x' . @prefix e: <e:2> . e:s e:p 'x' .")

    assert [block.subject for block in reader.read_blocks()] == ["<e:1s>", "<e:2s>"]
    assert reader.prefixes == {"e": "e:1"}


def test_comments_of_the_file_are_kept_apart() -> None:
    """What stands before the prefixes and after the last block belongs to no block."""
    reader = read("# a\n\n\n# b\n\n@prefix e: <e:> .\n# c\ne:s e:p 1 .\n# d\n")

    assert reader.comments == Comments(["# a", "", "# b"], ["# d"])


def test_a_file_of_comments_is_all_head() -> None:
    """Without a statement there is no end to stand at."""
    assert read("# a\n\n# b").comments == Comments(["# a", "", "# b"], [])


def test_a_refusal_shows_the_line() -> None:
    """A mistake is shown in its line, with a caret, as the file has it."""
    with pytest.raises(DataError) as caught:
        list(read("PREFIX e:\n<e:>\n\ne:s e:p 1 .\n  e:t e:p ; .").read_blocks())

    assert caught.value.excerpt == "    e:t e:p ; .\n            ^"


def test_dots_without_end_are_refused_at_the_first() -> None:
    """Statements of nothing but a dot are not counted by the million before one is refused."""
    with pytest.raises(DataError, match=r"a\.ttl:2:3: this '\.' ends or goes on with nothing"):
        read("<e:s> <e:p> 1 .\n  . " + ". " * 3_000_000)
