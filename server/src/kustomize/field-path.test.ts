/** Paths that begin alike are gone down together: the outcome is that of each path by itself, one after the other. */

import { expect, test } from "vitest";
import { parseDocumentText } from "../syntax/parse.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";
import { changeAll, changeAt, pathsFor } from "./field-path.js";
import type { FieldSpec } from "./kustomization.js";
import { headOf } from "./resource.js";
import { MapValue, readValue, text, toPlain, type Value } from "./value.js";

const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  empty:
  template:
    metadata: {}
  items:
    - labels: {a: b}
    - other: 1
`;

const ROOT = readValue(rootOf({ id: 1, ...parseDocumentText(MANIFEST) }) as YamlNode) as MapValue;

const PATHS = [
  "metadata/labels",
  "metadata/annotations",
  "spec/template/metadata/labels",
  "spec/template/metadata/annotations",
  "spec/template",
  "spec/selector/matchLabels",
  "spec/selector",
  "spec/empty/labels",
  "spec/items[]/labels",
  "spec/items/labels",
  "spec/missing[]/labels",
  "spec/empty",
];

function labelled(value: Value): Value {
  const { at } = ROOT;
  const map = value.kind === "map" ? value : new MapValue(at, []);
  return map.with(`n${map.entries.length}`, text(at, "x"));
}

const CREATION = { leaf: new MapValue(ROOT.at, []), at: ROOT.at };

/** All pairs and triples of paths, by turns with and without `create`. */
const LISTS = PATHS.flatMap((first, a) =>
  PATHS.flatMap((second) => [[first, second], ...PATHS.map((third) => [first, second, third])]).map((paths, at) =>
    paths.map((path, index): FieldSpec => ({ path, create: ((a + at) >> index) % 2 === 0 })),
  ),
);

test("several paths together", () => {
  for (const specs of LISTS) {
    const each = specs.reduce((root, spec) => changeAt(root, spec, labelled, CREATION), ROOT);
    const together = changeAll(ROOT, pathsFor(specs, headOf(ROOT)), labelled, CREATION);
    expect(JSON.stringify(toPlain(together)), JSON.stringify(specs)).toBe(JSON.stringify(toPlain(each)));
  }
});

test("only those of the object's kind, group and version", () => {
  const specs: FieldSpec[] = [
    { path: "metadata/labels", create: true, kind: "Service" },
    { path: "metadata/labels", create: true, group: "batch", kind: "Deployment" },
    { path: "metadata/labels", create: true, version: "v1beta1" },
  ];
  expect(pathsFor(specs, headOf(ROOT))).toEqual([]);
  expect(pathsFor([...specs, { path: "spec", create: false, group: "apps" }], headOf(ROOT))).toHaveLength(1);
});
