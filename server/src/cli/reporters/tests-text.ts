/** Results of policy tests for people: a file, its tests, and why those that fail do. */

import { type PolicyCoverage, testLines, type TestResult, type TestStatus, testTitle } from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

const MARKS: Readonly<Record<TestStatus, string>> = { passed: "✓", failed: "✗", undecided: "?", invalid: "!" };
const WORDS: readonly (readonly [TestStatus, string])[] = [
  ["passed", "passed"],
  ["failed", "failed"],
  ["undecided", "undecided"],
  ["invalid", "without an answer"],
];

export function testsText(
  results: readonly TestResult[],
  colors: Colors,
  coverage?: readonly PolicyCoverage[],
): string {
  const paint: Readonly<Record<TestStatus, (text: string) => string>> = {
    passed: colors.green,
    failed: colors.red,
    undecided: colors.yellow,
    invalid: colors.yellow,
  };
  const lines: string[] = [];
  let file: string | undefined;
  for (const it of results) {
    if (it.file !== file) lines.push(...(file === undefined ? [] : [""]), printable(it.file));
    file = it.file;
    lines.push(`  ${paint[it.status](MARKS[it.status])} ${printable(testTitle(it))}${countOf(it)}`);
    lines.push(...testLines(it).map((line) => `    ${printable(line)}`.trimEnd()));
  }
  const covered = coverage === undefined ? [] : ["", ...coverageLines(coverage)];
  if (results.length === 0) return coverage === undefined ? "" : `${covered.slice(1).join("\n")}\n`;
  const counts = WORDS.map(([status, word]) => [results.filter((it) => it.status === status).length, word] as const);
  const summary = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${[...lines, "", `${results.length} ${results.length === 1 ? "test" : "tests"}: ${summary.join(", ")}`, ...covered].join("\n")}\n`;
}

/** So that a test about nothing much is seen to be one. */
function countOf({ status, asked }: TestResult): string {
  return status === "invalid" ? "" : ` (${asked} ${asked === 1 ? "pair" : "pairs"})`;
}

/** What no test touches: whole policies, and rules of the others. */
function coverageLines(coverage: readonly PolicyCoverage[]): readonly string[] {
  const rules = coverage.flatMap((it) => it.rules);
  const touched = coverage.filter((it) => it.isTouched).length;
  const counts = `${touched} of ${coverage.length} policies, ${rules.filter((it) => it.isTouched).length} of ${rules.length} rules`;
  const left = coverage.flatMap(({ policy, file, start, isTouched, rules: own }) => {
    if (!isTouched) return [`  ${policy} (${file}:${start.line + 1})`];
    const free = own.filter((it) => !it.isTouched);
    return free.map((it) => `  a rule of ${policy} (${it.file}:${it.start.line + 1})`);
  });
  return [`Tests touch ${counts}.`, ...(left.length === 0 ? [] : ["No test touches:", ...left.map(printable)])];
}
