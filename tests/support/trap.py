"""Watch a browser from outside: a network namespace with a fake uplink, a trap and a sniffer.

Run as ``unshare --net --mount python trap.py BROWSER PAGE…``: it prints, as JSON, everything that
left the browser while it opened the pages: DNS questions, connections to the trap, packets on the
uplink, and (Chromium) requests that the page's policy blocked; and, page by page, what the console complained
of and whether a script of the content ran. A page address may end in ``?query`` to search for a word there.

Recorded requests alone would miss DNS, preconnect and WebRTC; a packet on the uplink is never missed.
"""

from __future__ import annotations

import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "src")]

UPLINK = "203.0.113.1"  # TEST-NET-3: nobody's address
SETTLE = 1.5
# Firefox asks for its own settings whatever its preferences say. No page ever names these hosts.
OWN_HOSTS = frozenset({
    "firefox.settings.services.mozilla.com", "firefox-settings-attachments.cdn.mozilla.net",
    "content-signature-2.cdn.mozilla.net", "push.services.mozilla.com"})

# A hand that passes over everything.
_TOUCH = """for (const item of document.querySelectorAll('main *, a, summary')) {
  item.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
  item.dispatchEvent(new Event('focus'));
} return true"""
# A script of hostile content sets `pwned`; markup of it could take the place of the page's own controls.
_RAN = "return window.pwned === 1 || document.querySelectorAll('#search-results').length > 1"


class Trap:
    """Everything that was seen."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._lock = threading.Lock()

    def note(self, what: str) -> None:
        if what.rpartition(" ")[2] in OWN_HOSTS:
            return
        with self._lock:
            if what not in self.seen:
                self.seen.append(what)

    def start(self) -> None:
        """Listen for DNS on UDP and TCP, for anything on ports 80 and 443, for packets on the uplink."""
        question = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        question.bind(("127.0.0.1", 53))
        packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(0x0003))
        packets.bind(("far", 0))
        for serve, endpoint in ((self._answer, question), (self._sniff, packets)):
            threading.Thread(target=serve, args=(endpoint,), daemon=True).start()
        for port in (53, 80, 443):
            listener = socket.create_server(("127.0.0.1", port))
            threading.Thread(target=self._accept, args=(listener, port), daemon=True).start()

    def _answer(self, endpoint: socket.socket) -> None:
        while True:
            data, sender = endpoint.recvfrom(4096)
            name, end = _name(data)
            self.note(f"DNS {name}")
            kind = struct.unpack(">H", data[end:end + 2])[0]
            found = kind == 1
            reply = data[:2] + b"\x81\x80" + data[4:6] + (b"\0\1" if found else b"\0\0") + b"\0\0\0\0" \
                + data[12:end + 4]
            if found:
                reply += b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton("127.0.0.1")
            endpoint.sendto(reply, sender)

    def _accept(self, listener: socket.socket, port: int) -> None:
        while True:
            connection, _ = listener.accept()
            connection.settimeout(2)
            try:
                first = connection.recv(2000)
            except OSError:
                first = b""
            connection.close()
            # A plain request names itself in its first line, a TLS hello in its server name.
            names = re.findall(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)+", first) or [b"silent"]
            said = first.split(b"\r\n")[0] if port == 80 else names[-1]
            self.note(f"TCP {port} {said[:100].decode('latin-1')}")

    def _sniff(self, packets: socket.socket) -> None:
        while True:
            frame = packets.recv(2048)
            kind = struct.unpack(">H", frame[12:14])[0]
            if kind == 0x0800:
                self.note(f"IP {socket.inet_ntoa(frame[30:34])} protocol {frame[23]}")
            elif kind == 0x86DD and 58 not in (frame[20], frame[54] if not frame[20] else 0):
                # ICMPv6, alone or behind hop-by-hop options, is the kernel's own.
                self.note(f"IPv6 next header {frame[20]}")


def _name(data: bytes) -> tuple[str, int]:
    labels, at = [], 12
    while data[at]:
        labels.append(data[at + 1:at + 1 + data[at]].decode("latin-1"))
        at += data[at] + 1
    return ".".join(labels), at + 1


def isolate() -> None:
    """Make the namespace look like a machine with a network."""
    resolver = Path(tempfile.mkdtemp()) / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    path = os.environ | {"PATH": os.environ.get("PATH", "") + ":/sbin:/usr/sbin"}
    for command in (
            f"mount --bind {resolver} {Path('/etc/resolv.conf').resolve()}",
            "ip link set lo up",
            "ip link add near type veth peer name far",
            "ip link set near up", "ip link set far up",
            f"ip address add {UPLINK}/24 dev near",
            "ip neighbour add 203.0.113.254 lladdr 02:00:00:00:00:01 dev near nud permanent",
            "ip route add default via 203.0.113.254"):
        subprocess.run(command.split(), check=True, env=path)


def watch(name: str, addresses: list[str]) -> dict[str, Any]:
    """Open the pages in the browser; give what was seen at each stage."""
    from support.browsers import OPENERS
    isolate()
    trap = Trap()
    trap.start()
    blocked: list[str] = []
    complaints: dict[str, list[str]] = {}
    ran: list[str] = []
    with OPENERS[name]() as browser:
        if name == "chromium":
            browser.page.context.on("request", lambda request: blocked.append(request.url)  # type: ignore[attr-defined]
                                    if not request.url.startswith(("file:", "data:")) else None)
        time.sleep(SETTLE)
        own = list(trap.seen)  # what the browser does by itself, before any page
        browser.errors()
        for address in addresses:
            page, _, query = address.partition("?")
            browser.open(Path(page))
            if query:
                browser.search(query)
            browser.script(_TOUCH)
            if browser.script(_RAN):
                ran.append(address)
            if said := browser.errors():
                complaints[address] = said
        time.sleep(SETTLE)
    return {"pages": len(addresses), "own": own, "blocked": blocked, "complaints": complaints, "ran": ran,
            "seen": [item for item in trap.seen if item not in own]}


if __name__ == "__main__":
    print(json.dumps(watch(sys.argv[1], sys.argv[2:])))
