"""The statements of a synthetic base: where they stand in the document, and what they say."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from hashlib import sha256
from math import isqrt
from typing import TYPE_CHECKING

from benchmarks.turtle import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.dice import Dice
    from benchmarks.topic import Concept, Topic

_PASSAGES_A_HUNDRED = 40  # passages for a hundred claims: one sentence often says several things
_DEPRECATED = 0.015
_HOSTILE_EVERY = 17  # one label in so many is hostile

_TIERS = (("high-confidence", 20), ("nuanced", 52), ("mechanism", 20), ("unknown", 8))
_TYPES = (
    ("association", 45),
    ("causal-effect", 15),
    ("intervention-effect", 15),
    ("description", 9),
    ("comparison", 6),
    ("moderation", 6),
    ("bidirectional", 4),
)
_DIRECTIONS = (
    ("beneficial", 50),
    ("harmful", 35),
    ("mixed", 8),
    ("not-stated", 5),
    ("no-effect", 2),
)
_HEDGES = (
    ("can", 40),
    ("may", 30),
    ("often", 10),
    ("some, but not all", 8),
    ('"likely"', 6),
    ("-", 1),
)
_RULES = {"high-confidence": "T4", "mechanism": "T5", "unknown": "T3"}
_VERBS = {
    "beneficial": "goes with better",
    "harmful": "goes with worse",
    "mixed": "goes both ways with",
    "no-effect": "leaves unchanged",
    "not-stated": "has been studied beside",
}
_HOSTILE_LABELS = (
    '{} ("as they say")',
    "={}",
    "{}, as reported, and more",
    "+{}",
    "  @{}",
    "{} – naïve café, 北京 \U0001f642",
    "{} with a\ttab and a \\ in it",
    "{}\non a second line",
    "'{}'",
    "\u202b{}\u202c",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as the generator made it; concepts as objects, passages as numbers."""

    id: str
    label: str
    tier: str
    basis: str
    rule: str
    hedge: str
    type: str
    direction: str
    exposures: tuple[Concept, ...]
    outcomes: tuple[Concept, ...]
    mechanisms: tuple[Concept, ...]
    populations: tuple[Concept, ...]
    passages: tuple[int, ...]
    note: str
    replaced_by: str


class Document:
    """The text that the claims stand in: sections and passages, in order, with their offsets."""

    def __init__(self, claims: int, dice: Dice) -> None:
        self.passages = max(1, claims * _PASSAGES_A_HUNDRED // 100)
        self.sections = 4 + isqrt(claims) // 4
        self.starts = array("q")
        self.ends = array("q")
        position = 0
        for _ in range(self.passages):
            start = position + 1 + dice.below(40)
            position = start + 20 + dice.skewed(400)
            self.starts.append(start)
            self.ends.append(position)
        self.characters = position + 1

    def section_of(self, passage: int) -> int:
        """Return the number of the section that a passage stands in."""
        return passage * self.sections // self.passages

    def label_section(self, section: int) -> str:
        """Return the label of a section; every fourth one holds the three that follow."""
        part = f"Part {section // 4 + 1}"
        return part if section % 4 == 0 else f"{part}, section {section % 4}"

    def span(self, passage: int) -> str:
        """Return the offsets of a passage as the table shows them."""
        return f"{self.starts[passage]}-{self.ends[passage]}"

    def write(self) -> Iterator[str]:
        """Give the document, its sections and its passages as blocks of Turtle."""
        yield (
            "kb:document a ekb:Document ;\n"
            '    dcterms:title "A document that does not exist"@en ;\n'
            f"    ekb:characters {self.characters} ;\n"
            f"    ekb:sha256 {_hash('document')} .\n"
        )
        for section in range(self.sections):
            yield self._format_section(section)
        for passage in range(self.passages):
            name = f"P{passage + 1:03d}"
            yield _format_stretch(
                name,
                "ekb:Passage",
                f"    ekb:section kb:S{self.section_of(passage) + 1:02d} ;\n",
                self.starts[passage],
                self.ends[passage],
            )

    def _format_section(self, section: int) -> str:
        name = f"S{section + 1:02d}"
        facts = f"    skos:prefLabel {quote(self.label_section(section))}@en ;\n"
        if section % 4:
            facts += f"    dcterms:isPartOf kb:S{section // 4 * 4 + 1:02d} ;\n"
        first = -(-section * self.passages // self.sections)
        start = self.starts[min(first, self.passages - 1)] - 1
        return _format_stretch(name, "ekb:Section", facts, start, start + 1)


def _format_stretch(name: str, kind: str, facts: str, start: int, end: int) -> str:
    return (
        f"kb:{name} a {kind}, oa:SpecificResource ;\n"
        f'    dcterms:identifier "{name}" ;\n'
        f"{facts}"
        "    oa:hasSource kb:document ;\n"
        f"    oa:hasSelector kb:{name}-position ;\n"
        f"    ekb:sha256 {_hash(name)} .\n"
        f"kb:{name}-position a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} .\n"
    )


def _hash(name: str) -> str:
    """Return a hash that looks right: there is no text that it could be the hash of."""
    return f'"{sha256(name.encode()).hexdigest()}"'


def draw_claims(count: int, topic: Topic, document: Document, dice: Dice) -> Iterator[Claim]:
    """Give the claims in the order of their ids, which is that of code points as well."""
    width = max(3, len(str(count)))
    for number in range(1, count + 1):
        yield _draw_claim(f"C{number:0{width}d}", number, count, topic, document, dice)


def _draw_claim(
    name: str, number: int, count: int, topic: Topic, document: Document, dice: Dice
) -> Claim:
    tier = dice.weigh(_TIERS)
    kind = {"mechanism": "mechanism", "unknown": "open-question"}.get(tier) or dice.weigh(_TYPES)
    silent = kind in ("open-question", "description")
    direction = "not-stated" if silent else dice.weigh(_DIRECTIONS)
    rule, hedge = _draw_rule(tier, dice)
    exposures = dice.few(topic.exposures, 3)
    wants_outcome = tier != "mechanism" or dice.chance(0.6)
    outcomes = dice.few(topic.outcomes, 4) if wants_outcome else ()
    wants_mechanism = tier == "mechanism" or dice.chance(0.05)
    return Claim(
        name,
        _word_claim(number, exposures[0], direction),
        tier,
        "stated" if rule == "T1" else "inferred",
        rule,
        hedge,
        kind,
        direction,
        exposures,
        outcomes,
        dice.few(topic.mechanisms, 2) if wants_mechanism else (),
        dice.few(topic.populations, 2) if dice.chance(0.4) else (),
        _draw_passages(number, count, document, dice),
        "Asserted plainly, no evidence wording" if rule == "T7" else "",
        f"{name[0]}{max(1, number - 1):0{len(name) - 1}d}" if _is_dropped(number, dice) else "",
    )


def _is_dropped(number: int, dice: Dice) -> bool:
    return dice.chance(_DEPRECATED) and number > 1


def _draw_rule(tier: str, dice: Dice) -> tuple[str, str]:
    """Return the rule by which the tier was given and the hedge that decided, if any."""
    if dice.chance(0.15):
        return "T1", dice.weigh(_HEDGES) if dice.chance(0.3) else ""
    if tier == "nuanced":
        return ("T6", dice.weigh(_HEDGES)) if dice.chance(0.8) else ("T7", "")
    return _RULES[tier], dice.weigh(_HEDGES) if dice.chance(0.3) else ""


def _word_claim(number: int, exposure: Concept, direction: str) -> str:
    words = exposure.name.partition(":")[2].replace("-", " ")
    label = f"{words.capitalize()} {_VERBS[direction]} health in sample {number}"
    turn, rest = divmod(number, _HOSTILE_EVERY)
    return label if rest else _HOSTILE_LABELS[turn % len(_HOSTILE_LABELS)].format(label)


def _draw_passages(number: int, count: int, document: Document, dice: Dice) -> tuple[int, ...]:
    """Return the claim's own passage and, for one claim in ten, one or two far from it."""
    own = (number - 1) * document.passages // count
    if not dice.chance(0.1):
        return (own,)
    others = (dice.below(document.passages) for _ in range(1 + dice.skewed(2)))
    return tuple(dict.fromkeys((own, *others)))


def format_claim(claim: Claim) -> str:
    """Return a claim as a block of Turtle."""
    lines = [
        f"kb:{claim.id} a ekb:Claim, ekb:Statement ;",
        f'    dcterms:identifier "{claim.id}" ;',
        f"    skos:prefLabel {quote(claim.label)}@en ;",
        f"    ekb:tier tier:{claim.tier} ;",
        f"    ekb:tierBasis ekb:{claim.basis} ;",
        f'    ekb:tierRule "{claim.rule}" ;',
    ]
    if claim.hedge:
        lines.append(f"    ekb:hedge {quote(claim.hedge)} ;")
    if claim.note:
        lines.append(f"    skos:editorialNote {quote(claim.note)}@en ;")
    lines.append(f"    ekb:claimType ekb:{claim.type} ;")
    lines.append(f"    ekb:direction ekb:{claim.direction} ;")
    for key in ("exposure", "outcome", "mechanism", "population"):
        concepts: tuple[Concept, ...] = getattr(claim, key + "s")
        if concepts:
            lines.append(f"    ekb:{key} {', '.join(concept.name for concept in concepts)} ;")
    if claim.replaced_by:
        lines.append("    owl:deprecated true ;")
        lines.append(f"    dcterms:isReplacedBy kb:{claim.replaced_by} ;")
    passages = ", ".join(f"kb:P{passage + 1:03d}" for passage in claim.passages)
    lines.append(f"    ekb:statedIn {passages} .\n")
    return "\n".join(lines)
