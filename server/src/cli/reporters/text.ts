/** The report for people: problems by file with their source lines, then notices, then one sentence. */

import { type Diagnostic, noticeLines, type Summary } from "../../ide/index.js";
import { byFile, type CheckResult, type Severity } from "../check-result.js";
import { type Colors, printable } from "../terminal.js";
import { drawLine } from "./source-line.js";

export function textReport(result: CheckResult, colors: Colors): string {
  const files = [...byFile(result)].map(([file, diagnostics]) =>
    [colors.underline(printable(file)), ...diagnostics.map((it) => problem(it, result, colors))].join("\n\n"),
  );
  const notices = noticeLines(result.notices).map((it) => `${colors.cyan("notice")}: ${printable(it)}`);
  return `${[...files, ...(notices.length > 0 ? [notices.join("\n")] : []), sentence(result)].join("\n\n")}\n`;
}

function problem(it: Diagnostic, { lineOf }: CheckResult, colors: Colors): string {
  const paint = painter(it.severity, colors);
  const place = `${it.start.line + 1}:${it.start.character + 1}`;
  const head = `  ${colors.bold(place)}  ${paint(it.severity)}: ${printable(it.message)}  ${colors.dim(`[${it.code} ${it.rule}]`)}`;
  const source = drawLine(lineOf(it.file, it.start.line), it.start, it.end);
  const number = String(it.start.line + 1);
  const gutter = " ".repeat(number.length);
  const bar = colors.dim("|");
  const remark = (word: string, text: string): string =>
    `    ${gutter} ${colors.dim("=")} ${colors.bold(word)}: ${printable(text)}`;
  return [
    head,
    `    ${colors.dim(number)} ${bar} ${source.text}`.trimEnd(),
    `    ${gutter} ${bar} ${paint(source.carets)}`,
    ...(it.note === undefined ? [] : [remark("why", it.note)]),
    ...it.related.map((to) => remark("see", `${to.file}:${to.start.line + 1}:${to.start.character + 1} ${to.message}`)),
    ...it.fixes.map((fix) => remark("fix", fix.title)),
    ...(it.scopes === undefined ? [] : [remark("only in", it.scopes.join(", "))]),
  ].join("\n");
}

function painter(severity: Severity, colors: Colors): (text: string) => string {
  switch (severity) {
    case "error":
      return colors.red;
    case "warning":
      return colors.yellow;
    case "info":
      return colors.blue;
    case "hint":
      return colors.dim;
  }
}

/** `2 errors and 1 hint`, or that there are none. */
export function foundWords({ errors, warnings, infos, hints }: Summary): string {
  const found = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ...(infos > 0 ? [counted(infos, "info")] : []),
    ...(hints > 0 ? [counted(hints, "hint")] : []),
  ];
  return found.length === 0 ? "no problems" : listed(found);
}

function sentence({ summary, known }: CheckResult): string {
  const { files, policies, workloads, errors, warnings, infos, hints, silenced } = summary;
  const none = known === undefined ? "No problems." : "No new problems.";
  const found = errors + warnings + infos + hints === 0 ? none : `Found ${foundWords(summary)}.`;
  const read = `${counted(files, "file")}, ${policies === 0 ? "no network policies" : counted(policies, "policy", "policies")}, ${counted(workloads, "workload")}`;
  const quiet = silenced === 0 ? "" : ` ${counted(silenced, "finding")} ignored by comments or annotations.`;
  const left = known === undefined || known.length === 0 ? "" : ` ${counted(known.length, "known finding")} left out.`;
  return `Read ${read}. ${found}${quiet}${left}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function listed(items: readonly string[]): string {
  return items.length === 1 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
