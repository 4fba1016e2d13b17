/** Runs for the tests what needs no browser: a line of JSON comes in, with a function and what it is given; one goes out. */

/// <reference lib="deno.ns" />

const STATIC = Deno.args[0];
/** JSON knows no numbers but finite ones; Python reads these three words. */
const UNBOUNDED = /"\\u0000(NaN|-?Infinity)"/g;

/** @param {string} name of a module, below static/ */
const load = (name) => import(new URL(name, STATIC).href);

/** @param {unknown} value */
const plain = (_key, value) => {
  if (value instanceof Float64Array || value instanceof Float32Array || value instanceof Int32Array) return [...value];
  return typeof value === "number" && !Number.isFinite(value) ? `\u0000${value}` : value;
};

/** @param {{ modules: string[], code: string, given: unknown }} question */
async function answer({ modules, code, given }) {
  try {
    return { value: (await (0, eval)(`(${code})`)(await Promise.all(modules.map(load)), given)) ?? null };
  } catch (error) {
    return { error: error?.stack ?? String(error) };
  }
}

/** @param {string} line */
async function answerLine(line) {
  const text = JSON.stringify(await answer(JSON.parse(line)), plain).replaceAll(UNBOUNDED, "$1");
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
}

let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = `${rest}${text}`.split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) await answerLine(line);
}
