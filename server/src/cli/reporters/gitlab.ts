/** GitLab's Code Quality report, which shows problems in the changes of a merge request. */

import type { CheckResult, Severity } from "../check-result.js";
import { fingerprintsOf } from "./fingerprints.js";

/** https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "critical",
  warning: "major",
  info: "minor",
  hint: "info",
};

/** Without the notices: each entry needs a line of a file. */
export function gitlabReport({ diagnostics }: CheckResult): string {
  const fingerprints = fingerprintsOf(diagnostics);
  const problems = diagnostics.map(({ code, rule, severity, message, note, file, start, end }, at) => ({
    description: `${message} (${code} ${rule})`,
    ...(note !== undefined && { content: { body: note } }),
    check_name: code,
    fingerprint: fingerprints[at],
    severity: SEVERITIES[severity],
    location: { path: file, lines: { begin: start.line + 1, end: end.line + 1 } },
  }));
  return `${JSON.stringify(problems, null, 2)}\n`;
}
