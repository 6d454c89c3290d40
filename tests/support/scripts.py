"""Run the pure half of the reader's script in Node, on the same cases as Python."""

from __future__ import annotations

import atexit
import json
import select
import subprocess
from pathlib import Path
from typing import Any

from offline_archive import provision

SEARCH = Path(__file__).resolve().parents[2] / "templates" / "assets" / "search-snippet.js"
SECONDS = 120
# Reads requests line by line: {body, given}; answers each with a line: {value} or {error}.
_WORKER = f"""
const archive = require({json.dumps(str(SEARCH))});
const Function_ = (async () => 0).constructor;
require("readline").createInterface({{input: process.stdin}}).on("line", async (line) => {{
  let answer;
  try {{
    const {{body, given}} = JSON.parse(line);
    answer = {{value: await new Function_("archive", "given", "require", body)(archive, given, require) ?? null}};
  }} catch (error) {{
    answer = {{error: String(error.stack || error)}};
  }}
  process.stdout.write(JSON.stringify(answer) + "\\n");
}});
"""


class _Node:
    """One process for all the tests: to start it takes longer than most of them."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, body: str, given: Any) -> Any:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"body": body, "given": given}).encode() + b"\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], SECONDS)[0]:
            self._stop()
            raise AssertionError(f"no answer in {SECONDS} seconds: {body[:500]}")
        line = process.stdout.readline()
        assert line, "Node has ended"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen([str(provision.node()), "-e", _WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            atexit.register(self._stop)
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


_NODE = _Node()


def node(body: str, given: Any = None) -> Any:
    """What `body` returns, with ``archive`` the script and ``given`` a value; it may await."""
    return _NODE.ask(body, given)


SHARDS = """
const files = given.files;
let read = [];
function load(name) {
  const text = files["_archive/search/" + name + ".js"];
  read.push(name);
  if (text === undefined) return Promise.reject(new Error("missing"));
  const cut = text.indexOf(",");
  return Promise.resolve(JSON.parse(text.slice(cut + 1, text.lastIndexOf(")"))));
}
const indexes = new Map();
async function indexOf(language) {
  if (!indexes.has(language)) indexes.set(language, new archive.Index(await load(language + "/root"), load));
  return indexes.get(language);
}
async function ask(query, typing, languages) {
  const all = [];
  for (const language of languages || given.languages) all.push(await indexOf(language));
  const found = await archive.answer(all, query, typing);
  const results = [];
  for (const one of found.indexes) {
    const forms = one.index.forms(one.stems);
    const isHit = (word) => forms.has(one.index.fold(word));
    for (const item of one.found.slice(0, given.most || 20)) {
      const text = await one.index.text(item.document);
      results.push({address: text && text.address, title: text && text.title, kind: text && text.kind, date: text && text.date,
                    score: item.score, language: one.index.language,
                    snippet: text && archive.snippet(text, item.section, isHit, 200)});
    }
  }
  return {results: results, replaced: found.replaced, common: found.common,
          totals: found.indexes.map((one) => one.found.length), missing: all.some((index) => index.missing), read: read};
}
"""
