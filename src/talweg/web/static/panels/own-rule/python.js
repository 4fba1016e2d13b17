/** A rule as a complete Python file that the library loads. */

const WIDTH = 100;

/** A piece of the text, with np. before the functions that stand without it. */
function piece({ text, bare }, [begin, end]) {
  let done = "";
  let from = begin;
  for (const { at } of bare.filter((word) => word.at >= begin && word.at < end)) {
    done += `${text.slice(from, at)}np.`;
    from = at;
  }
  return done + text.slice(from, end);
}

/** The signature, on one line where it fits, else as the library breaks its own. */
function signature({ name, slots, starts, clocked, hyper }, h) {
  // In Python what has a default comes last, so t goes first where slots have a start.
  const begun = starts.some((start) => start !== 0);
  const clock = clocked ? ["t"] : [];
  const places = ["w", "g", ...(begun ? [...clock, ...slots.map((slot, i) => `${slot}=${starts[i]}`)] : [...slots, ...clock])].join(", ");
  const settings = Object.entries(hyper).map(([key, { kind }]) => `${key}: ${kind} = ${h[key]}`).join(", ");
  const head = `def ${name ?? "my_rule"}(`;
  const whole = `${head}${places}${settings ? `, *, ${settings}` : ""}):`;
  if (whole.length <= WIDTH) return whole;
  return `${head}\n    ${places}, *,\n    ${settings},\n):`;
}

/**
 * @param {import("./parser.js").Draft} draft
 * @param {Record<string, number>} h the values the hyperparameters have now: they become the defaults
 * @returns {string}
 */
export function pythonFile(draft, h) {
  const lines = draft.assignments.map((each) => [each.name, piece(draft, each.span)]);
  let results = draft.results.map((each) => piece(draft, each.span));
  if (!results.length) {
    const [name, value] = lines.at(-1) ?? [];
    if (name === "w") lines.pop();
    results = [name === "w" ? value : "w", ...draft.slots];
  }
  const body = [...lines.map(([name, value]) => `${name} = ${value}`), `return ${results.join(", ")}`];
  const kinds = [...new Set(Object.values(draft.hyper).map(({ kind }) => kind))].sort();
  return [
    ...(body.some((line) => /\bnp\s*\./.test(line)) ? ["import numpy as np", ""] : []),
    ...(kinds.length ? [`from talweg.formula import ${kinds.join(", ")}`] : []),
    ...(draft.declared.size ? [`from talweg.functions import ${[...draft.declared].sort().join(", ")}`] : []),
    "from talweg.nouns import optimizer",
    "",
    "",
    "@optimizer",
    signature(draft, h),
    '    """A rule of my own.',
    "",
    "    Source: written in Talweg's lesson; the defaults are the values it raced with.",
    '    """',
    ...body.map((line) => `    ${line}`),
    "",
  ].join("\n");
}
