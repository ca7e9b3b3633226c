"""What a description of each kind of item says first, and under which words.

A layout orders facts; it hides none: what it does not name follows under the label that the
ontology gives the property. ``name`` is the key in JSON. ``source`` is a property of the item, or
``^`` and the class of what refers to it, with ``^Class.property`` where one class refers in
several ways.
"""

from __future__ import annotations

from typing import NamedTuple


class Slot(NamedTuple):
    """One fact: its key, its heading, where it comes from, whether it is at most one value."""

    name: str
    title: str
    source: str
    one: bool = False


NOTES = (
    Slot("notes", "Notes", "skos:editorialNote"),
    Slot("remarks", "Remarks", "skos:note"),
)
_TOPICS = (
    Slot("exposures", "Exposures", "ekb:exposure"),
    Slot("mechanisms", "Mechanisms", "ekb:mechanism"),
    Slot("outcomes", "Outcomes", "ekb:outcome"),
    Slot("populations", "Populations", "ekb:population"),
)
_IN_DOCUMENT = (Slot("questions", "Answers the questions", "^Question"),)

LAYOUTS: dict[str, tuple[Slot, ...]] = {
    "Claim": (
        Slot("tier", "Tier", "ekb:tier", True),
        Slot("basis", "Basis", "ekb:tierBasis", True),
        Slot("rule", "Rule", "ekb:tierRule", True),
        Slot("hedge", "Hedge", "ekb:hedge"),
        Slot("type", "Type", "ekb:claimType", True),
        Slot("direction", "Direction", "ekb:direction", True),
        *_TOPICS,
        Slot("narrows", "Narrows", "ekb:narrows"),
        Slot("narrowed_by", "Narrowed by", "^Claim.ekb:narrows"),
        Slot("conflicts_with", "Conflicts with", "ekb:conflictsWith"),
        Slot("in_conflict_with", "In conflict with", "^Claim.ekb:conflictsWith"),
        Slot("supersedes", "Supersedes", "ekb:supersedes"),
        Slot("superseded_by", "Superseded by", "^Claim.ekb:supersedes"),
        *NOTES,
        Slot("recommendations", "Recommendations resting on it", "^Recommendation"),
        *_IN_DOCUMENT,
        Slot("assessments", "Assessed by others", "^Assessment"),
    ),
    "Recommendation": (
        *_TOPICS,
        *NOTES,
        Slot("rests_on", "Rests on", "ekb:restsOn"),
        *_IN_DOCUMENT,
    ),
    "Definition": (Slot("defines", "Defines", "ekb:defines"), *NOTES, *_IN_DOCUMENT),
    "Question": (
        Slot("section", "Section", "ekb:section", True),
        *NOTES,
        Slot("answers", "Answered by", "ekb:answeredBy"),
    ),
    "Tier": (
        Slot("definition", "Definition", "skos:definition", True),
        Slot("scope_notes", "Scope", "skos:scopeNote"),
        Slot("scheme", "Scheme", "skos:inScheme"),
        *NOTES,
        Slot("assessments", "Assessments", "^Assessment"),
        Slot("claims", "Claims", "^Claim"),
    ),
    "Concept": (
        Slot("definition", "Definition", "skos:definition", True),
        Slot("scope_notes", "Scope", "skos:scopeNote"),
        Slot("other_labels", "Also called", "skos:altLabel"),
        Slot("scheme", "Scheme", "skos:inScheme"),
        Slot("pole", "Pole", "ekb:pole", True),
        Slot("valence", "Valence", "ekb:valence", True),
        Slot("broader", "Broader", "skos:broader"),
        Slot("exact_matches", "Exact match", "skos:exactMatch"),
        Slot("close_matches", "Close match", "skos:closeMatch"),
        *NOTES,
        Slot("definitions", "Defined by the document", "^Definition"),
        Slot("claims", "Claims", "^Claim"),
        Slot("recommendations", "Recommendations", "^Recommendation"),
        Slot("findings", "Findings", "^Finding"),
        Slot("certainty_ratings", "Certainty ratings", "^CertaintyRating"),
        Slot("searches", "Searches", "^Search"),
    ),
    "Source": (
        Slot("title", "Title", "dcterms:title", True),
        Slot("authors", "Authors", "ekb:authors", True),
        Slot("author_list", "All authors", "ekb:authorList", True),
        Slot("year", "Year", "fabio:hasPublicationYear", True),
        Slot("journal", "Journal", "ekb:journal", True),
        Slot("doi", "DOI", "prism:doi", True),
        Slot("pmid", "PMID", "fabio:hasPubMedId", True),
        Slot("publication_type", "Publication", "ekb:publicationType", True),
        Slot("standing", "Standing", "ekb:standing", True),
        Slot("standing_seen_on", "Standing seen on", "ekb:standingSeenOn", True),
        Slot("standing_seen_at", "Standing seen at", "ekb:standingSeenAt", True),
        Slot("funding", "Funding", "ekb:funding"),
        *NOTES,
        Slot("includes", "Includes", "ekb:includesStudy"),
        Slot("included_in", "Included in", "^Source"),
        Slot("findings", "Findings", "^Finding.ekb:source"),
        Slot("repeated_by", "Repeated by", "^Finding.ekb:secondaryOf"),
        Slot("quality", "Quality assessments", "^QualityAssessment"),
    ),
    "Finding": (
        Slot("as_printed", "As printed", "ekb:asPrinted", True),
        Slot("measure", "Measure", "ekb:effectMeasure", True),
        Slot("estimate", "Estimate", "ekb:estimate", True),
        Slot("ci_low", "Lower limit", "ekb:ciLow", True),
        Slot("ci_high", "Upper limit", "ekb:ciHigh", True),
        Slot("ci_level", "Level (%)", "ekb:ciLevel", True),
        Slot("interval_kind", "Interval", "ekb:intervalKind", True),
        Slot("p_as_printed", "p as printed", "ekb:pAsPrinted", True),
        Slot("higher_means", "Higher means", "ekb:higherMeans", True),
        Slot("exposure", "Exposure", "ekb:exposure"),
        Slot("exposure_as_reported", "Exposure as reported", "ekb:exposureAsReported"),
        Slot("exposure_sense", "Exposure counted as", "ekb:exposureSense", True),
        Slot("comparator", "Compared with", "ekb:comparator"),
        Slot("outcome", "Outcome", "ekb:outcome"),
        Slot("outcome_as_reported", "Outcome as reported", "ekb:outcomeAsReported"),
        Slot("outcome_sense", "Outcome counted as", "ekb:outcomeSense", True),
        Slot("population", "Population", "ekb:population"),
        Slot("population_as_reported", "Population as reported", "ekb:populationAsReported"),
        Slot("design", "Design", "ekb:design", True),
        Slot("contrast", "Contrast", "ekb:contrast", True),
        Slot("unit", "Unit or scale", "ekb:unitOrScale"),
        Slot("adjustment", "Adjustment", "ekb:adjustment", True),
        Slot("adjusted_for", "Adjusted for", "ekb:adjustedFor"),
        Slot("studies", "Studies", "ekb:studies", True),
        Slot("participants", "Participants", "ekb:participants", True),
        Slot("count_scope", "Counts belong to", "ekb:countScope", True),
        Slot("cohorts", "Cohorts", "ekb:cohort"),
        Slot("pooled", "Pooled", "ekb:pooled", True),
        Slot("secondary", "Secondary", "ekb:secondary", True),
        Slot("secondary_of", "Repeats", "ekb:secondaryOf"),
        Slot("caveat", "Caveat", "ekb:caveat"),
        Slot("seen_as", "Seen as", "ekb:seenAs", True),
        Slot("seen_at", "Seen at", "ekb:seenAt"),
        Slot("seen_on", "Seen on", "ekb:seenOn", True),
        *NOTES,
        Slot("source", "Source", "ekb:source"),
        Slot("evidence_lines", "Bears on", "^EvidenceLine"),
        Slot("quality", "Quality assessments", "^QualityAssessment"),
    ),
    "EvidenceLine": (
        Slot("bearing", "Bearing", "ekb:bearing", True),
        Slot("precise", "Precise", "ekb:precise", True),
        Slot("exposure", "Addresses exposure", "ekb:addressesExposure"),
        Slot("mechanism", "Addresses mechanism", "ekb:addressesMechanism"),
        Slot("outcome", "Addresses outcome", "ekb:addressesOutcome"),
        Slot("exposure_directness", "Exposure is", "ekb:exposureDirectness", True),
        Slot("outcome_directness", "Outcome is", "ekb:outcomeDirectness", True),
        Slot("population_directness", "Population is", "ekb:populationDirectness", True),
        Slot("limits_scope", "Limited to", "ekb:limitsScope"),
        Slot("rationale", "Reason", "ekb:rationale"),
        *NOTES,
        Slot("claim", "Claim", "ekb:bearsOn"),
        Slot("finding", "Finding", "ekb:finding"),
    ),
    "Search": (
        Slot("exposures", "Exposure", "ekb:exposure"),
        Slot("outcomes", "Outcome", "ekb:outcome"),
        Slot("populations", "Population", "ekb:population"),
        Slot("searched_in", "Searched in", "ekb:searchedIn"),
        Slot("date", "On", "prov:generatedAtTime", True),
        Slot("query_text", "Query", "ekb:queryText", True),
        Slot("status", "Kind of search", "ekb:searchStatus", True),
        Slot("eligibility", "Eligibility", "ekb:eligibility"),
        Slot("hits", "Identified", "ekb:hits", True),
        Slot("duplicates", "Duplicates removed", "ekb:duplicatesRemoved", True),
        Slot("screened", "Screened", "ekb:screened", True),
        Slot("assessed", "Read in full", "ekb:assessedInFull", True),
        Slot("undecided", "Undecided", "ekb:undecided", True),
        Slot("included", "Included", "ekb:included", True),
        *NOTES,
        Slot("exclusions", "Excluded", "^Exclusion"),
    ),
    "Exclusion": (
        Slot("excluded", "Records", "ekb:excluded", True),
        Slot("reason", "Reason", "ekb:exclusionReason", True),
        Slot("stage", "Stage", "ekb:screeningStage", True),
        *NOTES,
        Slot("search", "Search", "ekb:search"),
    ),
    "Passage": (
        Slot("claims", "Claims", "^Claim"),
        Slot("recommendations", "Recommendations", "^Recommendation"),
        Slot("definitions", "Definitions", "^Definition"),
        *NOTES,
    ),
    "Section": (
        Slot("part_of", "Part of", "dcterms:isPartOf"),
        *NOTES,
        Slot("parts", "Parts", "^Section"),
        Slot("questions", "Questions", "^Question"),
        Slot("passages", "Passages", "^Passage"),
    ),
    "Base": (
        Slot("version", "Version", "dcat:version", True),
        Slot("modified", "Modified", "dcterms:modified", True),
        Slot("licence", "Licence", "dcterms:license"),
        Slot("namespace", "Namespace", "vann:preferredNamespaceUri", True),
    ),
    "Document": (
        Slot("characters", "Characters", "ekb:characters", True),
        Slot("sha256", "Sha256", "ekb:sha256", True),
        *NOTES,
        Slot("sections", "Sections", "^Section"),
        Slot("passages", "Passages", "^Passage"),
    ),
}

KIND_WORDS = {
    "EvidenceLine": "evidence line",
    "QualityAssessment": "quality assessment",
    "CertaintyRating": "certainty rating",
    "ConceptScheme": "scheme",
}
"""What a person calls a kind, where it is not its class name in lower case."""

HIDDEN = frozenset(
    [
        "rdf:type",
        "dcterms:identifier",
        "skos:prefLabel",
        "rdfs:label",
        "oa:hasSource",
        "oa:hasSelector",
        "ekb:statedIn",
        "ekb:displayOrder",
        "dcterms:title",
        "owl:deprecated",
        "dcterms:isReplacedBy",
        "rdfs:isDefinedBy",
    ]
)
"""Properties that a description shows in a place of their own, or that only the machine needs."""
