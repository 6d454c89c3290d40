"""The peers, each prepared from the same documents, where its program is installed.

- lunr.js: its whole index in one script, over ``file://``. Needs Node and a folder with ``lunr`` in ``NODE_PATH``.
- Pagefind: over loopback http, since it needs a server. Needs ``pagefind`` on the path.
- MkDocs-Material: over loopback http. Needs ``mkdocs`` with the theme on the path.
- mdBook: over ``file://``. Needs ``mdbook`` on the path.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from archives import html_of
from browser import Search

from offline_archive.search.documents import Document


def sizes(loaded: list[str]) -> int:
    """Bytes of the index among the files that a browser loaded from the disk, whenever it did."""
    paths = [Path(unquote(urlsplit(address).path)) for address in loaded if address.startswith("file:")]
    return sum(path.stat().st_size for path in paths if path.is_file() and re.search(r"/search/|index\.js|search", str(path)) and path.suffix in (".js", ".json")
               and not path.name.startswith("search-"))


def _quoted(text: str) -> str:
    return json.dumps(text)


def lunr(documents: list[Document], folder: Path) -> Iterator[Search]:
    """lunr.js with its whole index."""
    modules = os.environ.get("NODE_PATH", "")
    source = next((Path(one) / "lunr" / "lunr.js" for one in modules.split(":") if (Path(one) / "lunr" / "lunr.js").is_file()), None)
    if source is None:
        raise FileNotFoundError("lunr (a folder that holds it in NODE_PATH)")
    folder.mkdir(parents=True)
    shutil.copy(source, folder / "lunr.js")
    with (folder / "documents.json").open("w") as stream:
        for document in documents:
            stream.write(json.dumps({"id": str(document.path), "title": document.title,
                                     "text": " ".join(f"{section.title} {section.text}" for section in document.sections)}) + "\n")
    subprocess.run(["node", "--max-old-space-size=12000", "-e", """
        const lunr = require(process.argv[1] + "/lunr.js"), fs = require("fs");
        const builder = new lunr.Builder();
        builder.pipeline.add(lunr.trimmer, lunr.stopWordFilter, lunr.stemmer);
        builder.searchPipeline.add(lunr.stemmer);
        builder.ref("id"); builder.field("title", {boost: 6}); builder.field("text");
        const titles = {};
        for (const line of fs.readFileSync(process.argv[1] + "/documents.json", "utf8").trim().split("\\n")) {
          const one = JSON.parse(line); builder.add(one); titles[one.id] = one.title; }
        fs.writeFileSync(process.argv[1] + "/index.js",
          "var INDEX = " + JSON.stringify(builder.build()) + "; var TITLES = " + JSON.stringify(titles) + ";");
        """, str(folder)], check=True)
    (folder / "documents.json").unlink()
    (folder / "index.html").write_text('<!DOCTYPE html><meta charset="utf-8"><title>lunr</title><script src="lunr.js"></script><ol id="r"></ol>')
    yield Search("lunr.js, whole index", (folder / "index.html").as_uri(), lambda query: f"""new Promise(done => {{
        const script = document.createElement("script"); script.src = "index.js";
        script.onload = () => {{ const index = lunr.Index.load(INDEX);
          document.getElementById("r").replaceChildren(...index.search({_quoted(query)}).slice(0, 10).map(one => {{
            const item = document.createElement("li"); item.textContent = TITLES[one.ref]; return item; }})); done(); }};
        document.head.append(script); }})""", "#r li", sizes)


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[tuple[str, Callable[[list[str]], int]]]:
    """The address of a folder over loopback http, and how many bytes of an index it has served since last asked."""
    served = [0]

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def copyfile(self, source: object, outputfile: object) -> None:
            data = source.read()  # type: ignore[attr-defined]
            if re.search("search|pagefind", self.path):
                served[0] += len(data)
            outputfile.write(data)  # type: ignore[attr-defined]

    def read(_: list[str]) -> int:
        before, served[0] = served[0], 0
        return before

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", read
    finally:
        server.shutdown()


def pagefind(documents: list[Document], folder: Path) -> Iterator[Search]:
    """Pagefind, asked through its own script."""
    program = shutil.which("pagefind") or shutil.which("pagefind_extended")
    if program is None:
        raise FileNotFoundError("pagefind")
    for document in documents:
        path = folder / str(document.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html_of(document))
    subprocess.run([program, "--site", str(folder)], check=True, stdout=subprocess.DEVNULL)
    (folder / "ask.html").write_text('<!DOCTYPE html><meta charset="utf-8"><title>Pagefind</title><ol id="r"></ol>')
    with _served(folder) as (address, read):
        yield Search("Pagefind", f"{address}ask.html", lambda query: f"""(async () => {{
            const pagefind = await import("/pagefind/pagefind.js");
            const found = await pagefind.search({_quoted(query)});
            const data = await Promise.all(found.results.slice(0, 10).map(one => one.data()));
            document.getElementById("r").replaceChildren(...data.map(one => {{
              const item = document.createElement("li"); item.innerHTML = one.meta.title + one.excerpt; return item; }})); }})()""",
            "#r li", read,
            # What its own box does when it is entered.
            enter="import('/pagefind/pagefind.js').then(pagefind => pagefind.init())")


def _markdown(documents: list[Document], folder: Path) -> None:
    for document in documents:
        path = folder / str(document.path.with_suffix(".md"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {document.title}\n\n" + "\n\n".join(
            (f"## {section.title}\n\n" if section.title else "") + section.text for section in document.sections) + "\n")
    (folder / "index.md").write_text("# Measured\n")


def _typed(selector: str, query: str) -> str:
    return f"""(() => {{ const box = document.querySelector({_quoted(selector)}); box.focus(); box.value = {_quoted(query)};
        for (const name of ["input", "keyup", "change"]) box.dispatchEvent(new Event(name, {{bubbles: true}})); }})()"""


def material(documents: list[Document], folder: Path) -> Iterator[Search]:
    """MkDocs-Material, its own search box."""
    program = shutil.which("mkdocs")
    if program is None:
        raise FileNotFoundError("mkdocs")
    _markdown(documents, folder / "docs")
    (folder / "mkdocs.yml").write_text("site_name: Measured\ntheme:\n  name: material\n  font: false\n  features: [navigation.prune]\n"
                                       "plugins: [search]\n")
    subprocess.run([program, "build", "-q", "-f", str(folder / "mkdocs.yml")], check=True, stderr=subprocess.DEVNULL)
    with _served(folder / "site") as (address, read):
        yield Search("MkDocs-Material", address, lambda query: _typed(".md-search__input", query), ".md-search-result__item", read)


def mdbook(documents: list[Document], folder: Path) -> Iterator[Search]:
    """mdBook, its own search box."""
    program = shutil.which("mdbook")
    if program is None:
        raise FileNotFoundError("mdbook")
    _markdown(documents, folder / "src")
    (folder / "book.toml").write_text('[book]\ntitle = "Measured"\n')
    (folder / "src" / "SUMMARY.md").write_text("# Summary\n\n[Measured](index.md)\n\n" + "".join(
        f"- [{document.title}]({document.path.with_suffix('.md')})\n" for document in documents))
    subprocess.run([program, "build", str(folder)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield Search("mdBook", (folder / "book" / "index.html").as_uri(),
                 lambda query: "document.getElementById('search-toggle')?.click(); " + _typed("#searchbar, #mdbook-searchbar", query),
                 "#searchresults li, #mdbook-searchresults li", sizes)


PEERS: dict[str, Callable[[list[Document], Path], Iterator[Search]]] = {
    "lunr": lunr, "pagefind": pagefind, "material": material, "mdbook": mdbook}
"""How to prepare each peer."""
