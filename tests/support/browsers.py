"""Real browsers over ``file://``: Chromium through Playwright, Firefox ESR through Marionette.

Both are driven through one small interface, so that each browser test is written once.
"""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from offline_archive import provision

CHROMIUM_SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-default-apps", "--disable-quic",
    "--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND, "
    "MAP *.gstatic.com ~NOTFOUND"]
_QUIET = {
    # Without this the driver's own preferences let fetch() read file://, and the test would pass
    # where every reader fails.
    "remote.prefs.recommended": False, "security.fileuri.strict_origin_policy": True,
    "app.normandy.enabled": False, "app.update.disabledForTesting": True,
    "browser.aboutHomeSnippets.updateUrl": "", "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.newtabpage.enabled": False, "browser.region.network.url": "", "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False, "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.google4.updateURL": "", "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.update": False, "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank", "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False, "browser.urlbar.merino.endpointURL": "",
    "captivedetect.canonicalURL": "", "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False, "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False, "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False, "media.gmp-manager.url": "", "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "network.connectivity-service.IPv4.url": "", "network.connectivity-service.IPv6.url": "",
    "network.connectivity-service.DNSv4.domain": "", "network.connectivity-service.DNSv6.domain": "",
    "network.trr.mode": 5, "places.history.enabled": True, "security.OCSP.enabled": 0,
    "security.remote_settings.crlite_filters.enabled": False,
    "security.remote_settings.intermediates.enabled": False,
    "services.settings.server": "data:,", "signon.autofillForms": False,
    "telemetry.fog.test.localhost_port": -1, "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,", "toolkit.telemetry.unified": False}
KEYS = {"ArrowDown": "\ue015", "ArrowUp": "\ue013", "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}


# A link inside a drawing has an address of another type.
_HREFS = "all => all.map(a => a.href.baseVal === undefined ? a.href : new URL(a.href.baseVal, document.baseURI).href)"


class Browser(ABC):
    """A browser window without a screen."""

    name: str
    """``chromium`` or ``firefox``."""

    @abstractmethod
    def open(self, address: str | Path) -> None:
        """Go to a file or an address and wait until it is loaded."""

    @abstractmethod
    def resize(self, width: int) -> None:
        """Make the window as wide as this, or as narrow as it can be, in CSS pixels."""

    @abstractmethod
    def script(self, body: str) -> Any:
        """Run ``body`` in the page as a function's body; give what it returns."""

    @abstractmethod
    def back(self) -> None:
        """Go one step back in the history, as the browser's own button does."""

    @abstractmethod
    def fill(self, text: str) -> None:
        """Type into the search box, replacing what stands there."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key where the focus is."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Click the first element that fits a CSS selector."""

    @abstractmethod
    def click_link(self, text: str) -> None:
        """Click the first link with this text."""

    @abstractmethod
    def links(self) -> list[str]:
        """The addresses of the page's visible links."""

    @abstractmethod
    def links_under(self, term: str) -> list[str]:
        """The addresses of the links in the definition of `term`."""

    @abstractmethod
    def visible(self, selector: str) -> bool:
        """Whether the first element that fits is shown."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where the window is."""

    @abstractmethod
    def picture(self) -> bytes:
        """What the window shows, as PNG."""

    @abstractmethod
    def errors(self) -> list[str]:
        """What the console complained of since the last call."""

    def wait(self, condition: str, seconds: float = 10) -> Any:
        """Wait until the script `condition` gives something true; give that.

        Raises:
            AssertionError: when it does not within `seconds`.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.script(condition)
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"{self.name}: never true: {condition}")

    def wait_for_address(self, ending: str, seconds: float = 10) -> None:
        """Wait until the window is at an address with this ending."""
        end = time.monotonic() + seconds
        while not self.address.endswith(ending):
            assert time.monotonic() < end, f"{self.name} is at {self.address}, not at {ending}"
            self.pause()

    def pause(self) -> None:
        """Let the browser go on for a moment."""
        time.sleep(0.02)

    def search(self, query: str) -> list[dict[str, str]]:
        """Type a query; give the results: title, href, text."""
        # What is said waits until typing has paused, so that it is about the whole query.
        self.script("document.getElementById('search-said').textContent = ''; return true")
        self.fill(query)
        self.wait("return document.getElementById('search-said').textContent")
        return list(self.script(
            "return [...document.querySelectorAll('#search-results li')].map(item => ({"
            "title: item.querySelector('a').textContent, href: item.querySelector('a').getAttribute('href'),"
            "text: item.textContent, marked: [...item.querySelectorAll('mark')].map(m => m.textContent).join(' ')}))"))


class _Chromium(Browser):
    name = "chromium"

    def __init__(self, page: Any) -> None:
        self.page = page
        self._errors: list[str] = []
        page.on("console", lambda message: self._errors.append(message.text)
                if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._errors.append(str(error)))

    def open(self, address: str | Path) -> None:
        self.page.goto(_uri(address))

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def script(self, body: str) -> Any:
        return self.page.evaluate("() => {" + body + "}")

    def back(self) -> None:
        self.page.go_back()

    def fill(self, text: str) -> None:
        self.page.fill("#search-input", text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def click_link(self, text: str) -> None:
        self.page.get_by_role("link", name=text, exact=True).first.click()
        self.page.wait_for_load_state()

    def pause(self) -> None:
        self.page.wait_for_timeout(20)  # Playwright hears of a navigation only while it waits

    def links(self) -> list[str]:
        return list(self.page.eval_on_selector_all("a[href]", _HREFS))

    def links_under(self, term: str) -> list[str]:
        return list(self.page.eval_on_selector_all(
            "dt", "(all, term) => all.filter(dt => dt.textContent === term)"
                  ".flatMap(dt => [...dt.nextElementSibling.querySelectorAll('a')].map(a => a.href))", term))

    def visible(self, selector: str) -> bool:
        return bool(self.page.locator(selector).first.is_visible())

    @property
    def address(self) -> str:
        return str(self.page.url)

    def picture(self) -> bytes:
        return bytes(self.page.screenshot())

    def errors(self) -> list[str]:
        found, self._errors[:] = list(self._errors), []
        return found


class _Firefox(Browser):
    name = "firefox"

    def __init__(self, client: Any) -> None:
        from marionette_driver.by import By
        self.client = client
        self._by = By
        self.errors()

    def open(self, address: str | Path) -> None:
        self.client.navigate(_uri(address))

    def resize(self, width: int) -> None:
        self.client.set_window_rect(width=width, height=900)

    def script(self, body: str) -> Any:
        return self.client.execute_script(body, sandbox=None)

    def back(self) -> None:
        self.client.go_back()

    def fill(self, text: str) -> None:
        box = self.client.find_element(self._by.ID, "search-input")
        box.clear()
        box.send_keys(text)

    def press(self, key: str) -> None:
        self.client.actions.sequence("key", "keyboard").send_keys(KEYS.get(key, key)).perform()

    def click(self, selector: str) -> None:
        self.client.find_element(self._by.CSS_SELECTOR, selector).click()

    def click_link(self, text: str) -> None:
        self.client.find_element(self._by.LINK_TEXT, text).click()

    def links(self) -> list[str]:
        return list(self.client.execute_script(f"return ({_HREFS})([...document.querySelectorAll('a[href]')])"))

    def links_under(self, term: str) -> list[str]:
        found = self.client.find_elements(
            self._by.XPATH, f"//dt[normalize-space()='{term}']/following-sibling::dd[1]//a")
        return [link.get_property("href") for link in found]

    def visible(self, selector: str) -> bool:
        return bool(self.client.find_element(self._by.CSS_SELECTOR, selector).is_displayed())

    @property
    def address(self) -> str:
        return str(self.client.get_url())

    def picture(self) -> bytes:
        return bytes(self.client.screenshot(format="binary", full=False))

    def errors(self) -> list[str]:
        with self.client.using_context("chrome"):
            found = self.client.execute_script(
                "const all = Services.console.getMessageArray().filter(m => m instanceof Ci.nsIScriptError)"
                ".map(m => [m.sourceName, m.errorMessage, m.flags]); Services.console.reset(); return all")
        return [f"{source}: {message}" for source, message, _ in found
                if re.match(r"(file|data):", source or "")]


def _uri(address: str | Path) -> str:
    return address.as_uri() if isinstance(address, Path) else address


@contextlib.contextmanager
def chromium(*, scripts: bool = True, **context: Any) -> Iterator[Browser]:
    """A Chromium with a fresh profile."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=provision.chromium(), args=CHROMIUM_SWITCHES)
        page = launched.new_context(java_script_enabled=scripts, **context).new_page()
        yield _Chromium(page)
        launched.close()


@contextlib.contextmanager
def firefox(*, scripts: bool = True) -> Iterator[Browser]:
    """A Firefox with a fresh profile."""
    from marionette_driver.marionette import Marionette
    logging.getLogger("mozversion").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        client = Marionette(
            bin=str(provision.firefox()), headless=True, port=_free_port(), gecko_log=f"{folder}/log",
            prefs=_QUIET | {"javascript.enabled": scripts}, startup_timeout=120)
        client.start_session()
        try:
            yield _Firefox(client)
        finally:
            client.quit(in_app=False)
            profile = client.instance.profile
            client.cleanup()
            profile.cleanup()
            # Its destructor would clean once more, while Python is shutting down.
            profile.create_new = False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


OPENERS = {"chromium": chromium, "firefox": firefox}
"""How to open each browser, by name."""
