// @ts-check
// Entry point: copies a part of the page as rich text, with plain text beside it. Where the browser
// refuses, the part is unfolded and marked instead, for the reader to copy.

// What an element says on one line, also where it is written on several.
function words(element) {
  const copy = element.cloneNode(true);
  for (const end of copy.querySelectorAll("br")) end.replaceWith(" ");
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function plain(part) {
  const lines = [];
  for (const element of part.querySelectorAll("h2, h3, h4, h5, h6, p, li")) {
    const text = words(element);
    const isHeading = /^H\d$/.test(element.tagName);
    if (isHeading && lines.length) lines.push("");
    lines.push(element.tagName === "LI" ? `• ${text}` : text);
  }
  return lines.join("\n");
}

// Only what a letter needs: no names of styles, no blanks between the marks.
function rich(part) {
  const copy = part.cloneNode(true);
  for (const element of copy.querySelectorAll("[class]")) element.removeAttribute("class");
  return copy.innerHTML.replace(/>\s+</g, "> <");
}

function mark(part) {
  const folded = part.closest("details");
  if (folded) folded.open = true;
  getSelection().selectAllChildren(part);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-rich]");
  if (!button) return;
  const part = document.getElementById(button.dataset.copyRich);
  const said = document.querySelector("[data-copy-said]");
  try {
    const item = new ClipboardItem({
      "text/html": new Blob([rich(part)], { type: "text/html" }),
      "text/plain": new Blob([plain(part)], { type: "text/plain" }),
    });
    await navigator.clipboard.write([item]);
    said.textContent = button.dataset.copied;
  } catch {
    mark(part);
    said.textContent = button.dataset.marked;
  }
});
