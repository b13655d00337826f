/** Results of policy tests for people: a file, its tests, and why those that fail do. */

import { testLines, type TestResult, type TestStatus, testTitle } from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

const MARKS: Readonly<Record<TestStatus, string>> = { passed: "✓", failed: "✗", undecided: "?", invalid: "!" };
const WORDS: readonly (readonly [TestStatus, string])[] = [
  ["passed", "passed"],
  ["failed", "failed"],
  ["undecided", "undecided"],
  ["invalid", "without an answer"],
];

export function testsText(results: readonly TestResult[], colors: Colors): string {
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
  if (results.length === 0) return "";
  const counts = WORDS.map(([status, word]) => [results.filter((it) => it.status === status).length, word] as const);
  const summary = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${[...lines, "", `${results.length} ${results.length === 1 ? "test" : "tests"}: ${summary.join(", ")}`].join("\n")}\n`;
}

/** So that a test about nothing much is seen to be one. */
function countOf({ status, asked }: TestResult): string {
  return status === "invalid" ? "" : ` (${asked} ${asked === 1 ? "pair" : "pairs"})`;
}
