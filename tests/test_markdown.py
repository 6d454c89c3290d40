"""Markdown to HTML: small inputs, whole outputs."""

from __future__ import annotations

import pytest

from support.archives import Archive

CASES = [
    ("paragraph", "A *b* **c** `d` ~~e~~", "<p>A <em>b</em> <strong>c</strong> <code>d</code> <s>e</s></p>"),
    ("table", "| a | b |\n|---|--:|\n| 1 | 2 |",
     '<div class="ui-wide" role="region" tabindex="0" aria-label="Table 1"><table>\n<thead>\n<tr>\n<th>a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
     '<td>1</td>\n<td class="align-right">2</td>\n</tr>\n</tbody>\n</table></div>'),
    ("tables within tables", "<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
     '<div class="ui-wide" role="region" tabindex="0" aria-label="Table 1"><table><tbody><tr><td><table><tbody><tr>'
     "<td>x</td></tr></tbody></table></td></tr></tbody></table></div>"),
    ("certainty", "It was so. [alleged]{.certainty} More [alleged]{.certainty}; and [denied]{.certainty}",
     '<p>It was so.&nbsp;<span class="certainty">[alleged]</span> More <span class="certainty">[alleged]</span>; and '
     '<span class="certainty">[denied]</span></p>'),
    ("footnote", "A[^n].\n\n[^n]: Note.",
     '<p>A<sup class="footnote-ref"><a href="#fn1" id="fnref1">1</a></sup>.</p>\n<section class="footnotes">\n<ol>\n'
     '<li id="fn1" class="footnote-item"><p>Note. <a href="#fnref1" class="footnote-back">↩︎</a></p>\n</li>\n</ol>\n'
     "</section>"),
    ("definition list", "Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>"),
    ("heading ids", "## A b, c!\n\n## A b, c!", '<h2 id="a-b-c">A b, c!</h2>\n<h2 id="a-b-c-1">A b, c!</h2>'),
    ("heading id given", "## Title {#mine .x}", '<h2 id="mine" class="x">Title</h2>'),
    ("heading of another script", "## Что сообщалось", '<h2 id="что-сообщалось">Что сообщалось</h2>'),
    ("heading named like a control", "## Search results", '<h2 id="search-results-1">Search results</h2>'),
    ("attributes", "{.note #n lang=ru}\nA [b]{.c}", '<p id="n" lang="ru" class="note">A <span class="c">b</span></p>'),
    ("unknown attributes stay out", "{facts=\"F1\"}\nA", "<p>A</p>"),
    ("outside link", "[Name](https://example.org/a?b=1&c)",
     '<p>Name <span class="address">https://example.org/a?b=1&amp;c</span></p>'),
    ("outside autolink", "<https://example.org>", '<p> <span class="address">https://example.org</span></p>'),
    ("mail address", "<a@example.org>", '<p> <span class="address">a@example.org</span></p>'),
    ("link whose text is its address", "[https://e.org](https://e.org)",
     '<p> <span class="address">https://e.org</span></p>'),
    ("link to itself", "[here](#a-b)\n\n## A b", '<p><a href="#a-b">here</a></p>\n<h2 id="a-b">A b</h2>'),
    ("raw html kept", "<details><summary>S</summary>\n\nText\n\n</details>",
     "<details><summary>S</summary>\n<p>Text</p>\n</details>"),
    ("raw html as text", "<iframe src=x></iframe>", "&lt;iframe src=x&gt;&lt;/iframe&gt;"),
    ("raw outside link", '<a href="https://e.org">E</a>', '<p><a>E</a> <span class="address">https://e.org</span></p>'),
    ("raw anchor", '<a name="old"></a>', '<p><a id="old"></a></p>'),
    ("comments vanish", "a <!-- secret --> b", "<p>a  b</p>"),
    ("unclosed tags are closed", "<div>\n\ntext", "<div>\n<p>text</p>\n</div>"),
    ("missing image", "![Alt](no.png)", '<p><span class="no-image">Alt</span></p>'),
    ("code is text", "```html\n<b>\n```", '<pre><code class="language-html">&lt;b&gt;\n</code></pre>'),
]


@pytest.mark.parametrize(("text", "html"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_markdown_becomes_this_html(archive: Archive, text: str, html: str) -> None:
    assert archive.page("index.md", text).text("index.html") == html


@pytest.mark.parametrize(("path", "text", "title", "heading"), [
    ("a.md", "---\ntitle: T\n---\ntext", "T", "<h1>T</h1>"),
    ("a.md", "# H *e*\n\ntext", "H e", '<h1 id="h-e">H <em>e</em></h1>'),
    ("a.md", "---\ntitle: T\n---\n# H\n\ntext", "T", '<h1 id="h">H</h1>'),
    ("my-first_page.md", "text", "My first page", "<h1>My first page</h1>"),
    ("a.md", "---\ntitle: 1984\n---\n", "1984", "<h1>1984</h1>"),
    ("a.md", "---\ntitle: A & B <c>\n---\n", "A &amp; B &lt;c&gt;", "<h1>A &amp; B &lt;c&gt;</h1>"),
    ("a.md", "<!-- licence -->\n\n# H\n", "H", '<h1 id="h">H</h1>'),
])
def test_the_title_comes_from_front_matter_heading_or_name(archive: Archive, path: str, text: str, title: str,
                                                           heading: str) -> None:
    archive.page("index.md").page(path, text)
    html = archive.html(path.replace(".md", ".html"))
    assert f"<title>{title} – Content</title>" in html
    assert heading in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("text", [
    "{.hard}\nGrievous words.", "{.hard}\n- Grievous words", "{.hard}\n> Grievous words", "[Grievous words]{.hard}",
    "{.hard}\n```\nGrievous words\n```", "## Grievous words {.hard}", "{.hard}\n## Grievous words",
    "{.hard}\n> ## Grievous words\n> text", "{.hard}\n| Grievous |\n|---|\n| words |", "[*Grievous* `words`]{.hard}",
    "> {.hard}\n> Grievous words", "## Plain heading [Grievous words]{.hard}", "![Grievous words](x.png){.hard}",
])
def test_passages_marked_hard_are_found_but_stay_out_of_results(archive: Archive, text: str) -> None:
    bundle = archive.page("index.md", f"Plain words.\n\n{text}\n\nMore plain.").bundle()
    texts = bundle["_archive/search/en/d-0.js"].data.decode()
    assert "Plain words." in texts
    assert "More plain." in texts
    assert "Grievous" not in texts
    assert b"grievou" in b"".join(entry.data for path, entry in bundle.items() if "/t-" in path)


@pytest.mark.parametrize("text", ["# Grievous {.hard}", "words {.hard}", "- words {.hard}"])
def test_where_hard_has_no_effect_it_is_reported(archive: Archive, text: str) -> None:
    assert [item.partition(" ")[0] for item in archive.page("index.md", text).found()] == ["OA404"]


def test_a_word_about_scripts_does_not_take_the_rest_of_the_page_along(archive: Archive) -> None:
    archive.page("index.md", "The <script> element.\n\n## Next\n\nmore")
    assert archive.text("index.html") == \
        '<p>The &lt;script&gt; element.</p>\n<h2 id="next">Next</h2>\n<p>more</p>'
    assert archive.found() == ["OA403 index.md:1:5"]


@pytest.mark.parametrize("text", [
    "<dl>" + "<dt>t<dd>d" * 250 + "</dl>", "<table>" + "<tr><td>a<td>b" * 250 + "</table>",
    "<ul>\n<li>t\n</ul>\n\n" * 250, "<div><p>t</div>\n\n" * 250, "<p>x\n\n" * 250])
def test_elements_whose_end_tags_html_lets_one_leave_out_are_not_nested(archive: Archive, text: str) -> None:
    assert archive.page("index.md", text).found() == []


@pytest.mark.parametrize(("written", "shown"), [
    ("[confirmed by *X* and Y]{.certainty}", "[confirmed by <em>X</em> and Y]"),
    ("[**alleged**]{.certainty}", "[<strong>alleged</strong>]"), ("[`x`]{.certainty}", "[<code>x</code>]")])
def test_the_brackets_of_a_mark_stand_around_all_of_it(archive: Archive, written: str, shown: str) -> None:
    assert f'<span class="certainty">{shown}</span>' in archive.page("index.md", written).text("index.html")


def test_a_heading_of_two_lines_keeps_its_words_apart(archive: Archive) -> None:
    archive.page("index.md", "# T\n\nFirst line\nsecond line\n---\n\n## One<br>Two\n")
    html = archive.html("index.html")
    assert '<h2 id="first-line-second-line">' in html
    assert '<h2 id="one-two">' in html


def test_a_bare_address_in_a_sentence_can_be_copied(archive: Archive) -> None:
    assert archive.page("index.md", "See https://e.org/a?b=c (or http://x.org).").text("index.html") == \
        '<p>See <span class="address">https://e.org/a?b=c</span> (or <span class="address">http://x.org</span>).</p>'


def test_the_class_hard_on_raw_html_is_reported_since_it_has_no_effect(archive: Archive) -> None:
    archive.page("index.md", "<div class='hard'>\n\nGrievous\n\n</div>")
    assert archive.found() == ["OA404 index.md:1:1"]


def test_an_inline_script_goes_with_its_content(archive: Archive) -> None:
    archive.page("index.md", "before <script>alert(1)</script> after <style>p{}</style>!")
    assert archive.text("index.html") == "<p>before  after !</p>"


def test_braces_after_a_heading_that_are_no_attributes_are_kept(archive: Archive) -> None:
    assert archive.page("index.md", "## The set {a=b}").text("index.html") == '<h2 id="the-set-ab">The set {a=b}</h2>'


@pytest.mark.parametrize("text", ["{{< figure src=x >}}", "{% include x %}", "[[Wiki link]]", "!!! note", "::: tip", "[TOC]",
                                  "%%a comment%%", "--8<-- \"x.md\"", "=== \"Tab\""])
def test_constructs_of_other_tools_are_kept_as_text_and_noted(archive: Archive, text: str) -> None:
    archive.page("index.md", f"# T\n\n{text}\n")
    assert archive.found(notes=True) == ["OA108 index.md:3:1"]
    assert text.replace("<", "&lt;").replace(">", "&gt;") in archive.text("index.html")


def test_code_with_many_open_brackets_is_left_as_it_is(archive: Archive) -> None:
    code = "[" * 400 + "<" * 400
    assert archive.page("index.md", f"```\n{code}\n```").text("index.html") == \
        f"<pre><code>{code.replace('<', '&lt;')}\n</code></pre>"
    assert archive.found() == []


def test_a_paragraph_that_would_take_for_ever_is_text_and_the_next_is_parsed(archive: Archive) -> None:
    archive.page("index.md", f"one *two*\n\n{'[' * 400}\n\nthree *four*")
    assert archive.text("index.html") == \
        f"<p>one <em>two</em></p>\n<p>{'[' * 400}</p>\n<p>three <em>four</em></p>"
    assert archive.found() == ["OA111 index.md:3"]


def test_a_footnote_that_nothing_refers_to_is_reported(archive: Archive) -> None:
    archive.page("index.md", "a[^1]\n\n[^1]: One.\n\n[^two]: Two.\n")
    assert archive.messages() == ["index.md:5:1: OA118 footnote is never referred to: two (write [^two] in the text)"]


def test_lists_deeper_than_the_parser_reads_are_reported(archive: Archive) -> None:
    archive.page("index.md", "\n".join("  " * depth + f"- item {depth}" for depth in range(70)))
    assert archive.found() == ["OA111 index.md:1"]
    archive.page("index.md", "\n".join("  " * depth + f"- item {depth}" for depth in range(20)))
    assert archive.found() == []
