/** Results of policy tests as JSON. Lines and characters count from 0. */

import type { PolicyCoverage, TestResult, TestStatus } from "../../ide/index.js";

const STATUSES: readonly TestStatus[] = ["passed", "failed", "undecided", "invalid"];

export function testsJson(results: readonly TestResult[], coverage?: readonly PolicyCoverage[]): string {
  const summary = Object.fromEntries(STATUSES.map((it) => [it, results.filter(({ status }) => status === it).length]));
  const tests = results.map(({ range: _offsets, start, end, ...it }) => ({ ...it, range: { start, end } }));
  return `${JSON.stringify({ version: 1, summary, tests, ...(coverage && { coverage: coverage.map(coveredPolicy) }) }, null, 2)}\n`;
}

function coveredPolicy({ policy, file, start, isTouched, rules }: PolicyCoverage): object {
  return {
    ...{ policy, file, line: start.line, touched: isTouched },
    rules: rules.map((it) => ({ file: it.file, line: it.start.line, touched: it.isTouched })),
  };
}
