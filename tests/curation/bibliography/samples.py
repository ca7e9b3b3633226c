"""Made-up references in the forms that programs write; 10.5555 is the prefix of DOIs for tests."""

from __future__ import annotations

ZOTERO_BIBTEX = r"""
@article{nobody_made-up_2013,
	title = {A made-up study of the {DNA} of caf{\'e}s: 50\% {\textless} 3 \& more},
	volume = {110},
	issn = {0027-8424, 1091-6490},
	url = {https://example.org/~made/a%20b_c},
	doi = {10.5555/made\_up.1},
	abstract = {Made up, 5 \% of it.},
	language = {en},
	number = {15},
	urldate = {2026-11-23},
	journal = {Journal of Made-up Results},
	author = {Nobody, Andr{\'e} and {World Made-up Organization} and van der Noone, Bo and others},
	month = apr,
	year = {2013},
	note = {PMID: 99000001
PMCID: PMC99000001},
	pages = {5797--5801},
}
"""
BIBLATEX = r"""
@article{noone2014,
  title = {A made-up second study},
  subtitle = {With a subtitle},
  author = {Noone, Bo},
  date = {2014-05},
  journaltitle = {Journal of Made-up Results},
  eprint = {99000002},
  eprinttype = {pubmed},
  langid = {german}
}
"""
ZOTERO_RIS = """TY  - JOUR
TI  - A made-up study of ties
AU  - Nobody, Andre
AU  - World Made-up Organization
T2  - Journal of Made-up Results
AB  - Made up.
DA  - 2013/04/09/
PY  - 2013
DO  - 10.5555/made.up.3
DP  - example.org
VL  - 110
IS  - 15
SP  - 5797
EP  - 801
LA  - en
SN  - 0027-8424
UR  - https://doi.org/10.5555/made.up.3
N1  - PMID: 99000003
ER  -

"""
ENDNOTE_RIS = """TY  - JOUR
AU  - Nobody, A.
AU  - Noone, B., Jr.
PY  - 2015
DA  - May
TI  - A made-up trial that
      goes on in a second line
T2  - J Made-up Res
J2  - JMR
AN  - 99000004
DB  - PubMed
M3  - 10.5555/made.up.4
SP  - e12
ID  - 77
ER  -
"""
NBIB = """
PMID- 99000005
OWN - NLM
TI  - A made-up cohort of naps: protocol
      and first results.
LID - S0000-0000(20)30001-1 [pii]
LID - 10.5555/made.up.5 [doi]
FAU - Nobody, Andre
AU  - Nobody A
CN  - Made-up Study Group
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
DP  - 2016 Jan-Feb
TA  - J Made Up
JT  - Journal of Made-up Results
VI  - 7
IP  - 2
PG  - 118-9
PMC - PMC99000005
"""
ZOTERO_CSL = """[
\t{
\t\t"id": "http://zotero.org/users/0/items/AAAA",
\t\t"type": "article-journal",
\t\t"title": "A made-up <i>in vitro</i> study &amp; more",
\t\t"container-title": "Journal of Made-up Results",
\t\t"DOI": "10.5555/MADE.UP.6",
\t\t"page": "1-9",
\t\t"note": "PMID: 99000006\\nPMCID: PMC99000006",
\t\t"author": [
\t\t\t{"family": "Noone", "given": "Bo", "non-dropping-particle": "van der"},
\t\t\t{"literal": "World Made-up Organization"}
\t\t],
\t\t"issued": {"date-parts": [["2017", 5]]}
\t},
\t{
\t\t"id": "two",
\t\t"type": "book",
\t\t"title": "A made-up book",
\t\t"author": [{"family": "Nobody", "given": "A."}],
\t\t"issued": {"raw": "spring 2018"}
\t}
]
"""
CROSSREF = """{"status":"ok","message-type":"work-list","message":{"total-results":1,"items":[
{"DOI":"10.5555/made.up.7","type":"journal-article","title":["A made-up survey"],
"subtitle":["of <b>nothing</b>"],"container-title":["Journal of Made-up Results","J Made Up"],
"ISSN":["0027-8424"],"URL":"https://doi.org/10.5555/made.up.7",
"author":[{"given":"A.","family":"Nobody","sequence":"first"},{"name":"Made-up Group"}],
"published-online":{"date-parts":[[2019,1,2]]},"issue":"3","page":"12"}]}}
"""
RAYYAN_HEADER = (
    "key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,language,publisher,"
    "location,abstract,notes,doi,keywords,pubmed_id,pmc_id\n"
)
RAYYAN = RAYYAN_HEADER + (
    "rayyan-1,A made-up cohort on naps,2019,,,Journal of Made-up Results,,1,2,3-9,"
    '"Nobody, Andre and Noone, Bo",,eng,,,Made up.,'
    '"RAYYAN-INCLUSION: {""Ana""=>""Included"", ""Ben""=>""Included""} | RAYYAN-LABELS: a,b",'
    "10.5555/made.up.11,,99000011,\n"
    'rayyan-2,A made-up trial on naps,2020,,,,,,,,"Noone B.",,,,,"Made up, with ""quotes"" and\n'
    'a second line.","RAYYAN-INCLUSION: {""Ana""=>""Excluded""} | '
    'RAYYAN-EXCLUSION-REASONS: wrong population",,,,\n'
    'rayyan-3,A made-up review of naps,2021,,,,,,,,"Nemo C.",,,,,,"RAYYAN-INCLUSION: '
    '{""Ana""=>""Included"", ""Ben""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: wrong design",,,,\n'
    'rayyan-4,A made-up survey of naps,2018,,,,,,,,"Nemo C.",,,,,,'
    '"RAYYAN-INCLUSION: {""Ana""=>""Maybe""}",,,,\n'
)
COVIDENCE_HEADER = (
    "Title,Authors,Abstract,Published Year,Published Month,Journal,Volume,Issue,Pages,"
    "Accession Number,DOI,Ref,Covidence #,Study,Notes,Tags\n"
)
COVIDENCE = {
    "included": COVIDENCE_HEADER
    + 'A made-up cohort of walks,"Nobody, A.; Noone, B.",Made up.,2019,May,J Made Up,1,2,3-9,,'
    "10.5555/made.up.21,1,#21,Nobody 2019,,\n",
    "excluded": COVIDENCE_HEADER
    + 'A made-up trial of walks,"Noone, B.",,2018,,J Made Up,,,,,,2,#22,Noone 2018,'
    "Exclusion reason: Wrong study design; ,\n"
    + 'A made-up book of walks,"Nemo, C.",,2017,,,,,,,,3,#23,Nemo 2017,'
    "Exclusion reason: Wrong study design; ,\n",
    "irrelevant": COVIDENCE_HEADER
    + 'A made-up map of walks,"Nemo, C.",,2016,,,,,,,,4,#24,Nemo 2016,,\n'
    + 'A made-up song of walks,"Nemo, C.",,2015,,,,,,,,5,#25,Nemo 2015,,\n'
    + 'A made-up play of walks,"Nemo, C.",,2014,,,,,,,,6,#26,Nemo 2014,,\n',
}
