/** A NetworkPolicy that is converted has the same verdicts, in random worlds: the flows afterwards are those before. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { applyEdit } from "./kit/fixes.js";
import { kubernetesWorld, manifestsOf, mixedWorld } from "./kit/random-worlds.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 150);
/** The same worlds each time, so that a run can be compared with the last; another seed brings others. */
const SEED = process.env.NETPOL_SEED ?? "1";
const PARAMETERS = { numRuns: RUNS, seed: Number(SEED) };
vi.setConfig({ testTimeout: 60_000 + 2_000 * RUNS });

const SETTINGS = { cni: "cilium" } as const;
const KIND = '"kind":"NetworkPolicy"';

/** The first conversion that is offered, made in a workspace of its own; undefined where none is. */
function converted(workspace: Workspace, files: ReadonlyMap<string, string>): Workspace | undefined {
  const [[file, text] = ["", ""]] = files;
  for (let at = text.indexOf(KIND); at >= 0; at = text.indexOf(KIND, at + 1)) {
    const action = workspace
      .codeActions(file, { start: at, end: at }, ["refactor"])
      .find((it) => it.title.startsWith("Convert to") && it.disabled === undefined);
    const edit = action === undefined ? undefined : workspace.resolve(file, action.id);
    if (edit === undefined) continue;
    const changed = workspaceOf(files, SETTINGS);
    applyEdit(changed, edit);
    return workspaceOf(new Map(changed.files.map((it) => [it, changed.textOf(it) ?? ""])), SETTINGS);
  }
  return undefined;
}

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
] as const)("a conversion in worlds of %s policies", (_name, worlds) => {
  it("changes no flow", () => {
    let done = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const files = manifestsOf(world);
        const workspace = workspaceOf(files, SETTINGS);
        const after = converted(workspace, files);
        if (after === undefined) return;
        done++;
        expect(after.flowsSince(workspaceOf(files, SETTINGS)).changes).toEqual([]);
      }),
      PARAMETERS,
    );
    expect(done).toBeGreaterThan(RUNS / 10);
  });
});
