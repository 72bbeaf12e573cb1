// Search the whole dataset. The index is built when the page opens; the address keeps the question.
"use strict";
(() => {
  const PAGE = 30;
  const field = document.getElementById("search");
  const result = document.getElementById("result");
  const found = document.getElementById("found");
  const more = document.getElementById("more");
  const kinds = document.querySelector("fieldset.kinds");
  const tables = found.dataset.kinds.split(" ");
  const headings = found.dataset.headings.split("|");

  // Chinese is written without spaces: each of its characters counts as a word.
  const words = (text) => text.match(/\p{Script=Han}|[\p{L}\p{N}\p{M}]+/gu)?.flatMap(
    (word) => (/\p{Script=Han}/u.test(word) ? [...word] : [word])) ?? [];
  const plain = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const engine = new MiniSearch({
    idField: "number",
    fields: ["title", "names", "text"],
    tokenize: words,
    processTerm: plain,
  });
  engine.addAll(searchIndex.map(([, , title, names, text], number) => ({ number, title, names, text })));

  // Someone's or something's own page comes before the pages that only speak of it, and before
  // all the one that is called just what was asked for.
  const weight = (number, asked) => {
    const [kind, , title, names] = searchIndex[number];
    const spoken = ["events", "quotes", "sources"].includes(tables[kind]);
    const called = [title, ...names.split("; ")].some((name) => plain(name) === asked);
    return (spoken ? 1 : 2) * (called ? 4 : 1);
  };

  const options = (question, filter) => ({
    filter,
    combineWith: "AND",
    prefix: (term) => term.length > 1,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    boost: { title: 2, names: 2 },
    boostDocument: (number) => weight(number, plain(question)),
  });

  let hits = [];
  let shown = 0;

  const item = ({ id }) => {
    const [kind, identifier, title, names, text] = searchIndex[id];
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${tables[kind]}/${identifier}.html`;
    link.textContent = title;
    const meta = document.createElement("span");
    meta.className = "meta";
    const told = [names, text].filter((part) => part).join(" · ");
    meta.textContent = headings[kind] + (told ? ` · ${told.slice(0, 180)}${told.length > 180 ? "…" : ""}` : "");
    line.append(link, " ", meta);
    return line;
  };

  const showMore = () => {
    found.append(...hits.slice(shown, shown + PAGE).map(item));
    shown = Math.min(shown + PAGE, hits.length);
    more.hidden = shown === hits.length;
  };

  const search = () => {
    const question = field.value.trim();
    const kind = kinds.querySelector(":checked").value;
    const filter = kind === "" ? undefined : ({ id }) => searchIndex[id][0] === Number(kind);
    hits = question ? engine.search(question, options(question, filter)) : [];
    shown = 0;
    found.replaceChildren();
    showMore();
    result.textContent = question ? `${hits.length} found` : "";
    kinds.hidden = !question;
    const address = new URLSearchParams(question ? { q: question } : {});
    if (question && kind) address.set("kind", tables[kind]);
    history.replaceState(null, "", location.pathname + (question ? `?${address}` : ""));
  };

  const asked = new URLSearchParams(location.search);
  field.value = asked.get("q") ?? "";
  const place = tables.indexOf(asked.get("kind"));
  if (place >= 0) kinds.querySelector(`[value="${place}"]`).checked = true;
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  field.addEventListener("input", search);
  kinds.addEventListener("change", search);
  more.addEventListener("click", showMore);
  search();
  field.focus();
})();
