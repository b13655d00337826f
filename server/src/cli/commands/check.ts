/** `netpol check`: lists the problems of a workspace. */

import { type CheckResult, SEVERITIES, type Severity, checkResult, hasAtLeast } from "../check-result.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { githubReport } from "../reporters/github.js";
import { jsonReport } from "../reporters/json.js";
import { sarifReport } from "../reporters/sarif.js";
import { textReport } from "../reporters/text.js";
import { type SettingsFlags, readSettingsFlags } from "../settings-flags.js";
import { terminalColors } from "../terminal.js";
import { printTimings } from "../timings.js";
import { checkFixUsage, diffOf, fixFiles, writeChanges } from "./fix.js";

export const FORMATS = ["text", "json", "sarif", "github"] as const;
export const FAIL_ON = [...SEVERITIES, "never"] as const;

export interface CheckOptions extends SettingsFlags {
  readonly format: (typeof FORMATS)[number];
  readonly failOn: (typeof FAIL_ON)[number];
  readonly stdinFilename?: string;
  readonly scope?: string;
  readonly timings?: true;
  readonly fix?: true;
  readonly dryRun?: true;
}

/**
 * Writes the report to standard output, with `--fix` that of what is left after the fixes; with `--fix --dry-run` the
 * change they would make stands in its place, and the exit status speaks of what they would leave.
 */
export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitStatus> {
  checkFixUsage(paths, options);
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
  process.stdout.write(options.dryRun ? diffOf(changes) : report(result, options.format));
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

function report(result: CheckResult, format: CheckOptions["format"]): string {
  switch (format) {
    case "text":
      return textReport(result, terminalColors());
    case "json":
      return jsonReport(result);
    case "sarif":
      return sarifReport(result);
    case "github":
      return githubReport(result);
  }
}

function status(result: CheckResult, failOn: Severity | "never"): ExitStatus {
  return failOn !== "never" && hasAtLeast(result, failOn) ? EXIT.problems : EXIT.ok;
}
