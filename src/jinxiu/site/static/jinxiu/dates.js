// A day that is being typed is not finished: browsers tell of a change at every digit. Such a field waits for Enter or
// until it is left; a day picked from the calendar is sent at once, like every other field of a form marked data-auto.
"use strict";

(() => {
  const isDay = (element) => element.matches?.("form[data-auto] input[type=date]");
  let typing = null;

  document.addEventListener("keydown", (event) => {
    if (!isDay(event.target)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      typing = null;
      event.target.form.requestSubmit();
    } else if (event.key !== "Tab" && event.key !== "Escape") typing = event.target;
  });
  document.addEventListener("pointerdown", (event) => { if (event.target === typing) typing = null; });
  document.addEventListener("change", (event) => {
    if (event.target === typing) event.stopImmediatePropagation();
  }, true);
  document.addEventListener("focusout", (event) => {
    if (event.target !== typing) return;
    typing = null;
    if (event.target.value !== event.target.defaultValue) event.target.form.requestSubmit();
  });
})();
