/** Scaffolds in files as they come: each adds its policies and nothing else, in the file's own line breaks. */

import { describe, expect, it } from "vitest";
import type { Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { edited } from "./kit/text-edits.js";

const FILE = "deploy/policies.yaml";
const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web:1}]}
`;
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
`;
const CILIUM = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: allow-dns, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: web}}
  egress:
  - toEntities: [cluster]
`;

const FILES: Readonly<Record<string, string>> = {
  "several documents, no line break at the end": `# licence\n${WORKLOAD}---\n${POLICY}`.trimEnd(),
  "line breaks of Windows": `${WORKLOAD}---\n${POLICY}`.replaceAll("\n", "\r\n"),
  "line breaks of Windows, none at the end": POLICY.trimEnd().replaceAll("\n", "\r\n"),
  "a comment at the head": `# Copyright\n# of somebody\n\n${POLICY}`,
  "a comment at the end": `${POLICY}# that is all`,
  "an end marker": `${POLICY}...\n`,
  "an end marker without line break": `---\n${POLICY}...`,
  "a marker for more": `${POLICY}---\n`,
  "a marker for more, with comments": `${POLICY}--- # next\n# soon\n`,
  "a byte order mark": `\ufeff${POLICY}`,
  "a scalar that keeps its line breaks": `${POLICY}  note: |+\n    a\n\n\n`,
  "a list of objects": `apiVersion: v1\nkind: List\nitems:\n- ${POLICY.trimEnd().replaceAll("\n", "\n  ")}\n`,
  "a policy of Cilium of the same name": CILIUM,
  "no namespace": WORKLOAD.replace(", namespace: shop", ""),
  "a namespace that YAML reads as a number": WORKLOAD.replace("shop", '"123"'),
};

describe.each(Object.entries(FILES))("%s", (_, text) => {
  const workspace = workspaceOf(new Map([[FILE, text]]));
  const at = text.search(/kind: (NetworkPolicy|CiliumNetworkPolicy|Deployment)/);
  const actions = workspace.codeActions(FILE, { start: at, end: at }).filter((it) => it.kind === "refactor");

  it("offers some", () => {
    expect(actions.length).toBeGreaterThan(0);
  });

  it.each(actions.map((it) => [it.title, it.id]))("%s", (_title, id) => {
    const edit = workspace.resolve(FILE, id);
    if (edit === undefined) throw new Error("the action has no edit");
    const result = edited(text, edit.edits.get(FILE) ?? []);
    const created = (edit.created ?? []).map((it) => [it.path, it.text] as const);
    const after = workspaceOf(new Map([[FILE, result], ...created]));
    expect(result.startsWith(text)).toBe(true);
    expect(after.contents().policies).toBeGreaterThan(workspace.contents().policies);
    expect(problemsOf(after).filter((it) => !problemsOf(workspace).includes(it))).toEqual([]);
    for (const written of [result.slice(text.length), ...created.map(([, it]) => it)].filter((it) => it !== "")) {
      expect(written.endsWith("\n")).toBe(true);
      expect(/[^\r]\n/.test(written)).toBe(!text.includes("\r\n"));
      if (!text.includes("namespace:")) expect(written).not.toMatch(/^ +namespace:/m);
    }
  });
});

function problemsOf(workspace: Workspace): string[] {
  const all = [...workspace.allDiagnostics().values()].flat();
  return all.filter((it) => it.severity !== "hint").map((it) => `${it.code} ${it.message}`);
}

it("are for the object at the place, of several in one document", () => {
  const item = (namespace: string): string =>
    `- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: default-deny, namespace: ${namespace}}
  spec:
    podSelector: {}
`;
  const text = `apiVersion: v1\nkind: List\nitems:\n${item("shop")}${item("billing")}`;
  const workspace = workspaceOf(new Map([[FILE, text]]));
  const namespaces = (at: number): Set<string | undefined> => {
    const offered = workspace.codeActions(FILE, { start: at, end: at }, ["refactor"]);
    return new Set(offered.flatMap((it) => /default in `(.*?)`/.exec(it.title)?.[1] ?? []));
  };
  expect(namespaces(text.indexOf("podSelector"))).toEqual(new Set(["shop"]));
  expect(namespaces(text.lastIndexOf("podSelector"))).toEqual(new Set(["billing"]));
  // In the indentation of a line of it.
  expect(namespaces(text.lastIndexOf("  podSelector"))).toEqual(new Set(["billing"]));
  // Outside of both: for the first.
  expect(namespaces(0)).toEqual(new Set(["shop"]));
});

describe("a default deny brings DNS with it", () => {
  const policy = (subject: string, peers: string, port = 53): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: given, namespace: shop}
spec:
  podSelector: ${subject}
  policyTypes: [Egress]
  egress: [{${peers}ports: [{port: ${port}, protocol: UDP}]}]
`;
  const KUBE_DNS =
    "to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ";

  it.each([
    ["no policy allows it", policy("{}", "", 443), true],
    ["a policy allows it to some pods", policy("{matchLabels: {app: web}}", ""), true],
    [
      "the port is open to other pods alone",
      policy("{}", "to: [{podSelector: {matchLabels: {app: resolver}}}], "),
      true,
    ],
    ["everyone may be asked", policy("{}", ""), false],
    ["the cluster's DNS may be asked", policy("{}", KUBE_DNS), false],
    ["a resolver may be asked by its address", policy("{}", "to: [{ipBlock: {cidr: 10.0.0.10/32}}], "), false],
  ])("unless all pods have it: %s", (_, text, brings) => {
    const offered = workspaceOf(new Map([[FILE, text]])).codeActions(FILE, { start: 0, end: 0 }, ["refactor"]);
    const [title] = offered.map((it) => it.title).filter((it) => it.startsWith("Deny egress by default"));
    expect(title).toBe(`Deny egress by default in \`shop\`${brings ? ", and allow DNS" : ""}`);
  });
});
