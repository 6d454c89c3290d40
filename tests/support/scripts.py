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
function load(name) {
  const text = files["_archive/search/" + name + ".js"];
  if (text === undefined) return Promise.reject(new Error("missing"));
  const cut = text.indexOf(",");
  return Promise.resolve(JSON.parse(text.slice(cut + 1, text.lastIndexOf(")"))));
}
async function ask(query, typing) {
  const index = new archive.Index(await load(given.language + "/root"), load);
  const result = await index.find(archive.parse(query, index.root.fields), typing);
  const forms = await index.forms(result.stems);
  const out = [];
  for (const item of result.found) {
    const text = await index.text(item.document);
    out.push({address: text && text.address, title: text && text.title, score: item.score,
              snippet: text && archive.snippet(text.sections, forms, 200)});
  }
  return {results: out, missing: index.missing};
}
"""
