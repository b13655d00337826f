/**
 * Someone types the good examples of the rules' pages: at no stop is there an error, hardly ever a warning, and nothing
 * changes in other files. `NETPOL_TYPING=all` types all of them, where the tests take a sample, and says how many stops there were.
 */

import { describe, expect, it } from "vitest";
import { type GoodText, goodTexts } from "./kit/good-texts.js";
import { type Sight, watchTyping } from "./kit/typing-session.js";
import { type Hands, typed } from "./kit/typist.js";

const ALL = process.env.NETPOL_TYPING === "all";
/** Share of the stops at which there may be a warning. */
const MOST_WARNINGS = 0.03;

const texts = goodTexts();

/** Every nth. */
function sample<T>(items: readonly T[], step: number): readonly T[] {
  return ALL ? items : items.filter((_, index) => index % step === 0);
}

/** Types into a file that holds `before` so far. */
function type({ files, path }: GoodText, before: string, text: string, hands: Hands): Promise<readonly Sight[]> {
  return watchTyping(new Map([...files, [path, before]]), path, typed(text, hands));
}

/** Counts, and whatever ought not to be there. */
function judge(sights: readonly (readonly [string, Sight])[]): void {
  const warned = sights.filter(([, it]) => it.warnings.length > 0);
  const wrong = sights.filter(([, it]) => it.errors.length > 0 || it.flickering.length > 0);
  if (ALL)
    console.info(`${sights.length} stops: ${warned.length} with a warning, ${wrong.length} with an error or a flicker`);
  expect(sights.length).toBeGreaterThan(500);
  expect(wrong.map(([name, it]) => ({ name, ...it })).slice(0, 5)).toEqual([]);
  const tooMany = warned.length > sights.length * MOST_WARNINGS ? warned : [];
  expect(tooMany.map(([name, it]) => ({ name, ...it })).slice(0, 5), `${warned.length} of ${sights.length}`).toEqual(
    [],
  );
}

describe("someone who types", () => {
  it.each([
    ["from the first line to the last", {}, 6],
    ["in an editor that closes brackets", { closesBrackets: true }, 17],
    ["and stops after each letter", { letters: true }, 29],
  ] as const)(
    "%s",
    async (_, hands, step) => {
      const sights: (readonly [string, Sight])[] = [];
      for (const text of sample(texts, step)) {
        for (const it of await type(text, "", text.text, hands)) sights.push([text.name, it]);
      }
      judge(sights);
    },
    1_800_000,
  );

  it("a part that was missing, with the rest below it", async () => {
    const sights: (readonly [string, Sight])[] = [];
    for (const [text, { above, part, below }] of sample(texts.flatMap(partsOf), 31)) {
      const hands = { above, below };
      for (const it of await type(text, `${above}\n${below}`, part, hands)) sights.push([text.name, it]);
    }
    judge(sights);
    // What is whole is looked at at once.
    expect(sights.filter(([, it]) => it.ran).length).toBeGreaterThan(sights.length / 20);
  }, 1_800_000);
});

/** An entry or item with all that is in it, and the lines round it. */
interface Part {
  readonly above: string;
  readonly part: string;
  readonly below: string;
}

function partsOf(text: GoodText): (readonly [GoodText, Part])[] {
  const lines = text.text.split("\n");
  return lines.flatMap((line, start) => {
    const next = lines.findIndex((it, index) => index > start && it.trim() !== "" && columnOf(it) <= columnOf(line));
    if (start === 0 || next < 0 || /^(---|\s*#)/.test(line)) return [];
    const piece = (from: number, to?: number): string => lines.slice(from, to).join("\n");
    return [[text, { above: piece(0, start), part: piece(start, next), below: piece(next) }] as const];
  });
}

function columnOf(line: string): number {
  return line.length - line.trimStart().length;
}
