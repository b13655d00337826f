/** Strategic merge: what is joined, what is replaced, and what the directives do. */

import { expect, test } from "vitest";
import { parseDocumentText } from "../syntax/parse.js";
import { rootOf, type YamlNode } from "../syntax/yaml-document.js";
import { strategicMerge } from "./strategic-merge.js";
import { MapValue, toPlain } from "./value.js";

function map(text: string): MapValue {
  return new MapValue(rootOf({ id: 1, ...parseDocumentText(text) }) as YamlNode);
}

const merged = (kind: string, into: string, patch: string): unknown => {
  const head = `{apiVersion: ${kind === "Deployment" ? "apps/v1" : "v1"}, kind: ${kind}, `;
  const made = strategicMerge(map(`${head}${into}}`), map(`${head}${patch}}`));
  if (made === undefined) return undefined;
  const { apiVersion: _, kind: __, ...rest } = toPlain(made) as Record<string, unknown>;
  return JSON.parse(JSON.stringify(rest)) as unknown;
};

test.each([
  ["maps key by key", "Pod", "a: {b: 1, c: 2}", "a: {b: 3}", { a: { b: 3, c: 2 } }],
  ["null removes", "Pod", "a: {b: 1, c: 2}", "a: {b: null}", { a: { c: 2 } }],
  ["other lists are replaced", "Bee", "a: [1, 2]", "a: [3]", { a: [3] }],
  ["a map is replaced", "Pod", "a: {b: 1}", "a: {$patch: replace, c: 2}", { a: { c: 2 } }],
  ["a map is deleted", "Pod", "a: {b: 1}, d: 1", "a: {$patch: delete}", { d: 1 }],
  [
    "containers by name, the patch's first",
    "Pod",
    "spec: {containers: [{name: a, image: x}, {name: b}]}",
    "spec: {containers: [{name: c}, {name: b, image: y}]}",
    { spec: { containers: [{ name: "c" }, { name: "b", image: "y" }, { name: "a", image: "x" }] } },
  ],
  [
    "an item is deleted",
    "Pod",
    "spec: {containers: [{name: a}, {name: b}]}",
    "spec: {containers: [{name: a, $patch: delete}]}",
    { spec: { containers: [{ name: "b" }] } },
  ],
  [
    "ports by number and protocol",
    "Pod",
    "spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]}]}",
    "spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: TCP, name: dns}]}]}",
    {
      spec: {
        containers: [
          {
            name: "a",
            ports: [
              { containerPort: 53, protocol: "TCP", name: "dns" },
              { containerPort: 53, protocol: "UDP" },
            ],
          },
        ],
      },
    },
  ],
  [
    "sets of texts are joined",
    "Pod",
    "metadata: {finalizers: [a, b]}",
    "metadata: {finalizers: [c, a]}",
    { metadata: { finalizers: ["c", "a", "b"] } },
  ],
])("%s", (_, kind, into, patch, wanted) => expect(merged(kind, into, patch)).toEqual(wanted));

test("an object is deleted", () => expect(merged("Pod", "a: 1", "$patch: delete")).toBeUndefined());

test("kinds that do not fit are refused", () => {
  expect(() => merged("Pod", "a: {b: 1}", "a: [1]")).toThrow("The patch has a list here, but the object has a map");
});
