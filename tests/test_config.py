"""archive.toml: read whole, or refused with the key and the remedy."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

import pytest

from offline_archive.config import Settings, read
from offline_archive.errors import ArchiveError
from support.archives import Archive


def test_every_key_is_read(archive: Archive) -> None:
    archive.settings('title = {en = "A", ru = "Б"}\nlanguages = ["en", "ru"]\nedition = 2\ndate = 2026-11-22\n'
                     'licence = "CC0"\nsafety = "s.md"\n[limits]\npage_bytes = 5000\n')
    assert read(archive.content) == Settings(
        titles={"en": "A", "ru": "Б"}, languages=("en", "ru"), edition="2", edition_date=date(2026, 11, 22),
        licence="CC0", safety=PurePosixPath("s.md"), page_bytes=5000)


def test_without_a_title_the_folder_names_the_archive(archive: Archive) -> None:
    assert read(archive.content).title("en") == "Content"
    archive.settings("edition = 1")
    assert read(archive.content).title("en") == "Content"


def test_a_byte_order_mark_is_forgiven(archive: Archive) -> None:
    archive.file("archive.toml", b"\xef\xbb\xbftitle = 'A'")
    assert read(archive.content).title("en") == "A"


@pytest.mark.parametrize(("text", "message"), [
    ("titel = 'x'", "unknown key: titel (did you mean title?)"),
    ("x = 1", "unknown key: x (known keys: title"),
    ("title = 5", "title is 5 (expected a text, or a table"),
    ("languages = 'en'", "languages is 'en' (expected a list of language tags"),
    ("languages = ['english']", "not a language tag: 'english' (write a tag of BCP 47, such as fr"),
    ("safety = '.'", "safety is '.' (expected the path of a page"),
    ("safety = '../x.md'", "safety is '../x.md'"),
    ("languages = ['en', 'en']", "expected each language once"),
    ("title = {fr = 'x'}", "unknown key: title.fr"),
    ("date = '2026'", "date is '2026' (expected a day without quotes"),
    ("date = 2026-11-22T10:00:00", "expected a day without quotes"),
    ("[limits]\npage_bytes = 5", "limits.page_bytes is 5"),
    ("[limits]\npages = 5", "unknown key: limits.pages"),
    ("title = ", "not valid TOML"),
    ("safety = 5", "safety is 5 (expected a text)"),
])
def test_a_mistake_names_the_key_and_the_remedy(archive: Archive, text: str, message: str) -> None:
    archive.settings(text)
    with pytest.raises(ArchiveError) as caught:
        read(archive.content)
    assert str(caught.value).startswith("archive.toml: ")
    assert message in str(caught.value)
