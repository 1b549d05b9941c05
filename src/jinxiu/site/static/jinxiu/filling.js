// A table whose cells are inputs marked data-col: Enter and the arrow keys walk in a column, and what was copied from a
// spreadsheet is spread over the cells from the one it was pasted into. Without this script the form works as any form.
"use strict";

(() => {
  const table = document.querySelector(".grid-table");
  if (!table) return;
  const said = document.querySelector("[data-pasted]");
  const lines = () => [...table.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("[data-col]")]).filter((cells) => cells.length);
  const inColumn = (key) => lines().map((cells) => cells.find((cell) => cell.dataset.col === key)).filter(Boolean);

  const walk = (from, step) => {
    const column = inColumn(from.dataset.col);
    const next = column[column.indexOf(from) + step];
    if (!next) return false;
    next.focus();
    next.select?.();
    return true;
  };

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-col]");
    if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const choosing = cell.tagName === "SELECT";
    const step = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : choosing ? 0 : { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    // Enter in a cell never sends the form: half a table is not a report.
    if (walk(cell, step) || event.key === "Enter") event.preventDefault();
  });

  const put = (cell, text) => {
    if (cell.tagName === "SELECT") {
      const option = [...cell.options].find((one) => one.text === text || one.value === text);
      if (!option) return false;
      cell.value = option.value;
    } else cell.value = text;
    cell.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  table.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-col]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const rows = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    const all = lines();
    const first = all.findIndex((cells) => cells.includes(cell));
    let count = 0;
    rows.forEach((words, down) => {
      const cells = all[first + down];
      const at = cells?.findIndex((one) => one.dataset.col === cell.dataset.col) ?? -1;
      if (at < 0) return;
      words.forEach((word, right) => { if (cells[at + right]) count += put(cells[at + right], word.trim()); });
    });
    if (said) said.textContent = `${said.dataset.pasted} ${count}`;
  });
})();
