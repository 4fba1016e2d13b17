/** Where a rule is typed: a plain textarea, and over it the same text in colour, with the mistake underlined. */

import { attrs, h, say } from "../../lib/dom.js";
import { IDEAS, LISTINGS } from "./examples.js";
import { paint } from "./paint.js";
import { LONGEST } from "./parser.js";

/** The rule is read once the hand has rested so long, in milliseconds. */
const REST = 200;

/**
 * A menu of texts to start from, and the way back to the text that was there before.
 * @param {() => string} current
 * @param {(text: string) => void} onChoice
 */
function startMenu(current, onChoice) {
  const groups = [{ label: "Ideas", items: IDEAS }, { label: "Rules of the library", items: LISTINGS }];
  const texts = groups.flatMap(({ items }) => items);
  const back = h("option", { value: "back", hidden: true, disabled: true }, "The text before this");
  let index = 0;
  const select = h(
    "select",
    {},
    h("option", { value: "", disabled: true, selected: true }, "an idea or a rule of the library"),
    back,
    ...groups.map(({ label, items }) => h("optgroup", { label }, ...items.map((item) => h("option", { value: index++ }, item.label)))),
  );
  let before = "";
  select.addEventListener("change", () => {
    const text = select.value === "back" ? before : texts[Number(select.value)].text;
    before = current();
    back.hidden = back.disabled = false;
    select.value = "";
    onChoice(text);
  });
  return h("label", { class: "tw-field" }, h("span", {}, "Start from"), select);
}

/**
 * @param {(text: string) => void} onText a text that the hand has finished
 * @returns {{ el: HTMLElement, start: HTMLElement, draw: (now: { text: string, mistake: { at: number } | null, words: string }) => void, stop: () => void }}
 */
export function ruleEditor(onText) {
  const id = `tw-${Math.random().toString(36).slice(2)}`;
  const area = h("textarea", {
    "aria-label": "Your update rule",
    "aria-describedby": id,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    rows: 1,
  });
  const picture = h("div", { class: "tw-painted", "aria-hidden": "true" });
  const words = h("p", { class: "tw-rule-words", id, role: "status" });
  const el = h("div", { class: "tw-editor" }, h("div", { class: "tw-paper" }, area, picture), words);
  let timer = 0;
  let shown = "";

  const show = (text, mistake) => {
    const key = `${mistake?.at ?? ""} ${text}`;
    if (shown === key) return;
    shown = key;
    picture.replaceChildren(...paint(text, mistake));
  };
  const finish = () => {
    clearTimeout(timer);
    timer = 0;
    onText(area.value.slice(0, LONGEST + 1)); // one too many is enough to be told so
  };
  area.addEventListener("input", () => {
    show(area.value.slice(0, LONGEST + 1), null);
    clearTimeout(timer);
    timer = setTimeout(finish, REST);
  });
  area.addEventListener("change", () => timer && finish());
  const start = startMenu(() => area.value, (text) => {
    area.value = text;
    finish();
  });
  return {
    el,
    start,
    draw({ text, mistake, words: said }) {
      if (timer) return; // the hand is still typing
      if (area.value !== text) area.value = text;
      show(text, mistake);
      attrs(area, { "aria-invalid": mistake ? "true" : null });
      words.classList.toggle("tw-mistaken", Boolean(mistake));
      say(words, said);
    },
    stop: () => clearTimeout(timer),
  };
}
