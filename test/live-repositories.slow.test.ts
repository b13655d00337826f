/**
 * What Flux, Argo CD and kustomize make of a repository is known after any edits as if all files had been read anew: the same
 * clusters, objects with their places, flows, findings and notices.
 */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Change, Diagnostic, Workspace } from "../server/src/ide/index.js";
import { renderedText, toPlain } from "../server/src/kustomize/index.js";
import { locate } from "../server/src/syntax/locate.js";
import { DEFAULT_SETTINGS } from "../server/src/workspace/settings.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { emptyWorkspace } from "./kit/analyse.js";
import { anEdit, type Edit, edited, REPOSITORIES } from "./kit/random-repositories.js";

const RUNS = Number(process.env.NETPOL_REPOSITORIES ?? 20);
/** The same edits each time, so that a run can be compared with the last; another seed brings others. */
const SEED = Number(process.env.NETPOL_SEED ?? "1");
const MOST_EDITS = 12;
vi.setConfig({ testTimeout: 60_000 + 10_000 * RUNS });

/** A workspace as a face has it, and a snapshot of the same files, which shows what is built. */
class Live {
  readonly #workspace: Workspace = emptyWorkspace();
  #snapshot = Snapshot.empty(DEFAULT_SETTINGS);

  apply(changes: readonly Change[]): void {
    this.#workspace.apply(changes);
    this.#snapshot = this.#snapshot.with(changes);
  }

  get state(): unknown {
    const workspace = this.#workspace;
    return {
      scopes: workspace.scopes(),
      built: built(this.#snapshot),
      flows: workspace.flows(),
      findings: [...workspace.allDiagnostics()].map(([file, all]) => [file, all.map(said).sort()]),
      notices: workspace.notices(),
      contents: workspace.contents(),
    };
  }
}

/** Each object of each build in each cluster: as data, as text, and where it is written. */
function built(snapshot: Snapshot): unknown {
  return snapshot.foundScopes.map(({ scope, roots }) => ({
    scope: scope.name,
    policies: scope.policies.map((it) => [it.id, it.file]),
    workloads: scope.workloads.map((it) => [it.id, it.file, [...it.labels]]),
    builds: roots.map(({ folder, by, build }) => ({
      ...{ folder, by: by?.name },
      problems: build.problems.map((it) => it.says),
      objects: build.objects.map((object) => {
        const { source } = object;
        const home = source === undefined ? undefined : snapshot.locate(source.document.id);
        const at = source === undefined ? undefined : locate(source.document, source.site());
        return [toPlain(object.root), renderedText(object), home?.file.input.path, home?.document.start, at];
      }),
    })),
  }));
}

function said({ code, severity, start, end, message, note, related, fixes, scopes }: Diagnostic): string {
  return JSON.stringify({ code, severity, start, end, message, note, related, fixes, scopes });
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Change[] {
  const removed = [...before.keys()].filter((it) => !after.has(it)).map((id): Change => ({ type: "remove", id }));
  const put = [...after]
    .filter(([path, text]) => before.get(path) !== text)
    .map(([path, text]): Change => ({ type: "put", file: { id: path, path, text } }));
  return [...removed, ...put];
}

const NOTHING: ReadonlyMap<string, string> = new Map();

describe.each(Object.entries(REPOSITORIES))("a repository for %s", (_, original) => {
  it("is known after edits as if it had been read anew", () => {
    fc.assert(
      fc.property(fc.array(anEdit, { minLength: 1, maxLength: MOST_EDITS }), (edits: readonly Edit[]) => {
        let files: ReadonlyMap<string, string> = new Map(Object.entries(original));
        const live = new Live();
        live.apply(changesBetween(NOTHING, files));
        // What is kept is worked out by asking.
        expect(live.state).toBeDefined();
        for (const edit of edits) {
          const next = edited(files, edit, original);
          live.apply(changesBetween(files, next));
          files = next;
          const fresh = new Live();
          fresh.apply(changesBetween(NOTHING, new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))));
          expect(live.state).toEqual(fresh.state);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
