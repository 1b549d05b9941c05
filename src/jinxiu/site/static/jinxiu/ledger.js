// Rows of the ledger: j and k walk through them, Enter or a click opens the target's sheet.
"use strict";

(() => {
  const table = document.getElementById("ledger");
  if (table) {
    const rows = [...table.tBodies[0].rows].filter((row) => row.tabIndex >= -1 && row.querySelector("a"));
    const open = (row) => row.querySelector(".promise a")?.click();

    const go = (step) => {
      const here = rows.indexOf(document.activeElement.closest?.("tr"));
      const next = here < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
      if (!next) return;
      rows.forEach((row) => { row.tabIndex = row === next ? 0 : -1; });
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

    table.addEventListener("click", (event) => {
      if (event.target.closest("a, button, input") || window.getSelection().toString()) return;
      const row = event.target.closest("tbody tr");
      if (row) open(row);
    });
  }

  // Filters that are not used stay out of the address.
  document.querySelector(".filters")?.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });

  // One menu open at a time; a click elsewhere or Escape closes it.
  const menus = [...document.querySelectorAll(".filters details.menu")];
  document.addEventListener("click", (event) => menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") menus.forEach((menu) => { menu.open = false; }); });
})();
