/** `netpol check`: lists the problems of a workspace. */

import { type CheckResult, SEVERITIES, type Severity, checkResult, isAtLeast, withoutKnown } from "../check-result.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { SETTINGS_FILE } from "../../workspace/settings-file.js";
import { KnownFindings } from "../known-findings.js";
import { loadWorkspace, type WorkspaceInputs } from "../load-workspace.js";
import { checkReportUsage, type ReportRequest, writeReport } from "../report-requests.js";
import { checkstyleReport } from "../reporters/checkstyle.js";
import { githubReport } from "../reporters/github.js";
import { gitlabReport } from "../reporters/gitlab.js";
import { jsonReport } from "../reporters/json.js";
import { junitReport } from "../reporters/junit.js";
import { markdownReport } from "../reporters/markdown.js";
import { sarifReport } from "../reporters/sarif.js";
import { textReport } from "../reporters/text.js";
import { changesTo } from "../revision.js";
import { type SettingsFlags, readSettingsFlags } from "../settings-flags.js";
import { type Colors, NO_COLORS, terminalColors } from "../terminal.js";
import { printTimings } from "../timings.js";
import { UsageError } from "../usage-error.js";
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
  /** A file of findings that are not reported. */
  readonly baseline?: string;
  /** The file to write such findings to. */
  readonly writeBaseline?: string;
  /** A git revision: what it has too is not reported. */
  readonly changed?: string;
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
  const inputs = { paths, stdinFilename: options.stdinFilename, flags, helmPath: options.helmPath };
  const loaded = await loadWorkspace(inputs);
  const read = performance.now();
  const changes = options.fix ? fixFiles(loaded.workspace) : [];
  if (!options.dryRun) writeChanges(changes);
  const all = checkResult(loaded, options.scope);
  if (options.writeBaseline !== undefined) return writeBaseline(options.writeBaseline, all);
  const result = await onlyNew(all, inputs, options);
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

function writeBaseline(file: string, { diagnostics }: CheckResult): ExitStatus {
  writeReport(file, KnownFindings.of(diagnostics).toText());
  process.stderr.write(
    `netpol: wrote ${diagnostics.length} ${diagnostics.length === 1 ? "finding" : "findings"} to ${file}\n`,
  );
  return EXIT.ok;
}

/** @throws UsageError for a baseline that is none, and for a revision that git does not know. */
async function onlyNew(
  all: CheckResult,
  inputs: WorkspaceInputs,
  { baseline, changed }: CheckOptions,
): Promise<CheckResult> {
  const others = baseline === undefined ? all : withoutKnown(all, KnownFindings.read(baseline), true);
  if (changed === undefined) return others;
  const [folder, ...more] = inputs.paths;
  if (folder === undefined || more.length > 0 || folder === "-")
    throw new UsageError("--changed takes one PATH, a folder");
  const before = await loadWorkspace(inputs);
  // The present settings count for both states.
  const older = changesTo(changed, folder, before.workspace).filter(
    (it) => before.workspace.pathOf(it.type === "put" ? it.file.id : it.id) !== SETTINGS_FILE,
  );
  before.workspace.apply(older);
  return withoutKnown(others, KnownFindings.of(checkResult(before, undefined).diagnostics), false);
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
