/** What is known of each file's problems: of the last complete run, and, while an edit awaits the next one, for now. */

import type { Diagnostic as LspDiagnostic } from "vscode-languageserver";
import { fingerprint } from "../base/fingerprint.js";
import { type Diagnostic, type FileId, type HalfTyped, Workspace } from "../ide/index.js";
import { rangeMapper } from "./carry-over.js";
import { type IsStale, Slices } from "./schedule.js";
import { allShown, type Shown, shownWhileTyped } from "./shown.js";

/** A file's problems as they go out, and a name for exactly these: equal ids mean equal lists. */
export interface Report {
  readonly items: readonly LspDiagnostic[];
  readonly resultId: string;
  /** The same without faults of YAML syntax, for where others report them; left out where there are none. */
  readonly withoutSyntax?: Report;
}

/** @param fades Whether the text may fade, where the finding says that it does nothing. */
export type Convert = (diagnostic: Diagnostic, fades: boolean) => LspDiagnostic;

export const NOTHING: Report = { items: [], resultId: "none" };

/** A file of the last complete run: its diagnostics and the text they point into. */
interface Seen {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Rules that see one document only; every other one may be changed by an edit elsewhere. */
const OWN_RULES = new Set(Workspace.rules().flatMap((it) => (it.premise === "file" ? [it.name] : [])));

export class Findings {
  readonly #workspace: Workspace;
  #seen: ReadonlyMap<FileId, Seen> = new Map();
  #reports: ReadonlyMap<FileId, Report> = new Map();
  #generation = -1;
  /** What was last shown of the file that is being typed. */
  #held: { readonly file: FileId; shown: Shown } | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Files that have something to report, of the last complete run. */
  get files(): Iterable<FileId> {
    return this.#reports.keys();
  }

  get isCurrent(): boolean {
    return this.#generation === this.#workspace.generation;
  }

  /** From here on the file is being typed: what was said of it so far goes on being said. */
  hold(file: FileId): void {
    if (this.#held?.file === file) return;
    const { text, diagnostics } = this.#seen.get(file) ?? { text: "", diagnostics: [] };
    this.#held = { file, shown: allShown(text, diagnostics) };
  }

  /** The file that was typed rests. */
  release(): void {
    this.#held = undefined;
  }

  /** The report of the last complete run. @param typed What of the file is not there yet, while it is being typed. */
  complete(file: FileId, convert: Convert, typed?: HalfTyped): Report {
    const report = this.#reports.get(file) ?? NOTHING;
    return typed === undefined
      ? report
      : this.#typedReport(file, this.#seen.get(file)?.diagnostics ?? [], convert, typed);
  }

  /**
   * What can be said of the file before the next complete run: what its documents show by themselves, and what the last
   * run said about how they stand to others, moved along with the text.
   */
  interim(file: FileId, convert: Convert, typed?: HalfTyped): Report {
    const text = this.#workspace.textOf(file);
    if (text === undefined) return NOTHING;
    const diagnostics = [...this.#workspace.ownDiagnostics(file), ...this.#carriedOver(file, text)].sort(byPlace);
    return typed === undefined
      ? toReport(allShown(text, diagnostics), convert)
      : this.#typedReport(file, diagnostics, convert, typed);
  }

  #typedReport(file: FileId, diagnostics: readonly Diagnostic[], convert: Convert, typed: HalfTyped): Report {
    this.hold(file);
    const text = this.#workspace.textOf(file) ?? "";
    const before = this.#held?.shown ?? allShown(text, []);
    const shown = shownWhileTyped(before, text, diagnostics, typed);
    this.#held = { file, shown };
    return toReport(shown, convert);
  }

  /** Takes over the result of a complete run. Gives up, and keeps what it had, when that becomes stale. */
  async update(convert: Convert, isStale: IsStale): Promise<boolean> {
    const { generation } = this.#workspace;
    const slices = new Slices();
    for (const _step of this.#workspace.steps()) {
      if (!slices.usedUp) continue;
      await slices.breathe();
      if (isStale()) return false;
    }
    if (this.#workspace.generation !== generation) return false;
    const all = this.#workspace.allDiagnostics();
    const reports = new Map<FileId, Report>();
    const seen = new Map<FileId, Seen>();
    for (const [file, diagnostics] of all) {
      const text = this.#workspace.textOf(file) ?? "";
      const known = this.#seen.get(file)?.diagnostics === diagnostics ? this.#reports.get(file) : undefined;
      reports.set(file, known ?? toReport(allShown(text, diagnostics), convert));
      seen.set(file, { text, diagnostics });
      if (!slices.usedUp) continue;
      await slices.breathe();
      if (isStale()) return false;
    }
    this.#reports = reports;
    this.#seen = seen;
    this.#generation = generation;
    return true;
  }

  #carriedOver(file: FileId, text: string): Diagnostic[] {
    const seen = this.#seen.get(file);
    const lines = this.#workspace.lineIndexOf(file);
    if (seen === undefined || lines === undefined) return [];
    const map = rangeMapper(seen.text, text);
    return seen.diagnostics.flatMap((it) => {
      const range = OWN_RULES.has(it.rule) ? undefined : map(it.range);
      if (range === undefined) return [];
      // Fixes are offered for what a complete run has found.
      return [{ ...it, range, start: lines.positionAt(range.start), end: lines.positionAt(range.end), fixes: [] }];
    });
  }
}

function toReport({ diagnostics }: Shown, convert: Convert): Report {
  const isSyntax = diagnostics.map(({ diagnostic }) => diagnostic.about === "syntax");
  const items = diagnostics.map(({ diagnostic, fades }) => convert(diagnostic, fades));
  const report = reportOf(items);
  return isSyntax.includes(true)
    ? { ...report, withoutSyntax: reportOf(items.filter((_, index) => isSyntax[index] === false)) }
    : report;
}

function reportOf(items: readonly LspDiagnostic[]): Report {
  if (items.length === 0) return NOTHING;
  return { items, resultId: fingerprint(JSON.stringify(items)) };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
