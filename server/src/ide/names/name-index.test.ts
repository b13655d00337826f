/** The index of names after any edits is that of a fresh start, and an edit costs the objects that it changes. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDocumentText } from "../../syntax/parse.js";
import { type DecodedObject, decodeDocument } from "../../systems/decode-document.js";
import { DEFAULT_SETTINGS } from "../../workspace/settings.js";
import { NameIndex } from "./name-index.js";
import type { NameKind } from "./occurrences.js";

const { versions } = DEFAULT_SETTINGS;
const KINDS: readonly NameKind[] = [
  "pod-label",
  "namespace-label",
  "namespace",
  "policy",
  "workload",
  "service",
  "port-name",
];

const TEXTS: readonly string[] = [
  "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web, tier: front}}\nspec: {containers: [{name: a, ports: [{name: http, containerPort: 80}]}]}",
  "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}",
  "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}",
  "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{port: http}]}]}",
  "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: b, namespace: shop}\nspec: {podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}}",
  "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Namespace, metadata: {name: a}}, {apiVersion: v1, kind: Namespace, metadata: {name: b}}]",
];

let lastId = 0;

function objectsOf(text: string): readonly DecodedObject[] {
  return decodeDocument({ id: ++lastId, ...parseDocumentText(text) }, { versions }).objects;
}

function contents(index: NameIndex): unknown {
  return KINDS.map((kind) => {
    const names = [...index.names(kind)].sort((a, b) => (a.name < b.name ? -1 : 1));
    return names.map(({ name, count }) => ({
      name,
      count,
      said: index
        .occurrences({ kind, name })
        .map((it) => `${it.at.document} ${it.at.node} ${it.at.part} ${it.role}`)
        .sort(),
      values: [...index.values(kind, name)].map((it) => `${it.name} ${it.count}`).sort(),
    }));
  });
}

it("is the same however it came about", () => {
  const edit = fc.record({ at: fc.nat(9), text: fc.option(fc.constantFrom(...TEXTS)) });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const index = new NameIndex();
      const objects = new Map<number, readonly DecodedObject[]>();
      let before: readonly DecodedObject[] = [];
      for (const { at, text } of edits) {
        if (text === null) objects.delete(at);
        else objects.set(at, objectsOf(text));
        const after = [...objects.values()].flat();
        index.update(before, after, versions);
        before = after;
      }
      const fresh = new NameIndex();
      fresh.update([], before, versions);
      expect(contents(index)).toEqual(contents(fresh));
    }),
    { numRuns: 200 },
  );
});

it("looks at new objects only", () => {
  const objects = TEXTS.flatMap(objectsOf);
  const index = new NameIndex();
  index.update([], objects, versions);
  const said = objects.map((it) => index.saidBy(it));
  index.update(objects, [...objects.slice(1), ...objectsOf(TEXTS[1] ?? "")], versions);
  expect(objects.map((it) => index.saidBy(it)).slice(1)).toEqual(said.slice(1));
  for (const [at, object] of objects.entries()) {
    if (at === 0) expect(index.saidBy(object)).toEqual([]);
    else expect(index.saidBy(object)).toBe(said[at]);
  }
});

it("keeps an object for as long as it is there at all", () => {
  const [object] = objectsOf(TEXTS[0] ?? "");
  if (object === undefined) throw new Error("no object");
  const index = new NameIndex();
  index.update([], [object, object], versions);
  index.update([object, object], [object], versions);
  expect(index.saidBy(object)).not.toEqual([]);
  index.update([object], [], versions);
  expect(index.saidBy(object)).toEqual([]);
});

it("knows labels by their keys and by their values", () => {
  const index = new NameIndex();
  index.update([], TEXTS.flatMap(objectsOf), versions);
  expect(index.values("pod-label", "app")).toEqual([
    { name: "web", count: 4 },
    { name: "api", count: 1 },
  ]);
  expect(index.names("namespace").map((it) => it.name)).toEqual(["shop", "a", "b"]);
  expect(index.occurrences({ kind: "pod-label", name: "app" })).toHaveLength(4);
  expect(index.occurrences({ kind: "pod-label", name: "app", value: "api" }).map((it) => it.role)).toEqual([
    "reference",
  ]);
  expect(index.occurrences({ kind: "port-name", name: "http" }).map((it) => it.role)).toEqual([
    "definition",
    "reference",
    "reference",
  ]);
  expect(index.names("group")).toEqual([]);
});
