/** What people said of findings in the shared corpus, and which findings are to be judged: every error, and warnings by lot. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Diagnostic } from "../../server/src/ide/index.js";
import { type Files, workspaceOf } from "./analyse.js";
import { corpusFolders, readFolder } from "./folders.js";
import { pitfallWorkspaces } from "./pitfalls.js";

/** What a finding is known by: neither its line, which moves, nor its words, which get better. */
export interface Found {
  /** A folder of the corpus, or `pitfalls/001`. */
  readonly workspace: string;
  readonly file: string;
  /** `NP1203 warning web-egress`, then `#2` for the second of such findings in the file. */
  readonly key: string;
  readonly severity: Diagnostic["severity"];
  /** From 1. */
  readonly line: number;
}

/** By workspace, file, and line and key: `right`, or `wrong: ` and why; `unjudged` when nobody has looked. */
export type Verdicts = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

/** Everything of level warning or above in every workspace of the corpus, read with the default settings. */
export function foundIn(corpus: string): readonly Found[] {
  const workspaces = new Map<string, Files>([
    ...corpusFolders(corpus).map((it) => [it, readFolder(join(corpus, it))] as const),
    ...[...pitfallWorkspaces(corpus)].map(([id, files]) => [`pitfalls/${id}`, files] as const),
  ]);
  return [...workspaces].flatMap(([name, files]) => findingsOf(name, files));
}

function findingsOf(workspace: string, files: Files): Found[] {
  return [...workspaceOf(files).allDiagnostics()].flatMap(([file, diagnostics]) => {
    const times = new Map<string, number>();
    return diagnostics
      .filter(({ severity }) => severity === "error" || severity === "warning")
      .map(({ code, severity, object, start }) => {
        const plain = `${code} ${severity} ${object?.name ?? "-"}`;
        const time = (times.get(plain) ?? 0) + 1;
        times.set(plain, time);
        return { workspace, file, key: time === 1 ? plain : `${plain} #${time}`, severity, line: start.line + 1 };
      });
  });
}

/** So many of the findings, by lot. Findings that come and go leave the lots of all others as they are. */
export function drawn(found: readonly Found[], count: number, seed: string): readonly Found[] {
  const lot = ({ workspace, file, key }: Found): string =>
    createHash("sha256").update([seed, workspace, file, key].join("\n")).digest("hex");
  return found
    .map((it) => ({ it, lot: lot(it) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, count)
    .map(({ it }) => it);
}

export function verdictOn({ workspace, file, key }: Found, verdicts: Verdicts): string | undefined {
  return Object.entries(verdicts[workspace]?.[file] ?? {}).find(([place]) => keyIn(place) === key)?.[1];
}

/** Verdicts on what is to be judged, and those that say why something was wrong, though it is no longer found. */
export function verdictsWith(toJudge: readonly Found[], old: Verdicts): Verdicts {
  const lines = new Map<string, Map<string, Map<string, string>>>();
  const put = (workspace: string, file: string, place: string, verdict: string): void => {
    const files = lines.get(workspace) ?? new Map<string, Map<string, string>>();
    lines.set(workspace, files);
    const places = files.get(file) ?? new Map<string, string>();
    files.set(file, places.set(place, verdict));
  };
  for (const it of toJudge) put(it.workspace, it.file, `${it.line} ${it.key}`, verdictOn(it, old) ?? "unjudged");
  const keys = new Set(toJudge.map((it) => [it.workspace, it.file, it.key].join("\n")));
  for (const [workspace, files] of Object.entries(old)) {
    for (const [file, places] of Object.entries(files)) {
      for (const [place, verdict] of Object.entries(places)) {
        if (isWrong(verdict) && !keys.has([workspace, file, keyIn(place)].join("\n")))
          put(workspace, file, place, verdict);
      }
    }
  }
  const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] =>
    [...map].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  return Object.fromEntries(
    sorted(lines).map(([workspace, files]) => [
      workspace,
      Object.fromEntries(sorted(files).map(([file, places]) => [file, Object.fromEntries(sorted(places))])),
    ]),
  );
}

export function isWrong(verdict: string): boolean {
  return verdict.startsWith("wrong: ");
}

/** The key behind the line number. */
function keyIn(place: string): string {
  return place.slice(place.indexOf(" ") + 1);
}
