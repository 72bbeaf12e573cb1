// Filter a list by the fields of its form. The address always says what is shown, so it can be shared.
"use strict";
(() => {
  const form = document.querySelector("form[data-filters]");
  const count = document.querySelector("[data-count]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...document.querySelectorAll("[data-row]")].map((element) => ({ element, text: null }));
  const groups = [...document.querySelectorAll("[data-group]")];

  // A parameter may come more than once: any of its values will do.
  const wanted = (parameters) => {
    const found = new Map();
    for (const name of new Set(parameters.keys())) {
      const values = parameters.getAll(name).filter((value) => value);
      if (values.length) found.set(name, values);
    }
    return found;
  };

  const matches = (row, filters) => {
    for (const [name, values] of filters) {
      if (name === "q") {
        row.text ??= plain(row.element.textContent);
        if (!plain(values.join(" ")).split(/\s+/).every((word) => row.text.includes(word))) return false;
      } else if (name === "from" || name === "to") {
        const year = Number(row.element.dataset.year);
        if (!year || (name === "from" ? year < values[0] : year > values[0])) return false;
      } else if (form.elements[name]) {
        const own = (row.element.dataset[name] ?? "").split(" ");
        if (!values.some((value) => own.includes(value))) return false;
      }
    }
    return true;
  };

  const show = (parameters) => {
    const filters = wanted(parameters);
    let shown = 0;
    for (const row of rows) {
      const fits = matches(row, filters);
      row.element.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) {
      const number = group.querySelectorAll("[data-row]:not([hidden])").length;
      group.hidden = !number;
      group.querySelector(".count").textContent = number;
      const jump = document.querySelector(`.jump [href="#${group.querySelector("h2").id}"]`);
      if (jump) jump.parentElement.hidden = !number;
    }
    count.textContent = shown;
  };

  const fill = (parameters) => {
    for (const field of form.elements) {
      if (!field.name) continue;
      const values = parameters.getAll(field.name);
      field.value = values.length === 1 ? values[0] : "";
      // A link may ask for several values at once, which the field has no single choice for.
      if (field.several) field.several.remove();
      if (values.length > 1 && field.options) {
        field.several = new Option(values.join(", ").replaceAll("-", " "), values.join(" "), false, true);
        field.add(field.several);
      }
    }
  };

  const chosen = () => {
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      for (const part of name === "q" ? [value.trim()] : value.split(" ")) {
        if (part) parameters.append(name, part);
      }
    }
    return parameters;
  };

  const apply = (write) => {
    const parameters = chosen();
    const query = parameters.toString();
    history[write](null, "", location.pathname + (query ? `?${query}` : ""));
    show(parameters);
  };

  const read = () => {
    const parameters = new URLSearchParams(location.search);
    fill(parameters);
    show(parameters);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply("pushState");
  });
  form.addEventListener("change", () => apply("pushState"));
  form.addEventListener("input", (event) => {
    if (event.target.type === "search") apply("replaceState");
  });
  addEventListener("popstate", read);
  read();
})();
