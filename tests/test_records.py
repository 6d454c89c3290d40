"""The kinds: what each needs, what it shows, and what is said when something is wrong."""

from __future__ import annotations

import pytest

from offline_archive.record.kinds import FOLDERS, KINDS
from offline_archive.records import FIELDS
from support.archives import GROUNDS, SOURCES, Archive

COMPLETE = {
    "events/e": "date: 2017-02~\ncertainty: reported\nattribution: a newspaper\nplaces: [town]\n"
                "people: [{person: ann, role: witness}, {group: five men, count: 5, role: detained}]\n"
                "organisations: [body]\ndenied_by: [s]",
    "statements/s": "date: 2017-04-01\ncertainty: denied\nspeaker: ann\noffice: minister\norganisations: [body]",
    "cases/c": "status: open\nas_of: 2020-05-01\npublic_basis: own choice\npeople: [ann]\ncertainty: confirmed",
    "people/ann": "role: minister\nstatus: [none]\npublic_basis: holds a public office\nnames: {ru: Анна}\nalso: [Anne]",
    "people/group": "group: true\ncount: about forty",
    "organisations/body": "type: newspaper\nacronyms: [BDY]\nnames: {ru: Орган}",
    "places/town": "level: town\nlatitude: 43.32\nlongitude: 45.69",
    "reports/r": "date: 2018-12\ncertainty: confirmed\norganisations: [body]\nmandate: none\nmethod: interviews\n"
                 "shows: what witnesses said\ndoes_not_show: guilt",
    "glossary/t": "also: [word]\ncontested: true",
}
BOXES = {
    "events/e": ['<time datetime="2017-02~">about February 2017</time>', "[reported]", "a newspaper",
                 '<a href="../places/town.html">Town</a>', '<a href="../people/ann.html">Ann</a>, witness',
                 "five men (5), detained", '<a href="../statements/s.html">S</a>'],
    "statements/s": ['<a href="../people/ann.html">Ann</a>', "minister", "[denied]"],
    "cases/c": ["open", "1 May 2020", "own choice", "[confirmed]"],
    "people/ann": ['<span lang="ru">Анна</span>', "Anne", "minister", "none", "holds a public office"],
    "people/group": ["about forty"],
    "organisations/body": ["newspaper", "BDY"],
    "places/town": ["town", "43.32, 45.69"],
    "reports/r": ["December 2018", "interviews", "what witnesses said", "guilt", '<a href="../organisations/body.html">'],
    "glossary/t": ["word", "The word itself is disputed"],
}
REQUIRED = {
    "events/e": ("date", "certainty", "attribution"), "statements/s": ("date", "certainty", "speaker"),
    "cases/c": ("status", "as_of", "public_basis", "people"), "people/ann": ("role", "status", "public_basis"),
    "organisations/body": ("type",), "places/town": ("level",),
    "reports/r": ("date", "mandate", "shows", "does_not_show"),
}


def text(path: str, front: str) -> str:
    grounds = GROUNDS if path.startswith(("people/", "cases/")) and "group: true" not in front else ""
    return f"---\ntitle: {path.rpartition('/')[2].capitalize()}\n{grounds}{front}\n---\n{{.own}}\nText.\n"


@pytest.fixture
def complete(archive: Archive) -> Archive:
    for path, front in COMPLETE.items():
        archive.page(f"{path}.md", text(path, front))
    return archive.page("index.md").file("sources.json", SOURCES)


def test_a_complete_record_of_each_kind_has_no_problem(complete: Archive) -> None:
    assert complete.found(notes=True) == []
    assert {FOLDERS[path.partition("/")[0]] for path in COMPLETE} == set(KINDS) - {"page"} == set(FIELDS)


@pytest.mark.parametrize("path", sorted(COMPLETE))
def test_each_kind_shows_its_fields_in_its_own_template(complete: Archive, path: str) -> None:
    html = complete.html(f"{path}.html")
    box = html.partition('<dl class="ui-record">')[2].partition("</dl>")[0]
    assert [wanted for wanted in BOXES[path] if wanted not in box] == []


@pytest.mark.parametrize(("path", "field"), [(path, field) for path, fields in REQUIRED.items() for field in fields])
def test_each_missing_field_is_said_and_the_page_stays(complete: Archive, path: str, field: str) -> None:
    front = "\n".join(line for line in COMPLETE[path].split("\n") if not line.startswith(f"{field}:"))
    complete.page(f"{path}.md", text(path, front))
    assert f"OA602 {path}.md:1" in complete.found()
    html = complete.html(f"{path}.html")
    assert "ui-record" not in html
    assert "Text." in html


WRONG = [
    ("events/x", "date: 2017\ncertainty: reportd\nattribution: a",
     "OA603 certainty is 'reportd' (did you mean reported?)"),
    ("events/x", "date: 2017\ncertainty: [reported, alleged]\nattribution: {a: b}",
     "OA603 attribution is {'a': 'b'} (expected a text)"),
    ("events/x", "date: 2017\ncertainty: alleged", "OA606 an allegation without a named attribution "
     "(write who alleges it under attribution)"),
    ("events/x", "date: yesterday\ncertainty: reported\nattribution: a",
     "OA117 date is 'yesterday' (write it in EDTF, such as 2017-05-26, 2017-02~ or 2017/..)"),
    ("events/x", "date: 2017\ncertainty: reported\nattribution: a\nplaces: [twon]",
     "OA605 places names no place: twon (did you mean town?)"),
    ("events/x", "date: 2017\ncertainty: reported\nattribution: a\npeople: [{person: ann, rle: x}]",
     "OA603 people is {'person': 'ann', 'rle': 'x'} (expected {person: name, role: …} or {group: …, count: 5, role: …})"),
    ("events/x", "date: 2017\ncertainty: reported\nattribution: a\npeople: [1]",
     "OA603 people is 1 (expected the name of a record, or {group: …, count: …, role: …})"),
    ("events/x", "date: 2017\ncertainty: reported\nattribution: a\ncertinty: x",
     "OA604 event has no field certinty (did you mean certainty?)"),
    ("people/x", "role: a\nstatus: [alegation]\npublic_basis: b",
     "OA603 status is 'alegation' (did you mean allegation?)"),
    ("people/x", "group: perhaps", "OA603 group is 'perhaps' (expected true or false)"),
    ("people/x", "group: true\nnames: Anna", "OA603 names is 'Anna' (expected a text for each language, such as {ru: …})"),
    ("places/x", "level: house", "OA603 level is 'house' (expected one of macro-region, country, region, district, city, "
     "town, village, historical, unresolved)"),
    ("places/x", "level: town\nlatitude: 91\nlongitude: 1", "OA603 latitude is 91 (expected degrees from -90 to 90)"),
    ("places/x", "level: town\nlatitude: 43.3171\nlongitude: 45.69",
     "OA607 latitude has more than 2 decimals: it is not mapped (write 43.32)"),
    ("statements/x", "date: 2017\ncertainty: denied\nspeaker: an", "OA605 speaker names no person or organisation: an "
     "(did you mean ann?)"),
    ("cases/x", "status: a\nas_of: soon\npublic_basis: b\npeople: [ann]",
     "OA117 as_of is 'soon' (write it in EDTF, such as 2017-05-26)"),
]


@pytest.mark.parametrize(("path", "front", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_line_and_remedy(complete: Archive, path: str, front: str, message: str) -> None:
    complete.page(f"{path}.md", text(path, front))
    code, _, words = message.partition(" ")
    messages = [line for line in complete.messages() if line.startswith(f"{path}.md")]
    assert any(f" {code} {words}" in line for line in messages), messages


def test_a_name_that_two_records_share_means_neither(complete: Archive) -> None:
    complete.page("places/north/town.md", "---\nlevel: town\n---\n{.own}\nText.\n")
    assert any("OA605 places names no place: town" in line for line in complete.messages())
    complete.page("events/e.md", text("events/e", COMPLETE["events/e"].replace("[town]", "[places/north/town]")))
    assert complete.found() == []


@pytest.mark.parametrize("speaker", ["外交部", "The ministry", "Министерство"])
def test_an_office_can_speak_in_any_script(complete: Archive, speaker: str) -> None:
    complete.page("statements/s.md", text("statements/s", COMPLETE["statements/s"].replace("speaker: ann", f"speaker: {speaker}")))
    assert complete.found() == []
    assert speaker in complete.html("statements/s.html")


def test_a_plain_page_is_free_in_its_front_matter(archive: Archive) -> None:
    archive.page("index.md", "---\ncertainty: whatever\nplaces: 7\nanything: [goes]\n---\nText.")
    assert archive.found(notes=True) == []


def test_the_kind_can_stand_in_front_matter_or_in_the_settings(archive: Archive) -> None:
    archive.page("index.md").page("x.md", "---\nkind: term\n---\nText.").page("слова/y.md", "Text.")
    archive.page("people/index.md", "Not a person.").page("people/deep/z.md", "---\nkind: page\n---\nText.")
    archive.settings('[kinds]\n"слова" = "term"\n')
    assert archive.found() == []
    assert '<p class="ui-kind">term</p>' in archive.html("x.html")
    assert '<p class="ui-kind">term</p>' in archive.html("слова/y.html")
    assert "ui-kind" not in archive.html("people/index.html")


def test_other_spellings_are_found_by_the_search(complete: Archive) -> None:
    words = {entry.data.decode() for path, entry in complete.bundle().items() if path.startswith("_archive/a-z/")}
    assert any("<dt>Анна<dd>" in html and "people/ann.html" in html for html in words)
    assert any("<dt>BDY<dd>" in html for html in words)


def test_a_record_lists_what_refers_to_it(complete: Archive) -> None:
    html = complete.html("people/ann.html")
    listed = html.partition('<details class="ui-mentions">')[2].partition("</details>")[0]
    assert "What refers to this page (3)" in listed
    assert [wanted for wanted in ("../cases/c.html", "../events/e.html", "../statements/s.html") if wanted not in listed] == []


def test_a_denial_must_deny(complete: Archive) -> None:
    complete.page("statements/s.md", text("statements/s", COMPLETE["statements/s"].replace("denied", "confirmed")))
    assert complete.found() == ["OA608 events/e.md"]


def test_an_old_status_is_to_be_checked_again(complete: Archive) -> None:
    complete.settings("date = 2022-01-01")
    assert complete.found() == ["OA609 cases/c.md"]
    complete.page("cases/c.md", text("cases/c", COMPLETE["cases/c"] + "\nchecked: 2021-12-01"))
    assert complete.found() == []
    assert "this record holds nothing newer (page reviewed on 1 December 2021)" in complete.html("cases/c.html")
