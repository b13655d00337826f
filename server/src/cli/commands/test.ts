/** `netpol test`: runs the policy tests of a workspace. */

import type { PolicyCoverage, TestInfo, TestResult, TestStatus, Workspace } from "../../ide/index.js";
import { scopesToList } from "./flows.js";
import { EXIT, type ExitStatus } from "../exit-status.js";
import { loadWorkspace } from "../load-workspace.js";
import { checkReportUsage, type ReportRequest, writeReport } from "../report-requests.js";
import { testsJson } from "../reporters/tests-json.js";
import { testsJunit } from "../reporters/tests-junit.js";
import { testsTap } from "../reporters/tests-tap.js";
import { testsText } from "../reporters/tests-text.js";
import { readSettingsFlags, type SettingsFlags } from "../settings-flags.js";
import { UsageError } from "../usage-error.js";
import { type Colors, NO_COLORS, terminalColors } from "../terminal.js";

export const TEST_FORMATS = ["text", "json", "junit", "tap"] as const;

export interface TestOptions extends SettingsFlags {
  readonly format: readonly ReportRequest<(typeof TEST_FORMATS)[number]>[];
  /** Only tests whose name holds this. */
  readonly name?: string;
  /** A namespace: print tests for it, and run none. */
  readonly init?: string;
  readonly scope?: string;
  /** Also say which policies and rules no test touches. */
  readonly coverage?: true;
}

/** Exits with 0 when all pass, 1 when one fails, 2 when there is none, one is undecided, or one cannot be read. */
export async function test(paths: readonly string[], options: TestOptions): Promise<ExitStatus> {
  checkReportUsage(options.format);
  if (options.scope !== undefined && options.init === undefined)
    throw new UsageError("--scope requires --init; a test names its clusters under `scopes`");
  const { workspace, notices } = await loadWorkspace({
    paths,
    flags: readSettingsFlags(options),
    helmPath: options.helmPath,
  });
  for (const it of notices)
    process.stderr.write(`netpol: ${it.file === undefined ? "" : `${it.file}: `}${it.message}\n`);
  if (options.init !== undefined) return printTests(workspace, options.init, options.scope);
  const problems = workspace.policyTestProblems();
  for (const { file, start, message } of problems)
    process.stderr.write(`${file}:${start.line + 1}:${start.character + 1}: ${message}\n`);
  const { name } = options;
  const isWanted = ({ name: own }: TestInfo): boolean => name === undefined || own.includes(name);
  const { results, coverage } = options.coverage
    ? workspace.coverPolicies(isWanted)
    : { results: workspace.runPolicyTests(isWanted), coverage: undefined };
  for (const { format, output } of options.format) {
    const text = report({ results, coverage }, format, output === undefined ? terminalColors() : NO_COLORS);
    if (output === undefined) process.stdout.write(text);
    else writeReport(output, text);
  }
  if (results.length === 0 && problems.length === 0) {
    const none = name === undefined ? "no tests in `*.netpol-test.yaml`" : `no test with \`${name}\` in its name`;
    process.stderr.write(`netpol: ${none}\n`);
  }
  return statusOf(results, problems.length > 0);
}

/** @throws UsageError where no cluster, or more than one, has workloads in the namespace. */
function printTests(workspace: Workspace, namespace: string, scope: string | undefined): ExitStatus {
  const scopes = scopesToList(workspace.scopeNames, scope).filter((it) => workspace.namespaces(it).includes(namespace));
  const [own, another] = scopes;
  if (own === undefined) throw new UsageError(`there are no workloads in namespace ${namespace}`);
  if (another !== undefined) throw new UsageError(`several scopes have it, so give --scope: ${scopes.join(", ")}`);
  process.stdout.write(workspace.testsOfToday(own, namespace) ?? "");
  return EXIT.ok;
}

function statusOf(results: readonly TestResult[], hasProblems: boolean): ExitStatus {
  const has = (status: TestStatus): boolean => results.some((it) => it.status === status);
  if (has("failed")) return EXIT.problems;
  return hasProblems || results.length === 0 || has("undecided") || has("invalid") ? EXIT.undecided : EXIT.ok;
}

/** What a report is made of. */
interface TestRun {
  readonly results: readonly TestResult[];
  readonly coverage: readonly PolicyCoverage[] | undefined;
}

function report({ results, coverage }: TestRun, format: (typeof TEST_FORMATS)[number], colors: Colors): string {
  switch (format) {
    case "text":
      return testsText(results, colors, coverage);
    case "json":
      return testsJson(results, coverage);
    case "junit":
      return testsJunit(results);
    case "tap":
      return testsTap(results);
  }
}
