/** Holds expected marks against what the analysis found, both ways and exactly, and draws the difference in place. */

import type { FindingMark, Mark, MarkedText, RelatedMark } from "./marks.js";
import { flagWords, markLines } from "./write-marks.js";

/** A mark about what is found, as opposed to a place to ask about. `texts` of a found one is the whole message. */
export type Claim = FindingMark | RelatedMark;

export interface Comparison {
  /** Each expected mark that came true, and what made it true. */
  readonly met: readonly { readonly expected: Claim; readonly found: Claim }[];
  /** Marks for which nothing was found. */
  readonly missing: readonly Claim[];
  /** Findings without a mark. */
  readonly unexpected: readonly Claim[];
}

/** Pairs marks with what was found, each used once; marks that say more choose first. */
export function compareMarks(expected: readonly Claim[], found: readonly Claim[]): Comparison {
  const left = [...found];
  const met: { expected: Claim; found: Claim }[] = [];
  const missing: Claim[] = [];
  for (const claim of expected.toSorted((a, b) => wordiness(b) - wordiness(a))) {
    const index = left.findIndex((it) => makesTrue(claim, it));
    const [match] = index < 0 ? [] : left.splice(index, 1);
    if (match === undefined) missing.push(claim);
    else met.push({ expected: claim, found: match });
  }
  return { met, missing, unexpected: left };
}

function wordiness(claim: Claim): number {
  return claim.texts.join("").length + (claim.type === "finding" && claim.flags !== undefined ? 1 : 0);
}

function makesTrue(expected: Claim, found: Claim): boolean {
  return (
    samePlace(expected, found) &&
    (expected.type === "finding" && found.type === "finding"
      ? expected.code === found.code && flagsAgree(expected, found)
      : expected.type === found.type) &&
    expected.texts.every((text) => found.texts.join(" ").includes(text))
  );
}

function samePlace(a: Claim, b: Claim): boolean {
  return a.line === b.line && a.start === b.start && a.continues === b.continues && (a.continues || a.end === b.end);
}

/** Flags that are given are all there are; a severity that is not given is not asked for. */
function flagsAgree({ flags: expected }: FindingMark, { flags: found }: FindingMark): boolean {
  if (expected === undefined || found === undefined) return true;
  const asked = expected.severity === undefined ? { fix: found.fix, ...tagOf(found.tag) } : found;
  return flagWords(expected).join() === flagWords(asked).join();
}

function tagOf(tag: "unused" | "deprecated" | undefined): { tag?: "unused" | "deprecated" } {
  return tag === undefined ? {} : { tag };
}

/** True when every mark came true and nothing else was found. */
export function agrees({ missing, unexpected }: Comparison): boolean {
  return missing.length === 0 && unexpected.length === 0;
}

/** The text with `-` before marks that are missing and `+` before those that no mark expected. */
export function drawDifference(text: string, comparison: Comparison, places: readonly Mark[]): string {
  const rows: { readonly mark: Mark; readonly sign: string }[] = [
    ...places.map((mark) => ({ mark, sign: " " })),
    ...comparison.met.map(({ expected }) => ({ mark: expected, sign: " " })),
    ...comparison.missing.map((mark) => ({ mark, sign: "-" })),
    ...comparison.unexpected.map((mark) => ({ mark, sign: "+" })),
  ];
  const lines = text.replace(/\n$/, "").split(/\r?\n/);
  return lines
    .flatMap((line, index) => [
      `  ${line}`,
      ...rows
        .filter(({ mark }) => mark.line === index)
        .toSorted((a, b) => a.mark.start - b.mark.start)
        .flatMap(({ mark, sign }) => markLines(mark, line).map((it) => `${sign} ${it}`)),
    ])
    .join("\n");
}

/** The text with marks that are true: those that were stay as they are, missing ones go, unexpected ones come. */
export function correctedMarks(text: string, comparison: Comparison, places: readonly Mark[]): MarkedText {
  const met = comparison.met.map(({ expected }) => expected);
  return { text, marks: [...places, ...met, ...comparison.unexpected] };
}
