// Paper cannot be unfolded: what is folded on a page is opened before it prints, and folded again after. The stamp says
// when it was printed, not when the page was read.
"use strict";

(() => {
  let opened = [];

  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not(.menu):not([open])")];
    for (const folded of opened) folded.open = true;
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const words = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}:${two(now.getMinutes())}`;
    for (const time of document.querySelectorAll("time[data-printed]")) time.textContent = words;
  });
  window.addEventListener("afterprint", () => {
    for (const folded of opened) folded.open = false;
    opened = [];
  });
})();
