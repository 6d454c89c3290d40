/* The search of an offline archive: the filters of the results, by kind, language and year.
 *
 * What they hold is read when they are opened, and not before.
 */
"use strict";

(function (archive) {
  const MOST_YEARS = 200;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function nameOf(language) {
    try {
      return new Intl.DisplayNames([language], { type: "language" }).of(language);
    } catch (error) {
      return language;
    }
  }

  /** The filters in `box`; `changed` is called when one has been set. `voice` gives the language of the panel's words. */
  function filters(box, voice, changed) {
    const chosen = { kind: "", language: "", year: "" };
    const selects = new Map([...box.querySelectorAll("select")].map((select) => [select.dataset.facet, select]));
    let last = null; // the answer that is shown

    const isSet = () => Object.values(chosen).some(Boolean);

    /** Show or hide the filters, for an answer. What has the focus does not vanish. */
    function show(answer, shown) {
      last = answer;
      box.hidden = !shown && !isSet() && !box.contains(document.activeElement);
      if (!box.hidden && box.open) fill();
      const named = [...selects.keys()].filter((facet) => chosen[facet]).map((facet) => nameIn(facet, chosen[facet]));
      box.querySelector("summary span").textContent = named.length ? ": " + named.join(", ") : "";
    }

    function clear() {
      for (const facet of Object.keys(chosen)) chosen[facet] = "";
    }

    function fits(language, { kind, years }, without) {
      const year = Number(chosen.year);
      return (without === "language" || !chosen.language || chosen.language === language)
        && (without === "kind" || !chosen.kind || chosen.kind === kind)
        && (without === "year" || !year || (years[0] <= year && year <= years[1]));
    }

    /** The answers with only what the filters leave. */
    async function narrowed(answers) {
      if (!isSet()) return answers;
      return Promise.all(answers.map(async function (one) {
        const facets = await one.index.facets(one.found.documents);
        const found = one.found.filter((document) => facets.has(document) && fits(one.index.language, facets.get(document), ""));
        return Object.assign({}, one, { found: found });
      }));
    }

    /** Fill the selects with what each would leave, the others being as they are. */
    async function fill() {
      const answers = last ? last.indexes : [];
      const counts = { kind: new Map(), language: new Map(), year: new Map() };
      const add = (facet, value) => counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
      for (const { index, found } of answers) {
        const documents = found.documents;
        const facets = await index.facets(documents);
        if (last === null || last.indexes !== answers) return;
        for (const document of documents) {
          const facet = facets.get(document);
          if (!facet) continue;
          if (fits(index.language, facet, "language")) add("language", index.language);
          if (fits(index.language, facet, "kind")) add("kind", facet.kind);
          if (fits(index.language, facet, "year")) yearsOf(facet).forEach((year) => add("year", String(year)));
        }
      }
      for (const [facet, select] of selects) offer(facet, select, counts[facet]);
    }

    function yearsOf({ years: [first, last] }) {
      return first > 0 ? Array.from({ length: Math.max(0, Math.min(last - first, MOST_YEARS)) + 1 }, (_, place) => first + place) : [];
    }

    function offer(facet, select, counts) {
      const order = new Intl.Collator(voice(), { numeric: true });
      if (chosen[facet] && !counts.has(chosen[facet])) counts.set(chosen[facet], 0);
      const options = [...counts].map(([value, number]) => [nameIn(facet, value), value, number])
        .sort((a, b) => order.compare(a[0], b[0]))
        .map(([name, value, number]) => element("option", { value: value }, name + " (" + number + ")"));
      select.replaceChildren(element("option", { value: "" }, archive.says.all), ...options);
      select.value = chosen[facet];
      select.parentElement.hidden = options.length < 2 && !chosen[facet] && select !== document.activeElement;
    }

    function nameIn(facet, value) {
      if (facet === "language") return nameOf(value);
      return facet === "kind" && last && last.indexes.length ? last.indexes[0].index.word(value) : value;
    }

    box.addEventListener("toggle", function () {
      if (box.open) fill();
    });
    for (const [facet, select] of selects) {
      select.addEventListener("change", function () {
        chosen[facet] = select.value;
        changed();
      });
    }
    return { clear, narrowed, show };
  }

  Object.assign(archive, { element, filters, nameOf });
})(OfflineArchive);
