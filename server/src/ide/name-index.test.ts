/** The index of names after any edits is that of a fresh start, and an edit costs the documents that it changes. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDocumentText } from "../syntax/parse.js";
import { decodeDocument } from "../systems/decode-document.js";
import { DEFAULT_SETTINGS } from "../workspace/settings.js";
import { NameIndex, type NamingDocument } from "./name-index.js";
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
/** How often the objects of a document were looked at. */
let looks = 0;

function documentOf(text: string): NamingDocument {
  const id = ++lastId;
  const { objects, problems } = decodeDocument({ id, ...parseDocumentText(text) }, { versions });
  const decoded = {
    problems,
    get objects() {
      looks++;
      return objects;
    },
  };
  return { parsed: { id }, decoded };
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
      const documents = new Map<number, NamingDocument>();
      for (const { at, text } of edits) {
        if (text === null) documents.delete(at);
        else documents.set(at, documentOf(text));
        index.update(documents.values(), versions);
      }
      const fresh = new NameIndex();
      fresh.update(documents.values(), versions);
      expect(contents(index)).toEqual(contents(fresh));
    }),
    { numRuns: 200 },
  );
});

it("looks at changed documents alone", () => {
  const documents = TEXTS.map(documentOf);
  const index = new NameIndex();
  looks = 0;
  index.update(documents, versions);
  expect(looks).toBe(TEXTS.length);
  index.update([...documents.slice(1), documentOf(TEXTS[1] ?? "")], versions);
  expect(looks).toBe(TEXTS.length + 1);
});

it("knows labels by their keys and by their values", () => {
  const index = new NameIndex();
  index.update(TEXTS.map(documentOf), versions);
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
