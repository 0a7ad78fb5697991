/* Forms: errors, htmx answers, and typing that survives an expired sign-in.
   The server checks everything again; nothing here decides what is valid. */
(() => {
  "use strict";
  const { say, toast, en } = window.portal;
  const $ = (sel, from = document) => from.querySelector(sel);
  const $$ = (sel, from = document) => [...from.querySelectorAll(sel)];
  const token = () => $("input[name=csrfmiddlewaretoken]")?.value ?? "";

  /* --- error summary: focused on arrival, its links put the cursor in the field - */
  const greet = (from) => { const box = $(".error-summary", from); if (box) box.focus(); };
  greet(document);
  document.addEventListener("click", (e) => {
    const a = e.target.closest(".error-summary a[href^='#']");
    const field = a && document.getElementById(decodeURIComponent(a.hash.slice(1)));
    if (!field) return;
    e.preventDefault();
    field.scrollIntoView({ block: "center" });
    ($("input, select, textarea", field) ?? field).focus();
  });

  /* --- characters left --------------------------------------------------------- */
  const count = (box) => {
    const field = document.getElementById(box.dataset.for);
    if (!field) return;
    const left = Number(box.dataset.countdown) - [...field.value].length;
    box.textContent = left >= 0 ? (en ? `${left} characters left` : `还可输入${left}字`) : (en ? `${-left} characters too many` : `超出${-left}字`);
    box.classList.toggle("bad-text", left < 0);
  };
  const counters = () => $$("[data-countdown]").forEach(count);
  counters();
  document.addEventListener("input", (e) => $$(`[data-countdown][data-for="${e.target.id}"]`).forEach(count));

  /* --- typing kept over an expired sign-in: this tab only, dropped once it is back
         or no longer wanted; passwords, files and tokens are never kept ------------ */
  const KEEP = "kept:";
  const forms = () => $$("main form[method=post]:not([data-private])");
  const key = (form) => KEEP + location.pathname + location.search + "#" + forms().indexOf(form);
  const typed = (form) => [...form.elements].filter((f) => f.name && !f.readOnly && !["password", "file", "hidden", "submit", "button"].includes(f.type));
  const keep = (form) => {
    const rows = typed(form).map((f) => [f.name, f.value, ["radio", "checkbox"].includes(f.type) ? f.checked : null]);
    try { if (rows.length) sessionStorage.setItem(key(form), JSON.stringify(rows)); } catch { /* storage is full or closed */ }
  };
  const drop = () => { try { Object.keys(sessionStorage).filter((k) => k.startsWith("kept")).forEach((k) => sessionStorage.removeItem(k)); } catch { /* closed */ } };
  const restore = (form) => {
    let rows;
    try { rows = JSON.parse(sessionStorage.getItem(key(form)) ?? "null"); } catch { rows = null; }
    if (!rows) return 0;
    const fields = typed(form);
    let changed = 0;
    rows.forEach(([name, value, checked]) => {
      const f = fields.find((x) => x.name === name && (checked === null || x.value === value));
      if (!f) return;
      if (checked === null) { changed += f.value !== value; f.value = value; } else { changed += f.checked !== checked; f.checked = checked; }
    });
    return changed;
  };
  if ("keepsTyping" in document.body.dataset) { /* sign-in and error pages: the way back restores */
    try { sessionStorage.setItem("kept-restore", "1"); } catch { /* closed */ }
  } else {
    let back = null;
    try { back = sessionStorage.getItem("kept-restore"); } catch { /* closed */ }
    const changed = back ? forms().reduce((n, f) => n + restore(f), 0) : 0;
    drop();
    const note = $("#restored");
    if (changed && note) { note.hidden = false; counters(); }
  }
  addEventListener("submit", (e) => {
    if (forms().includes(e.target)) keep(e.target);
    if (e.target.matches("[data-forget]")) drop(); /* signing out leaves nothing behind */
  }, true);

  /* --- htmx: token on every request, busy marks, and answers that are not a swap -- */
  document.addEventListener("htmx:configRequest", (e) => { e.detail.headers["X-CSRFToken"] = token(); });
  document.addEventListener("htmx:beforeRequest", (e) => e.detail.target?.setAttribute?.("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (e) => e.detail.target?.removeAttribute?.("aria-busy"));
  document.addEventListener("htmx:beforeOnLoad", (e) => {
    const to = e.detail.xhr.getResponseHeader("HX-Redirect");
    if (to && to.includes("/login/")) forms().forEach(keep);
  });
  document.addEventListener("htmx:afterSettle", (e) => {
    const box = e.target; /* the new part: after outerHTML the old target is gone */
    say(box.dataset?.announce || $("[data-announce]", box)?.dataset.announce);
    greet(box);
    counters();
  });

  /* --- a request that did not come through ----------------------------------------- */
  const failed = (e) => {
    const id = e.detail.xhr?.getResponseHeader?.("X-Request-Id"), number = id && `E-${id.slice(0, 6).toUpperCase()}`;
    const text = en ? "The page could not reach the server. Nothing you typed is lost; please try again." : "没能连上服务器。已填内容还在本页，请稍后再试。";
    toast(number ? `${text} ${number}` : text);
    say(text);
  };
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, failed));
  document.addEventListener("htmx:responseError", (e) => { if (e.detail.xhr.status >= 500) failed(e); });
})();
