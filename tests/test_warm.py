"""Built from what is known of earlier builds, an archive is what it is built from nothing: the same bytes, the same problems."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from offline_archive import catalogue, parsing, pipeline
from offline_archive.bundle import Bundle
from offline_archive.digests import digest
from offline_archive.problems import Problem
from offline_archive.search import ledger, lines
from offline_archive.store import Store
from support.archives import GROUNDS, Archive

SEQUENCES = int(os.environ.get("OFFLINE_ARCHIVE_SEQUENCES", "500"))
"""How many sequences of changes are tried: 5,000 on demand."""
CHUNKS = 10
WORDS = "north river court report witness spring letter police table quiet winter signed paper copied named".split()
ANN = f"---\ntitle: Ann\nalso: [Anna]\nrole: minister\nstatus: [none]\npublic_basis: b\n{GROUNDS}---\nShe. [@s]\n"
SOURCES = [{"id": "s", "type": "report", "title": "A report", "issued": {"date-parts": [[2019]]}},
           {"id": "t", "type": "book", "title": "A book", "issued": {"date-parts": [[2020]]}}]
FACTS = [{"id": "F1", "claim": "It rained.", "certainty": "reported", "sources": ["s"]}]


class Walk:
    """An archive that somebody changes, again and again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.archive = Archive(folder)
        self.templates = folder / "templates"
        self.number = 0
        shutil.copytree(catalogue.default_templates(), self.templates)
        self.archive.settings('title = "Walk"\nlanguages = ["en", "ru"]\n').file("sources.json", json.dumps(SOURCES)).file("facts.json", json.dumps(FACTS))
        self.archive.page("index.md", "# Home\n\n[One](a/one.md)\n").page("a/one.md", "# One\n\nText [@s].\n").page("a/two.md", "# Two\n\nText.\n")
        self.archive.page("index.ru.md", "# Дом\n\nСлова.\n").page("people/ann.md", ANN)

    def pages(self) -> list[Path]:
        return sorted(path for path in self.archive.content.rglob("*.md"))

    def some(self) -> Path:
        return self.random.choice(self.pages())

    def text(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(2, 9)))

    def target(self) -> str:
        return "/" + self.some().relative_to(self.archive.content).as_posix()

    # ---- what is changed

    def edit(self) -> None:
        page = self.some()
        page.write_text(page.read_text() + f"\n{self.text().capitalize()}.\n")

    def retitle(self) -> None:
        page = self.some()
        page.write_text(f"# {self.text()}\n\n" + page.read_text().partition("\n\n")[2])

    def summarise(self) -> None:
        self.some().write_text(f"---\ntitle: {self.text()}\nsummary: {self.text()}\nweight: {self.random.randint(1, 9)}\n---\n{self.text()}\n")

    def link(self) -> None:
        page = self.some()
        page.write_text(page.read_text() + f"\n[{self.text()}]({self.target()}#{self.random.choice(WORDS)})\n")

    def cite(self) -> None:
        page = self.some()
        page.write_text(page.read_text() + self.random.choice(["\nSaid [@s].\n", "\nSaid [@t, p. 3].\n", '\n{facts="F1"}\nRain.\n', "\nSaid [@nobody].\n"]))

    def add(self) -> None:
        self.number += 1
        folder = self.random.choice(["", "a/", "b/", "b/c/", "events/"])
        front = "---\ndate: 2017-05\ncertainty: reported\nattribution: a paper\n---\n" if folder == "events/" else ""
        self.archive.page(f"{folder}p{self.number}{self.random.choice(['', '', '.ru'])}.md", f"{front}# {self.text()}\n\n{self.text()}\n")

    def remove(self) -> None:
        if len(self.pages()) > 4:
            self.some().unlink()

    def rename(self) -> None:
        page = self.some()
        self.number += 1
        page.rename(page.with_name(f"r{self.number}.md"))

    def draft(self) -> None:
        page = self.some()
        page.write_text(f"---\ndraft: {self.random.choice(['true', 'false'])}\n---\n{self.text()}\n")

    def withhold(self) -> None:
        page = self.some()
        page.write_text(page.read_text() + f"\n[{self.text()} kept away]{{.withheld reason=person}}\n")

    def settle(self) -> None:
        more = self.random.choice(["", 'licence = "free"\n', 'edition = "2"\ndate = 2026-11-22\n', "discreet = true\n", '[kinds]\nb = "term"\n'])
        languages = self.random.choice([["en", "ru"], ["en"], ["ru", "en"]])
        self.archive.settings(f'title = "{self.text()}"\nlanguages = {json.dumps(languages)}\n{more}')

    def record(self) -> None:
        source = SOURCES[0] | {"title": self.text()}
        self.archive.file("sources.json", json.dumps([source, *SOURCES[1:]])).file("facts.json", json.dumps([FACTS[0] | {"claim": self.text() + "."}]))

    def translate(self) -> None:
        self.archive.page("people/ann.md", ANN).page("people/ann.ru.md", f"---\ntitle: {self.text()}\n---\n{self.text()}\n")

    def dress(self) -> None:
        page = self.templates / self.random.choice(["page.html", "foot.html", "menu.html", "alphabet.html", "assets/style.css"])
        page.write_text(page.read_text() + self.random.choice(["\n", " \n", "\n\n"]))

    def attach(self) -> None:
        self.archive.settings('title = "Media"\nlanguages = ["en", "ru"]\nmedia = true\n').picture(f"pictures/p{self.random.randint(1, 3)}.gif")
        page = self.some()
        page.write_text(page.read_text() + f"\n![{self.text()}](/pictures/p{self.random.randint(1, 3)}.gif)\n")

    def change(self) -> None:
        """One to four changes."""
        for _ in range(self.random.randint(1, 4)):
            changes = (self.edit, self.edit, self.retitle, self.summarise, self.link, self.cite, self.add, self.remove, self.rename, self.draft,
                       self.withhold, self.settle, self.record, self.translate, self.translate, self.dress, self.attach)
            self.random.choice(changes)()


def made(archive: Archive, cache: Path | None) -> tuple[dict[str, bytes], list[str]]:
    archive_ = pipeline.made(archive.content, cache=cache)
    return files(archive_.bundle), [str(problem) for problem in said(archive_)]


def built(archive: Archive, cache: Path) -> dict[str, bytes]:
    """What a build from the cache writes where nothing lies yet."""
    shutil.rmtree(archive.output, ignore_errors=True)
    pipeline.build(archive.content, archive.output, strict=False, cache=cache)
    return {path.relative_to(archive.output).as_posix(): path.read_bytes() for path in archive.output.rglob("*") if path.is_file()}


def files(bundle: Bundle) -> dict[str, bytes]:
    return {path: entry.data for path, entry in bundle.items()}


def said(archive: pipeline.Made) -> tuple[Problem, ...]:
    return archive.outcome(written=False).problems


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_any_sequence_of_changes_gives_what_a_build_from_nothing_gives(tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk(tmp_path, chunk)
    monkeypatch.setattr(catalogue, "default_templates", lambda: walk.templates)
    monkeypatch.setattr(ledger, "_PART", 1)  # however many pages of so few change, words are brought up to date
    monkeypatch.setattr(lines, "_HASH", 5)
    for step in range(SEQUENCES // CHUNKS):
        walk.change()
        warm, cold = made(walk.archive, tmp_path / "cache"), made(walk.archive, None)
        assert warm[1] == cold[1], (chunk, step)
        assert [path for path in warm[0].keys() | cold[0].keys() if warm[0].get(path) != cold[0].get(path)] == [], (chunk, step)


@pytest.fixture
def archive_(archive: Archive) -> Archive:
    for number in range(12):
        archive.page(f"p{number}.md", f"# Page {number}\n\nWords of page {number}. [Next](p{(number + 1) % 12}.md)\n")
    return archive.page("index.md", "# Home\n")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are parsed from now on."""
    paths: list[str] = []
    real: Callable[..., object] = parsing.markdown.parse

    def note(source: object, *rest: object) -> object:
        paths.append(str(source.path))  # type: ignore[attr-defined]
        return real(source, *rest)

    monkeypatch.setattr(parsing.markdown, "parse", note)
    return paths


def test_only_what_changed_is_parsed_and_rendered(archive_: Archive, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from offline_archive.render.pages import Renderer
    rendered: list[str] = []
    real = Renderer.page
    monkeypatch.setattr(Renderer, "page", lambda renderer, page: (rendered.append(str(page.path)), real(renderer, page))[1])
    made(archive_, tmp_path / "cache")
    assert (len(parsed), len(rendered)) == (13, 13)
    parsed.clear()
    rendered.clear()
    archive_.page("p3.md", "# Page 3\n\nOther words. [Next](p4.md)\n")
    assert made(archive_, tmp_path / "cache") == made(archive_, None)
    assert parsed[:1] == ["p3.md"]
    assert len(parsed) == 14
    assert rendered[:1] == ["p3.html"]
    assert len(rendered) == 14


def test_of_the_index_for_reading_only_the_pages_of_words_that_changed_are_made(archive_: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from offline_archive.render.alphabet import _Book
    letters: list[str] = []
    real = _Book._made
    monkeypatch.setattr(_Book, "_made", lambda book, path, *rest, **values: (letters.append(path.stem), real(book, path, *rest, **values))[1])
    for number, letter in enumerate("abcdefghijkl"):
        archive_.page(f"p{number}.md", f"# Page {number}\n\n{letter}ubu\n")
    made(archive_, tmp_path / "cache")
    assert {"0041", "0042", "0050"} <= set(letters)
    letters.clear()
    archive_.page("p1.md", "# Page 1\n\nbubu and cubu\n")
    assert made(archive_, tmp_path / "cache") == made(archive_, None)
    assert letters[:1] == ["0043"]
    assert "0041" not in letters[:2]
    letters.clear()
    archive_.page("p1.md", "# Bage 1\n\nbubu and cubu\n")  # a page's title stands beside all of its words
    made(archive_, tmp_path / "cache")
    assert {"0041", "0042", "0043"} <= set(letters)


def test_after_a_build_garbage_is_collected_as_it_was_before(archive_: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[int] = []
    real = pipeline.render
    monkeypatch.setattr(pipeline, "render", lambda *given: (frozen.append(gc.get_freeze_count()), real(*given))[1])
    before = gc.get_threshold()
    made(archive_, tmp_path / "cache")
    assert frozen[0] > 1000  # a control
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, before)


def test_what_a_page_is_called_in_another_language_belongs_to_its_words(archive: Archive, tmp_path: Path) -> None:
    archive.settings('languages = ["en", "ru"]\n').file("sources.json", json.dumps(SOURCES)).page("index.md").page("people/ann.md", ANN)
    for name in ("Анна", "Ганна"):
        archive.page("people/ann.ru.md", f"---\ntitle: {name}\n---\nСлова.\n")
        warm, cold = made(archive, tmp_path / "cache"), made(archive, None)
        assert warm == cold
        assert any(("/search/en/" in path and name.lower().encode() in data.lower()) or name.encode() in data for path, data in cold[0].items() if "/search/en/t-" in path)


def test_what_no_page_owns_any_more_is_forgotten(archive_: Archive, tmp_path: Path) -> None:
    archive_.page("gone.md", "# Gone\n\nZebulonian secrets.\n")
    made(archive_, tmp_path / "cache")
    [database] = (tmp_path / "cache").glob("*.results")
    assert b"Zebulonian" in database.read_bytes()  # a control: it was there
    (archive_.content / "gone.md").unlink()
    made(archive_, tmp_path / "cache")
    for path in (tmp_path / "cache").iterdir():
        assert b"Zebulonian" not in path.read_bytes(), path


@pytest.mark.parametrize("name", ["results", "index"])
@pytest.mark.parametrize("damage", ["cut", "bytes", "one byte", "nothing", "text", "folder", "gone"])
def test_a_damaged_store_is_done_without(archive_: Archive, tmp_path: Path, damage: str, name: str) -> None:
    cold = made(archive_, None)
    made(archive_, tmp_path / "cache")
    [path] = (tmp_path / "cache").glob(f"*.{name}")
    data = bytearray(path.read_bytes())
    if damage in ("bytes", "one byte"):
        for place in range(len(data) // 3, len(data), 997 if damage == "bytes" else len(data)):
            data[place] ^= 0x55
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "gone":
        path.write_bytes({"cut": data[:len(data) // 2], "nothing": b"", "text": b"no results at all\n" * 1000}.get(damage, bytes(data)))
    assert built(archive_, tmp_path / "cache") == cold[0]
    assert built(archive_, tmp_path / "cache") == cold[0]
    assert made(archive_, tmp_path / "cache") == cold  # it is whole again


def test_a_store_that_is_damaged_while_a_build_reads_it_is_done_without(archive_: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = made(archive_, None)
    made(archive_, tmp_path / "cache")
    [path] = (tmp_path / "cache").glob("*.results")
    real, damaged = pipeline.check, []

    def check_after_damage(site: object) -> object:
        if not damaged:
            path.write_bytes(b"")
            damaged.append(path)
        return real(site)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "check", check_after_damage)
    archive_.page("p3.md", "# Page 3\n\nOther words.\n").page("p3.md", "# Page 3\n\nWords of page 3. [Next](p4.md)\n")
    assert made(archive_, tmp_path / "cache") == cold
    assert damaged


@pytest.mark.usefixtures("parsed")
def test_what_is_overwritten_leaves_no_gaps_for_ever(archive_: Archive, tmp_path: Path) -> None:
    made(archive_, tmp_path / "cache")
    [path] = (tmp_path / "cache").glob("*.results")
    size = path.stat().st_size
    for number in range(6):
        for page in range(12):
            archive_.page(f"p{page}.md", f"# Page {page}\n\nText {number}.\n")
        assert made(archive_, tmp_path / "cache") == made(archive_, None)
        assert path.stat().st_size < 4 * size
        assert f"Text {number - 1}.".encode() not in path.read_bytes()


def test_builds_that_are_killed_leave_a_cache_from_which_the_same_is_built(archive_: Archive, tmp_path: Path) -> None:
    chance, done = random.Random(7), set()
    for number in range(16):
        for page in chance.sample(range(12), 3):
            archive_.page(f"p{page}.md", f"# Page {page}\n\nText {number} of {page}.\n" + "Words.\n\n" * 300)
        process = subprocess.Popen(
            [sys.executable, "-m", "offline_archive", "build", "-q", "--content", str(archive_.content), "--output", str(archive_.output), "--cache", str(tmp_path / "cache")],
            stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src")})
        try:
            done.add(process.wait(chance.uniform(0.2, 1.2)))
        except subprocess.TimeoutExpired:
            process.kill()
            done.add(process.wait())
        if number % 4 == 3:
            assert made(archive_, tmp_path / "cache") == made(archive_, None), number
    assert built(archive_, tmp_path / "cache") == made(archive_, None)[0]
    assert -9 in done


def remembered(cache: Path, words: bytes) -> list[str]:
    """The files of a cache that hold words."""
    return [path.name for path in cache.iterdir() if words in path.read_bytes()]


def build(archive: Archive, cache: Path, **how: object) -> pipeline.Outcome:
    return pipeline.build(archive.content, archive.output, strict=bool(how.get("strict")), cache=cache)


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds take place an hour later from now on: nothing changed a moment ago."""
    from offline_archive import machine
    real = machine.moment
    monkeypatch.setattr(machine, "moment", lambda: real() + 3600 * 10**9)


@pytest.mark.parametrize("between", ["check", "strict", "killed"])
def test_what_came_and_went_between_two_builds_does_not_stay_in_the_cache(archive_: Archive, tmp_path: Path, between: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    later(monkeypatch)
    build(archive_, cache)
    assert pipeline.Latest(cache, archive_.content, archive_.output).intact()  # a control: there is a record
    archive_.page("gone.md", "# Gone\n\nZebulonian secrets. [Nowhere](nowhere.md)\n")
    if between == "check":
        pipeline.check_only(archive_.content, cache=cache)
    elif between == "strict":
        assert not build(archive_, cache, strict=True).written
    else:
        def killed(*given: object) -> object:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "check", killed)
            with pytest.raises(KeyboardInterrupt):
                build(archive_, cache)
    assert remembered(cache, b"Zebulonian")  # a control: it was there
    (archive_.content / "gone.md").unlink()
    build(archive_, cache)
    assert remembered(cache, b"Zebulonian") == []


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Python looks for what may go late: a store is let go without that."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_what_went_does_not_stay_where_damage_was_found_or_nothing_more_fits(archive_: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    for how in ("damage", "full"):
        archive_.page("gone.md", "# Gone\n\nZebulonian secrets.\n")
        build(archive_, cache)
        assert remembered(cache, b"Zebulonian")
        (archive_.content / "gone.md").unlink()
        archive_.page("p3.md", f"# Page 3\n\nAnother text, {how}.\n")
        with monkeypatch.context() as patch:
            if how == "damage":
                [path] = cache.glob("*.results")
                data = bytearray(path.read_bytes())
                for place in range(50, len(data), 400):
                    data[place] ^= 0x55
                path.write_bytes(data)
            else:
                def full(store: Store, data: bytes) -> tuple[int, int]:
                    raise OSError(28, "No space left on device")

                patch.setattr(Store, "_append", full)
            build(archive_, cache)
        assert remembered(cache, b"Zebulonian secrets") == [], how
        assert built(archive_, cache) == made(archive_, None)[0]


def test_the_store_of_a_folder_that_is_no_more_goes(archive_: Archive, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    archive_.page("gone.md", "# Gone\n\nZebulonian secrets.\n")
    build(archive_, cache)
    (tmp_path / "other").mkdir()
    other = Archive(tmp_path / "other").page("index.md")
    build(other, cache)
    assert remembered(cache, b"Zebulonian")  # a control: the folder is still there
    archive_.content.rename(tmp_path / "moved")
    build(other.page("index.md", "Another.\n"), cache)
    assert remembered(cache, b"Zebulonian") == []


@pytest.mark.parametrize("what", ["link", "second name", "pipe"])
@pytest.mark.parametrize("ending", ["results", "index"])
def test_a_cache_in_which_something_else_lies_harms_nothing(archive_: Archive, tmp_path: Path, what: str, ending: str) -> None:
    cache, victim = tmp_path / "cache", tmp_path / "victim"
    cold = made(archive_, None)
    made(archive_, cache)
    [path] = cache.glob(f"*.{ending}")
    path.unlink()
    victim.write_text("precious")
    if what == "pipe":
        os.mkfifo(path)
    else:
        (path.symlink_to if what == "link" else path.hardlink_to)(victim)
    assert made(archive_, cache) == cold
    assert victim.read_text() == "precious"


def test_a_record_in_whose_place_a_pipe_lies_is_none(archive_: Archive, tmp_path: Path) -> None:
    build(archive_, tmp_path / "cache")
    for path in (tmp_path / "cache").glob("latest-*"):
        path.unlink()
        os.mkfifo(path)
    assert build(archive_, tmp_path / "cache").written


def test_another_user_s_name_is_another_build(archive_: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch)
    monkeypatch.setenv("LOGNAME", "somebody")
    assert "OA703" not in {problem.code for problem in build(archive_, tmp_path / "cache").problems}
    monkeypatch.setenv("LOGNAME", "words")
    assert "OA703" in {problem.code for problem in build(archive_, tmp_path / "cache").problems}


def test_an_export_from_a_cache_that_another_build_changed_is_made_anew(archive_: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = pipeline.export(archive_.content, tmp_path / "one", "zip", cache=tmp_path / "cache")
    real = pipeline.made

    def changed(*given: object, **named: object) -> object:
        archive = real(*given, **named)  # type: ignore[arg-type]
        for path in (tmp_path / "cache").glob("*.results"):
            path.write_bytes(b"")
        return archive

    monkeypatch.setattr(pipeline, "made", changed)
    _, second = pipeline.export(archive_.content, tmp_path / "two", "zip", cache=tmp_path / "cache")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_store_of_somebody_else_is_not_read(archive_: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To unpickle what somebody else wrote would be to run it."""
    made(archive_, tmp_path / "cache")
    [path] = (tmp_path / "cache").glob("*.results")

    class Evil:
        def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
            return os.mkdir, (str(tmp_path / "ran"),)

    mine = Store(path)
    keys = list(mine._places)
    mine.end(done=False)
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "of another user"))
        store = Store(path)
        store.add(dict.fromkeys(keys, Evil()))
        store.known(keys[:1])
        assert (tmp_path / "ran").exists()  # a control: to whoever wrote it, it is their own
        (tmp_path / "ran").rmdir()
        store.end(done=False)
    assert made(archive_, tmp_path / "cache") == made(archive_, None)
    assert not (tmp_path / "ran").exists()


def test_without_a_cache_texts_lie_in_a_file_without_a_name_where_the_archive_is_written(archive_: Archive, tmp_path: Path) -> None:
    cold = made(archive_, None)
    outcome = pipeline.build(archive_.content, archive_.output, strict=False)
    assert outcome.fingerprint == hashlib.sha256(cold[0]["SHA256SUMS"]).hexdigest()
    assert sorted(os.listdir(archive_.output.parent)) == ["content", "site"]
    store = Store(scratch=tmp_path / "not" / "there")
    held = store.keep(b"k", ["value"])
    assert (store.is_file, held.get(), (tmp_path / "not").exists()) == (True, ["value"], False)
    assert pipeline.made(archive_.content, scratch=tmp_path).bundle["index.html"].content != cold[0]["index.html"]
    assert files(pipeline.made(archive_.content, scratch=tmp_path).bundle) == cold[0]


def test_two_builds_at_once_share_a_store(archive_: Archive, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor
    cold = made(archive_, None)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: made(archive_, tmp_path / "cache"), range(8))) == [cold] * 8


def test_equal_values_have_one_digest_and_others_another() -> None:
    values: list[object] = [1, 1.0, True, "1", b"1", None, "", (), [], {}, frozenset(), ("a", "b"), ("ab",), ["a", "b"], {"a": "b"}, {"b": "a"}, Path("a"), "a", ("a", ()), (("a",), ())]
    assert len({digest(value) for value in values}) == len(values)
    assert digest(frozenset({"x", "y", "z"})) == digest(frozenset({"z", "y", "x"}))
    with pytest.raises(TypeError):
        digest(object())
