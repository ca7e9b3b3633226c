"""What peers do of the work of curation, one task a process; run by ``benchmarks.curation``.

``python -m benchmarks.peers TASK FOLDER [OTHER]`` lays the Turtle files of a folder out anew with
one of rdflib's serialisers, validates them with pySHACL, or compares them with those of another.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "src" / "evidence_kb" / "schema"


def lay_out(folder: str, serialiser: str) -> None:
    """Write each file anew, beside itself."""
    import rdflib

    for path in sorted(Path(folder).glob("*.ttl")):
        graph = rdflib.Graph().parse(path, format="turtle")
        graph.serialize(path.with_suffix(".out"), format=serialiser)


def validate(folder: str) -> None:
    """Print whether the files, read as one graph with the ontology, conform to the shapes."""
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    for path in (*sorted(Path(folder).glob("*.ttl")), SCHEMA / "ontology.ttl"):
        data.parse(path, format="turtle")
    shapes = rdflib.Graph().parse(SCHEMA / "shapes.ttl", format="turtle")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    assert isinstance(report, rdflib.Graph)
    print(conforms, len(set(report.subjects(rdflib.SH.resultSeverity))))


def compare(folder: str, other: str) -> None:
    """Print how many triples only the one folder has, and only the other."""
    import rdflib
    from rdflib.compare import graph_diff

    graphs = []
    for place in (folder, other):
        graph = rdflib.Graph()
        for path in sorted(Path(place).glob("*.ttl")):
            graph.parse(path, format="turtle")
        graphs.append(graph)
    _, gone, added = graph_diff(*graphs)
    print(len(gone), len(added))


def main() -> None:
    """Do the task of the command line."""
    task, folder, *other = sys.argv[1:]
    if task in ("turtle", "longturtle"):
        lay_out(folder, task)
    elif task == "validate":
        validate(folder)
    else:
        compare(folder, other[0])


if __name__ == "__main__":
    main()
