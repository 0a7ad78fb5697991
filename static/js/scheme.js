/* Scheme editor: the sums of the weights follow the typing. The server adds up again when the part is saved. */
(() => {
  "use strict";
  const { say, en } = window.portal;
  const box = document.getElementById("total");
  const fields = [...document.querySelectorAll("[data-weight]")];
  if (!box || !fields.length) return;
  const hundredths = (text) => Math.round(Number(String(text).normalize("NFKC").replace(/[,，\s]/g, "")) * 100) || 0;
  const shown = (n) => String(n / 100);
  const base = hundredths(box.dataset.base);
  const add = () => {
    const sums = new Map();
    fields.forEach((f) => sums.set(f.dataset.weight, (sums.get(f.dataset.weight) ?? 0) + hundredths(f.value)));
    sums.forEach((sum, code) => { const cell = document.querySelector(`[data-sum="${code}"]`); if (cell) cell.textContent = shown(sum); });
    const total = [...sums.values()].reduce((a, b) => a + b, 0), left = base - total;
    const words = left === 0 ? (en ? "The weights add up" : "权重合计正确") : left > 0 ? (en ? `${shown(left)} short` : `还差${shown(left)}分`) : (en ? `${shown(-left)} too many` : `超出${shown(-left)}分`);
    box.querySelector("[data-total]").textContent = shown(total);
    box.querySelector("[data-said]").textContent = words;
    box.classList.toggle("bad", left !== 0);
    return words;
  };
  document.addEventListener("input", (e) => { if (e.target.matches("[data-weight]")) add(); });
  document.addEventListener("change", (e) => { if (e.target.matches("[data-weight]")) say(add()); });
  add();
})();
