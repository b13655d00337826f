/** The JSON report, version 1: part of the contract; a change of shape bumps `version`. */

import type { Diagnostic } from "../../ide/index.js";
import type { CheckResult } from "../check-result.js";

export function jsonReport({ summary, diagnostics, notices, known }: CheckResult): string {
  const report = {
    version: 1,
    summary: { ...summary, ...(known && { known: known.length }) },
    diagnostics: diagnostics.map(toJson),
    notices,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Lines and characters count from 0, characters in UTF-16 units. */
function toJson(it: Diagnostic): object {
  return {
    code: it.code,
    rule: it.rule,
    severity: it.severity,
    message: it.message,
    ...(it.note !== undefined && { note: it.note }),
    file: it.file,
    range: { start: it.start, end: it.end },
    ...(it.object !== undefined && { object: it.object }),
    related: it.related.map(({ message, file, start, end }) => ({ message, file, range: { start, end } })),
    fixes: it.fixes,
    ...(it.scopes !== undefined && { scopes: it.scopes }),
  };
}
