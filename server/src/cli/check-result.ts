/** What `check` found, in the order in which it is reported: what every reporter starts from. */

import { compareTexts } from "../base/compare.js";
import type { Diagnostic, FileId, Notice, Summary, Workspace } from "../ide/index.js";
import type { KnownFindings } from "./known-findings.js";
import type { LoadedWorkspace } from "./load-workspace.js";
import { UsageError } from "./usage-error.js";

/** From the least to the most severe. */
export const SEVERITIES = ["hint", "info", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface CheckResult {
  readonly summary: Summary;
  /** Every file that was read, by name. */
  readonly files: readonly FileId[];
  /** By file, then place, then code. */
  readonly diagnostics: readonly Diagnostic[];
  readonly notices: readonly Notice[];
  /** Findings that a baseline or an earlier state has too, and that are not among the others; left out where none was given. */
  readonly known?: readonly Diagnostic[];
  /** What each fix of a finding would write; without those that make a new file. */
  readonly fixesOf: (finding: Diagnostic) => readonly WrittenFix[];
  /** A line of a file, counted from 0, without its line break. */
  readonly lineOf: (file: FileId, line: number) => string;
}

export interface WrittenFix {
  readonly title: string;
  readonly changes: readonly {
    readonly file: FileId;
    readonly start: Diagnostic["start"];
    readonly end: Diagnostic["end"];
    readonly text: string;
  }[];
}

/** @param scope Keeps only what holds in the scope of this name; a usage error where there is none. */
export function checkResult({ workspace, notices }: LoadedWorkspace, scope: string | undefined): CheckResult {
  if (scope !== undefined && !workspace.scopeNames.includes(scope)) {
    throw new UsageError(`unknown scope ${scope}; known: ${workspace.scopeNames.join(", ")}`);
  }
  const all = [...workspace.allDiagnostics().values()].flat();
  const diagnostics = all.filter((it) => scope === undefined || (it.scopes?.includes(scope) ?? true)).sort(inOrder);
  return {
    summary: { ...workspace.summary(), ...countsOf(diagnostics) },
    files: workspace.files.toSorted(compareTexts),
    diagnostics,
    notices: [...notices, ...workspace.notices()],
    fixesOf: (finding) => fixesOf(workspace, finding),
    lineOf: (file, line) => lineOf(workspace, file, line),
  };
}

/** The result with none of the known findings among its own. @param stale Says so of those of a baseline that are found no more. */
export function withoutKnown(result: CheckResult, known: KnownFindings, stale: boolean): CheckResult {
  const parted = known.part(result.diagnostics);
  const gone = parted.gone.reduce((sum, it) => sum + it.count, 0);
  const [first] = parted.gone;
  const remark =
    first === undefined || !stale
      ? []
      : [
          {
            message: `${gone === 1 ? "1 finding" : `${gone} findings`} of the baseline no longer ${gone === 1 ? "exists" : "exist"}, such as ${first.code} in ${first.of}; write it again`,
          },
        ];
  return {
    ...result,
    summary: { ...result.summary, ...countsOf(parted.others) },
    diagnostics: parted.others,
    notices: [...result.notices, ...remark],
    known: [...(result.known ?? []), ...parted.known],
  };
}

function countsOf(diagnostics: readonly Diagnostic[]): Pick<Summary, "errors" | "warnings" | "infos" | "hints"> {
  const count = (severity: Severity): number => diagnostics.filter((it) => it.severity === severity).length;
  return { errors: count("error"), warnings: count("warning"), infos: count("info"), hints: count("hint") };
}

/** True for a finding of the severity or above. */
export function isAtLeast({ severity }: Diagnostic, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** The findings of each file that has some, in their order. */
export function byFile({ diagnostics }: CheckResult): ReadonlyMap<FileId, readonly Diagnostic[]> {
  const found = new Map<FileId, Diagnostic[]>();
  for (const it of diagnostics) {
    const own = found.get(it.file);
    if (own === undefined) found.set(it.file, [it]);
    else own.push(it);
  }
  return found;
}

function inOrder(a: Diagnostic, b: Diagnostic): number {
  return (
    compareTexts(a.file, b.file) ||
    a.start.line - b.start.line ||
    a.start.character - b.start.character ||
    compareTexts(a.code, b.code) ||
    compareTexts(a.message, b.message)
  );
}

function fixesOf(workspace: Workspace, { file, range, code, fixes }: Diagnostic): WrittenFix[] {
  if (fixes.length === 0) return [];
  const titles = new Set(fixes.map((it) => it.title));
  const own = workspace.codeActions(file, range, ["quickfix"]).filter((it) => it.code === code && titles.has(it.title));
  return own.flatMap(({ id, title }) => {
    const edit = workspace.resolve(file, id);
    if (edit === undefined || (edit.created ?? []).length > 0) return [];
    const changes = [...edit.edits].flatMap(([at, edits]) => {
      const lines = workspace.lineIndexOf(at);
      if (lines === undefined) return [];
      return edits.map(({ range: { start, end }, newText }) => ({
        file: at,
        start: lines.positionAt(start),
        end: lines.positionAt(end),
        text: newText,
      }));
    });
    return changes.length === 0 ? [] : [{ title, changes }];
  });
}

function lineOf(workspace: Workspace, file: FileId, line: number): string {
  const lines = workspace.lineIndexOf(file);
  const text = workspace.textOf(file);
  if (lines === undefined || text === undefined) return "";
  return text.slice(lines.startOf(line), lines.startOf(line + 1)).replace(/[\r\n]+$/, "");
}
