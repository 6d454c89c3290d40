"""Measure the search beside its peers, in one run, and print ratios.

    python benchmarks/search/run.py --pages 10000 --peers lunr pagefind
    python benchmarks/search/run.py --pages 1000 --language ru
    python benchmarks/search/run.py --folder some/markdown
    python benchmarks/search/run.py --pages 10000 --edits 50
    python benchmarks/search/run.py --share 1000

Times are medians over the queries; only ratios travel from one machine to another.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2] / "src")]

import archives  # noqa: E402
import browser  # noqa: E402
import corpus  # noqa: E402
import edits  # noqa: E402
import peers  # noqa: E402

from offline_archive import pipeline, search  # noqa: E402
from offline_archive.search.documents import Document  # noqa: E402
from offline_archive.search.vocabulary import Vocabulary  # noqa: E402


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description="measure the search beside its peers")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--language", default="en")
    parser.add_argument("--words", type=int, default=900, help="words of a page of the corpus, on average")
    parser.add_argument("--folder", type=Path, help="a folder of Markdown to measure in place of the corpus")
    parser.add_argument("--queries", type=int, default=15)
    parser.add_argument("--slowed", type=int, nargs="*", default=[1, 6])
    parser.add_argument("--entered", action="store_true", help="enter the search box half a second before the query")
    parser.add_argument("--peers", nargs="*", default=[], choices=sorted(peers.PEERS))
    parser.add_argument("--edits", type=int, default=0)
    parser.add_argument("--share", type=int, default=0, help="pages of a whole build of which the share of the index is measured")
    given = parser.parse_args()
    if given.share:
        share(given.share, given.language, given.words)
        return
    vocabulary, documents = index(given)
    if given.edits:
        edit(vocabulary, given.edits)
    else:
        queries(vocabulary, documents, given)


def index(given: argparse.Namespace) -> tuple[Vocabulary, list[Document]]:
    """Make the index, and print its size, time and memory."""
    documents = list(archives.of_folder(given.folder, given.language)) if given.folder else [
        archives.of_corpus(page) for page in corpus.pages(given.pages, given.language, given.words)]
    before = _memory()
    begun = time.perf_counter()
    vocabulary = search.gather(given.language, documents)
    files = search.shards(vocabulary, {})
    taken = time.perf_counter() - begun
    size = sum(map(len, files.values()))
    kinds = Counter(path.rsplit("/", 1)[1][0] for path in files)
    weights = Counter[str]()
    for path, data in files.items():
        weights[path.rsplit("/", 1)[1][0]] += len(data)
    print(f"{len(documents)} pages in {given.language}: {size / len(documents):.0f} bytes a page in {len(files)} files "
          f"({', '.join(f'{kind} {kinds[kind]}: {weight / len(documents):.0f} B' for kind, weight in weights.most_common())})")
    print(f"  {len(vocabulary.terms)} stems; made in {taken:.1f} s, {taken / len(documents) * 1000:.2f} ms a page, "
          f"{_memory() - before} MB beside the documents ({_memory()} MB in all)")
    return vocabulary, documents


def _memory() -> int:
    """The most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def asked(vocabulary: Vocabulary, documents: list[Document], count: int) -> list[str]:
    """Queries of two words of one page, such as a reader might type: neither in every page nor in one alone."""
    rng = random.Random(23)
    stem = vocabulary.analyzer.stem
    out: list[str] = []
    while len(out) < count:
        section = rng.choice(rng.choice(documents).sections)
        fitting = [word for word in section.text.replace(".", "").split()
                   if len(word) > 3 and (term := vocabulary.terms.get(stem(word))) and 3 <= len(term) <= len(documents) / 3]
        if len(set(fitting)) > 3:
            out.append(" ".join(rng.sample(sorted(set(fitting)), 2)).lower())
    return out


def queries(vocabulary: Vocabulary, documents: list[Document], given: argparse.Namespace) -> None:
    """Put the same queries to this search and to its peers."""
    wanted = asked(vocabulary, documents, given.queries)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack, browser.chromium() as chromium:
        page = archives.write(search.shards(vocabulary, {}), given.language, Path(folder) / "ours")
        ours = browser.Search(
            "Offline Archive", page.as_uri(),
            lambda query: f"(() => {{ const box = document.getElementById('search-input'); box.value = {query!r};"
                          "box.dispatchEvent(new Event('input', {bubbles: true})); })()", "#search-results li", peers.sizes,
            enter="document.getElementById('search-input').focus()")
        found = [ours]
        for name in given.peers:
            made = contextlib.contextmanager(peers.PEERS[name])(documents, Path(folder) / name)
            try:
                found.append(stack.enter_context(made))
            except FileNotFoundError as missing:
                print(f"  {name} is left out: not installed: {missing}")
        for slowed in given.slowed:
            base = None
            for one in found:
                measured = browser.measure(chromium, one, wanted, slowed, entered=given.entered)
                base = base or measured
                print(f"  {one.name:24} x{slowed}: {measured.bytes / 1000:10.1f} kB (most {measured.most_bytes / 1000:.1f}), "
                      f"{measured.milliseconds:9.1f} ms; ours is {base.bytes / measured.bytes:.4f} of its bytes, "
                      f"{base.milliseconds / measured.milliseconds:.4f} of its time"
                      + (f"; {measured.unanswered} of {len(wanted)} unanswered" if measured.unanswered else ""))


def edit(vocabulary: Vocabulary, count: int) -> None:
    """Edit one page of the corpus after the other."""
    pages = {f"{page.name}.html": page for page in corpus.pages(len(vocabulary.documents), vocabulary.language, 900)}
    files, size = edits.measure(
        vocabulary, lambda document, seed: archives.of_corpus(pages[str(document.path)].edited(seed)), count)
    print(f"  an edit of one page changes {files:.0f} files of the index, {size / 1000:.0f} kB (medians over {count} edits)")


def share(count: int, language: str, words: int) -> None:
    """What part of a whole build the index takes."""
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        ending = "md" if language == "en" else f"{language}.md"
        for page in corpus.pages(count, language, words):
            path = content / f"{page.name}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.markdown())
        (content / f"index.{ending}").write_text("# Measured\n")
        (content / "archive.toml").write_text(f'title = "Measured"\nlanguages = ["{language}"]\n')
        begun = time.perf_counter()
        site = pipeline.site_of(content)
        assembled = time.perf_counter() - begun
        begun = time.perf_counter()
        search.shards(search.gather(language, search.documents(site, language)), {})
        indexed = time.perf_counter() - begun
        begun = time.perf_counter()
        pipeline.build(content, Path(folder) / "site", strict=False)
        whole = time.perf_counter() - begun
        print(f"{count} pages: a whole build takes {whole:.1f} s, of which reading and parsing {assembled:.1f} s; the index "
              f"{indexed:.1f} s, {indexed / whole:.3f} of it")


if __name__ == "__main__":
    main()
