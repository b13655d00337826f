/** Calico's selector expressions: what they hold for, against a second evaluator and the project's own cases; and what is said where. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { partsOf } from "../server/src/systems/calico/selector/expression.js";
import { holdsFor } from "../server/src/systems/calico/selector/holds.js";
import { parseSelector } from "../server/src/systems/calico/selector/parse.js";
import { damagedTexts, labelSets, selectorTexts, selectorVerdict } from "./kit/selector-twin.js";
import { ORACLES } from "./oracles/agreement.js";

function verdict(text: string, labels: Readonly<Record<string, string>>): boolean | undefined {
  const parsed = parseSelector(text);
  return parsed.ok ? holdsFor(parsed.expression, new Map(Object.entries(labels))) : undefined;
}

it("hold for the labels that the second evaluator says", () => {
  const met = { true: 0, false: 0 };
  fc.assert(
    fc.property(selectorTexts, labelSets, (text, labels) => {
      const theirs = selectorVerdict(text, labels);
      expect(theirs, text).toBeDefined();
      expect(verdict(text, labels), `${text} on ${JSON.stringify(labels)}`).toBe(theirs);
      met[String(theirs) as "true" | "false"]++;
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(Math.min(met.true, met.false)).toBeGreaterThan(300);
});

it("are refused where the second evaluator cannot read them", () => {
  let refused = 0;
  fc.assert(
    fc.property(damagedTexts, labelSets, (text, labels) => {
      const theirs = selectorVerdict(text, labels);
      if (theirs === undefined) refused++;
      expect(verdict(text, labels), JSON.stringify(text)).toBe(theirs);
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(refused).toBeGreaterThan(300);
});

it("have a place for each part, and a fault that lies in the text", () => {
  fc.assert(
    fc.property(damagedTexts, (text) => {
      const parsed = parseSelector(text);
      if (!parsed.ok) {
        const { range, says } = parsed.fault;
        expect(range.start).toBeLessThanOrEqual(range.end);
        expect(range.end).toBeLessThanOrEqual(text.length);
        expect(says).not.toMatch(/\.$|undefined/);
        return;
      }
      for (const part of partsOf(parsed.expression)) {
        const own = text.slice(part.range.start, part.range.end);
        if (part.type === "has" || part.type === "test") {
          expect(text.slice(part.key.range.start, part.key.range.end)).toBe(part.key.text);
          // A part is an expression of its own that says the same.
          const again = parseSelector(own);
          expect(again.ok && again.expression.type).toBe(part.type);
        }
        if (part.type === "test") {
          for (const { text: value, range } of part.values)
            expect(text.slice(range.start + 1, range.end - 1)).toBe(value);
        }
      }
    }),
    { numRuns: 2000, seed: 1 },
  );
});

/** [text, what is marked, flaw, how it was meant] */
const SLIPS: readonly (readonly [string, string, string, string | undefined])[] = [
  ["app = 'web'", "=", "single-equals", "app == 'web'"],
  ["app == web", "web", "unquoted", "app == 'web'"],
  ["app in {web, 'db'}", "web", "unquoted", "app in {'web', 'db'}"],
  ["app == 'web'\n&& has(x)\n", "\n", "line-break", "app == 'web' && has(x)"],
  ["app == 'web", "'web", "unclosed", undefined],
  ["exists(app)", "exists", "unknown-function", "has(app)"],
  ["everyone()", "everyone", "unknown-function", undefined],
  ["has('app')", "has('app')", "syntax", "has(app)"],
  ["has (app)", "has", "syntax", "has(app)"],
  ["has()", "has", "syntax", undefined],
  ["all(x)", "all", "syntax", undefined],
  ["a == 'b' & c == 'd'", "&", "syntax", "a == 'b' && c == 'd'"],
  ["a == 'b' | c == 'd'", "|", "syntax", "a == 'b' || c == 'd'"],
  ["app: 'web'", ":", "syntax", "app == 'web'"],
  ["app", "app", "syntax", undefined],
  ["app equals 'web'", "equals", "syntax", undefined],
  ["a == 'b' and c == 'd'", "and", "syntax", undefined],
  ["a == 'b' c == 'd'", "c", "syntax", undefined],
  ["(a == 'b'", "(", "syntax", undefined],
  ["a == 'b')", ")", "syntax", undefined],
  ["a in ('b')", "(", "syntax", undefined],
  ["a in {'b' 'c'}", "'c'", "syntax", undefined],
  ["a == 'b' &&", "", "syntax", undefined],
  ["a == 'b' && %", "%", "syntax", undefined],
];

it.each(SLIPS)("%j is refused at %j", (text, marked, flaw, instead) => {
  const parsed = parseSelector(text);
  if (parsed.ok) throw new Error("it is taken");
  const { fault } = parsed;
  expect(text.slice(fault.range.start, fault.range.end)).toBe(marked);
  expect(fault.flaw).toBe(flaw);
  expect(fault.instead).toBe(instead);
  expect(fault.says.length).toBeLessThan(110);
  if (instead !== undefined) expect(parseSelector(instead).ok).toBe(true);
});

it.skipIf(ORACLES === undefined)("are refused where Calico's own cases are", () => {
  const { cases } = JSON.parse(readFileSync(join(ORACLES ?? "", "calico/index.json"), "utf8")) as {
    cases: readonly { id: string; family: string; title: string }[];
  };
  const texts = cases.flatMap(({ family, title }) => {
    const quoted = family === "selector-refused" ? /^selector (".*") does not parse$/.exec(title)?.[1] : undefined;
    return quoted === undefined ? [] : [JSON.parse(quoted) as string];
  });
  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) expect(parseSelector(text).ok, text).toBe(false);
});
