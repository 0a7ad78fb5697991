/* Forms that are sent by their button alone (a row of a report, a dispute, an answer to a note, a claim): what is typed
   is kept in this browser and, within a second, by the server, until the form is taken: over a lost network, an expired
   sign-in, a closed tab or another machine.
   <form data-keep="key" data-keep-done="#row-session-"> : the page after a success has an address that begins so.
   Files and fields marked data-private are never kept; signing out forgets everything (autosave.js shares the prefix). */
(() => {
  "use strict";
  const { say, en } = window.portal;
  const PREFIX = "typed:form:";
  const read = (f) => (f.type === "checkbox" || f.type === "radio" ? f.checked : f.value);
  const write = (f, value) => { if (typeof value === "boolean") f.checked = value; else f.value = value; };
  const load = (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null"); } catch { return null; } };
  const { keptAt } = document.currentScript.dataset;
  const waiting = new Map();
  const send = (key, copy) => { /* the newest copy of each form; what does not arrive stays in the browser */
    clearTimeout(waiting.get(key));
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    const go = () => fetch(keptAt, { method: "POST", keepalive: true, redirect: "error", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ key, copy }) }).catch(() => {});
    waiting.set(key, setTimeout(go, copy ? 700 : 0));
  };
  const settled = new Set(); /* taken or dropped on this page: what the server told before is over */
  const kept = fetch(keptAt, { redirect: "error" }).then((r) => r.json()).then(({ copies }) => copies).catch(() => ({}));
  const ask = (key, then) => kept.then((copies) => { if (copies[key] && !settled.has(key) && !load(key)) then(copies[key]); });
  const store = (key, copy) => { if (!copy) settled.add(key); send(key, copy); keepHere(key, copy); };
  const keepHere = (key, copy) => { try { if (copy) localStorage.setItem(PREFIX + key, JSON.stringify(copy)); else localStorage.removeItem(PREFIX + key); } catch { /* full or closed */ } };
  const typedIn = (form) => [...form.elements].filter((f) => f.name && !["hidden", "file", "password", "submit", "button"].includes(f.type) && !f.disabled && f.dataset.private === undefined);
  const slot = (f, all) => `${f.name}|${f.type === "radio" ? f.value : all.filter((o) => o.name === f.name).indexOf(f)}`;

  const begin = (form) => {
    const key = form.dataset.keep, fields = typedIn(form), named = fields.map((f) => [slot(f, fields), f]);
    const base = Object.fromEntries(named.map(([name, f]) => [name, read(f)]));
    const version = form.elements.version;
    const restore = (copy) => {
      let n = 0;
      for (const [name, f] of named) {
        if (!(name in copy.typed)) continue;
        base[name] = copy.base[name]; /* a page that came back with what was typed still owes it */
        if (read(f) === copy.typed[name]) continue;
        write(f, copy.typed[name]);
        n += 1;
      }
      if (!n) return;
      if (version && copy.version) version.value = copy.version; /* typed over an older state: the server asks */
      form.closest("details")?.setAttribute("open", "");
      told(form, key, copy.at);
    };
    const here = load(key);
    if (here) restore(here);
    else ask(key, (copy) => { keepHere(key, copy); restore(copy); });
    const put = (sent) => {
      const open = named.filter(([name, f]) => read(f) !== base[name]);
      const typed = Object.fromEntries(open.map(([name, f]) => [name, read(f)]));
      const over = Object.fromEntries(open.map(([name]) => [name, base[name]]));
      store(key, open.length ? { typed, base: over, sent, version: version?.value, at: new Date().toTimeString().slice(0, 5), done: form.dataset.keepDone } : null);
    };
    form.addEventListener("input", () => put(false));
    form.addEventListener("change", () => put(false));
    form.addEventListener("submit", () => put(true));
  };

  const told = (form, key, at) => {
    const text = en ? `What you typed here at ${at} is back; it is not saved yet. ` : `已恢复您${at}在此填写、尚未保存的内容。`;
    const box = document.createElement("p"), drop = document.createElement("button");
    box.className = "notice info";
    box.textContent = text;
    drop.type = "button";
    drop.className = "btn quiet";
    drop.textContent = en ? "Drop it" : "不用了";
    drop.addEventListener("click", () => { store(key, null); setTimeout(() => location.reload(), 200); });
    box.append(drop);
    form.prepend(box);
    say(text);
  };

  /* the server has taken what was sent: its answer leads to the address that the form named */
  const taken = (copy, key) => {
    const on = (address) => (address.startsWith("#") ? location.hash.startsWith(address) : location.pathname.startsWith(address) && !document.querySelector(`form[data-keep="${CSS.escape(key)}"]`));
    return copy?.sent && (copy.done ?? "").split(" ").filter(Boolean).some(on);
  };
  const keys = () => { try { return Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => k.slice(PREFIX.length)); } catch { return []; } };
  for (const key of keys()) if (taken(load(key), key)) store(key, null);

  /* answers to notes stand inside the form of their section and are sent each by its own button */
  const answers = (box) => {
    const key = box.dataset.keepAnswer, field = box.querySelector("textarea"), copy = load(key);
    if (!field) return store(key, null); /* dealt with */
    const restore = (kept) => {
      if (field.value) return;
      field.value = kept.typed.body;
      field.closest("details")?.setAttribute("open", "");
    };
    if (copy) restore(copy);
    else ask(key, restore);
    field.addEventListener("input", () => store(key, field.value ? { typed: { body: field.value } } : null));
  };
  document.addEventListener("htmx:beforeSwap", (e) => { /* taken: the note comes back with the answer below it */
    const box = e.detail.requestConfig?.elt?.closest?.("[data-keep-answer]");
    if (box && e.detail.xhr.status === 200) store(box.dataset.keepAnswer, null);
  });

  const begun = new WeakSet();
  const start = () => {
    for (const [places, go] of [["form[data-keep]", begin], ["[data-keep-answer]", answers]]) {
      document.querySelectorAll(places).forEach((one) => { if (!begun.has(one)) { begun.add(one); go(one); } });
    }
  };
  start();
  document.addEventListener("htmx:afterSettle", start);
})();
