"""What is found in the record: kinds, facts, sources, translations."""

from offline_archive.problems import Code, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

# The record: kinds, facts, sources
KIND_UNKNOWN = Code(
    "OA601", _E, "a page names a kind that does not exist",
    "`kind` is one of page, event, case, person, organisation, place, statement, report and term. The page is "
    "built as a plain page.")
FIELD_MISSING = Code(
    "OA602", _E, "a record lacks a required field",
    "Each kind has fields that it cannot do without: an event its date, its certainty and its attribution, say. "
    "docs/record.md lists them. The page is built without its box of data and is in no made list.")
FIELD_WRONG = Code(
    "OA603", _E, "a field of a record holds something that cannot be used",
    "The field is ignored. docs/record.md says what each field holds.")
FIELD_UNKNOWN = Code(
    "OA604", _W, "a record has a field that its kind does not know",
    "On a plain page front matter is free; on a typed page an unknown field is most likely a known one misspelt. "
    "It is ignored.")
RECORD_UNKNOWN = Code(
    "OA605", _E, "a record refers to one that does not exist",
    "People, places, organisations and statements are named by the file in which they stand, without ending: "
    "`places: [grozny]` means places/grozny.md. The reference is left out.")
UNATTRIBUTED = Code(
    "OA606", _E, "an allegation has no named attribution",
    "An accusation is printed only with the name of whoever makes it. On a record, write it under `attribution`; in a "
    "text, name the fact (`{facts=\"…\"}`), cite the source (`[@key]`), or write `[alleged]{.certainty by=\"…\"}`, "
    "which is shown as [alleged: …].")
TOO_PRECISE = Code(
    "OA607", _E, "a coordinate is finer than a town",
    "Two decimals of a degree are about a kilometre, and nothing finer is mapped. Give no coordinates at all to a "
    "place of detention, a home or a shelter: a point would lead somebody there.")
DENIAL_NOT_DENIED = Code(
    "OA608", _W, "a record is denied by a statement that denies nothing",
    "`denied_by` names statements whose `certainty` is `denied`.")
STATUS_OLD = Code(
    "OA609", _W, "the status of a case was not checked in the year before the edition",
    "Status that readers take for the present must be checked again before each release: a prisoner may be free, "
    "or dead. Check it, and write the day under `checked`, even when nothing newer is known.")
UNCITED = Code(
    "OA610", _W, "a paragraph neither cites a source nor is marked as the editors' own",
    "In a case, an event, a statement or a report, each paragraph names its facts, cites a source (`[@key]`), or is "
    "marked `{.own}` on the line before it, or before its heading.")
SOURCE_UNKNOWN = Code(
    "OA611", _E, "a citation names a source that is not in the bibliography",
    "Sources are named by their `id` in sources.json. The citation is shown as it was written.")
BIBLIOGRAPHY_WRONG = Code(
    "OA612", _E, "the bibliography cannot be read, or an entry in it",
    "sources.json is a list in CSL-JSON, as Zotero exports it. An entry that cannot be used is left out, the others "
    "are kept.")
FACTS_WRONG = Code(
    "OA613", _E, "the facts cannot be read, or one of them",
    "facts.json is a list of objects with `id`, `claim`, `certainty` and `attribution`; docs/record.md describes it. "
    "A fact that cannot be used is left out, the others are kept.")
FACT_UNKNOWN = Code(
    "OA614", _E, "a paragraph names a fact that does not exist",
    "Facts are named by their `id` in facts.json.")
FACT_WITHOUT_HOME = Code(
    "OA615", _E, "no paragraph carries a fact",
    "Each fact of facts.json is named by at least one paragraph of a published page, `{facts=\"F118\"}`, in whatever "
    "language, or by a conflict or correction that some page lists. Otherwise something that the record knows is "
    "lost; it is left out of the downloads, too.")
TABLE_WRONG = Code(
    "OA616", _E, "the conflicts or corrections cannot be read, or one of them",
    "conflicts.json and corrections.json are lists of objects; docs/record.md describes them. A row that cannot be "
    "used is left out, the others are kept.")
TRANSLATION_OLD = Code(
    "OA617", _W, "a translation is older than its original",
    "The original was changed after the translation was made. Readers are told. Bring the translation up to date, "
    "then write under `original` what the message says.")
TRANSLATION_UNMARKED = Code(
    "OA618", _N, "a translation does not say which state of the original it renders",
    "With `original: …`, the mark that the message gives, a later change of the original is noticed.")
TRANSLATION_DIFFERS = Code(
    "OA621", _E, "a translation contradicts its original",
    "Dates, places, degrees of certainty and other data stand in the original once, so that two languages cannot "
    "disagree about them. What the translation says is ignored; leave the key out.")
LIST_UNKNOWN = Code(
    "OA619", _E, "a page asks for a list that does not exist",
    "`list` names one or more of the lists that the program makes from the record.")
DATA_UNREADABLE = Code(
    "OA620", _E, "a file of the record is not plain UTF-8 text",
    "sources.json, facts.json, conflicts.json and corrections.json are read as UTF-8. The file is left out.")
