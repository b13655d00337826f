/** A policy for one workload is written from what manifests say it needs, tried before it is offered, and listed where files are listed. */

import { describe, expect, it } from "vitest";
import type { CodeAction, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { edited } from "./kit/text-edits.js";

const FILE = "deploy/shop.yaml";

function workload(kind: string, name: string, more = "", spec = ""): string {
  return `---
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec:
  ${spec}selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: example.com/main:1${more}}]}
`;
}

function service(name: string, spec: string): string {
  return `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${name}}, ${spec}}
`;
}

const WEB = workload(
  "Deployment",
  "web",
  ', ports: [{containerPort: 8080, name: http}, {containerPort: 9090, name: metrics}], env: [{name: DB, value: "db:5432"}, {name: PAY, value: "https://pay.example.com"}, {name: CACHE_HOST, value: cache}, {name: QUEUE, value: "queue:5672"}]',
);
const DB = workload("StatefulSet", "db", ", ports: [{containerPort: 5432}]", "replicas: 3\n  ");
const SERVICES = `${service("web", "ports: [{port: 80, targetPort: http}]")}${service("db", "clusterIP: None, ports: [{port: 5432}]")}`;
const QUEUE = `---
apiVersion: v1
kind: Service
metadata: {name: queue, namespace: shop}
spec: {ports: [{port: 5672}]}
`;
const OTHER = workload("Deployment", "other");
const SHOP = `${WEB}${DB}${OTHER}${SERVICES}${QUEUE}`;
const CILIUM = `---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: other, namespace: shop}
spec: {endpointSelector: {matchLabels: {app: other}}, egress: [{toEntities: [cluster]}]}
`;

function offersFor(workspace: Workspace, name: string, file = FILE): CodeAction[] {
  const at = (workspace.textOf(file) ?? "").indexOf(`metadata: {name: ${name}`);
  const actions = workspace.codeActions(file, { start: at, end: at }, ["refactor"]);
  return actions.filter((it) => it.title.startsWith(`Write a policy for \`${name}\``));
}

/** The workspace with policies for these workloads, each at the end of the file. */
function withPolicies(text: string, ...names: readonly string[]): Workspace {
  return names.reduce(
    (workspace, name) => {
      const [offer] = offersFor(workspace, name);
      if (offer === undefined) throw new Error(`no policy is offered for ${name}`);
      const edits = workspace.resolve(FILE, offer.id)?.edits.get(FILE) ?? [];
      return workspaceOf(new Map([[FILE, edited(workspace.textOf(FILE) ?? "", edits)]]));
    },
    workspaceOf(new Map([[FILE, text]])),
  );
}

describe.each([
  ["NetworkPolicies", SHOP],
  ["policies of Cilium", SHOP + CILIUM],
])("as %s", (_, text) => {
  const workspace = withPolicies(text, "web", "db");
  const verdict = (from: string, to: string, port: number, protocol: "TCP" | "UDP" = "TCP"): string => {
    const [scope = ""] = workspace.scopeNames;
    const result = workspace.can(scope, { from, to, port, protocol });
    return result.ok ? result.answer.verdict : result.message;
  };

  it.each([
    ["what a container is configured to call", "shop/web", "shop/db", 5432],
    ["replicas of a headless Service", "shop/db", "shop/db", 5432],
    ["a Service's pods, from the namespace", "shop/other", "shop/web", 8080],
    ["an address outside the cluster", "shop/web", "pay.example.com", 443],
  ])("allows %s", (_what, from, to, port) => {
    expect(verdict(from, to, port)).toBe("allowed");
  });

  it.each([
    ["callers that nothing names", "shop/other", "shop/db", 5432],
    ["ports that no Service leads to", "shop/other", "shop/web", 9090],
    ["other ports of what is called", "shop/web", "shop/db", 80],
    ["other pods", "shop/web", "shop/other", 80],
  ])("denies %s", (_what, from, to, port) => {
    expect(verdict(from, to, port)).toBe("denied");
  });

  it("says what it leaves out", () => {
    const written = workspace.textOf(FILE) ?? "";
    expect(written).toContain("# Not allowed: ingress on TCP 9090 (metrics), which nothing in this workspace calls.");
    expect(written).toContain("# Not allowed: egress to cache, which is not in this workspace.");
    expect(written).toContain("# Not allowed: egress to Service queue, whose pods are not in this workspace.");
  });

  it("brings no problem, and is offered no more", () => {
    const problems = [...workspace.allDiagnostics().values()].flat().filter((it) => it.severity !== "hint");
    const policies = problems.filter((it) => ["web", "db"].includes(it.object?.name ?? ""));
    expect(policies.filter((it) => it.object?.kind.endsWith("NetworkPolicy")).map((it) => it.message)).toEqual([]);
    expect(offersFor(workspace, "web")).toEqual([]);
    expect(offersFor(workspace, "db")).toEqual([]);
  });
});

describe("who calls", () => {
  const WEBHOOK = `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard}
webhooks:
  - name: guard.example.com
    clientConfig: {service: {name: web, namespace: shop}}
`;
  const INGRESS = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
`;
  const on443 = SHOP.replace("port: 80, targetPort", "port: 443, targetPort");
  const exposed = SHOP.replace("{selector: {app: web}, ", "{type: LoadBalancer, selector: {app: web}, ");
  const onHost = `---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {hostNetwork: true, containers: [{name: main, image: example.com/main:1, args: ["--to=web:80"]}]}
`;
  it.each([
    ["the API server", on443 + WEBHOOK, /fromEntities:\n {8}- kube-apiserver\n/],
    ["an Ingress controller that is not here", SHOP + INGRESS, /Ingress `front`.*\n {4}- toPorts:/],
    ["the world, for a Service of a load balancer", exposed, /outside the cluster\.\n {4}- toPorts:/],
    [
      "a pod that uses the host network",
      SHOP + onHost,
      /`agent` uses the host network.*\n {4}- fromEntities:\n {8}- host\n/,
    ],
  ])("%s", (_, text, cilium) => {
    expect(withPolicies(text + CILIUM, "web").textOf(FILE)).toMatch(cilium);
    // A NetworkPolicy has no words for any of them.
    expect(withPolicies(text, "web").textOf(FILE)).toMatch(
      / {2}ingress:\n {4}# .*\n {4}- ports:\n {8}- protocol: TCP\n {10}port: 8080\n/,
    );
  });
});

describe("is not offered", () => {
  const DENY = `---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: guard}
spec:
  tier: Admin
  priority: 1
  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}
  egress: [{action: Deny, to: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}}]}]
`;
  it.each([
    ["where another policy would keep it from working", SHOP + DENY],
    ["where no label tells a peer", SHOP.replaceAll("{app: db}", "{version: v1}")],
    ["using the host network", SHOP.replace("{containers", "{hostNetwork: true, containers")],
  ])("%s", (_, text) => {
    expect(offersFor(workspaceOf(new Map([[FILE, text]])), "web")).toEqual([]);
  });
});

describe("a new file is listed by the folder's kustomization", () => {
  const bare = SHOP.replaceAll(", namespace: shop", "");

  it.each([
    [
      "a list",
      "resources:\n  - shop.yaml # all\nnamespace: shop\n",
      "resources:\n  - shop.yaml # all\n  - web-policy.yaml\nnamespace: shop\n",
    ],
    [
      "a flow",
      "{resources: [shop.yaml], namespace: shop}\n",
      "{resources: [shop.yaml, web-policy.yaml], namespace: shop}\n",
    ],
  ])("in %s", (_, before, after) => {
    const path = "deploy/kustomization.yaml";
    const workspace = workspaceOf(
      new Map([
        [FILE, bare],
        [path, before],
      ]),
    );
    const [, offer] = offersFor(workspace, "web");
    const edit = workspace.resolve(FILE, offer?.id ?? "");
    const [created] = edit?.created ?? [];
    expect(offer?.written).toEqual({ line: 0, path: "deploy/web-policy.yaml" });
    expect(created?.path).toBe("deploy/web-policy.yaml");
    expect(created?.text).not.toContain("namespace: shop");
    const listed = edited(before, edit?.edits.get(path) ?? []);
    expect(listed).toBe(after);
    const built = workspaceOf(
      new Map([
        [FILE, bare],
        [path, listed],
        [created?.path ?? "", created?.text ?? ""],
      ]),
    );
    expect(offersFor(built, "web")).toEqual([]);
  });

  it("and by one above that lists the file beside it", () => {
    const path = "kustomization.yaml";
    const before = "resources: [./deploy/shop.yaml]\nnamespace: shop\n";
    const workspace = workspaceOf(
      new Map([
        [FILE, bare],
        [path, before],
      ]),
    );
    const [, offer] = offersFor(workspace, "web");
    const edit = workspace.resolve(FILE, offer?.id ?? "");
    expect(edited(before, edit?.edits.get(path) ?? [])).toBe(
      "resources: [./deploy/shop.yaml, deploy/web-policy.yaml]\nnamespace: shop\n",
    );
    expect(edit?.created?.[0]?.text).not.toContain("namespace: shop");
  });

  it("and by none that lies elsewhere, so that it says its namespace", () => {
    const path = "elsewhere/kustomization.yaml";
    const workspace = workspaceOf(
      new Map([
        [FILE, bare],
        [path, "resources: [../deploy/shop.yaml]\nnamespace: shop\n"],
      ]),
    );
    const [, offer] = offersFor(workspace, "web");
    const edit = workspace.resolve(FILE, offer?.id ?? "");
    expect(edit?.edits.size).toBe(0);
    expect(edit?.created?.[0]?.text).toContain("  namespace: shop\n");
  });
});

it("shows the line of the file at which it will be", () => {
  for (const text of [SHOP, SHOP.trimEnd(), `${SHOP}---\n`]) {
    const workspace = workspaceOf(new Map([[FILE, text]]));
    const [offer] = offersFor(workspace, "web");
    const after = edited(text, workspace.resolve(FILE, offer?.id ?? "")?.edits.get(FILE) ?? []);
    expect(after.split("\n")[offer?.written?.line ?? -1]).toMatch(/^# Allows what web needs/);
  }
});
