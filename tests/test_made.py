"""The lists that the program makes from the record."""

from __future__ import annotations

import json
import re

import pytest

from offline_archive.render.map import Spot, distance_km, frames
from support.archives import Archive
from support.record import with_record


def event(date: str, certainty: str = "reported", places: str = "") -> str:
    more = f"places: [{places}]\n" if places else ""
    return f"---\ndate: {date}\ncertainty: {certainty}\nattribution: somebody\nsummary: Said of it.\n{more}---\n{{.own}}\nHidden words.\n"


@pytest.fixture
def dated(archive: Archive) -> Archive:
    for path, text in {
            "events/c.md": event("2017-03~", "alleged", "grozny"), "events/a.md": event("2017/.."),
            "events/b.md": event("2016-12/2017-02"), "events/d.md": event("2019-01-11", "confirmed"),
            "places/grozny.md": "---\ntitle: Grozny\nlevel: town\n---\n{.own}\nText.\n",
            "statements/s.md": "---\ndate: 2017-03-01\ncertainty: denied\nspeaker: An office\n---\n{.own}\nText.\n",
            "timeline.md": "---\nlist: timeline\n---\n# Timeline\n"}.items():
        archive.page(path, text)
    return archive.page("index.md")


def test_the_timeline_is_sorted_by_bounds_and_grouped_by_year(dated: Archive) -> None:
    html = dated.html("timeline.html")
    found = re.findall(r'<h2 id="ui-y\d+">(.+?)</h2>|<time datetime="(.+?)">(.+?)</time>', html)
    assert [one[0] or one[1:] for one in found] == [
        "2016", ("2016-12/2017-02", "December 2016\u2009–\u2009February 2017"),
        "2017", ("2017/..", "2017 and after"), ("2017-03-01", "1 March 2017"), ("2017-03~", "about March 2017"),
        "2019", ("2019-01-11", "11 January 2019")]


def test_the_timeline_can_be_filtered_by_kind_place_and_certainty(dated: Archive) -> None:
    html = dated.html("timeline.html")
    assert '<li class="ui-entry ui-kind-event ui-is-alleged ui-place-1">' in html
    assert '<label for="ui-place-1">Grozny</label>' in html
    for name in ("ui-kind-event", "ui-kind-statement", "ui-is-alleged", "ui-is-denied", "ui-place-1"):
        assert f'id="{name}"' in html
        assert f"main:has(.{name}:checked) :is(.ui-entry, .ui-year):not(.{name})" in dated.bundle()["_archive/style.css"].data.decode()


def test_a_list_shows_summaries_never_the_text(dated: Archive) -> None:
    html = dated.html("timeline.html")
    assert "Said of it." in html
    assert "Hidden words" not in html


@pytest.mark.parametrize("name", ["events", "cases", "people", "organisations", "places", "statements", "reports",
                                  "glossary", "sources", "conflicts", "corrections", "timeline"])
def test_every_list_can_be_asked_for_and_may_be_empty(archive: Archive, name: str) -> None:
    archive.page("index.md", f"---\nlist: {name}\n---\n# T\n")
    assert archive.found() == []
    assert archive.build().written
    assert "ui-made" in archive.html("index.html")


def test_the_index_of_a_folder_of_records_has_their_list(dated: Archive) -> None:
    assert "Events by date" in dated.page("events/index.md", "# Events").html("events/index.html")


def test_an_unknown_list_is_said_with_the_nearest(archive: Archive) -> None:
    archive.page("index.md", "---\nlist: [time-line]\n---\n")
    assert archive.messages() == ["index.md:2: OA619 no such list: 'time-line' (did you mean timeline?)"]


CONFLICT = {"id": "dead", "subject": {"en": "Deaths", "ru": "Погибшие"}, "treatment": "by source", "versions": [
    {"says": {"en": "two", "ru": "двое"}, "source": "One", "date": "2017", "certainty": "alleged", "sources": ["hrw-2017"]},
    {"says": {"en": "three"}, "source": "Another"}]}
CORRECTION = {"id": "f1", "subject": "The date", "said": "15 March", "corrected": "16 March", "seen": "the judgment",
              "date": "2026-11-22", "sources": ["hrw-2017"]}


@pytest.fixture
def tables(archive: Archive) -> Archive:
    with_record(archive).file("conflicts.json", json.dumps([CONFLICT])).file("corrections.json", json.dumps([CORRECTION]))
    return archive.page("m.md", "---\nlist: [conflicts, corrections]\n---\n# Method\n")


def test_conflicts_are_a_table_by_source_and_corrections_show_both_forms(tables: Archive) -> None:
    html = tables.html("m.html")
    assert tables.found() == []
    assert "<h3>Deaths</h3>" in html
    assert re.search(r'<tr><th scope="row">One <a class="ui-anchor" href="_archive/sources/hrw-2017.html">.*?</th>'
                     r'<td>two <span class="certainty ui-degree-alleged">\[alleged\]</span></td><td>2017</td></tr>', html)
    assert '<tr><th scope="row">Another</th><td>three</td><td>not known</td></tr>' in html
    assert "<td>15 March</td><td>16 March</td><td>the judgment" in html


@pytest.mark.parametrize(("file", "change", "message"), [
    ("conflicts.json", {"versions": [CONFLICT["versions"][0]]}, "[0].versions has fewer than two: a conflict needs two"),  # type: ignore[index]
    ("conflicts.json", {"subject": {}}, "[0].subject is missing: write a text, or a text for each language"),
    ("conflicts.json", {"versions": [{"says": "x", "source": "y", "certainty": "sure"}] * 2},
     "[0].versions[0].certainty is 'sure': expected confirmed, reported, alleged, denied"),
    ("corrections.json", {"date": "soon"}, "[0].date is 'soon': expected EDTF, such as 2017-02~"),
    ("corrections.json", {"sources": ["hwr-2017"]}, "not in the bibliography: hwr-2017"),
    ("corrections.json", {"facts": ["F9"]}, "no such fact: F9"),
])
def test_a_wrong_row_is_said(tables: Archive, file: str, change: dict[str, object], message: str) -> None:
    tables.file(file, json.dumps([(CONFLICT if file.startswith("conf") else CORRECTION) | change]))
    assert any(f"OA616 {message}" in line for line in tables.messages()), tables.messages()


def test_the_map_shows_only_places_with_coordinates(archive: Archive) -> None:
    archive.page("places/a.md", "---\ntitle: Aa\nlevel: town\nlatitude: 43.32\nlongitude: 45.69\n---\n")
    archive.page("places/b.md", "---\ntitle: Bb\nlevel: unresolved\n---\n").page("places/index.md", "# Places")
    svg = archive.html("places/index.html").partition("<svg")[2].partition("</svg>")[0]
    assert '<a href="a.html">' in svg
    assert "Bb" not in svg


def test_distances_are_those_of_the_globe() -> None:
    grozny, argun = Spot("", "", 43.32, 45.69, area=False), Spot("", "", 43.29, 45.87, area=False)
    london, new_york = Spot("", "", 51.51, -0.13, area=False), Spot("", "", 40.71, -74.01, area=False)
    assert 14 < distance_km(grozny, argun) < 16
    assert 5560 < distance_km(london, new_york) < 5580


def test_places_close_together_have_a_drawing_of_their_own_and_none_leaves_its_frame() -> None:
    near = [Spot(name, "", 43 + place / 10, 45.5 + place / 8, area=False) for place, name in enumerate("abcd")]
    far = [Spot("London", "", 51.51, -0.13, area=False), Spot("A very long name indeed", "", 59.9, 44.0, area=False)]
    drawn = frames([*near, *far])
    assert [sorted(mark.spot.name for mark in frame.marks) for frame in drawn] == [
        ["a", "b", "c", "d"], sorted(["London", "A very long name indeed", drawn[1].marks[-1].spot.name])]
    for frame in drawn:
        assert all(0 <= mark.x <= frame.width and 0 <= mark.y <= frame.height for mark in frame.marks)


@pytest.mark.parametrize("spots", [[(0, 0)], [(90, 0), (-90, 0)], [(0, 180), (0, -180)], [(1, 1)] * 5])
def test_any_places_can_be_drawn(spots: list[tuple[float, float]]) -> None:
    assert frames([Spot(str(n), "", lat, lon, area=False) for n, (lat, lon) in enumerate(spots)])


def test_records_stand_in_order_of_date_among_their_neighbours(dated: Archive) -> None:
    assert [path for path in dated.menu("events/a.html") if path.startswith("events/")][1:] == [f"events/{name}.html" for name in "bacd"]
