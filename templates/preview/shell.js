/* The page about a preview: it shows the archive in a frame, untouched, and reloads it when it was built anew. */
"use strict";

(function () {
  const frame = document.querySelector("iframe");
  const found = document.getElementById("found");
  let build = null;

  /** What was found by the latest build: its problems, or why there is none. */
  function tell(problems) {
    found.hidden = !problems.length;
    found.querySelector("summary").textContent = problems.length + (problems.length === 1 ? " problem" : " problems");
    found.querySelector("ol").replaceChildren(...problems.map(function (text) {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }));
  }

  new EventSource("/_preview/builds").addEventListener("message", function (event) {
    const told = JSON.parse(event.data);
    tell(told.problems);
    if (build !== null && told.build !== build) {
      const page = frame.contentWindow.location;
      if (told.paths.includes(decodeURIComponent(page.pathname.slice(1)) || "index.html")) page.reload();
      else page.replace("/");
    }
    build = told.build;
  });
})();
