"""The literature of a synthetic base: sources, cohorts, findings, and what they say of claims."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.turtle import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.claims import Claim
    from benchmarks.dice import Dice
    from benchmarks.topic import Concept, Topic

_HAS_EVIDENCE = 0.05  # the share of claims that a finding bears on; most have none
_MOST_LINES = 8
_COHORTS = 12

_BEARINGS = (("for", 55), ("against", 23), ("mixed", 12), ("none", 10))
_DESIGNS = (("cohort", 50), ("cross-sectional", 25), ("randomised", 15), ("case-control", 10))
_MEASURES = (("hazard-ratio", 50), ("odds-ratio", 35), ("risk-ratio", 15))
_JOURNALS = ("Journal of Made-up Results", "Annals of Nothing", 'The "Synthetic" Review')


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as the generator made it; numbers in hundredths."""

    id: str
    source: str
    exposure: Concept
    outcome: Concept
    estimate: int
    low: int
    high: int
    secondary: bool


@dataclass(slots=True)
class Evidence:
    """What bears on one claim: as Turtle, and as what the claims table says of it.

    ``findings`` holds the ids of the findings by how they bear; one may bear in several ways.
    """

    blocks: list[str] = field(default_factory=list)
    findings: dict[str, set[str]] = field(default_factory=dict)
    contested: bool = False

    def count(self, *bearings: str) -> int:
        """Return how many different findings bear in one of these ways."""
        return len(set().union(*(self.findings.get(bearing, ()) for bearing in bearings)))


class Literature:
    """Draws the evidence of one claim after another; remembers the last few findings only."""

    def __init__(self, topic: Topic, dice: Dice) -> None:
        self._topic = topic
        self._dice = dice
        self._recent: deque[Finding] = deque(maxlen=8)
        self._sources = self._findings = self._lines = 0

    def write_cohorts(self) -> Iterator[str]:
        """Give the cohorts as blocks of Turtle."""
        for number in range(_COHORTS):
            label = quote(f"Imagined cohort {number + 1}")
            yield (
                f"cohort:imagined-{number + 1} a skos:Concept ; skos:inScheme cohort:scheme ;\n"
                f"    skos:prefLabel {label}@en ; skos:definition {label}@en .\n"
            )
        yield 'cohort:scheme a skos:ConceptScheme ; skos:prefLabel "Cohorts"@en .\n'

    def draw_evidence(self, claim: Claim) -> Evidence:
        """Return what bears on a claim; nothing, for most claims."""
        evidence = Evidence()
        if not claim.outcomes or not self._dice.chance(_HAS_EVIDENCE):
            return evidence
        for _ in range(1 + self._dice.skewed(_MOST_LINES)):
            exposure, outcome = self._dice.pick(claim.exposures), self._dice.pick(claim.outcomes)
            finding = self._draw_finding(exposure, outcome, evidence)
            direct = finding.exposure == exposure and finding.outcome == outcome
            bearing = self._dice.weigh(_BEARINGS)
            evidence.findings.setdefault(bearing, set()).add(finding.id)
            if direct and bearing in ("against", "mixed") and not finding.secondary:
                evidence.contested = True
            evidence.blocks.append(self._format_line(claim, finding, exposure, outcome, bearing))
        return evidence

    def _draw_finding(self, exposure: Concept, outcome: Concept, evidence: Evidence) -> Finding:
        """Return a recent finding or a new one, whose block is then added to the evidence."""
        if self._recent and self._dice.chance(0.4):
            return self._dice.pick(self._recent)
        if not self._sources or self._dice.chance(0.5):
            self._sources += 1
            evidence.blocks.append(self._format_source())
        self._findings += 1
        estimate = 50 + self._dice.below(150)
        finding = Finding(
            f"F{self._findings:03d}",
            f"kb:source-{self._sources}",
            exposure if self._dice.chance(0.7) else self._dice.pick(self._topic.exposures),
            outcome if self._dice.chance(0.8) else self._dice.pick(self._topic.outcomes),
            estimate,
            estimate - 1 - self._dice.below(40),
            estimate + 1 + self._dice.below(60),
            self._dice.chance(0.1),
        )
        self._recent.append(finding)
        evidence.blocks.append(self._format_finding(finding))
        return finding

    def _format_source(self) -> str:
        number = self._sources
        return (
            f"kb:source-{number} a ekb:Source, fabio:JournalArticle ;\n"
            f"    dcterms:title {quote(f'A study that nobody did, number {number}')}@en ;\n"
            f'    ekb:authors "Nobody et al." ;\n'
            f'    fabio:hasPublicationYear "{1990 + self._dice.below(36)}"^^xsd:gYear ;\n'
            f"    ekb:journal {quote(self._dice.pick(_JOURNALS))} ;\n"
            "    ekb:publicationType ekb:primary-study ;\n"
            "    ekb:standing ekb:not-checked .\n"
        )

    def _format_finding(self, finding: Finding) -> str:
        numbers = [_hundredths(n) for n in (finding.estimate, finding.low, finding.high)]
        printed = f"{numbers[0]} ({numbers[1]} to {numbers[2]})"
        population = self._topic.populations[self._dice.skewed(len(self._topic.populations))]
        return (
            f"kb:{finding.id} a ekb:Finding ;\n"
            f'    dcterms:identifier "{finding.id}" ;\n'
            f"    ekb:source {finding.source} ;\n"
            f"    ekb:design ekb:{self._dice.weigh(_DESIGNS)} ;\n"
            f"    ekb:cohort cohort:imagined-{self._dice.below(_COHORTS) + 1} ;\n"
            f"    ekb:exposure {finding.exposure.name} ; ekb:exposureSense ekb:more ;\n"
            f"    ekb:exposureAsReported {quote(finding.exposure.label)}@en ;\n"
            f"    ekb:outcome {finding.outcome.name} ; ekb:outcomeSense ekb:more ;\n"
            f"    ekb:outcomeAsReported {quote(finding.outcome.label)}@en ;\n"
            f"    ekb:population {population.name} ;\n"
            f"    ekb:effectMeasure ekb:{self._dice.weigh(_MEASURES)} ;\n"
            "    ekb:contrast ekb:two-groups ;\n"
            f"    ekb:estimate {numbers[0]} ; ekb:ciLow {numbers[1]} ; ekb:ciHigh {numbers[2]} ;\n"
            "    ekb:ciLevel 95 ; ekb:intervalKind ekb:confidence ;\n"
            f"    ekb:asPrinted {quote(printed)} ;\n"
            "    ekb:pooled false ; ekb:studies 1 ; ekb:countScope ekb:this-estimate ;\n"
            f"    ekb:participants {50 + self._dice.skewed(200_000)} ;\n"
            f"    ekb:adjustment ekb:main ; ekb:secondary {_flag(finding.secondary)} ;\n"
            "    ekb:seenAs ekb:abstract ; ekb:seenAt <https://example.org/synthetic> ;\n"
            '    ekb:seenOn "2026-01-01"^^xsd:date .\n'
        )

    def _format_line(
        self, claim: Claim, finding: Finding, exposure: Concept, outcome: Concept, bearing: str
    ) -> str:
        self._lines += 1
        name = f"E{self._lines:03d}"
        precise = finding.low > 100 or finding.high < 100
        return (
            f"kb:{name} a ekb:EvidenceLine ;\n"
            f'    dcterms:identifier "{name}" ;\n'
            f"    ekb:bearsOn kb:{claim.id} ;\n"
            f"    ekb:finding kb:{finding.id} ;\n"
            f"    ekb:addressesExposure {exposure.name} ; ekb:addressesOutcome {outcome.name} ;\n"
            f"    ekb:bearing ekb:{bearing} ; ekb:precise {_flag(precise)} ;\n"
            f"    ekb:exposureDirectness ekb:{_directness(finding.exposure, exposure)} ;\n"
            f"    ekb:outcomeDirectness ekb:{_directness(finding.outcome, outcome)} ;\n"
            f"    ekb:populationDirectness ekb:related .\n"
        )


def _hundredths(number: int) -> str:
    return f"{number // 100}.{number % 100:02d}"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _directness(studied: Concept, addressed: Concept) -> str:
    if studied == addressed:
        return "same"
    return "related" if studied.side == addressed.side else "other"
