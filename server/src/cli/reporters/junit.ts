/** JUnit's XML, which most CI servers show as tests: a suite for each file, in it a test for each problem, or one that passes. */

import { escaped } from "../../base/markup.js";
import type { Diagnostic } from "../../ide/index.js";
import { type CheckResult, byFile, isAtLeast, type Severity } from "../check-result.js";

/** @param failOn From which severity on a problem is a test that fails, so that the report agrees with the exit status. */
export function junitReport(result: CheckResult, failOn: Severity | "never"): string {
  const found = byFile(result);
  const suites = result.files.map((file) => suiteOf(file, found.get(file) ?? [], failOn));
  const sum = (of: (it: Suite) => number): number => suites.reduce((total, it) => total + of(it), 0);
  const counts = `tests="${sum((it) => it.tests)}" failures="${sum((it) => it.failures)}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netpol" ${counts}>`,
    ...suites.flatMap((it) => it.lines),
    "</testsuites>\n",
  ].join("\n");
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly lines: readonly string[];
}

function suiteOf(file: string, diagnostics: readonly Diagnostic[], failOn: Severity | "never"): Suite {
  const failing = new Set(diagnostics.filter((it) => failOn !== "never" && isAtLeast(it, failOn)));
  const tests = Math.max(1, diagnostics.length);
  const name = escaped(file);
  const cases = diagnostics.flatMap((it) => {
    const text = escaped(`${file}:${it.start.line + 1}:${it.start.character + 1}: ${textOf(it)}`);
    const title = escaped(`${it.code} ${it.rule}, line ${it.start.line + 1}`);
    const inside = failing.has(it)
      ? `<failure type="${it.severity}" message="${escaped(it.message)}">${text}</failure>`
      : `<system-out>${text}</system-out>`;
    return [`    <testcase classname="${name}" name="${title}">`, `      ${inside}`, "    </testcase>"];
  });
  const passing = `    <testcase classname="${name}" name="no problems"/>`;
  return {
    tests,
    failures: failing.size,
    lines: [
      `  <testsuite name="${name}" tests="${tests}" failures="${failing.size}" errors="0">`,
      ...(cases.length === 0 ? [passing] : cases),
      "  </testsuite>",
    ],
  };
}

function textOf({ severity, message, note }: Diagnostic): string {
  return `${severity}: ${message}${note === undefined ? "" : `\n${note}`}`;
}
