"""The program's own words: every one of them in Russian, with the forms that Russian counts in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from offline_archive.catalogue import default_templates, translations
from offline_archive.dates import parse

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {"_": None, "N_": None, "translate": None, "_translate": None, "gettext": None, "ngettext": (1, 2)}


def words() -> set[str | tuple[str, ...]]:
    """Every text that is marked for translation, in the templates and in the code."""
    found: set[str | tuple[str, ...]] = set()
    for folder, pattern, method in ((ROOT / "templates", "**.html", "jinja2"), (ROOT / "src", "**.py", "python")):
        for _, _, message, _, _ in extract_from_dir(folder, method_map=[(pattern, method)], keywords=KEYWORDS,
                                                    options_map={"**.html": {"trim_blocks": "true"}}):
            found.add(message if isinstance(message, str) else tuple(message))
    return found


def test_every_word_of_the_program_is_translated() -> None:
    with (ROOT / "templates" / "locale" / "ru.po").open("rb") as stream:
        catalogue = {message.id if isinstance(message.id, str) else tuple(message.id): message for message in read_po(stream)}
    marked = words()
    assert len(marked) > 150
    assert [one for one in marked if one not in catalogue] == []
    for one in marked:
        texts = catalogue[one].string
        assert all([texts] if isinstance(texts, str) else texts), one
        for text in [texts] if isinstance(texts, str) else texts:
            names = set(re.findall(r"%\((\w+)\)", str(one)))
            assert set(re.findall(r"%\((\w+)\)", text)) == names, one


@pytest.mark.parametrize(("count", "said"), [
    (1, "1 независимый источник."), (2, "2 независимых источника."), (5, "5 независимых источников."),
    (11, "11 независимых источников."), (21, "21 независимый источник."), (112, "112 независимых источников.")])
def test_russian_counts_as_russian_does(count: int, said: str) -> None:
    russian = translations(default_templates(), "ru")
    words = russian.ngettext("It rests on %(n)s independent origin, as far as is known.",
                             "It rests on %(n)s independent origins, as far as is known.", count)
    assert (words % {"n": count}).endswith(said)


@pytest.mark.parametrize(("edtf", "said"), [
    ("2017-04-01", "1 апреля 2017\N{NARROW NO-BREAK SPACE}г."), ("2017-02~", "примерно февраль 2017\N{NARROW NO-BREAK SPACE}г."),
    ("2017/..", "2017 и позднее"), ("2017-21", "весна 2017 года")])
def test_dates_are_said_in_russian(edtf: str, said: str) -> None:
    date = parse(edtf)
    assert date is not None
    assert date.words("ru", translations(default_templates(), "ru").gettext).replace("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}") == said
