// @ts-check
// A text longer than its field takes is kept, and the page says so beside the field while it is too
// long: nothing that is typed or pasted is cut. The server says the same (fields/form_fields.py), and
// counts after its cleaning, which this does roughly.

const sentence = /** @type {HTMLTemplateElement} */ (
  document.querySelector("template[data-too-long]")
);

function lengthOf(field) {
  const text = field.value.normalize("NFC").trim();
  const isLine = field.matches("input");
  const cleaned = isLine ? text.replace(/\s+/g, " ") : text.replace(/\n{3,}/g, "\n\n");
  return [...cleaned].length;
}

const lineOf = (field) => {
  const next = field.nextElementSibling;
  return next?.matches("[data-too-long-line]") ? next : null;
};

function describe(field, id, isTooLong) {
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  const kept = others.filter((each) => each !== id);
  const all = isTooLong ? [...kept, id] : kept;
  if (all.length) field.setAttribute("aria-describedby", all.join(" "));
  else field.removeAttribute("aria-describedby");
}

function draw(field, most, now) {
  let line = lineOf(field);
  if (!line) {
    line = document.createElement("p");
    line.className = "err";
    line.id = `${field.id || field.name}_too_long`;
    line.dataset.error = "";
    line.dataset.tooLongLine = "";
    line.setAttribute("role", "alert");
    field.after(line);
    describe(field, line.id, true);
  }
  line.textContent = sentence.content.textContent
    .trim()
    .replace("{most}", String(most))
    .replace("{now}", String(now));
}

document.addEventListener("input", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const most = Number(field.dataset?.longest);
  if (!most || !sentence) return;
  const now = lengthOf(field);
  if (now > most) draw(field, most, now);
  else {
    const line = lineOf(field);
    if (line) describe(field, line.id, false);
    line?.remove();
  }
});
