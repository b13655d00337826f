/**
 * What a workspace was before many edits is let go: of each kind of thing, hardly more is held than after a few of them, and what is
 * found is what a fresh workspace finds.
 */

import { queryObjects } from "node:v8";
import { expect, test } from "vitest";
import { InputSet } from "../server/src/analysis/kept/inputs.js";
import { BitSet } from "../server/src/engine/bit-set.js";
import { WholeProfile } from "../server/src/engine/profile.js";
import { Workspace } from "../server/src/ide/index.js";
import { LateParse } from "../server/src/syntax/yaml-file.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { deployment, networkPolicy, service } from "./kit/let-go.js";
import { snapshotText } from "./kit/snapshot.js";

/** Files and their texts; undefined for one that goes. */
type Texts = readonly (readonly [path: string, text: string | undefined])[];
type Edit = (number: number) => Texts;

const WORKLOADS = 6;
/** Edits before the first count, after which all is there that is held in any state; and between the counts. */
const EARLIER = 20;
const EDITS = 60;

/** How the name of a file begins that goes again. */
const COMES = "new";

/** One edit, told by its number. Each says something that none before it has said. */
const EDITS_OF: Readonly<Record<string, Edit>> = {
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
  "a file that comes and goes": (edit) => [[`${COMES}${edit}.yaml`, networkPolicy(`new${edit}`)]],
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

type Kinds = readonly (readonly [kind: Parameters<typeof queryObjects>[0], most: number])[];

/** Kinds of things, and how many more of each may be there than before. */
const KINDS: Kinds = [
  [Snapshot, 1],
  [LateParse, 4],
];
/** Of these a state may leave some behind, for others to find. */
const LEFT_BEHIND: Kinds = [
  [WholeProfile, 64],
  [BitSet, 256],
  [InputSet, 256],
];
/** Edits in turn before the first count, and between the counts. */
const TURNS = 224;

test.each(Object.entries(EDITS_OF))("after edits of %s", async (_, edit) => {
  const session = new Session();
  session.make(edit, EARLIER);
  await session.expectNoMoreAfter(KINDS, () => session.make(edit, EDITS));
});

/** Sorts of edits that go on in turn. Where pods stay the same ones, most of what was found out is taken over. */
const IN_TURN: Readonly<Record<string, readonly string[]>> = {
  "all sorts": Object.keys(EDITS_OF),
  "what leaves the pods as they are": ["a comment", "the policy's selector", "a peer", "a port's name"],
};

test.each(Object.entries(IN_TURN))("after edits of %s in turn", async (_, sorts) => {
  const session = new Session();
  const make = (): void => {
    for (let left = TURNS / sorts.length; left > 0; left--) {
      for (const it of sorts) session.make(EDITS_OF[it] ?? expect.fail(it), 1);
    }
  };
  make();
  await session.expectNoMoreAfter([...KINDS, ...LEFT_BEHIND], make);
});

class Session {
  readonly #workspace = workspace();
  #edits = 0;

  constructor() {
    for (let at = 0; at < WORKLOADS; at++) {
      this.#apply([
        [`p${at}.yaml`, networkPolicy(`p${at}`)],
        [`w${at}.yaml`, deployment(`w${at}`)],
      ]);
    }
  }

  make(edit: Edit, times: number): void {
    for (let left = times; left > 0; left--) {
      const texts = edit(++this.#edits);
      this.#apply(texts);
      const went = texts.flatMap(([path]) => (path.startsWith(COMES) ? [[path, undefined] as const] : []));
      if (went.length > 0) this.#apply(went);
    }
  }

  async expectNoMoreAfter(kinds: Kinds, edits: () => void): Promise<void> {
    const before = await counted(kinds);
    edits();
    const after = await counted(kinds);
    for (const [at, [kind, most]] of kinds.entries()) {
      expect((after[at] ?? 0) - (before[at] ?? 0), kind.name).toBeLessThanOrEqual(most);
    }
    // Nor has anything gone that is still needed.
    const fresh = workspace();
    for (const id of this.#workspace.files)
      fresh.apply([{ type: "put", file: { id, path: id, text: this.#workspace.textOf(id) ?? "" } }]);
    expect(snapshotText(this.#workspace)).toBe(snapshotText(fresh));
  }

  #apply(texts: Texts): void {
    this.#workspace.apply(
      texts.map(([id, text]) =>
        text === undefined ? { type: "remove", id } : { type: "put", file: { id, path: id, text } },
      ),
    );
    this.#workspace.allDiagnostics();
  }
}

function workspace(): Workspace {
  return new Workspace({ log: (line) => expect.fail(line), now: () => 0 });
}

/** How many there are of each kind. */
async function counted(kinds: Kinds): Promise<number[]> {
  // What is held weakly is held until the turn ends.
  await new Promise((resolve) => setImmediate(resolve));
  return kinds.map(([kind]) => queryObjects(kind, { format: "count" }));
}
