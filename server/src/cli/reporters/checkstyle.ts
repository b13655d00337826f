/** The XML of Checkstyle, which many CI servers and review tools read. */

import { escaped } from "../../base/markup.js";
import type { Diagnostic } from "../../ide/index.js";
import { type CheckResult, byFile, type Severity } from "../check-result.js";

/** As in Checkstyle's `SeverityLevel`, which has no hints. */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "info",
  hint: "info",
};

/** Lines and columns count from 1. Without the notices: each entry needs a line of a file. */
export function checkstyleReport(result: CheckResult): string {
  const files = [...byFile(result)].flatMap(([file, diagnostics]) => [
    `  <file name="${escaped(file)}">`,
    ...diagnostics.map(problem),
    "  </file>",
  ]);
  return `${['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="10.0">', ...files, "</checkstyle>"].join("\n")}\n`;
}

function problem({ code, rule, severity, message, start }: Diagnostic): string {
  const place = `line="${start.line + 1}" column="${start.character + 1}"`;
  return `    <error ${place} severity="${SEVERITIES[severity]}" message="${escaped(message)}" source="netpol.${code}.${rule}"/>`;
}
