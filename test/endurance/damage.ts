/** Texts with a few things wrong in them, as typing, merging and pasting leave them. */

import type { Random } from "./random.js";

/** What people forget, paste, or type by mistake; and what YAML reads otherwise than they think. */
const PIECES = [
  ...[
    "-",
    "- ",
    ":",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "#",
    "&a ",
    "*a",
    "!!str ",
    "|",
    ">",
    "'",
    '"',
    "%",
    "@",
    "\t",
    "\r",
    "?",
  ],
  ...[
    "null",
    "~",
    "yes",
    "0x1F",
    "1e3",
    "[]",
    "{}",
    '""',
    "---\n",
    "...\n",
    "<<: ",
    "\u00a0",
    "\u2028",
    "\ufeff",
    "x".repeat(300),
  ],
] as const satisfies readonly [string, ...string[]];

type Damage = (lines: string[], random: Random, others: readonly [string, ...string[]]) => void;

const DAMAGES: readonly [Damage, ...Damage[]] = [
  // A line is missing, or there twice, or in the place of another.
  (lines, random) => void lines.splice(random.below(lines.length), 1),
  (lines, random) => {
    const at = random.below(lines.length);
    lines.splice(at, 0, lines[at] ?? "");
  },
  (lines, random) => {
    const [from] = lines.splice(random.below(lines.length), 1);
    if (from !== undefined) lines.splice(random.below(lines.length + 1), 0, from);
  },
  // Lines stand further in or out.
  (lines, random) => {
    const start = random.below(lines.length);
    const end = start + 1 + random.below(4);
    const by = random.pick([-2, -1, 1, 2, 4]);
    for (let at = start; at < Math.min(end, lines.length); at++) {
      const line = lines[at] ?? "";
      lines[at] = by > 0 ? " ".repeat(by) + line : line.replace(new RegExp(`^ {0,${-by}}`), "");
    }
  },
  // Characters are missing, or others are there.
  (lines, random) => {
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    const from = random.below(line.length + 1);
    lines[at] = line.slice(0, from) + line.slice(from + 1 + random.below(4));
  },
  (lines, random) => {
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    const from = random.below(line.length + 1);
    lines[at] = line.slice(0, from) + random.pick(PIECES) + line.slice(from);
  },
  // A value, or a key, is another.
  (lines, random) => {
    const at = random.below(lines.length);
    lines[at] = (lines[at] ?? "").replace(/: .*$/, () => `: ${random.pick(PIECES)}`);
  },
  (lines, random, others) => {
    const words = random.pick(others).match(/[\w./-]+/g) ?? [];
    const at = random.below(lines.length);
    lines[at] = (lines[at] ?? "").replace(/[\w./-]+/, () => words[random.below(words.length)] ?? "");
  },
  // A piece of another file was pasted.
  (lines, random, others) => {
    const other = random.pick(others).split("\n");
    const from = random.below(other.length);
    lines.splice(random.below(lines.length + 1), 0, ...other.slice(from, from + 1 + random.below(6)));
  },
  // The rest has not been typed yet.
  (lines, random) => void lines.splice(1 + random.below(lines.length)),
];

/** One of the texts with one to three damages. */
export function damaged(texts: readonly [string, ...string[]], random: Random): string {
  const lines = random.pick(texts).split("\n");
  for (let left = 1 + random.below(3); left > 0; left--) {
    if (lines.length === 0) lines.push("");
    random.pick(DAMAGES)(lines, random, texts);
  }
  return lines.join(random.below(12) === 0 ? "\r\n" : "\n");
}
