/** What policies of two files say together counts where something ties the files. */

import { expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";

const policy = (name: string, where: string): string =>
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}${where}}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]
`;

const IN_SHOP = ", namespace: shop";
const EQUAL = { "a.yaml": policy("one", IN_SHOP), "b.yaml": policy("two", IN_SHOP) };

const deployment = (where: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web${where}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
`;

/** Whether two policies that say the same are held against each other (NP1605). */
const areHeldTogether = (files: Readonly<Record<string, string>>): boolean => {
  const found = workspaceOf(new Map(Object.entries(files))).allDiagnostics();
  return [...found.values()].flat().some((one) => one.code === "NP1605");
};

it.each([
  ["nothing: the namespace is a word in both", EQUAL, false],
  ["one file", { "a.yaml": `${EQUAL["a.yaml"]}---\n${EQUAL["b.yaml"]}` }, true],
  [
    "a namespace that is declared",
    { ...EQUAL, "ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n" },
    true,
  ],
  ["a namespace with a workload", { ...EQUAL, "c/web.yaml": deployment(IN_SHOP) }, true],
  ["a workload elsewhere", { ...EQUAL, "c/web.yaml": deployment(", namespace: other") }, false],
  ["a kustomization", { ...EQUAL, "kustomization.yaml": "resources: [a.yaml, b.yaml]\n" }, true],
])("tied by %s", (_, files, expected) => {
  expect(areHeldTogether(files)).toBe(expected);
});

it("a setting ties all files of its scope", () => {
  const workspace = workspaceOf(new Map(Object.entries(EQUAL)), { scopes: new Map([["lab", ["**"]]]) });
  expect([...workspace.allDiagnostics().values()].flat().map((one) => one.code)).toContain("NP1605");
});
