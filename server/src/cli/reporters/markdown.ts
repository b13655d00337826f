/** Problems as Markdown, for the comment of a pull request or the summary of a job. */

import { codeSpan } from "../../base/code-span.js";
import { printable } from "../../base/printable.js";
import { type Diagnostic, noticeLines } from "../../ide/index.js";
import { type CheckResult, byFile } from "../check-result.js";
import { foundWords } from "./text.js";

/** Hosts cut comments: GitHub at 65,536 characters. */
const MOST_PROBLEMS = 200;

export function markdownReport(result: CheckResult): string {
  const shown = { ...result, diagnostics: result.diagnostics.slice(0, MOST_PROBLEMS) };
  const files = [...byFile(shown)].flatMap(([file, diagnostics]) => [
    "",
    `**${codeSpan(file)}**`,
    "",
    ...diagnostics.map(problem),
  ]);
  const rest = result.diagnostics.length - shown.diagnostics.length;
  const notices = noticeLines(result.notices).map((it) => `- ${printable(it)}`);
  return `${[
    `### Network policies: ${foundWords(result.summary)}`,
    ...files,
    ...(rest > 0 ? ["", `and ${rest} more`] : []),
    ...(notices.length > 0 ? ["", "Notices:", "", ...notices] : []),
  ].join("\n")}\n`;
}

/** The message is Markdown itself: what it quotes is code. */
function problem({ code: rule, severity, message, start }: Diagnostic): string {
  return `- line ${start.line + 1}, **${severity}**: ${printable(message)} (${rule})`;
}
