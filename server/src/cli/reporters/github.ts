/** Workflow commands of GitHub Actions, which show each problem at its line of a pull request. */

import type { CheckResult, Severity } from "../check-result.js";

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
  hint: "notice",
};

/** Lines and columns count from 1; what the format uses itself is escaped as the runner's own toolkit does it. */
export function githubReport({ diagnostics, notices }: CheckResult): string {
  const problems = diagnostics.map(({ code, rule, severity, message, note, file, start, end }) => {
    const properties = {
      file,
      line: start.line + 1,
      endLine: end.line + 1,
      // The runner takes columns only where they lie on one line.
      ...(start.line === end.line && { col: start.character + 1, endColumn: end.character + 1 }),
      title: `${code} ${rule}`,
    };
    const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
    return `::${COMMANDS[severity]} ${listed.join(",")}::${escaped(note === undefined ? message : `${message}\n${note}`)}\n`;
  });
  const remarks = notices.map(
    (it) => `::notice::${escaped(it.file === undefined ? it.message : `${it.file}: ${it.message}`)}\n`,
  );
  return [...problems, ...remarks].join("");
}

function escaped(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapedProperty(text: string): string {
  return escaped(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
