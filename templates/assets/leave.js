/* To leave at once: the link, or Shift pressed three times, shows another page in place of this one.
 *
 * The page is emptied first, so that a slow device does not show it while the other is read. Nothing is stored.
 */
"use strict";

(function () {
  const TIMES = 3;
  const WITHIN = 5000; // milliseconds
  const link = document.getElementById("leave-now");
  const said = document.getElementById("leave-said");
  let pressed = 0;
  let alone = false; // whether nothing else was pressed with the key
  let forgetting = 0;

  function leave() {
    const address = link.href;
    document.title = "";
    document.body.replaceChildren();
    window.location.replace(address); // in place of this page: "back" leads to what was before it
  }

  function forget() {
    clearTimeout(forgetting);
    pressed = 0;
    said.textContent = "";
  }

  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", function (event) {
    alone = event.key === "Shift" && !event.repeat;
    if (event.key !== "Shift") forget();
  }, true);
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || !alone) return;
    pressed++;
    if (pressed >= TIMES) return leave();
    said.textContent = pressed === 1 ? link.dataset.twice : link.dataset.once;
    clearTimeout(forgetting);
    forgetting = setTimeout(forget, WITHIN);
  }, true);
})();
