/* talentportal behaviours — small, optional, no dependencies.
   Everything works as plain HTML first; this file only shortens the path.
   Listeners sit on the document, so parts swapped in by htmx need no wiring. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const $ = (sel, from = document) => from.querySelector(sel);
  const $$ = (sel, from = document) => [...from.querySelectorAll(sel)];
  const en = root.lang.startsWith("en");
  const say = (text) => { const box = $("#live"); if (box && text) { box.textContent = ""; requestAnimationFrame(() => { box.textContent = text; }); } };
  const toast = (text) => { const box = $("#toast"); if (!box) return; box.textContent = text; clearTimeout(toast.t); toast.t = setTimeout(() => { box.textContent = ""; }, 6000); };
  window.portal = { say, toast, en };

  /* --- display preferences: the server keeps them; this applies them at once -- */
  const look = (form, name, value) => {
    root.dataset[name] = value;
    $$(`[data-look] button[name="${name}"]`).forEach((b) => { if (b.value === value) b.setAttribute("aria-current", "true"); else b.removeAttribute("aria-current"); });
    const body = new FormData(form); body.set(name, value);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    document.dispatchEvent(new CustomEvent("portal:theme"));
  };
  document.addEventListener("submit", (e) => {
    const b = e.submitter;
    if (e.target.matches("[data-look]") && b) { e.preventDefault(); look(e.target, b.name, b.value); }
  });

  /* --- menus, dialogs, print, rows that open ---------------------------------- */
  const unfold = (b, open) => {
    b.setAttribute("aria-expanded", String(open));
    b.getAttribute("aria-controls").split(" ").forEach((id) => { const el = document.getElementById(id); if (!el) return; if (b.dataset.class) el.classList.toggle(b.dataset.class, open); else el.hidden = !open; });
  };
  const show = (b) => {
    const [group, value] = b.dataset.show.split(":");
    $$(`[data-group="${group}"]`).forEach((el) => { el.hidden = value !== "all" && !el.dataset.value.split(" ").includes(value); });
    $$(`[data-show^="${group}:"]`).forEach((o) => o.setAttribute("aria-pressed", String(o === b)));
  };
  document.addEventListener("click", (e) => {
    $$("details.menu[open]").forEach((m) => { if (!m.contains(e.target)) m.open = false; });
    const t = e.target.closest("[data-print], [data-dialog], [data-close], [data-toggle-all], [data-show], button[aria-controls]");
    if (!t) return;
    if ("print" in t.dataset) window.print();
    if (t.dataset.dialog) { const box = document.getElementById(t.dataset.dialog); if (box) { e.preventDefault(); box.showModal(); } }
    if ("close" in t.dataset) { e.preventDefault(); t.closest("dialog").close(); }
    if (t.dataset.show) show(t);
    if (t.dataset.toggleAll) {
      const rows = $$(t.dataset.toggleAll), open = rows.some((r) => r.hidden);
      rows.forEach((r) => { r.hidden = !open; });
      $$("[aria-controls]", t.closest("section")).forEach((b) => b.setAttribute("aria-expanded", String(open)));
      t.setAttribute("aria-expanded", String(open));
    } else if (t.matches("button[aria-controls]")) unfold(t, t.getAttribute("aria-expanded") !== "true");
  });

  $$("[data-show][data-first]").forEach(show);

  /* --- keys: single-key shortcuts can be switched off (WCAG 2.1.4) and never fire while typing */
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") $$("details.menu[open]").forEach((m) => { m.open = false; $("summary", m).focus(); });
    if (root.dataset.keys === "off" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = e.key === "/" ? $("[data-search-key]") : e.key === "c" ? $("[data-comment]") : null;
    if (box) { e.preventDefault(); box.focus(); }
    if (e.key === "j" || e.key === "k") {
      const links = $$("[data-queue] .cover"), at = links.includes(document.activeElement) ? links.indexOf(document.activeElement) : links.findIndex((l) => l.closest("[aria-current]"));
      links[Math.min(links.length - 1, Math.max(0, at + (e.key === "j" ? 1 : -1)))]?.focus();
    }
  });

  /* --- print: open what is folded, then fold it back --------------------------- */
  let folded = [];
  addEventListener("beforeprint", () => { folded = $$("details:not(.menu):not([open])"); folded.forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => folded.forEach((d) => { d.open = false; }));

  /* --- tables: sort in place (a paged list has links that the server sorts) ---- */
  const value = (tr, col) => { const c = tr.cells[col]; return c.dataset.v ?? c.textContent.trim(); };
  document.addEventListener("click", (e) => {
    const b = e.target.closest(".data button.sort");
    if (!b) return;
    const th = b.closest("th"), table = b.closest("table"), col = th.cellIndex;
    const up = th.getAttribute("aria-sort") === "descending" || !th.hasAttribute("aria-sort") && th.dataset.first === "up";
    $$("th[aria-sort]", table).forEach((h) => h.removeAttribute("aria-sort"));
    th.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    [...body.rows].sort((p, q) => { const x = value(p, col), y = value(q, col), n = Number(x) - Number(y); const r = Number.isNaN(n) ? x.localeCompare(y, "zh-Hans") : n; return up ? r : -r; }).forEach((r) => body.append(r));
    const name = b.textContent.trim();
    say(en ? `Sorted by ${name}, ${up ? "ascending" : "descending"}` : `已按${name}${up ? "升序" : "降序"}排列`);
  });

  /* --- filter rows already on the page; announces the count -------------------- */
  document.addEventListener("input", (e) => {
    const box = e.target.closest("[data-filter]");
    if (!box) return;
    const q = box.value.trim().toLowerCase(), out = $(box.dataset.count), none = $(box.dataset.empty);
    let n = 0;
    $$(box.dataset.filter).forEach((r) => { const hit = !q || `${r.dataset.key ?? ""} ${r.textContent}`.toLowerCase().includes(q); r.hidden = !hit; n += hit; });
    if (out) out.textContent = n;
    if (none) none.hidden = n > 0;
  });
  document.addEventListener("change", (e) => {
    const box = e.target.closest("[data-filter]");
    if (box) { const n = $(box.dataset.count)?.textContent; say(en ? `${n} results` : `共${n}条结果`); }
    /* a lone switch such as the quarter: the form has a button for those without scripts */
    if (e.target.matches("[data-submit]")) e.target.form.requestSubmit();
  });
})();
