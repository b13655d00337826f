/** What builds say of a file: why kustomize, Flux or Argo CD refuses it, and policies beside a kustomization that nothing lists. */

import { memoize } from "../../base/memoize.js";
import type { BuildFailure, UnlistedManifest } from "../../model/shape-problem.js";
import type { BuildFault } from "../../workspace/built-root.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { rangeInFile } from "../places.js";

export function buildProblemsIn(snapshot: Snapshot, file: FileState): (BuildFailure | UnlistedManifest)[] {
  return [...(failuresOf(snapshot).get(file.input.path) ?? []), ...unlistedIn(snapshot, file)];
}

/** By the path of the file in which each is said. */
const failuresOf = memoize((snapshot: Snapshot): ReadonlyMap<string, readonly BuildFailure[]> => {
  const byFile = new Map<string, BuildFailure[]>();
  for (const problem of snapshot.builds.problems) {
    if (problem.is === "outside" && isBuiltByFlux(snapshot)) continue;
    const path = problem.file ?? snapshot.locate(problem.at.document)?.file.input.path;
    const failure = failureIn(snapshot, problem);
    if (path === undefined || failure === undefined) continue;
    const known = byFile.get(path);
    if (known === undefined) byFile.set(path, [failure]);
    else known.push(failure);
  }
  return byFile;
});

/** Flux builds with the load restrictor off: whoever uses it lists files of other folders, and rightly (GO-5). */
const isBuiltByFlux = memoize((snapshot: Snapshot) => [...snapshot.files.values()].some(hasFluxKustomization));

const hasFluxKustomization = memoize(({ input }: FileState) => input.text.includes("kustomize.toolkit.fluxcd.io/"));

function failureIn(snapshot: Snapshot, problem: BuildFault): BuildFailure | undefined {
  const { at, says, instead, related = [], range } = problem;
  const { is, unapplied = false } = problem;
  const forWhom =
    is === "outside" || is === "absolute"
      ? "other-tools"
      : is === "missing-data"
        ? "data"
        : unapplied
          ? "unapplied"
          : "all";
  const by = is === undefined ? "applier" : "kustomize";
  const base = { type: "build-failure", at, kind: "", path: "", says, related, for: forWhom, by } as const;
  const more = instead === undefined ? {} : { instead };
  if (problem.file !== undefined) return { ...base, ...more, range: { start: 0, end: 0 } };
  const located = snapshot.locate(at.document);
  if (located === undefined) return undefined;
  const { document } = located;
  // Text that is no YAML is said where its document is read.
  if (range !== undefined && document.decoded.problems.some((it) => it.type === "yaml-syntax")) return undefined;
  const place =
    range === undefined
      ? rangeInFile(document, at)
      : { start: range.start + document.start, end: range.end + document.start };
  return { ...base, ...more, range: place };
}

function unlistedIn({ builds }: Snapshot, file: FileState): UnlistedManifest[] {
  const { path } = file.input;
  const slash = path.lastIndexOf("/");
  if (builds.uses.byPath.has(path) || !builds.kustomizations.has(slash < 0 ? "" : path.slice(0, slash))) return [];
  return file.documents.flatMap((document) =>
    document.decoded.objects.flatMap(({ type, meta }): UnlistedManifest[] => {
      if (type !== "policy" || document.variables) return [];
      const at = meta.name?.at ?? meta.kind.at;
      const name = meta.name?.value ?? "";
      const range = rangeInFile(document, at);
      return [{ type: "unlisted-manifest", at, kind: meta.kind.value, path: "", name, range }];
    }),
  );
}
