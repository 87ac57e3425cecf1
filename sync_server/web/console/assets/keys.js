// Keys of the console, by their place on the keyboard, so that they work under the Urdu layout too.
const typing = (element) => element?.matches?.("input:not([type=radio]), textarea, select") ?? false;
const seen = (element) => element.checkVisibility?.() ?? true;
const rows = () => [...document.querySelectorAll("[data-row]")];
let waitsForPlace = false;

const step = (by) => {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const pressed = digit && [...document.querySelectorAll(`[data-digit="${digit}"]`)].find(seen);
  const place = waitsForPlace && document.querySelector(`[data-place="${event.code}"]`);
  const named = !waitsForPlace && !event.repeat && document.querySelector(`[data-key="${event.code}"]`);
  waitsForPlace = event.code === "KeyG" && !waitsForPlace;
  if (pressed) { pressed.click(); pressed.focus(); }
  else if (place) place.click();
  else if (named) { named.click(); named.focus(); }
  else if (event.code === "Slash") document.querySelector("input[type=search]")?.focus();
  else if (event.code === "KeyJ") step(1);
  else if (event.code === "KeyK") step(-1);
  else return;
  event.preventDefault();
});
