/** Results of policy tests as JUnit's XML: a suite for each file. What is undecided or without an answer is an error. */

import { escaped } from "../../base/markup.js";
import { testLines, type TestResult, testTitle } from "../../ide/index.js";

export function testsJunit(results: readonly TestResult[]): string {
  const files = [...new Set(results.map((it) => it.file))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netpol" ${countsOf(results)}>`,
    ...files.flatMap((file) =>
      suiteOf(
        file,
        results.filter((it) => it.file === file),
      ),
    ),
    "</testsuites>\n",
  ].join("\n");
}

function countsOf(results: readonly TestResult[]): string {
  const failures = results.filter((it) => it.status === "failed").length;
  const passed = results.filter((it) => it.status === "passed").length;
  return `tests="${results.length}" failures="${failures}" errors="${results.length - failures - passed}"`;
}

function suiteOf(file: string, results: readonly TestResult[]): readonly string[] {
  const name = escaped(file);
  return [
    `  <testsuite name="${name}" ${countsOf(results)}>`,
    ...results.flatMap((it) => {
      const open = `    <testcase classname="${name}" name="${escaped(testTitle(it))}"`;
      if (it.status === "passed") return [`${open}/>`];
      const [first = it.status, ...rest] = testLines(it);
      const element = it.status === "failed" ? "failure" : "error";
      const text = escaped([`${file}:${it.start.line + 1}`, first, ...rest].join("\n"));
      const inside = `<${element} type="${it.status}" message="${escaped(first)}">${text}</${element}>`;
      return [`${open}>`, `      ${inside}`, "    </testcase>"];
    }),
    "  </testsuite>",
  ];
}
