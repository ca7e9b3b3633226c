"""Whether the bearing of an evidence line agrees with the number that it rests on.

A bearing comes from the point estimate, never from its significance. Estimate, senses, the
valence of the outcome and the direction of the claim give it where the finding measured the very
exposure and outcome that the claim names; everywhere else it takes a reader, and nothing is said.
Whether ``ekb:precise`` fits the interval is a matter of the shapes alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.problem import Problem, write
from evidence_kb.curation.shapes import TYPE
from evidence_kb.curation.triples import read_literal
from evidence_kb.vocabulary import EKB, OWL, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evidence_kb.curation.triples import Triples

_PLAIN_KINDS = {"association", "causal-effect", "intervention-effect", "mechanism"}
"""Types of claim that say what an exposure does, and not how much more, for whom or when."""
_SEVERAL_WAYS = "indirect-effect"
"""The contrast of a part of an effect, which may run against the whole."""
_TRUE = f'"true"^^<{XSD}boolean>'
_DEPRECATED = f"<{OWL}deprecated>"


class Reading(NamedTuple):
    """What a line rests on, and the bearing that follows: "for", "against" or "none"."""

    bearing: str
    line: str
    claim: str
    finding: str


def find_misread(data: Triples, prefixes: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning for each line whose bearing is not the one its number gives.

    ``data`` is the base with the ontology, which has the null values of the effect measures.
    """
    for line in data.subjects(TYPE, f"<{EKB}EvidenceLine>"):
        reading = _read_line(data, line)
        found = _one(data, line, "bearing")
        if reading is None or found in (None, f"<{EKB}{reading.bearing}>"):
            continue
        assert found is not None
        told = _explain(data, reading, prefixes)
        told += f" Found {write(found, prefixes)}; did you mean ekb:{reading.bearing}? Else "
        mend = "mend the senses of the finding, or ekb:direction of the claim."
        if {found, f"<{EKB}{reading.bearing}>"} == {f"<{EKB}for>", f"<{EKB}against>"}:
            yield _report("bearing-direction", line, found, told + mend)
        elif not data.values(line, f"<{EKB}limitsScope>"):
            # Where it holds explains why it points nowhere, but never why it points back.
            told += "say in ekb:limitsScope where it holds, or "
            yield _report("bearing-point", line, found, told + mend)


def _report(rule: str, line: str, found: str, message: str) -> Problem:
    return Problem("warning", rule, line[1:-1], EKB + "bearing", found[1:-1], message)


def _read_line(data: Triples, line: str) -> Reading | None:
    """Return what a line must be read as, None where that takes a reader."""
    claim, finding = _one(data, line, "bearsOn"), _one(data, line, "finding")
    if claim is None or finding is None or data.values(line, f"<{EKB}addressesMechanism>"):
        return None
    if any(_TRUE in data.values(each, _DEPRECATED) for each in (line, claim, finding)):
        return None
    near = (_name(data, line, f"{what}Directness") for what in ("exposure", "outcome"))
    direction = _name(data, claim, "direction")
    if any(each != "same" for each in near) or direction not in ("harmful", "beneficial"):
        return None
    side = _compare_exposures(data, line, claim, finding)
    if _name(data, claim, "claimType") not in _PLAIN_KINDS or side == 0:
        return None
    valence = _read_valence(data, line, claim, finding)
    rises = _read_change(data, finding)
    if valence is None or rises is None:
        return None
    rises *= side
    if rises == 0:
        return Reading("none", line, claim, finding)
    worse = (rises > 0) == (valence == "undesirable")
    supports = worse == (direction == "harmful")
    return Reading("for" if supports else "against", line, claim, finding)


def _compare_exposures(data: Triples, line: str, claim: str, finding: str) -> int:
    """Return 1 where claim and finding speak of one end of the axis, -1 of both ends, 0 unknown."""
    addressed, measured = _one(data, line, "addressesExposure"), _one(data, finding, "exposure")
    named = data.values(claim, f"<{EKB}exposure>")
    ends = {_read_end(data, each) for each in named} - {None}
    if addressed is None or addressed not in named or measured is None or len(ends) > 1:
        return 0
    if addressed == measured:
        return 1
    here, there = _read_end(data, addressed), _read_end(data, measured)
    return 0 if here is None or there is None else 1 if here == there else -1


def _read_end(data: Triples, exposure: str) -> str | None:
    """Return whether an exposure is more or less of what the base is about, None for neither."""
    return _name(data, _one(data, exposure, "pole") or "", "poleSense")


def _read_valence(data: Triples, line: str, claim: str, finding: str) -> str | None:
    """Return the valence of the outcome measured, None where it or the claim's outcome has none."""
    addressed, measured = _one(data, line, "addressesOutcome"), _one(data, finding, "outcome")
    named = data.values(claim, f"<{EKB}outcome>")
    if addressed is None or measured is None or addressed not in named:
        return None
    valences = [_name(data, each, "valence") for each in (addressed, measured)]
    if any(valence not in ("desirable", "undesirable") for valence in valences):
        return None
    return valences[1]


def _read_change(data: Triples, finding: str) -> int | None:
    """Return 1 where more of the exposure goes with more of the outcome, -1 less, 0 neither."""
    measure = _one(data, finding, "effectMeasure")
    estimate = _read_number(_one(data, finding, "estimate"))
    null = _read_number(_one(data, measure or "", "nullValue"))
    senses = [_name(data, finding, f"{what}Sense") for what in ("exposure", "outcome")]
    if estimate is None or null is None or not {*senses} <= {"more", "less"}:
        return None
    low, high = (_read_number(_one(data, finding, name)) for name in ("ciLow", "ciHigh"))
    if (low is not None and low > estimate) or (high is not None and high < estimate):
        return None  # which of them is wrong has to be seen first, and that is told
    if _name(data, finding, "contrast") == _SEVERAL_WAYS:
        return None
    above = (estimate > null) - (estimate < null)
    return above if senses[0] == senses[1] else -above


def _explain(data: Triples, reading: Reading, prefixes: Mapping[str, str]) -> str:
    """Say what the number says, in the concepts of the finding."""
    finding = reading.finding
    measure, estimate, exposure, outcome = (
        _one(data, finding, name) or ""
        for name in ("effectMeasure", "estimate", "exposure", "outcome")
    )
    null = _one(data, measure, "nullValue") or ""
    change = _read_change(data, finding)
    how = "neither more nor less" if change == 0 else "more" if change == 1 else "less"
    direction = _name(data, reading.claim, "direction")
    name = {each: write(each, prefixes) for each in (measure, estimate, null, exposure, outcome)}
    return (
        f"ekb:bearing does not fit the estimate: {write(finding, prefixes)} ({name[estimate]}, "
        f"null value {name[null]}, {name[measure]}) has more {name[exposure]} go with {how} "
        f"{name[outcome]}, and {write(reading.claim, prefixes)} calls its exposure {direction}."
    )


def _one(data: Triples, node: str, name: str) -> str | None:
    """Return the only value of a property, None where there is none or more than one."""
    values = data.values(node, f"<{EKB}{name}>")
    return values[0] if len(values) == 1 else None


def _name(data: Triples, node: str, name: str) -> str | None:
    """Return the last part of a value that is a term of the model."""
    value = _one(data, node, name)
    return value[1:-1].removeprefix(EKB) if value and value.startswith(f"<{EKB}") else None


def _read_number(term: str | None) -> Decimal | None:
    literal = read_literal(term) if term else None
    if literal is None or literal.datatype not in (XSD + "decimal", XSD + "integer"):
        return None
    return Decimal(literal.text)
