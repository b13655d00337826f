/** Results of policy tests as JSON. Lines and characters count from 0. */

import type { TestResult, TestStatus } from "../../ide/index.js";

const STATUSES: readonly TestStatus[] = ["passed", "failed", "undecided", "invalid"];

export function testsJson(results: readonly TestResult[]): string {
  const summary = Object.fromEntries(STATUSES.map((it) => [it, results.filter(({ status }) => status === it).length]));
  const tests = results.map(({ range: _offsets, start, end, ...it }) => ({ ...it, range: { start, end } }));
  return `${JSON.stringify({ version: 1, summary, tests }, null, 2)}\n`;
}
