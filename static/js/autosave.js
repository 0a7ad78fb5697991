/* A section of a report while it is typed: each changed field is sent within a second; until the server has said that
   it has it, a copy stays in this browser, over a lost network, an expired sign-in, a closed tab or a server that is
   started again. A field that somebody else changed meanwhile is never written over: the page asks which one stands.
   Without scripts the form is saved by its button, as before. */
(() => {
  "use strict";
  const { say, en } = window.portal;
  const PAUSE = 600, TIMEOUT = 20000, PRESENCE = 15000, LONGEST = 60000;
  const $ = (sel, from = document) => from.querySelector(sel);
  const words = (english, chinese) => (en ? english : chinese);
  const clock = () => new Date().toTimeString().slice(0, 5);
  const PREFIX = "typed:";

  /* --- fields in the shape in which they are posted --------------------------------- */
  const all = (form, name) => [...form.elements].filter((f) => f.name === name);
  const read = (form, name) => {
    const fields = all(form, name), kind = fields[0]?.type;
    if (name.endsWith("-ticks")) return fields.filter((f) => f.checked).map((f) => f.value);
    if (kind === "radio") return fields.find((f) => f.checked)?.value ?? "";
    if (kind === "checkbox") return fields[0].checked ? "on" : "";
    return fields[0]?.value ?? "";
  };
  const write = (form, name, value) => all(form, name).forEach((f) => {
    if (f.type === "radio") f.checked = f.value === value;
    else if (f.type === "checkbox") f.checked = Array.isArray(value) ? value.includes(f.value) : Boolean(value);
    else f.value = value;
  });
  const plain = (value) => (Array.isArray(value) ? [...value].sort().join("\n") : value.replaceAll("\r\n", "\n").trim());
  const same = (one, other) => plain(one ?? "") === plain(other ?? "");

  /* --- the quiet line beside the heading --------------------------------------------- */
  const line = (text, { bad = false, link = null } = {}) => {
    const box = $("#saved"), span = box && $("span", box);
    if (!span) return;
    box.classList.toggle("bad", bad);
    span.textContent = text;
    if (link) {
      const a = document.createElement("a");
      a.href = link.href;
      a.textContent = link.text;
      span.append(a);
    }
    if (bad) say(text);
  };

  /* --- one form at work ---------------------------------------------------------------- */
  const begin = (form) => {
    const base = JSON.parse(form.dataset.shown), names = Object.keys(base).filter((n) => all(form, n).length);
    const key = PREFIX + form.dataset.key;
    let idle = null, timer = 0, busy = false, more = false, stopped = false, wait = 2000, since = null;

    const changed = () => names.filter((n) => !same(read(form, n), base[n]));
    const token = () => $("input[name=csrfmiddlewaretoken]", form).value;
    const put = () => {
      const open = changed();
      try {
        if (!open.length) return localStorage.removeItem(key);
        const pick = (from) => Object.fromEntries(open.map((n) => [n, from(n)]));
        localStorage.setItem(key, JSON.stringify({ typed: pick((n) => read(form, n)), base: pick((n) => base[n]) }));
      } catch { /* storage is full or closed: the page itself still holds it */ }
    };
    const forget = () => { try { localStorage.removeItem(key); } catch { /* closed */ } };

    const restore = () => {
      let copy = null;
      try { copy = JSON.parse(localStorage.getItem(key) ?? "null"); } catch { copy = null; }
      let n = 0;
      for (const [name, value] of Object.entries(copy?.typed ?? {})) {
        if (!names.includes(name) || same(base[name], value)) continue;
        write(form, name, value);
        base[name] = copy.base[name]; /* what it was typed over: the server compares with that */
        n += 1;
      }
      if (n) line(words(`${n} answers typed here before are back; saving…`, `已恢复此前在本机填写的${n}项，正在保存…`));
    };

    const post = (address, body) => {
      const cut = new AbortController(), limit = setTimeout(() => cut.abort(), TIMEOUT);
      const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
      return fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal: cut.signal, redirect: "error" })
        .finally(() => clearTimeout(limit));
    };

    /* what others wrote into fields that nobody touched here */
    const follow = (values, but = []) => {
      for (const name of names) {
        if (but.includes(name) || !(name in values) || !same(read(form, name), base[name])) continue;
        if (!same(values[name], base[name])) write(form, name, values[name]);
        base[name] = values[name];
      }
    };

    const save = async () => {
      clearTimeout(timer);
      if (stopped) return;
      if (busy) { more = true; return; }
      const open = changed();
      if (!open.length) { put(); return; }
      busy = true;
      const pick = (from) => Object.fromEntries(open.map((n) => [n, from(n)]));
      const typed = pick((n) => read(form, n));
      line(words("Saving…", "正在保存…"));
      let answer = null;
      try { answer = await post(form.dataset.saveTo, { typed, base: pick((n) => base[n]) }); } catch { answer = null; }
      busy = false;
      if (!stopped && form.isConnected) await heard(answer, typed);
      if (idle) { const go = idle; idle = null; more = false; return go(); }
      if (more) { more = false; soon(0); }
    };

    /* the whole section is sent by its button: what is on its way first, nothing beside it */
    const then = (go) => { clearTimeout(timer); if (busy && !stopped) idle = go; else go(); };

    const heard = async (answer, typed) => {
      if (answer?.status === 200) return kept(await answer.json(), typed);
      if (answer?.status === 409) return conflict(await answer.json());
      if (answer?.status === 401) {
        const href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
        line(words("You are signed out; what you typed is kept in this browser. ", "登录已过期，已填内容保存在本机。"),
          { bad: true, link: { href, text: words("Sign in again", "重新登录") } });
        return;
      }
      if (answer?.status === 403) {
        const isOurs = (answer.headers.get("Content-Type") ?? "").includes("json");
        if (!isOurs && await newToken()) return soon(0);
        stopped = true;
        return line(isOurs ? (await answer.json()).message : words("Not saved: this page is too old. Copy what you typed and load it again.", "未能保存：页面已过期，请复制已填内容后刷新。"), { bad: true });
      }
      later();
    };

    const kept = (said, typed) => {
      for (const name of Object.keys(typed)) base[name] = typed[name];
      follow(said.values, Object.keys(typed));
      if (form.elements.version) form.elements.version.value = said.version;
      put();
      wait = 2000;
      since = null;
      const wrong = Object.keys(said.errors).length;
      line(wrong ? words(`Kept ${clock()}; to be corrected: ${wrong}`, `${clock()}已暂存，${wrong}项尚不符合要求`) : words(`Saved ${clock()}`, `已自动保存${clock()}`));
      document.body.dispatchEvent(new CustomEvent("saved"));
      if (changed().length) soon(PAUSE);
    };

    /* the server shows both values field by field; nothing more is sent until somebody has chosen */
    const conflict = (said) => {
      follow(said.values ?? {}, Object.keys(said.theirs));
      stopped = true;
      put();
      window.htmx.ajax("POST", form.action, { source: form, target: "#section", select: "#section", swap: "outerHTML show:top", values: { is_complete: "later" } });
    };

    const later = () => {
      since ??= clock();
      line(words(`Changes since ${since} are not saved yet; they are kept in this browser and sent again.`, `${since}以后的修改尚未保存，已留在本机，恢复后会自动重试。`), { bad: true });
      soon(wait);
      wait = Math.min(wait * 2, LONGEST);
    };

    /* somebody signed in again in another tab: the page's form token is from before */
    const newToken = async () => {
      try {
        const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
        const fresh = page.querySelector("form[data-save-to] input[name=csrfmiddlewaretoken]")?.value;
        if (!fresh || fresh === token()) return false;
        document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((f) => { f.value = fresh; });
        return true;
      } catch { return false; }
    };

    const soon = (ms) => { clearTimeout(timer); if (!stopped) timer = setTimeout(save, ms); };

    const here = async () => {
      if (stopped || document.hidden || !form.isConnected) return;
      let said = null;
      try {
        const answer = await post(form.dataset.presentAt, { version: Number(form.elements.version.value) });
        said = answer.status === 200 ? await answer.json() : null;
      } catch { return; }
      if (!said || stopped) return;
      if (said.values && !busy) {
        follow(said.values);
        const clash = changed().some((n) => !same(said.values[n] ?? "", base[n]));
        if (!clash) form.elements.version.value = said.version;
      }
      const box = $("#present");
      if (box) {
        const text = said.others.length ? words(`Also in this section now: ${said.others.join(", ")}`, `正在同时填写本部分：${said.others.join("、")}`) : "";
        if ($("span", box).textContent !== text) $("span", box).textContent = text;
        box.hidden = !text;
      }
    };

    const typing = () => { put(); soon(PAUSE); };
    form.addEventListener("input", typing);
    form.addEventListener("change", typing);
    restore();
    put();
    if (changed().length) soon(0);
    here();
    const beat = setInterval(here, PRESENCE);
    return { form, save, forget, then, isBusy: () => busy && !stopped, hold: () => clearTimeout(timer), retry: () => { if (changed().length) { wait = 2000; soon(0); } }, stop: () => { stopped = true; clearTimeout(timer); clearInterval(beat); } };
  };

  let now = null;
  const goesOn = (xhr) => { const to = xhr.getResponseHeader("HX-Redirect"); return to && !to.includes("/login/"); };
  const start = () => {
    const form = $("form[data-save-to]");
    if (now?.form === form) return;
    now?.stop();
    now = form && !$("[name^='keep-']", form) ? begin(form) : null; /* while a choice is open nothing is sent by itself */
  };
  start();
  document.addEventListener("htmx:afterSettle", start);
  addEventListener("online", () => now?.retry());
  addEventListener("focus", () => now?.retry());
  document.addEventListener("visibilitychange", () => { if (document.hidden) now?.save(); });
  document.addEventListener("htmx:confirm", (e) => {
    if (!now || e.target !== now.form) return;
    now.hold();
    if (!now.isBusy()) return;
    e.preventDefault();
    now.then(() => e.detail.issueRequest(true));
  });
  document.addEventListener("htmx:afterRequest", (e) => { /* the whole section was taken: no copy is needed */
    if (now && e.detail.elt === now.form && e.detail.xhr.status === 200 && goesOn(e.detail.xhr)) { now.stop(); now.forget(); }
  });
  document.addEventListener("submit", (e) => { /* signing out leaves nothing behind */
    if (!e.target.matches("[data-forget]")) return;
    now?.stop();
    try { Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).forEach((k) => localStorage.removeItem(k)); } catch { /* closed */ }
  }, true);
})();
