/* What plain HTML can't do by itself. Every page works without this file. */

const menus = () => document.querySelectorAll("details.k-menu[open]");

// An open menu closes with Escape (the focus goes back to its button), and with a click or the focus elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
});

for (const elsewhere of ["click", "focusin"]) {
  document.addEventListener(elsewhere, (event) => {
    for (const menu of menus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}

// The tab where the reader is stands in sight of a row that scrolls.
for (const tab of document.querySelectorAll(":is(.k-places-row, .k-tabs) [aria-current]")) {
  const row = tab.closest("ul");
  if (tab.offsetLeft + tab.offsetWidth > row.offsetLeft + row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft;
}

// A browser brings only the caret of a field into sight; the rest of it must not stay under the bar of a phone.
document.addEventListener("keyup", (event) => {
  if (event.key === "Tab") document.activeElement.scrollIntoView({ block: "nearest" });
});

// The error summary gets the focus, so that a screen reader starts there.
const focusSummary = (root) => root.querySelector(".k-error-summary")?.focus();

// A form is sent once: a second press on its button waits for the answer to the first.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-may-repeat")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
// Coming back with the browser's own button must not find a dead form.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:afterRequest", (event) => {
  delete event.target.closest?.("form")?.dataset.sent;
});

// What is typed and not sent yet is not left behind without a question. Searching is no typing, nor is signing in.
if ("signedIn" in document.body.dataset) {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.method === "post" && event.target.type !== "search") form.dataset.typed = "yes";
  });
  // A form that came back with an error still holds what was typed.
  for (const wrong of document.querySelectorAll("form[method=post] [aria-invalid=true]")) wrong.form.dataset.typed = "yes";
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) delete event.target.dataset.typed;
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-typed]")) event.preventDefault();
  });
}

// Whoever asks for the results wants to see them: the filters fold.
document.addEventListener("submit", (event) => {
  event.target.querySelector(".k-filter-more")?.removeAttribute("open");
});

// Case, accents, marks and what nobody sees do not count, as in the searches of the server.
const folded = (text) =>
  text
    .replace(/['`´‘’‛ʹʻʼʽ′＇\p{Cf}]/gu, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

// A long list of boxes to tick or lines to mark can be searched; what is ticked stays in sight. Without this file it is
// only long.
for (const pick of document.querySelectorAll("[data-pick]")) {
  const words = pick.querySelector("input[type=search]");
  words.parentElement.hidden = false;
  words.addEventListener("input", () => {
    const wanted = folded(words.value).split(" ");
    for (const choice of pick.querySelectorAll(".k-choice, [data-pick-row]")) {
      const text = folded((choice.querySelector("legend") ?? choice).textContent);
      const ticked = choice.querySelector(":scope > input:checked");
      choice.hidden = !ticked && !wanted.every((word) => text.includes(word));
    }
  });
}

// A part with data-only-for="field:values" is there while one of these values is chosen; without this file, always.
const showWhatFits = (root) => {
  for (const part of root.querySelectorAll("[data-only-for]")) {
    const [name, values] = part.dataset.onlyFor.split(":");
    const chosen = part.closest("form").querySelector(`[name="${name}"]:checked`)?.value;
    part.hidden = !values.split(" ").includes(chosen);
  }
};
document.addEventListener("change", (event) => {
  if (event.target.form?.querySelector("[data-only-for]")) showWhatFits(event.target.form);
});

// The bar below a list says how many rows are ticked, and what they come to where rows have pounds.
const countTicked = (form) => {
  const said = form?.querySelector("[data-selected]");
  if (!said) return;
  const ticked = [...form.elements].filter((box) => box.type === "checkbox" && box.checked);
  const sum = ticked.reduce((all, box) => all + Number(box.dataset.pounds ?? 0), 0);
  const pounds = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" }).format(sum);
  said.textContent = `${ticked.length} selected${ticked.some((box) => box.dataset.pounds) ? ` · ${pounds}` : ""}`;
};
document.addEventListener("change", (event) => countTicked(event.target.form));

// The QR code of an event brings its code behind the #, which no server is sent.
const shownCode = document.querySelector("[data-code-from-address]");
if (shownCode && /^#\d{6}$/.test(location.hash)) {
  shownCode.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}

// A link with data-copy copies its text; without this file it leads to a page where the text stands.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.dataset.copy);
  link.textContent = "Copied";
});

// A button or link with data-dialog opens the <dialog> of that id; without this file it leads to its own page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});

// An answer that says "this form has errors" is a page to be shown, not a failure.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  focusSummary(event.target);
});

// A passkey that was cancelled or is not known says so, where the library only writes to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const panel = document.createElement("div");
  panel.className = "k-panel k-tone-danger";
  panel.setAttribute("role", "alert");
  panel.textContent = "The passkey did not work, or you cancelled. Try again, or choose another way.";
  document.getElementById("messages").replaceChildren(panel);
});

showWhatFits(document);
focusSummary(document);
