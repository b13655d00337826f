/** What is known of each file's problems: of the last complete run, and, while an edit awaits the next one, for now. */

import { createHash } from "node:crypto";
import type { Diagnostic as LspDiagnostic } from "vscode-languageserver/node";
import { type Diagnostic, type FileId, Workspace } from "../ide/index.js";
import { rangeMapper } from "./carry-over.js";
import { type IsStale, Slices } from "./schedule.js";

/** A file's problems as they go out, and a name for exactly these: equal ids mean equal lists. */
export interface Report {
  readonly items: readonly LspDiagnostic[];
  readonly resultId: string;
}

export type Convert = (diagnostic: Diagnostic) => LspDiagnostic;

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

  /** The report of the last complete run. */
  complete(file: FileId): Report {
    return this.#reports.get(file) ?? NOTHING;
  }

  /**
   * What can be said of the file before the next complete run: what its documents show by themselves, and what the last
   * run said about how they stand to others, moved along with the text.
   */
  interim(file: FileId, convert: Convert): Report {
    const text = this.#workspace.textOf(file);
    if (text === undefined) return NOTHING;
    return toReport([...this.#workspace.ownDiagnostics(file), ...this.#carriedOver(file, text)].sort(byPlace), convert);
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
      reports.set(file, toReport(diagnostics, convert));
      seen.set(file, { text: this.#workspace.textOf(file) ?? "", diagnostics });
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
      return [{ ...it, range, start: lines.positionAt(range.start), end: lines.positionAt(range.end) }];
    });
  }
}

function toReport(diagnostics: readonly Diagnostic[], convert: Convert): Report {
  if (diagnostics.length === 0) return NOTHING;
  const items = diagnostics.map(convert);
  return { items, resultId: createHash("sha1").update(JSON.stringify(items)).digest("base64url") };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
