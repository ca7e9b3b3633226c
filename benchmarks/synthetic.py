"""Write a synthetic base of any size, and the table that its claims must give.

``python -m benchmarks.synthetic --claims 1000 --seed 1 -o DIR`` writes ``DIR/base.ttl``,
``claims.ttl``, ``concepts.ttl`` and ``literature.ttl``, and beside them ``oracle.csv``: what
``evidence-kb --kb DIR table claims -f csv`` must print, worked out from the generator's records.
The same numbers give the same bytes everywhere. Nothing in it is about anything real.
"""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING

from benchmarks.claims import Claim, Document, draw_claims, format_claim
from benchmarks.dice import Dice
from benchmarks.literature import Literature
from benchmarks.oracle import Oracle
from benchmarks.topic import BASE, Topic
from benchmarks.turtle import PREFIXES, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

_BASE = f"""kb:base a ekb:Base, dcat:Dataset ;
    dcterms:title "A synthetic base"@en ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:modified "2026-01-01"^^xsd:date ;
    dcat:version "1" ;
    ekb:modelVersion "1" ;
    vann:preferredNamespaceUri "{BASE}" ;
    ekb:poles ekb:more-connection, ekb:less-connection, ekb:off-axis .
"""
_PANEL = 'kb:panel a prov:Agent ; skos:prefLabel "A panel that never met"@en .\n'
_MORE_EVERY = 12  # a recommendation for so many claims
_RARE_EVERY = 60  # a question, an assessment for so many claims


def write_base(claims: int, seed: int, folder: str) -> None:
    """Write a base of that many claims, and its oracle, into a folder; old files are replaced.

    Memory stays small: of the claims only the offsets of their passages are kept.
    """
    os.makedirs(folder, exist_ok=True)
    topic = Topic(claims)
    document = Document(claims, Dice(seed * 4))
    literature = Literature(topic, Dice(seed * 4 + 1))
    extras = Dice(seed * 4 + 2)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(_open(folder, f"{name}.ttl"))
            for name in ("base", "claims", "concepts", "literature")
        }
        for file in files.values():
            file.write(PREFIXES)
        files["base"].write(_BASE)
        files["concepts"].writelines(topic.write())
        files["claims"].writelines(document.write())
        files["claims"].write(_PANEL)
        files["literature"].writelines(literature.write_cohorts())
        oracle = stack.enter_context(Oracle(document))
        drawn = draw_claims(claims, topic, document, Dice(seed * 4 + 3))
        for number, claim in enumerate(drawn, 1):
            evidence = literature.draw_evidence(claim)
            oracle.add(claim, evidence)
            files["claims"].write(format_claim(claim))
            files["claims"].writelines(_draw_extras(number, claim, extras))
            files["literature"].writelines(evidence.blocks)
        oracle.write(stack.enter_context(_open(folder, "oracle.csv")))


def _open(folder: str, name: str) -> IO[str]:
    return open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n")


def _draw_extras(number: int, claim: Claim, dice: Dice) -> Iterator[str]:
    """Give what hangs on some claims: a recommendation, a question, another's assessment."""
    if number % _MORE_EVERY == 0:
        advice = f"R{number // _MORE_EVERY:03d}"
        yield _format_statement(advice, "Recommendation", claim, f"ekb:restsOn kb:{claim.id}")
        if number % _RARE_EVERY == 0:
            yield (
                f"kb:Q{number // _RARE_EVERY:03d} a ekb:Question ;\n"
                f'    dcterms:identifier "Q{number // _RARE_EVERY:03d}" ;\n'
                f'    skos:prefLabel "What follows from sample {number}?"@en ;\n'
                f"    ekb:answeredBy kb:{advice}, kb:{claim.id} .\n"
            )
    if number % _RARE_EVERY == 1:
        name = f"A{number // _RARE_EVERY + 1:03d}"
        tier = dice.pick(("high-confidence", "nuanced", "unknown"))
        yield (
            f"kb:{name} a ekb:Assessment ;\n"
            f'    dcterms:identifier "{name}" ;\n'
            f"    ekb:assesses kb:{claim.id} ;\n"
            f"    ekb:assessedTier tier:{tier} ;\n"
            '    ekb:rationale "Drawn by lot"@en ;\n'
            '    prov:wasAttributedTo kb:panel ; prov:generatedAtTime "2026-01-01"^^xsd:date .\n'
        )


def _format_statement(name: str, kind: str, claim: Claim, fact: str) -> str:
    label = quote(f"Try what sample {claim.id[1:]} did")
    return (
        f"kb:{name} a ekb:{kind}, ekb:Statement ;\n"
        f'    dcterms:identifier "{name}" ;\n'
        f"    skos:prefLabel {label}@en ;\n"
        f"    {fact} ;\n"
        f"    ekb:exposure {claim.exposures[0].name} ;\n"
        f"    ekb:statedIn kb:P{claim.passages[0] + 1:03d} .\n"
    )


def main() -> None:
    """Read the command line and write the base it asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("--claims", type=int, required=True, help="how many claims, from 1")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another base")
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help="the folder to write")
    chosen = parser.parse_args()
    if chosen.claims < 1:
        parser.error("a base has at least one claim")
    write_base(chosen.claims, chosen.seed, chosen.output)


if __name__ == "__main__":
    main()
