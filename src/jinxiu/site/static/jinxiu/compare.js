// The year that a review tells of follows the plan that it is compared with.
"use strict";

document.addEventListener("change", (event) => {
  const plan = event.target.closest("form.compare select[name=plan]");
  if (plan) plan.form.elements.year.value = plan.selectedOptions[0].dataset.year;
});
