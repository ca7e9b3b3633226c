"""The floors of the house: who may import whom, and where each third-party package lives."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "evidence_kb"

# Lower floors first; within a floor, earlier may be imported by later, never the other way.
FLOORS = [
    ["", "errors", "vocabulary", "resources", "files"],
    [
        "graph.terms",
        "graph.worker",
        "graph.source",
        "graph.guard",
        "graph.nesting",
        "graph.iris",
        "graph.escapes",
        "graph.syntax",
        "graph.tokens",
        "graph.encoding",
        "graph.reading",
        "graph.complaint",
        "graph.isolation",
        "graph.turtle",
        "graph.pieces",
        "graph.blocks",
        "graph.queries",
        "graph.answers",
        "graph.lines",
        "graph.store",
        "graph.interchange",
        "graph.base",
        "graph.asker",
    ],
    [
        "tables.table",
        "tables.formats.cells",
        "tables.frames",
        "tables.formats",
        "tables.wanted",
        "tables.declaration",
        "tables.search",
        "tables.names",
        "tables.plan",
        "tables.grouping",
    ],
    ["knowledge_base", "layouts", "hierarchy", "description", "citation", "citation_formats"],
    ["curation"],
    ["cli", "__main__"],
]
HOMES = {
    "pyoxigraph": {"graph.store"},
    "rdflib": {"graph.interchange", "knowledge_base"},
    "pandas": {"tables.frames", "tables.table"},
    "pyarrow": {"tables.frames"},
    "xlsxwriter": {"tables.formats.workbook"},
    "defusedxml": {"curation.sheets.archives"},
    "openpyxl": {"curation.sheets.marking"},
    "rich": {"tables.formats.text"},
    "bibtexparser": {"curation.bibliography.bibtex"},
    "pylatexenc": {"curation.bibliography.bibtex"},
    "rispy": {"curation.bibliography.ris", "citation_formats"},
    "click": {"cli"},
}
HEAVY = {"pandas", "pyarrow", "rdflib", "pyshacl", "xlsxwriter", "openpyxl", "rich"}
HEAVY |= {"bibtexparser", "pylatexenc", "rispy"}
MODULES = sorted(SOURCE.rglob("*.py"))


def name_module(path: Path) -> str:
    name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    return name.removesuffix("__init__").removesuffix(".")


def find_rank(module: str) -> tuple[int, int]:
    for floor, names in enumerate(FLOORS):
        for place, name in enumerate(names):
            if module == name or module.startswith(name + "."):
                return floor, place
    raise AssertionError(f"{module} stands on no floor: give it a place in FLOORS")


def list_imports(path: Path) -> list[tuple[str, bool]]:
    """Each imported module, and whether it loads when the file does (not in a function)."""
    tree = ast.parse(path.read_text())
    late = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) not in late) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            paths = {name: SOURCE.parent / Path(*name.split(".")) for name in names}
            known = [n for n, p in paths.items() if p.is_dir() or p.with_suffix(".py").is_file()]
            found += [(name, id(node) not in late) for name in known or [node.module]]
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_a_module_imports_only_from_lower_floors(path: Path) -> None:
    """No module imports from a higher floor, or from a later sibling."""
    module = name_module(path)
    if not module or module == "graph" or module == "tables":
        return
    rank = find_rank(module)

    for imported, _ in list_imports(path):
        if not imported.startswith("evidence_kb."):
            continue
        other = imported.removeprefix("evidence_kb.")
        same_folder = other.rpartition(".")[0] == module.rpartition(".")[0] != ""
        lazily_above = module == "tables.table" and other.startswith("tables.")
        assert find_rank(other) <= rank or lazily_above, f"{module} imports {other}, which is above"
        assert same_folder or find_rank(other) != rank or other.startswith(module.split(".")[0])


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_a_third_party_package_has_one_home(path: Path) -> None:
    """A third-party package is imported in its home alone."""
    module = name_module(path)

    for imported, _ in list_imports(path):
        package = imported.split(".")[0]
        if package == "evidence_kb" or package in sys.stdlib_module_names:
            continue
        homes = HOMES.get(package, set())
        assert any(module == home or module.startswith(home + ".") for home in homes), (
            f"{module} imports {package}, whose home is {sorted(homes) or 'nowhere'}"
        )


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_heavy_packages_load_when_used(path: Path) -> None:
    """No module imports a heavy package while it is itself being imported."""
    eager = {name.split(".")[0] for name, at_once in list_imports(path) if at_once}

    assert not eager & HEAVY


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_files_and_functions_stay_short(path: Path) -> None:
    """No file passes 400 lines, no function 45 lines beside its docstring."""
    text = path.read_text()

    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            documented = len((ast.get_docstring(node) or "").splitlines())
            assert (node.end_lineno or 0) - node.lineno - documented <= 45, node.name


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_the_lenient_parser_is_never_asked_for(path: Path) -> None:
    """The engine's lenient mode lets spaces into IRIs: no code uses it."""
    assert not re.search(r"\blenient\s*=", path.read_text())


def test_the_core_loads_no_heavy_package() -> None:
    """Opening a base and reading a table imports neither pandas nor rdflib nor rich."""
    code = (
        "import sys; from evidence_kb import KnowledgeBase;"
        "KnowledgeBase.open().table('claims', tier='high-confidence');"
        f"print(sorted(set(sys.modules) & {HEAVY!r}))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert result.stdout.decode().strip() == "[]"


def test_what_the_package_exports_is_loaded_when_it_is_asked_for() -> None:
    """At most a dozen names; importing the package loads none of their modules."""
    import evidence_kb

    code = (
        "import sys; import evidence_kb; before = set(sys.modules);"
        "from evidence_kb import check, diff, format_turtle;"
        "print(sorted(n for n in before if n.startswith('evidence_kb.')), callable(check))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert len(evidence_kb.__all__) <= 12
    assert all(getattr(evidence_kb, name) is not None for name in evidence_kb.__all__)
    assert result.stdout.decode().strip() == "[] True"
