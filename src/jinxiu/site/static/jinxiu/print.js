// Paper cannot be unfolded: what is folded on a page is opened before it prints, and folded again after. The stamp says
// when it was printed, not when the page was read.
"use strict";

(() => {
  let opened = [];

  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not(.menu):not([open])")];
    for (const folded of opened) folded.open = true;
    for (const time of document.querySelectorAll("time[data-printed]")) {
      // The clock of the city, as everything else on the page; this way of writing is 2024-12-31 18:00.
      const written = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: time.dataset.printed });
      time.textContent = written.format(new Date());
    }
  });
  window.addEventListener("afterprint", () => {
    for (const folded of opened) folded.open = false;
    opened = [];
  });
})();
