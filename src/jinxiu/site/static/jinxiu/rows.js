// Tables marked data-rows: j and k walk through the rows, Enter opens what data-rows names in the row; so does a
// click on the row where the table is marked data-click. Buttons marked data-key do what the keys do.
"use strict";

(() => {
  const table = document.querySelector("table[data-rows]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("a"));
  const open = (row) => row?.querySelector(table.dataset.rows)?.click();
  let last = -1;

  const go = (step) => {
    const focused = rows.indexOf(document.activeElement.closest?.("tr"));
    const here = focused < 0 ? last : focused;
    const next = here < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    if (!next) return;
    rows.forEach((row) => { row.tabIndex = row === next ? 0 : -1; });
    last = rows.indexOf(next);
    next.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "Enter" && event.target.matches?.("tr")) open(event.target);
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const key = event.target.closest("button[data-key]")?.dataset.key;
    if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "enter") open(rows[Math.max(last, 0)]);
  });

  table.addEventListener("click", (event) => {
    if (event.target.closest("a, button, input") || window.getSelection().toString()) return;
    const row = event.target.closest("tbody tr");
    if (!row) return;
    if ("click" in table.dataset) open(row);
    else last = rows.indexOf(row);
  });
})();
