/** Builds from state to state: after any edits they are what they would be if nothing were known from before. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Scope } from "../model/scope.js";
import type { NetworkPolicy } from "../systems/kubernetes/model.js";
import { DEFAULT_SETTINGS } from "./settings.js";
import { Snapshot } from "./snapshot.js";

function policy(name: string, spec: string, head = ""): string {
  return `${head}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}

function deployment(labels: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: ${labels}}, spec: {containers: [{name: main}]}}
`;
}

/** What each file may say; undefined: it is not there. */
const TEXTS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  "base/kustomization.yaml": ["resources: [web.yaml, p.yaml]\n", "resources: [p.yaml]\n", undefined],
  "base/web.yaml": [deployment("{app: web}"), deployment("{app: web, tier: front}"), undefined],
  "base/p.yaml": [
    policy("p", "podSelector: {}"),
    policy("p", "podSelector: {}", "# moved down\n\n"),
    policy("q", "podSelector: {matchLabels: {app: web}}"),
    `${policy("p", "podSelector: {}")}---\n${policy("p2", "podSelector: {}")}`,
  ],
  "dev/kustomization.yaml": [
    "namespace: dev\nresources: [../base]\n",
    "namespace: dev\nresources: [../base]\npatches: [{path: patch.yaml}]\n",
    "namePrefix: d-\nresources: [../base]\n",
  ],
  "dev/kustomization.yml": [undefined, "namespace: other\nresources: [../base]\n"],
  "dev/patch.yaml": [
    policy("p", "podSelector: {matchLabels: {patched: 'yes'}}"),
    policy("nobody", "podSelector: {}"),
    undefined,
  ],
  "prod/kustomization.yaml": [
    "namespace: prod\nresources: [../base]\ncomponents: [../open]\n",
    "namespace: prod\nresources: [../base]\ncommonLabels: {env: prod}\n",
    undefined,
  ],
  "open/kustomization.yaml": ["kind: Component\nresources: [open.yaml]\n", "kind: Component\n", undefined],
  "open/open.yaml": [policy("open", "podSelector: {}, ingress: [{}]"), policy("open", "podSelector: {}")],
  "loose.yaml": [policy("loose", "podSelector: {}"), undefined],
};

type State = Readonly<Record<string, string | undefined>>;

const PATHS = Object.keys(TEXTS);
const edits = fc.array(fc.tuple(fc.constantFrom(...PATHS), fc.nat(3)), { minLength: 1, maxLength: 12 });

function changed(state: State, snapshot: Snapshot, path: string, choice: number): [State, Snapshot] {
  const texts = TEXTS[path] ?? [];
  const text = texts[choice % texts.length];
  const change =
    text === undefined
      ? ({ type: "remove", id: path } as const)
      : ({ type: "put", file: { id: path, path, text } } as const);
  return [{ ...state, [path]: text }, snapshot.with([change])];
}

function fresh(state: State): Snapshot {
  return Snapshot.empty(DEFAULT_SETTINGS).with(
    Object.entries(state).flatMap(([path, text]) =>
      text === undefined ? [] : [{ type: "put", file: { id: path, path, text } } as const],
    ),
  );
}

/** All that is told of a state, in words that do not depend on which documents were read first. */
function told(snapshot: Snapshot): unknown {
  return {
    scopes: snapshot.scopes.map((it) => ({ ...inScope(it), rendered: snapshot.found(it)?.rendered.length })),
    problems: snapshot.builds.problems.map((it) => `${fileOf(snapshot, it.at.document)}: ${it.says}`).sort(),
    unseen: snapshot.builds.unseen.map((it) => it.because).sort(),
    uses: [...snapshot.builds.uses.byPath].map((it) => it.join(" is ")).sort(),
  };
}

function inScope({ name, policies, workloads, namespaces }: Scope) {
  return {
    name,
    policies: policies.map((it) => `${it.id} ${labelsIn((it.object as NetworkPolicy).subject)}`),
    workloads: workloads.map((it) => `${it.id} ${[...it.labels].join(" ")}`),
    namespaces: [...namespaces.keys()],
  };
}

function labelsIn({ requirements }: NetworkPolicy["subject"]): string {
  return requirements.map((it) => `${it.key.value} ${it.values.map((value) => value.value).join()}`).join(" ");
}

function fileOf(snapshot: Snapshot, document: number): string {
  return snapshot.locate(document)?.file.input.path ?? "nowhere";
}

describe("builds after edits", () => {
  test("are those of a workspace that begins with what is there now", () => {
    const start: State = Object.fromEntries(PATHS.map((it) => [it, TEXTS[it]?.[0]]));
    fc.assert(
      fc.property(edits, (list) => {
        let state = start;
        let snapshot = fresh(start);
        void snapshot.scopes;
        for (const [path, choice] of list) {
          [state, snapshot] = changed(state, snapshot, path, choice);
          void snapshot.scopes;
        }
        expect(told(snapshot)).toEqual(told(fresh(state)));
      }),
      { numRuns: 60 },
    );
  });

  test("an earlier state is what it was, whatever was built since", () => {
    const start: State = Object.fromEntries(PATHS.map((it) => [it, TEXTS[it]?.[0]]));
    fc.assert(
      fc.property(edits, (list) => {
        const before = fresh(start);
        let [state, after] = [start, before];
        for (const [path, choice] of list) [state, after] = changed(state, after, path, choice);
        void after.scopes;
        expect(told(before)).toEqual(told(fresh(start)));
      }),
      { numRuns: 20 },
    );
  });
});
