// The filters of the ledger.
"use strict";

(() => {
  // Filters that are not used stay out of the address.
  document.querySelector(".filters")?.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });

  // One menu open at a time; a click elsewhere or Escape closes it.
  const menus = [...document.querySelectorAll(".filters details.menu")];
  document.addEventListener("click", (event) => menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") menus.forEach((menu) => { menu.open = false; }); });
})();
