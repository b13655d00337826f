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
  const actions = workspace
    .codeActions(FILE, { start: at, end: at })
    .filter((it) => it.kind === "refactor" && !it.disabled);

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
  expect(namespaces(text.indexOf("metadata"))).toEqual(new Set(["shop"]));
  expect(namespaces(text.lastIndexOf("metadata"))).toEqual(new Set(["billing"]));
  // In the indentation of a line of it.
  expect(namespaces(text.lastIndexOf("  metadata"))).toEqual(new Set(["billing"]));
});

it("are offered at heads alone, of policies, workloads and namespaces", () => {
  const text = `${WORKLOAD}---
${POLICY.replace("podSelector: {}", "podSelector: {matchLabels: {app: web}}")}---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {team: red}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;
  const workspace = workspaceOf(new Map([[FILE, text]]));
  const lines = text.split("\n");
  const lit = lines.filter((line, index) => {
    const at = lines.slice(0, index).join("\n").length + 1 + line.length;
    return workspace.codeActions(FILE, { start: at, end: at }, ["refactor"]).length > 0;
  });
  expect(lit).toEqual([
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata: {name: web, namespace: shop}",
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    "metadata: {name: default-deny, namespace: shop}",
    "apiVersion: v1",
    "kind: Namespace",
    "metadata:",
    "  name: shop",
  ]);
});

/** Titles of what is offered for the text's last object, without those of new files. */
function offered(text: string): string[] {
  const at = text.lastIndexOf("kind:");
  const actions = workspaceOf(new Map([[FILE, text]])).codeActions(FILE, { start: at, end: at }, ["refactor"]);
  return actions.map((it) => it.title).filter((it) => !it.endsWith("(new file)"));
}

describe("what is there already is not offered", () => {
  const NAMESPACE = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
  const CLUSTERWIDE = CILIUM.replace("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy").replace(
    ", namespace: shop",
    "",
  );
  const policy = (types: string): string =>
    POLICY.replace("podSelector: {}", `podSelector: {}\n  policyTypes: ${types}`);

  it.each([
    [
      "nothing is there",
      POLICY.replace("{}", "{matchLabels: {app: web}}"),
      ["ingress and egress", "ingress", "egress"],
    ],
    ["ingress is denied", policy("[Ingress]"), ["egress"]],
    ["egress is denied", policy("[Egress]"), ["ingress"]],
    ["both are denied", policy("[Ingress, Egress]"), []],
    ["a clusterwide policy isolates egress", CLUSTERWIDE.replace("{matchLabels: {app: web}}", "{}"), ["ingress"]],
    ["a clusterwide policy isolates some pods", CLUSTERWIDE, ["ingress and egress", "ingress", "egress"]],
  ])("a default deny: %s", (_, text, directions) => {
    const denials = offered(text + NAMESPACE).map((it) => /^Deny (.*) by default/.exec(it)?.[1]);
    expect(denials.filter((it) => it !== undefined)).toEqual(directions);
  });

  it.each([
    ["may ask it", "[{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]", []],
    ["may ask it over UDP alone", "[{ports: [{port: 53, protocol: UDP}]}]", ["Allow DNS for the pods of `web`"]],
    ["may not ask it", "[]", ["Allow DNS for the pods of `web`"]],
  ])("DNS: the pods %s", (_, egress, titles) => {
    const policy = `${POLICY}  policyTypes: [Egress]\n  egress: ${egress}\n`;
    expect(offered(`${policy}---\n${WORKLOAD}`).filter((it) => it.includes("DNS for"))).toEqual(titles);
  });
});

describe("pods are told by", () => {
  const deployment = (name: string, labels: string, selector = labels): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {${selector}}}
  template:
    metadata: {labels: {${labels}}}
    spec: {containers: [{name: web, image: example.com/web:1}]}
`;
  const OTHER = POLICY.replace("{}", "{matchLabels: {app: other}}");
  const web = deployment("web", "app: web, component: front, version: v1", "app: web, component: front");

  it.each([
    ["the controller's labels", web, ["app: web", "component: front"]],
    ["the labels that policies of the file use", `${OTHER}${web}`, ["app: web"]],
    [
      "the controller's where those are of other pods too",
      `${OTHER}${deployment("api", "app: web, component: api")}${web}`,
      ["app: web", "component: front"],
    ],
    ["no label of a release", deployment("web", "app: web, version: v1, helm.sh/chart: web-1"), ["app: web"]],
  ])("%s", (_, text, labels) => {
    const at = text.lastIndexOf("kind:");
    const workspace = workspaceOf(new Map([[FILE, text]]));
    const [action] = workspace
      .codeActions(FILE, { start: at, end: at }, ["refactor"])
      .filter((it) => it.title.startsWith("Restrict egress"));
    const written = workspace.resolve(FILE, action?.id ?? "")?.edits.get(FILE)?.[0]?.newText ?? "";
    const selected = /podSelector:\n {4}matchLabels:\n((?: {6}.*\n)*)/.exec(written)?.[1] ?? "";
    expect(selected.trim().split(/\n */)).toEqual(labels);
  });
});

describe("a default deny brings DNS with it", () => {
  const policy = (subject: string, item: string): string => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: given, namespace: shop}
spec:
  endpointSelector: ${subject}
  enableDefaultDeny: {egress: false}
  egress: [{${item}}]
`;
  const DNS = 'toPorts: [{ports: [{port: "53", protocol: UDP}]}]';
  const KUBE_DNS = "toEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}}], ";

  it.each([
    ["no policy allows it", policy("{}", 'toPorts: [{ports: [{port: "443", protocol: UDP}]}]'), true],
    ["a policy allows it to some pods", policy("{matchLabels: {app: web}}", DNS), true],
    [
      "the port is open to other pods alone",
      policy("{}", `toEndpoints: [{matchLabels: {app: resolver}}], ${DNS}`),
      true,
    ],
    ["everyone may be asked", policy("{}", DNS), false],
    ["the cluster's DNS may be asked", policy("{}", KUBE_DNS + DNS), false],
    ["a resolver may be asked by its address", policy("{}", `toCIDR: [10.0.0.10/32], ${DNS}`), false],
  ])("unless all pods have it: %s", (_, text, brings) => {
    const [title] = offered(text).filter((it) => it.startsWith("Deny egress by default"));
    expect(title).toBe(`Deny egress by default in \`shop\`${brings ? ", and allow DNS" : ""}`);
  });
});
