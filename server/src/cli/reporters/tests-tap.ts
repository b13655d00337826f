/** Results of policy tests in the Test Anything Protocol, version 14: https://testanything.org/tap-version-14-specification.html */

import { testLines, type TestResult, testTitle } from "../../ide/index.js";
import { printable } from "../terminal.js";

export function testsTap(results: readonly TestResult[]): string {
  const lines = results.flatMap((it, at) => {
    const isOk = it.status === "passed";
    const title = printable(testTitle(it)).replaceAll(/[\\#]/g, "\\$&");
    const line = `${isOk ? "ok" : "not ok"} ${at + 1} - ${title}`;
    if (isOk) return [line];
    const details = [
      `at: ${JSON.stringify(`${it.file}:${it.start.line + 1}`)}`,
      `severity: ${it.status}`,
      "message: |",
    ];
    const message = testLines(it).map((text) => `  ${printable(text)}`);
    return [line, "  ---", ...[...details, ...message].map((text) => `  ${text}`.trimEnd()), "  ..."];
  });
  return `${["TAP version 14", `1..${results.length}`, ...lines].join("\n")}\n`;
}
