"use strict";
// Reading and forms work without this file. It gives the review page its keys: j and k move between findings, c confirms, r rejects.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const findings = [...document.querySelectorAll("[data-finding]")];
  if (!findings.length) return;
  const at = findings.indexOf(document.activeElement.closest("[data-finding]"));
  if (event.key === "j" || event.key === "k") {
    const next = findings[Math.min(findings.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    next.focus();
    const place = document.getElementById(next.dataset.place);
    if (place) place.scrollIntoView({ block: "center" });
    event.preventDefault();
  } else if (at >= 0) {
    const button = findings[at].querySelector(`[data-key="${event.key}"]`);
    if (button) { decided = at; button.click(); event.preventDefault(); }
  }
});
// After a decision by key the card comes back alone and keeps the focus, so that j and k go to its neighbours.
let decided = -1;
document.addEventListener("htmx:afterSettle", () => {
  if (decided < 0) return;
  const findings = [...document.querySelectorAll("[data-finding]")];
  if (findings.length) findings[Math.min(findings.length - 1, decided)].focus();
  decided = -1;
});
// On a narrow page an outline begins closed.
if (matchMedia("(max-width: 60rem)").matches) document.querySelectorAll("details.outline").forEach((one) => { one.open = false; });
