"""Run the pure half of the reader's script in Node, on the same cases as Python."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from offline_archive import provision

SEARCH = Path(__file__).resolve().parents[2] / "templates" / "assets" / "search-snippet.js"


def node(body: str, given: Any = None) -> Any:
    """What `body` returns, with ``archive`` the script and ``given`` a value; it may await."""
    program = (f"const archive = require({json.dumps(str(SEARCH))});"
               "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
               f"(async () => {{ {body} }})().then(value => process.stdout.write(JSON.stringify(value ?? null)));")
    done = subprocess.run([str(provision.node()), "-e", program], input=json.dumps(given), capture_output=True,
                          text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


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
