"""A first query in Chromium, from an open page to results shown."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from offline_archive import provision

_AFTER = 300
"""Milliseconds after the first result in which the others are read, on a processor that is not slowed."""
_REST = 500
"""Milliseconds between a page that is open and the first letter: no reader is faster."""
# Gives the milliseconds until `found` selects something, once `start` has run.
_MEASURE = """async ([start, found]) => {
  const shown = () => document.querySelector(found);
  const begun = performance.now();
  const done = new Promise(resolve => {
    const look = () => { if (shown()) resolve(performance.now() - begun); };
    new MutationObserver(look).observe(document.documentElement, {childList: true, subtree: true, characterData: true});
  });
  await eval(start);
  return Promise.race([done, new Promise(resolve => setTimeout(() => resolve(-1), 180000))]);
}"""


@dataclass(frozen=True)
class Search:
    """Something that answers queries in a page."""

    name: str
    address: str
    """Of the page."""
    start: Callable[[str], str]
    """The script that asks a query."""
    found: str
    """A selector that fits as soon as results are shown."""
    read: Callable[[list[str]], int]
    """Bytes of the index that were read, given the addresses that the browser loaded, those of the page included."""
    enter: str = "0"
    """The script that a reader sets off by entering the search box."""


@dataclass(frozen=True)
class Measured:
    """What the queries took."""

    milliseconds: float
    """Median."""
    bytes: float
    """Median."""
    most_bytes: int
    """The most that a query read."""
    unanswered: int
    """Queries without a result."""


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium without a screen."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(provision.chromium()), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def measure(browser: Any, search: Search, queries: list[str], slowed: int = 1, *, entered: bool = False) -> Measured:
    """Each query in a fresh page, the processor slowed so many times; `entered`: the box is entered a moment before."""
    times, read, unanswered = [], [], 0
    for query in queries:
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        loaded: list[str] = []
        page.on("request", lambda request, loaded=loaded: loaded.append(request.url))
        search.read([])
        page.goto(search.address, wait_until="load")
        page.wait_for_timeout(_REST)
        if slowed > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        if entered:
            page.evaluate(search.enter)
            page.wait_for_timeout(_REST)
        taken = page.evaluate(_MEASURE, [search.start(query), search.found])
        page.wait_for_timeout(_AFTER * slowed)
        if taken < 0:
            unanswered += 1
        else:
            times.append(taken)
            read.append(search.read(loaded))
        context.close()
    if not times:
        return Measured(float("nan"), float("nan"), 0, unanswered)
    return Measured(statistics.median(times), statistics.median(read), max(read), unanswered)
