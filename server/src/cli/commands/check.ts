/** `netpol check`: lists the problems of a workspace. */

import { type CheckResult, SEVERITIES, type Severity, checkResult, isAtLeast } from "../check-result.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { checkReportUsage, type ReportRequest, writeReport } from "../report-requests.js";
import { checkstyleReport } from "../reporters/checkstyle.js";
import { githubReport } from "../reporters/github.js";
import { gitlabReport } from "../reporters/gitlab.js";
import { jsonReport } from "../reporters/json.js";
import { junitReport } from "../reporters/junit.js";
import { markdownReport } from "../reporters/markdown.js";
import { sarifReport } from "../reporters/sarif.js";
import { textReport } from "../reporters/text.js";
import { type SettingsFlags, readSettingsFlags } from "../settings-flags.js";
import { type Colors, NO_COLORS, terminalColors } from "../terminal.js";
import { printTimings } from "../timings.js";
import { checkFixUsage, diffOf, fixFiles, writeChanges } from "./fix.js";

export const FORMATS = ["text", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"] as const;
export const FAIL_ON = [...SEVERITIES, "never"] as const;

export interface CheckOptions extends SettingsFlags {
  readonly format: readonly ReportRequest<(typeof FORMATS)[number]>[];
  readonly failOn: (typeof FAIL_ON)[number];
  readonly stdinFilename?: string;
  readonly scope?: string;
  readonly timings?: true;
  readonly fix?: true;
  readonly dryRun?: true;
}

/**
 * Writes the reports to standard output and to files, with `--fix` that of what is left after the fixes; with `--fix --dry-run` the
 * change they would make stands in place of the former, and the exit status speaks of what they would leave.
 */
export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitStatus> {
  checkFixUsage(paths, options);
  checkReportUsage(options.format);
  const start = performance.now();
  const flags = readSettingsFlags(options);
  const loaded = await loadWorkspace({
    paths,
    stdinFilename: options.stdinFilename,
    flags,
    helmPath: options.helmPath,
  });
  const read = performance.now();
  const changes = options.fix ? fixFiles(loaded.workspace) : [];
  if (!options.dryRun) writeChanges(changes);
  const result = checkResult(loaded, options.scope);
  const analysed = performance.now();
  for (const { format, output } of options.format) {
    const text = report(result, format, options.failOn, output === undefined ? terminalColors() : NO_COLORS);
    if (output !== undefined) writeReport(output, text);
    else if (!options.dryRun) process.stdout.write(text);
  }
  if (options.dryRun) process.stdout.write(diffOf(changes));
  if (options.timings) {
    printTimings(
      new Map([
        ["reading", read - start],
        ["analysis", analysed - read],
      ]),
      loaded.workspace.timings(),
    );
  }
  return status(result, options.failOn);
}

function report(
  result: CheckResult,
  format: (typeof FORMATS)[number],
  failOn: CheckOptions["failOn"],
  colors: Colors,
): string {
  switch (format) {
    case "text":
      return textReport(result, colors);
    case "json":
      return jsonReport(result);
    case "sarif":
      return sarifReport(result);
    case "github":
      return githubReport(result);
    case "gitlab":
      return gitlabReport(result);
    case "junit":
      return junitReport(result, failOn);
    case "checkstyle":
      return checkstyleReport(result);
    case "markdown":
      return markdownReport(result);
  }
}

function status({ diagnostics }: CheckResult, failOn: Severity | "never"): ExitStatus {
  const fails = failOn !== "never" && diagnostics.some((it) => isAtLeast(it, failOn));
  return fails ? EXIT.problems : EXIT.ok;
}
