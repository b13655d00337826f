/** Workspaces for tests: made from texts, loud where a face would log and go on. */

import { onFailedAssertion } from "../../server/src/base/assert.js";
import type { LineIndex } from "../../server/src/base/line-index.js";
import type { TextRange } from "../../server/src/base/source.js";
import { type Diagnostic, type PartialSettings, Workspace } from "../../server/src/ide/index.js";
import type { Claim } from "./compare-marks.js";
import type { Flags, MarkRange, PlaceMark } from "./marks.js";

onFailedAssertion((message) => {
  throw new Error(`impossible state: ${message}`);
});

/** Name of the rule that speaks of text that is no YAML. It is switched on for every page. */
export const SYNTAX_RULE = "malformed-yaml";

/** Text by path from the workspace's root; the path is the file's id too. */
export type Files = ReadonlyMap<string, string>;

/** A workspace of these files. A rule that throws, or anything else that a face would log, throws here. */
export function workspaceOf(files: Files, settings: PartialSettings = {}): Workspace {
  const workspace = emptyWorkspace(settings);
  putAll(workspace, files);
  return workspace;
}

export function emptyWorkspace(settings: PartialSettings = {}): Workspace {
  const host = {
    log: (message: string): void => {
      throw new Error(`logged: ${message}`);
    },
    now: () => performance.now(),
  };
  return new Workspace(host, [settings]);
}

export function putAll(workspace: Workspace, files: Files): void {
  workspace.apply([...files].map(([path, text]) => ({ type: "put", file: { id: path, path, text } })));
}

/** Settings under which these rules alone speak, whatever their persona and stage. Names or codes. */
export function onlyRules(...rules: readonly string[]): PartialSettings {
  const levels = Workspace.rules().map(
    ({ name, code }) => [name, rules.includes(name) || rules.includes(code) ? "on" : "off"] as const,
  );
  return { persona: "auditor", rules: new Map(levels) };
}

/** Everything the workspace finds in a file, in the terms of marks. */
export function claimsOf(workspace: Workspace, file: string): Claim[] {
  return workspace.diagnostics(file).map((it) => claimOf(it, linesOf(workspace, file)));
}

function claimOf(diagnostic: Diagnostic, lines: Lines): Claim {
  const { code, severity, fixes, tag, message } = diagnostic;
  const flags: Flags = {
    severity,
    fix: fixes.length > 0,
    ...(tag === undefined ? {} : { tag: tag === "unnecessary" ? "unused" : tag }),
  };
  return { type: "finding", ...markRangeOf(diagnostic.range, lines), code, flags, texts: [message] };
}

/** Related places of all findings, wherever they stand, by file. Two findings may share one. */
export function relatedClaims(workspace: Workspace): Map<string, Claim[]> {
  const byFile = new Map<string, Map<string, Claim>>();
  for (const diagnostic of [...workspace.allDiagnostics().values()].flat()) {
    for (const { file, range, message } of diagnostic.related) {
      const own = byFile.get(file) ?? new Map<string, Claim>();
      const claim: Claim = { type: "see", ...markRangeOf(range, linesOf(workspace, file)), texts: [message] };
      byFile.set(file, own.set(JSON.stringify(claim), claim));
    }
  }
  return new Map([...byFile].map(([file, claims]) => [file, [...claims.values()]]));
}

interface Lines {
  readonly text: string;
  readonly index: LineIndex;
}

function linesOf(workspace: Workspace, file: string): Lines {
  const text = workspace.textOf(file);
  const index = workspace.lineIndexOf(file);
  if (text === undefined || index === undefined) throw new Error(`no file ${file} in the workspace`);
  return { text, index };
}

function markRangeOf(range: TextRange, { text, index }: Lines): MarkRange {
  const start = index.positionAt(range.start);
  const end = index.positionAt(range.end);
  if (start.line === end.line)
    return { line: start.line, start: start.character, end: end.character, continues: false };
  const first = text.slice(index.startOf(start.line), index.startOf(start.line + 1)).replace(/\r?\n$/, "");
  return { line: start.line, start: start.character, end: first.length, continues: true };
}

/** The offsets that a place to ask about covers. */
export function rangeOfMark(workspace: Workspace, file: string, mark: PlaceMark): TextRange {
  const { index } = linesOf(workspace, file);
  const start = index.startOf(mark.line);
  return { start: start + mark.start, end: start + mark.end };
}
