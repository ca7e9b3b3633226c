"""The guard before the engine: no query ends the process, none reaches another server."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

from evidence_kb.errors import InputError, LimitError
from evidence_kb.graph.guard import MAX_CHAIN, MAX_DEPTH, guard_query, mentions_service

_P = "PREFIX e: <http://e/> "

NESTINGS: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: f"SELECT*{{FILTER{'(' * n}1{')' * n}}}",
    "calls": lambda n: f"SELECT*{{FILTER({'STR(' * n}1{')' * n})}}",
    "if": lambda n: f"SELECT({'IF(true,1,' * n}1{')' * n} AS ?x){{}}",
    "groups": lambda n: f"SELECT*{'{' * n}{'}' * n}",
    "exists": lambda n: f"SELECT*{{{'FILTER EXISTS{' * n}{'}' * n}}}",
    "subselects": lambda n: f"SELECT*{{{'{SELECT*{' * (n // 2)}{'}}' * (n // 2)}}}",
    "optionals": lambda n: f"SELECT*{{{'OPTIONAL{' * n}{'}' * n}}}",
    "graphs": lambda n: f"SELECT*{{{'GRAPH ?g{' * n}{'}' * n}}}",
    "unions": lambda n: f"SELECT*{{{'{}UNION{' * n}{'}' * n}}}",
    "laterals": lambda n: f"SELECT*{{{'LATERAL{' * n}{'}' * n}}}",
    "property lists": lambda n: f"SELECT*{{?a ?b {'[?b ' * n}1{']' * n}}}",
    "collections": lambda n: f"SELECT*{{?a ?b {'(' * n}1{')' * n}}}",
    "quoted triples": lambda n: f"SELECT*{{{'<<' * n}?a ?b ?c{'>>?d ?e' * n}}}",
    "triple terms": lambda n: f"SELECT*{{?s ?p {'<<(?a ?b ' * n}?c {')>>' * n}}}",
    "annotations": lambda n: f"SELECT*{{?a ?b ?c {'{|?b ?c ' * n}{'|}' * n}}}",
    "paths": lambda n: f"{_P}SELECT*{{?a {'(' * n}e:p{')*' * n} ?b}}",
    "inverse paths": lambda n: f"{_P}SELECT*{{?a {'^(' * n}e:p{')' * n} ?b}}",
    "never closed": lambda n: "SELECT*{FILTER(" + "(" * n,
    "after a less-than sign": lambda n: f"SELECT*{{?a ?b ?c FILTER(?a<{'(' * n}1#>\n{')' * n})}}",
    "in a less-than chain": lambda n: "SELECT*{?a ?b ?c FILTER(" + "?a<((1#>\n&&" * n,
    "behind a quote": lambda n: f"SELECT*{{?a ?b ?c FILTER(?a<'{'('}'||{'(' * n}1{')' * n})}}",
}
CHAINS: dict[str, Callable[[int], str]] = {
    "not": lambda n: f"SELECT*{{FILTER({'!' * n}true)}}",
    "not after a less-than sign": lambda n: f"SELECT*{{?a ?b ?c FILTER(?a<{'!' * n}true#>\n)}}",
    "plus": lambda n: f"SELECT(1{'+1' * n} AS ?x){{}}",
    "minus of words": lambda n: f"SELECT(true{'-true' * n} AS ?x){{}}",
    "minus and an unknown prefix": lambda n: f"SELECT(true{'-true' * n}-x:y AS ?x){{}}",
    "a prefix that begins like a keyword": lambda n: (
        f"PREFIX VALUES😀: <http://e/> SELECT*{{?a VALUES😀:p {{SELECT(1{'+1' * n} AS ?x){{}}}}}}"
    ),
    "a word after VALUES": lambda n: f"SELECT*{{VALUES FILTER EXISTS{{FILTER(1{'+1' * n})}}}}",
    "times": lambda n: f"SELECT(1{'*?a' * n} AS ?x){{}}",
    "times after a less-than sign": lambda n: f"SELECT(?a<1{'*1' * n}>2 AS ?x){{?a ?b ?c}}",
    "and": lambda n: f"SELECT*{{FILTER(?a{'&&?a' * n})}}",
    "or": lambda n: f"SELECT*{{FILTER(?a{'||?a' * n})}}",
    "unions": lambda n: f"SELECT*{{{{}}{'UNION{}' * n}}}",
    "alternatives": lambda n: f"{_P}SELECT*{{?a e:p{'|e:p' * n} ?b}}",
    "sequences": lambda n: f"{_P}SELECT*{{?a (e:p{'/e:p' * n})* ?b}}",
    "optionals": lambda n: f"SELECT*{{{'OPTIONAL{}' * n}}}",
    "minuses": lambda n: f"SELECT*{{{'MINUS{}' * n}}}",
    "filters": lambda n: f"SELECT*{{{'FILTER(?a)' * n}}}",
    "filters that exist": lambda n: f"SELECT*{{{'FILTER EXISTS{}' * n}}}",
    "binds": lambda n: f"SELECT*{{{''.join(f'BIND(1 AS?v{i})' for i in range(n))}}}",
    "values": lambda n: f"SELECT*{{{'VALUES?a{UNDEF}' * n}}}",
    "subselects": lambda n: f"SELECT*{{{'{SELECT*{}}' * n}}}",
    "expressions": lambda n: f"SELECT {''.join(f'(1 AS?v{i})' for i in range(n))}{{}}",
    "order": lambda n: f"SELECT*{{?a ?b ?c}}ORDER BY{' STR(?a)' * n}",
    "group": lambda n: f"SELECT*{{}}GROUP BY {''.join(f'(1 AS?g{i})' for i in range(n))}",
    "having": lambda n: f"SELECT(COUNT(*)AS?n){{}}HAVING{'(?a)' * n}",
    "described": lambda n: f"DESCRIBE{'<http://e/a>' * n}",
    "laterals": lambda n: f"SELECT*{{{'LATERAL{}' * n}}}",
    "spread over 50 levels": lambda n: (
        f"SELECT({('1' + '+1' * (n // 50) + '+(') * 50}1{')' * 50} AS ?x){{}}"
    ),
}
SLOW_CHAINS: dict[str, Callable[[int], str]] = {
    "triples": lambda n: f"SELECT*{{{'?a ?b ?c.' * n}}}",
    "objects": lambda n: f"SELECT*{{?a ?b ?c{',?c' * n}}}",
    "properties": lambda n: f"SELECT*{{?a ?b ?c{';?b ?c' * n}}}",
    "items of a collection": lambda n: f"SELECT*{{?a ?b({'1 ' * n})}}",
    "groups": lambda n: f"SELECT*{{{'{?a ?b ?c}' * n}}}",
    "graphs": lambda n: f"SELECT*{{{'GRAPH ?g{}' * n}}}",
    "paths": lambda n: f"{_P}SELECT*{{?a e:p{'/e:p' * n} ?b}}",
}

_CHILD = """
import json, sys
import pyoxigraph
from evidence_kb.errors import LimitError
from evidence_kb.graph.guard import guard_query
store = pyoxigraph.Store()
for name, text in json.load(sys.stdin):
    print(name, flush=True)
    try:
        list(store.query(guard_query(text)))
    except (LimitError, SyntaxError):
        pass
print("end")
"""


def run_in_child(texts: list[tuple[str, str]]) -> tuple[int, str]:
    """Return the exit code of a process that asks each query, and the last name it came to."""
    child = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return child.returncode, child.stdout.split("\n")[-2]


@pytest.mark.parametrize("count", [MAX_DEPTH - 4, 30_000])
def test_nesting_never_ends_the_process(count: int) -> None:
    """Every form of nesting, within the limit or far beyond it, leaves the process alive."""
    texts = [(name, form(count)) for name, form in NESTINGS.items()]

    outcome = run_in_child(texts)

    assert outcome == (0, "end")


@pytest.mark.parametrize("count", [MAX_CHAIN // 2 - 20, 30_000])
def test_chains_never_end_the_process(count: int) -> None:
    """Every form of long chain, within the limit or far beyond it, leaves the process alive."""
    texts = [(name, form(count)) for name, form in CHAINS.items()]
    if count > MAX_CHAIN:
        texts += [(name, form(count)) for name, form in SLOW_CHAINS.items()]

    outcome = run_in_child(texts)

    assert outcome == (0, "end")


@pytest.mark.parametrize("form", NESTINGS.values(), ids=NESTINGS.keys())
def test_deep_nesting_is_refused(form: Callable[[int], str]) -> None:
    """A query nested 1,000 deep is refused with its place and the limit, before the engine."""
    with pytest.raises(LimitError, match=r"query:\d+:\d+: .*(deeper than 64|longer than 1,000)"):
        guard_query(form(1_100))


@pytest.mark.parametrize("form", [*CHAINS.values(), *SLOW_CHAINS.values()])
def test_long_chain_is_refused(form: Callable[[int], str]) -> None:
    """A chain of 1,100 operators, patterns or triples is refused with its place and the limit."""
    with pytest.raises(LimitError, match=r"query:\d+:\d+: .*longer than 1,000"):
        guard_query(form(1_100))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT*{VALUES ?x {" + "<http://e/Mercury_(planet)> " * 30_000 + "}}",
        "SELECT*{VALUES (?x ?y) {" + "(<urn:a-(b> <urn:x#y>)" * 30_000 + "}}",
        "SELECT*{?a ?b ?c FILTER(?a IN (" + ",".join(map(str, range(1_000))) + "))}",
        'SELECT ("' + "x" * 900_000 + '" AS ?x) {}',
        "SELECT(CONCAT(" + ",".join(["STR(1+1)"] * 1_000) + ") AS ?x){}",
        "SELECT*{{?a ?b ?c}" + " UNION {?a ?b ?c}" * 199 + "}",
        'SELECT ("' + "(" * 5_000 + '" AS ?x) {}',
        "#" + "(" * 5_000 + "\nSELECT * {}",
        f"SELECT ({'(' * 63}1{')' * 63} AS ?x) {{}}",
    ],
    ids=["values", "rows", "in", "long", "concat", "unions", "string", "comment", "depth"],
)
def test_honest_query_passes(text: str) -> None:
    """Long lists of values, 200 branches and brackets in strings are no nesting and pass as is."""
    guarded = guard_query(text)

    assert guarded == text


def test_size_is_limited() -> None:
    """A text over one megabyte is refused."""
    with pytest.raises(LimitError, match="1,000,000"):
        guard_query("#" + "x" * 1_000_000)


@pytest.mark.parametrize("text", ['ASK { ?a ?b "x }', "ASK { ?a ?b '''x' }", 'ASK {"""}'])
def test_open_string_is_refused(text: str) -> None:
    """A string that is never closed is refused at its place: what follows it cannot be judged."""
    text = "#" + "x" * MAX_CHAIN + "\n" + text  # too long to pass unread

    with pytest.raises(InputError, match=r"query:2:\d+: this string is not closed"):
        guard_query(text)


def test_half_character_is_refused() -> None:
    """Text from a terminal that is not UTF-8 (a lone surrogate) is refused, not a crash."""
    with pytest.raises(InputError, match="Unicode"):
        guard_query("ASK { ?a ?b '\udce9' }")


@pytest.mark.parametrize("comparison", ["?n<1&&?n>-9", "?n<(2)&&?n>-9", "?n<2-1&&!(?n>9)"])
def test_comparison_without_spaces_keeps_its_meaning(comparison: str) -> None:
    """A less-than sign with no space after it still compares, though it looks like an IRI."""
    query = f"SELECT ?n {{ VALUES ?n {{ 0 9 }} FILTER({comparison}) }}"

    rows = list(answer(query))

    assert [row["n"].value for row in rows] == ["0"]


def answer(text: str) -> ox.QuerySolutions:
    """Return the engine's answer of a guarded SELECT."""
    solutions = ox.Store().query(guard_query(text))
    assert isinstance(solutions, ox.QuerySolutions)
    return solutions


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """Give the address of a local server and the list of who connected to it."""
    seen: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def accept() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                seen.append(peer)
                connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", seen
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


HOSTILE = [
    "SELECT*{SERVICE <URL> {?s ?p ?o}}",
    "SELECT*{service<URL>{?s ?p ?o}}",
    "SELECT*{SeRvIcE SILENT <URL> {?s ?p ?o}}",
    "SELECT*{SERVICE#c\n<URL>{?s ?p ?o}}",
    "PREFIX u: <URL> SELECT*{SERVICE u: {?s ?p ?o}}",
    "BASE <URL> SELECT*{SERVICE <> {?s ?p ?o}}",
    "SELECT*{VALUES ?u {<URL>} SERVICE ?u {?s ?p ?o}}",
    "SELECT*{{SELECT*{SERVICE <URL> {?s ?p ?o}}}}",
    "ASK{FILTER EXISTS{SERVICE <URL> {?s ?p ?o}}}",
    "SELECT*{VALUES(?u ?a){(<URL> 0)} FILTER(?a<1)SERVICE?u#>\n{?x ?y ?z}}",
    'SELECT*{VALUES ?a {"\\\\"}SERVICE <URL> {?s ?p ?o}}',
    "SELECT*{\\u0053ERVICE <URL> {?s ?p ?o}}",
    "SELECT*{SERVI\\u0043E <URL> {?s ?p ?o}}",
    "SELECT*{\\SERVICE <URL> {?s ?p ?o}}",
    "SELECT*{serv\u0131ce <URL> {?s ?p ?o}}",
    "SELECT*{SERV\u0130CE <URL> {?s ?p ?o}}",
    "SELECT*{\u017fervice <URL> {?s ?p ?o}}",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_service_never_connects(query: str, listener: tuple[str, list[object]]) -> None:
    """No way of writing SERVICE reaches another server: each is a syntax error to the engine."""
    url, seen = listener

    with pytest.raises(SyntaxError):
        ox.Store().query(guard_query(query.replace("URL", url)))

    assert seen == []


def test_unguarded_service_connects(listener: tuple[str, list[object]]) -> None:
    """Without the guard the engine connects: the tests beside this one can fail."""
    url, seen = listener

    solutions = ox.Store().query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert isinstance(solutions, ox.QuerySolutions)
    with pytest.raises(OSError):
        list(solutions)

    assert len(seen) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"a service"', "a service"),
        ("'''SERVICE'''", "SERVICE"),
        (r'"\\service"', r"\service"),
        (r'"\\\\service \\SERVICE"', r"\\service \SERVICE"),
        (r'"\tservice"', "\tservice"),
        (r'"\u00e9service"', "\xe9service"),
        (r'"\u005Cservice"', r"\service"),
        ("<http://e/service?service>", "http://e/service?service"),
        ('"x" # service', "x"),
    ],
)
def test_service_keeps_its_meaning(written: str, meant: str) -> None:
    """In strings, IRIs and comments the word means what it meant, also after backslashes."""
    (row,) = answer(f"SELECT (?y AS ?x) {{ VALUES ?y {{ {written}\n }} }}")

    assert row["x"].value == meant


def test_wrong_escape_stays_wrong() -> None:
    """A backslash before the word is no escape of SPARQL, and is not turned into a good one."""
    with pytest.raises(SyntaxError):
        answer(r'SELECT ("\service" AS ?x) {}')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { SERVICE <http://e/> {} }", True),
        ("SELECT ?service {}", True),
        ("SELECT * { ?s ex:service ?o }", True),
        ('SELECT ("service" AS ?x) {}', False),
        ("SELECT * { ?s <http://e/service> ?o } # service", False),
    ],
)
def test_mention_of_service_is_seen(text: str, expected: bool) -> None:
    """A keyword or a name with the word counts as a mention; a string, IRI or comment does not."""
    assert mentions_service(text) is expected
