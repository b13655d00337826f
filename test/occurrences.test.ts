/** What a place names, and every other place that names the same: definitions and references, across files and systems. */

import { describe, expect, it } from "vitest";
import type { Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";

const FILES: Readonly<Record<string, string>> = {
  "namespaces.yaml": `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: sales}}
---
apiVersion: v1
kind: Namespace
metadata: {name: billing, labels: {team: money}}
`,
  "shop/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - name: web
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
`,
  "shop/policy.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: billing}}
          podSelector: {matchExpressions: [{key: app, operator: In, values: [api, web]}]}
        - namespaceSelector: {matchLabels: {team: sales}}
      ports: [{port: http}, {port: 8080}]
`,
  "billing/api.yaml": `apiVersion: v1
kind: Pod
metadata: {name: api, namespace: billing, labels: {app: web}}
spec: {containers: [{name: api, image: example.com/api:1}]}
`,
  "billing/policy.yaml": `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: api, namespace: billing}
spec:
  endpointSelector: {matchLabels: {"k8s:app": web}}
  egress:
    - toEndpoints: [{matchLabels: {"k8s:app": web, "k8s:io.kubernetes.pod.namespace": shop}}]
    - toEntities: [kube-apiserver]
    - toFQDNs: [{matchPattern: "*.example.com"}]
    - toServices: [{k8sService: {serviceName: web, namespace: shop}}]
    - toCIDRSet: [{cidrGroupRef: partners}]
---
apiVersion: cilium.io/v2
kind: CiliumCIDRGroup
metadata: {name: partners}
spec: {externalCIDRs: [192.0.2.0/24]}
`,
};

function workspace(): Workspace {
  return workspaceOf(new Map(Object.entries(FILES)));
}

/** Offset in the middle of a word: of the one in braces, where the piece has braces. */
function offsetOf(file: string, piece: string): number {
  const text = FILES[file] ?? "";
  const [, before = "", word = piece] = /^(.*)⟨(.*)⟩/s.exec(piece) ?? [];
  const at = text.indexOf(piece.replace(/[⟨⟩]/g, ""));
  if (at < 0) throw new Error(`${file} does not hold ${piece}`);
  return at + before.length + (word.length >> 1);
}

/** `file:line word`, with a star for definitions. */
function occurrences(file: string, piece: string): string[] {
  const asked = workspace();
  return asked.occurrences(file, offsetOf(file, piece)).map((it) => {
    const word = asked.textOf(it.file)?.slice(it.range.start, it.range.end);
    return `${it.file}:${it.start.line + 1} ${word}${it.role === "definition" ? " *" : ""}`;
  });
}

function nameAt(file: string, piece: string): string | undefined {
  const found = workspace().nameAt(file, offsetOf(file, piece));
  return found === undefined ? undefined : [found.name.kind, found.name.name, found.name.value].join(" ").trim();
}

describe("labels of pods", () => {
  const WEB_IN_SHOP = [
    "billing/policy.yaml:7 web",
    "shop/policy.yaml:5 web",
    "shop/web.yaml:5 web",
    "shop/web.yaml:7 web *",
    "shop/web.yaml:17 web",
  ];

  it("are the same in one namespace: on pods, in the selectors of policies, controllers and Services", () => {
    expect(occurrences("shop/web.yaml", "labels: {app: ⟨web⟩, tier")).toEqual(WEB_IN_SHOP);
    expect(occurrences("shop/policy.yaml", "podSelector: {matchLabels: {app: ⟨web⟩")).toEqual(WEB_IN_SHOP);
  });

  it("are others in another namespace, whoever asks for them", () => {
    const WEB_IN_BILLING = ["billing/api.yaml:3 web *", "billing/policy.yaml:5 web", "shop/policy.yaml:9 web"];
    expect(occurrences("billing/api.yaml", "app: ⟨web⟩")).toEqual(WEB_IN_BILLING);
    expect(occurrences("shop/policy.yaml", "[api, ⟨web⟩]")).toEqual(WEB_IN_BILLING);
  });

  it("have keys of their own", () => {
    expect(nameAt("billing/policy.yaml", 'endpointSelector: {matchLabels: {"⟨k8s:app⟩"')).toBe("pod-label app");
    expect(occurrences("shop/web.yaml", "labels: {⟨app⟩: web, tier")).toEqual([
      'billing/policy.yaml:7 "k8s:app"',
      "shop/policy.yaml:5 app",
      "shop/web.yaml:5 app",
      "shop/web.yaml:7 app *",
      "shop/web.yaml:17 app",
    ]);
    expect(occurrences("shop/web.yaml", "tier: ⟨front⟩")).toEqual(["shop/web.yaml:7 front *"]);
  });

  it("are not those of the controller itself", () => {
    expect(nameAt("shop/web.yaml", "namespace: shop, labels: {app: ⟨web⟩")).toBeUndefined();
  });
});

describe("namespaces", () => {
  it("are named by objects, by selectors and by Cilium's label", () => {
    expect(occurrences("namespaces.yaml", "name: ⟨shop⟩")).toEqual([
      "billing/policy.yaml:7 shop",
      "billing/policy.yaml:10 shop",
      "namespaces.yaml:3 shop *",
      "shop/policy.yaml:3 shop",
      "shop/web.yaml:3 shop",
      "shop/web.yaml:15 shop",
    ]);
    expect(occurrences("shop/policy.yaml", "metadata.name: ⟨billing⟩")).toContain("namespaces.yaml:7 billing *");
  });

  it("have labels", () => {
    expect(occurrences("namespaces.yaml", "team: ⟨sales⟩")).toEqual([
      "namespaces.yaml:3 sales *",
      "shop/policy.yaml:10 sales",
    ]);
  });
});

describe("other names", () => {
  it("of Services", () => {
    const all = ["billing/policy.yaml:10 web", "shop/web.yaml:15 web *"];
    expect(occurrences("billing/policy.yaml", "serviceName: ⟨web⟩")).toEqual(all);
    expect(occurrences("shop/web.yaml", "kind: Service\nmetadata: {name: ⟨web⟩")).toEqual(all);
  });

  it("of ports, and their numbers", () => {
    const http = ["shop/policy.yaml:11 http", "shop/web.yaml:11 http *", "shop/web.yaml:18 http"];
    expect(occurrences("shop/policy.yaml", "{port: ⟨http⟩}")).toEqual(http);
    expect(occurrences("shop/policy.yaml", "{port: ⟨8080⟩}")).toEqual([
      "shop/policy.yaml:11 8080",
      "shop/web.yaml:11 8080 *",
    ]);
  });

  it("of ports are those of the policy's own pods where it speaks of what comes in, and of any peer's where of what goes out", () => {
    const policy = (direction: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ports, namespace: ops}
spec: {podSelector: {}, ${direction}: [{ports: [{port: http}]}]}
`;
    const definitions = (direction: string): string[] => {
      const text = policy(direction);
      const asked = workspaceOf(new Map([...Object.entries(FILES), ["ops.yaml", text]]));
      const found = asked.occurrences("ops.yaml", text.indexOf("http}"));
      return found.flatMap((it) => (it.role === "definition" ? it.file : []));
    };
    expect(definitions("ingress")).toEqual([]);
    expect(definitions("egress")).toEqual(["shop/web.yaml"]);
  });

  it("of CIDR groups", () => {
    const all = ["billing/policy.yaml:11 partners", "billing/policy.yaml:15 partners *"];
    expect(occurrences("billing/policy.yaml", "cidrGroupRef: ⟨partners⟩")).toEqual(all);
  });

  it("of policies and workloads are their own", () => {
    expect(occurrences("shop/policy.yaml", "{name: ⟨web⟩")).toEqual(["shop/policy.yaml:3 web *"]);
    expect(occurrences("shop/web.yaml", "{name: ⟨web⟩")).toEqual(["shop/web.yaml:3 web *"]);
  });

  it("of entities and outside names", () => {
    expect(nameAt("billing/policy.yaml", "[⟨kube-apiserver⟩]")).toBe("entity kube-apiserver");
    expect(nameAt("billing/policy.yaml", "⟨*.example.com⟩")).toBe("dns-name *.example.com");
  });

  it("are not in fields, kinds or white space", () => {
    for (const piece of ["podSelector", "⟨NetworkPolicy⟩", "ingress⟨:⟩", "operator: ⟨In⟩"]) {
      expect(nameAt("shop/policy.yaml", piece), piece).toBeUndefined();
      expect(occurrences("shop/policy.yaml", piece), piece).toEqual([]);
    }
    expect(workspace().occurrences("gone.yaml", 0)).toEqual([]);
  });
});

it("follow edits, and the namespace that a kustomization says", () => {
  const asked = workspace();
  const at = offsetOf("shop/web.yaml", "labels: {app: ⟨web⟩, tier");
  const before = asked.occurrences("shop/web.yaml", at).length;
  const text = FILES["shop/policy.yaml"] ?? "";
  const edited = text.replace("podSelector: {matchLabels: {app: web}}", "podSelector: {matchLabels: {app: api}}");
  const put = (path: string, it: string) => asked.apply([{ type: "put", file: { id: path, path, text: it } }]);
  put("shop/policy.yaml", edited);
  expect(asked.occurrences("shop/web.yaml", at)).toHaveLength(before - 1);
  put("shop/policy.yaml", text);
  expect(asked.occurrences("shop/web.yaml", at)).toHaveLength(before);
  put("billing/kustomization.yaml", "namespace: shop\nresources: [api.yaml]\n");
  expect(asked.occurrences("shop/web.yaml", at).map((it) => it.file)).toContain("billing/api.yaml");
});
