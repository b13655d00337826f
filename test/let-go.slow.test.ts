/** What a workspace was before many edits is let go: of each kind of thing, hardly more is held than after a few of them. */

import { queryObjects } from "node:v8";
import { expect, test } from "vitest";
import { Workspace } from "../server/src/ide/index.js";
import { LateParse } from "../server/src/syntax/yaml-file.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { deployment, networkPolicy, service } from "./kit/let-go.js";

const WORKLOADS = 6;
/** Edits before the first count, after which all is there that is held in any state; and between the counts. */
const EARLIER = 20;
const EDITS = 60;

/** One edit, told by its number. Each says something that none before it has said. */
const EDITS_OF: Readonly<
  Record<string, (edit: number) => readonly (readonly [path: string, text: string | undefined])[]>
> = {
  "a comment": (edit) => [["p3.yaml", `# ${edit}\n${networkPolicy("p3")}`]],
  "a document beside others": (edit) => [["p3.yaml", [networkPolicy("p3"), `a: ${edit}\n`].join("---\n")]],
  "the policy's selector": (edit) => [["p3.yaml", networkPolicy("p3", { selected: `a${edit}` })]],
  "a peer": (edit) => [["p3.yaml", networkPolicy("p3", { peer: `b${edit}` })]],
  "a port's name": (edit) => [["p3.yaml", networkPolicy("p3", { port: `c${edit}` })]],
  "an address": (edit) => [["p3.yaml", networkPolicy("p3", { cidr: `10.${edit >> 8}.${edit & 255}.0/24` })]],
  "the policy's namespace": (edit) => [["p3.yaml", networkPolicy("p3", { namespace: `d${edit}` })]],
  "a workload's labels": (edit) => [["w3.yaml", deployment("w3", { label: `e${edit}` })]],
  "a workload's port": (edit) => [["w3.yaml", deployment("w3", { port: `f${edit}` })]],
  "a Service": (edit) => [["s3.yaml", service("s3", `g${edit}`)]],
  "files that come and go": (edit) => [
    [`new${edit}.yaml`, networkPolicy(`new${edit}`)],
    [`new${edit - 1}.yaml`, undefined],
  ],
  "a kustomization": (edit) => [
    ["k/a.yaml", networkPolicy("k")],
    ["k/kustomization.yaml", `namespace: h${edit}\nresources: [a.yaml]\n`],
  ],
  "what Flux builds": (edit) => [
    ["k/a.yaml", networkPolicy("k", { selected: `i${edit}` })],
    [
      "flux.yaml",
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k, namespace: flux-system}
spec: {path: ./k, prune: true, targetNamespace: j${edit}, sourceRef: {kind: GitRepository, name: flux-system}}\n`,
    ],
  ],
  settings: (edit) => [[".netpol.yaml", `podCidrs: [10.${edit}.0.0/16]\n`]],
};

/** Kinds of things, and how many more of each may be there than before. */
const KINDS: readonly (readonly [kind: Parameters<typeof queryObjects>[0], most: number])[] = [
  [Snapshot, 1],
  [LateParse, 4],
];

test.each(Object.entries(EDITS_OF))("after edits of %s", async (_, edit) => {
  const workspace = new Workspace({ log: (line) => expect.fail(line), now: () => 0 });
  const apply = (changes: ReturnType<typeof edit>): void => {
    workspace.apply(
      changes.map(([id, text]) =>
        text === undefined ? { type: "remove", id } : { type: "put", file: { id, path: id, text } },
      ),
    );
    workspace.allDiagnostics();
  };
  for (let at = 0; at < WORKLOADS; at++) {
    apply([
      [`p${at}.yaml`, networkPolicy(`p${at}`)],
      [`w${at}.yaml`, deployment(`w${at}`)],
    ]);
  }
  let number = 0;
  const edited = async (times: number): Promise<number[]> => {
    for (const end = number + times; number < end; ) apply(edit(++number));
    // What is held weakly is held until the turn ends.
    await new Promise((resolve) => setImmediate(resolve));
    return KINDS.map(([kind]) => queryObjects(kind, { format: "count" }));
  };
  const before = await edited(EARLIER);
  const after = await edited(EDITS);
  for (const [at, [kind, most]] of KINDS.entries()) {
    expect((after[at] ?? 0) - (before[at] ?? 0), kind.name).toBeLessThanOrEqual(most);
  }
  // It is in use until here.
  expect(workspace.files.length).toBeGreaterThan(0);
});
