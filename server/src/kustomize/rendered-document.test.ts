/** Documents of changed objects say what a text written anew would say, at the same places. */

import { describe, expect, test } from "vitest";
import type { Part } from "../base/source.js";
import { parseDocumentText } from "../syntax/parse.js";
import { rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import { applyOperations, readOperations } from "./json-patch.js";
import { renderedDocument } from "./rendered-document.js";
import { strategicMerge } from "./strategic-merge.js";
import { TableWriter } from "./table-writer.js";
import { ListValue, type MapValue, readValue } from "./value.js";

const PARTS: readonly Part[] = ["key", "value", "pair"];

/** What a decoder sees of a node. */
function seen(node: YamlNode): unknown {
  const { kind, key } = node;
  const sites = PARTS.map((it) => node.site(it));
  if (kind === "map") return { key, kind, sites, entries: node.entries().map((it) => [it.key, seen(it.value)]) };
  if (kind === "sequence") return { key, kind, sites, items: node.items().map(seen) };
  return { key, kind, sites, text: node.text, scalar: node.scalar(), isNull: node.isNull };
}

function anew(root: MapValue): unknown {
  const writer = new TableWriter(root);
  const document: YamlDocument = {
    ...{ id: 0, text: writer.text, table: writer.table, strings: writer.strings, problems: [] },
    origin: (node, part) => {
      const site = writer.originOf(node.place).site(part);
      const differs = writer.differenceOf(node.place) ?? site.differs;
      return differs === undefined ? site : { ...site, differs };
    },
  };
  return seen(rootOf(document) as YamlNode);
}

let last = 0;

function read(text: string): MapValue {
  const root = rootOf({ id: ++last, ...parseDocumentText(text) });
  const value = root === undefined ? undefined : readValue(root);
  if (value?.kind !== "map") throw new Error("no map");
  return value;
}

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: "web" # quoted
  "labels": {app: web, 'odd': "a\\tb"}
  annotations:
    note: |
      two
      lines
    none:
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: main
          image: a/b:1
          ports: [{containerPort: 80, name: http}, {containerPort: 9090}]
        - name: side
          image: c/d
`;

const PATCHES: readonly string[] = [
  "metadata: {name: other, namespace: shop}",
  "metadata: {labels: {tier: front, odd: null}}",
  "metadata: {annotations: {note: null, none: '1', more: x}}",
  "spec: {replicas: 3}",
  "spec: {replicas: '1'}",
  "spec: {template: {spec: {containers: [{name: side, image: 'e/f:2', args: [a, \"b\\nc\"]}]}}}",
  "spec: {template: {spec: {containers: [{name: main, ports: [{containerPort: 80, name: web}]}]}}}",
  "spec: {template: {spec: {containers: [{name: third, image: g}]}}}",
  "spec: {template: {spec: {containers: null, hostNetwork: true}}}",
  "spec: {template: {$patch: replace, metadata: {labels: {a: b}}}}",
];

describe("merged with", () => {
  test.each(PATCHES)("%s", (patch) => {
    const object = read(MANIFEST);
    const merged = strategicMerge(object, read(patch).with("apiVersion", object.get("apiVersion")));
    expect(merged).toBeDefined();
    expect(merged).not.toBe(object);
    const root = merged as MapValue;
    expect(seen(rootOf(renderedDocument({ root })) as YamlNode)).toEqual(anew(root));
  });
});

describe("changed by", () => {
  test.each([
    "[{op: move, from: /spec/template/spec/containers/1, path: /spec/template/spec/containers/0}]",
    "[{op: copy, from: /metadata/labels, path: /spec/template/labels}]",
    "[{op: move, from: /metadata/labels/app, path: /metadata/labels/name}]",
    "[{op: remove, path: /metadata/annotations/note}, {op: add, path: /metadata/annotations/a~1b, value: [1, {}]}]",
    "[{op: replace, path: /spec/template/spec/containers/0/ports, value: []}]",
  ])("%s", (operations) => {
    const object = read(MANIFEST);
    const list = readValue(rootOf({ id: ++last, ...parseDocumentText(operations) }) as YamlNode, "config");
    const root = applyOperations(object, readOperations(list as ListValue));
    expect(seen(rootOf(renderedDocument({ root })) as YamlNode)).toEqual(anew(root));
  });
});

test.each([
  "metadata: {name: a, labels: &l {a: b}}\nspec: {template: {labels: *l}}\n",
  "base: &b {x: 1}\nmetadata: {name: a, <<: *b}\n",
  "metadata: {name: a, name: b}\nspec: {c: 1, c: 2}\n",
  "metadata: {name: a}\nspec: {hostNetwork: yes}\n",
])("what one row cannot tell: %j", (text) => {
  const root = read(text).with("kind", readValue(read("kind: Pod").at.get("kind") as YamlNode));
  expect(seen(rootOf(renderedDocument({ root })) as YamlNode)).toEqual(anew(root));
});

test("a value that stands twice in a list", () => {
  const object = read("kind: List\nlist: [{a: 1}, {b: 2}]\n");
  const list = object.get("list") as ListValue;
  const root = object.with("list", new ListValue(list.at, [...list.items, ...list.items]));
  expect(seen(rootOf(renderedDocument({ root })) as YamlNode)).toEqual(anew(root));
});
