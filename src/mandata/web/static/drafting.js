"use strict";
// Writing works without this file. It keeps what is typed: on this machine at once, with the row at once and then every half minute, so that a lost connection loses no word.
const form = document.querySelector("form[data-draft]");
const words = form && form.querySelector("textarea");
if (words && !words.disabled) {
  const key = form.dataset.draft, told = form.querySelector("[data-told]"), sent = words.value;
  const say = (text) => { told.textContent = text; };
  let kept = words.value;
  const here = localStorage.getItem(key);
  if (here !== null && here !== sent) { words.value = here; say(form.dataset.found); }
  let held = false;
  words.addEventListener("input", () => {
    localStorage.setItem(key, words.value);
    if (!held) { held = true; keep(); } // the first word takes the row, so that nobody else begins on it meanwhile
  });
  const keep = async () => {
    if (words.value === kept) return;
    const typed = words.value, body = new FormData(form);
    body.set("act", "keep");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, headers: { "X-Keeps-Words": "1" } });
      if (answer.redirected) { say(form.dataset.out); } else if (answer.ok) { kept = typed; say(form.dataset.kept); } else if (answer.status === 409) { say((await answer.json()).trouble); } else { say(answer.status === 403 ? form.dataset.out : form.dataset.lost); }
    } catch { say(form.dataset.lost); }
  };
  setInterval(keep, 30000);
  form.addEventListener("submit", () => { sessionStorage.setItem("mandata-sent", key); });
}
// The words typed on this machine are forgotten only when the row was written: the table is shown again then.
const written = sessionStorage.getItem("mandata-sent");
if (written && !words) { localStorage.removeItem(written); sessionStorage.removeItem("mandata-sent"); }
