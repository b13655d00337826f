/** What `netpol can` answers: how ends are named, and verdicts with what decides. */

import { describe, expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";
import type { Workspace } from "../server/src/ide/index.js";
import { answer, ask, CLUSTER, DB, OPEN, place, refusal, worldWith } from "./kit/can-questions.js";
import { clusterYaml } from "./kit/cluster.js";
import { ciliumPolicy, networkPolicy } from "./kit/manifests.js";

describe("ends", () => {
  const own = worldWith(DB);

  it.each([
    ["shop/web", "shop/Deployment/web"],
    ["shop/Deployment/web", "shop/Deployment/web"],
    ["shop/StatefulSet/api", "shop/StatefulSet/api"],
    ["probe", "ops/Pod/probe"],
    ["203.0.113.7", "cidr:203.0.113.7/32"],
    ["203.0.113.9/24", "cidr:203.0.113.0/24"],
    ["2001:db8::1", "cidr:2001:db8::1/128"],
    ["cidr:10.0.0.0/8", "cidr:10.0.0.0/8"],
    ["api.example.com", "fqdn:api.example.com"],
    ["fqdn:localhost", "fqdn:localhost"],
    ["world", "world"],
    ["entity:world", "world"],
    ["entity:kube-apiserver", "entity:kube-apiserver"],
  ])("%s means %s", (text, id) => {
    expect(answer(own, text, "shop/db").from).toBe(id);
    expect(answer(own, "shop/db", text).to).toBe(id);
  });

  it.each([
    ["shop/webb", "No workload `shop/webb`; did you mean `shop/Deployment/web`?"],
    ["other/web", "No workload `other/web`; did you mean `ops/Deployment/web` or `shop/Deployment/web`?"],
    ["shop/Job/web", "No workload `shop/Job/web`; did you mean `ops/Deployment/web` or `shop/Deployment/web`?"],
    ["something-else", "No workload `something-else`"],
    ["", "No workload ``"],
    ["web", "`web` is ambiguous: `ops/Deployment/web`, `shop/Deployment/web`"],
    ["shop/api", "`shop/api` is ambiguous: `shop/Deployment/api`, `shop/StatefulSet/api`"],
    ["10.0.0.300", "`10.0.0.300` is not an IP address or CIDR block"],
    ["10.0.0.0/33", "`10.0.0.0/33` is not an IP address or CIDR block"],
    ["2001:db8::g", "No workload `2001:db8::g`"],
    ["1:2", "`1:2` is not an IP address or CIDR block"],
    ["cidr:shop", "`shop` is not an IP address or CIDR block"],
    [
      "entity:cluster",
      "Unknown entity `entity:cluster`; use one of `entity:host`, `entity:remote-node`, `entity:kube-apiserver`, " +
        "`entity:ingress`, `entity:health`, `entity:init`, `entity:unmanaged`",
    ],
  ])("%s means none", (text, message) => {
    expect(refusal(own, text, "shop/db")).toBe(message);
    expect(refusal(own, "shop/db", text)).toBe(message);
  });

  it("are none where there are no workloads", async () => {
    const empty = workspaceOf(new Map([["policies.yaml", DB]]));
    expect(refusal(empty, "shop/db", "world")).toBe("No workload `shop/db`: there are no workloads in this workspace");
  });

  it("are none where no kustomization lists the file, which is said", () => {
    const files = new Map([
      ["shop/kustomization.yaml", "namespace: shop\nresources: [db.yaml]\n"],
      ["shop/db.yaml", DB],
      ["shop/web.yaml", clusterYaml("shop\n  web  app=web\n")],
    ]);
    expect(refusal(workspaceOf(files), "shop/web", "world")).toBe(
      "No workload `shop/web`: no kustomization lists `shop/web.yaml`, which defines it",
    );
  });
});

describe("an answer", () => {
  const own = worldWith(DB);

  it("names the rule that admits and the policy that isolates", async () => {
    expect(answer(own, "shop/web", "shop/db", { port: 5432 })).toEqual({
      ...{ scope: expect.any(String), from: "shop/Deployment/web", to: "shop/StatefulSet/db" },
      ...{ verdict: "allowed", conditions: [], egress: OPEN },
      ingress: {
        verdict: "allowed",
        isolatedBy: [place("shop/NetworkPolicy/db", 7)],
        decidedBy: [place("shop/NetworkPolicy/db", 9)],
      },
      refused: [],
    });
  });

  it("names no rule where isolation alone denies", async () => {
    expect(answer(own, "ops/probe", "shop/db", { port: 5432 })).toMatchObject({
      verdict: "denied",
      egress: OPEN,
      ingress: { verdict: "denied", isolatedBy: [place("shop/NetworkPolicy/db", 7)], decidedBy: [] },
    });
  });

  it("names the deny rule that decides, and not the allowances that it beats", async () => {
    const deny = ciliumPolicy(
      "deny",
      '{endpointSelector: {matchLabels: {app: db}}, ingressDeny: [{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: "5432"}]}]}]}',
    );
    const both = worldWith(`${DB}---\n${deny}`);
    expect(answer(both, "shop/web", "shop/db", { port: 5432 }).ingress).toMatchObject({
      verdict: "denied",
      decidedBy: [place("shop/CiliumNetworkPolicy/deny", 21)],
    });
    expect(answer(both, "shop/web", "shop/db", { port: 9187 }).ingress).toMatchObject({
      verdict: "allowed",
      decidedBy: [place("shop/NetworkPolicy/db", 15)],
    });
  });

  it("names the list that isolates, of the part that selects the end", async () => {
    const two = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: two, namespace: shop}
specs:
- endpointSelector: {matchLabels: {app: web}}
  ingress: [{}]
- endpointSelector: {matchLabels: {app: db}}
  ingress: [{}]
`;
    expect(answer(worldWith(two), "shop/web", "shop/db", { port: 5432 }).ingress).toMatchObject({
      verdict: "denied",
      isolatedBy: [place("shop/CiliumNetworkPolicy/two", 7)],
    });
  });

  it("without a port counts any, with every rule that has a say", async () => {
    const { verdict, ingress } = answer(own, "shop/web", "shop/db");
    expect(verdict).toBe("allowed");
    expect(ingress.decidedBy).toEqual([place("shop/NetworkPolicy/db", 9), place("shop/NetworkPolicy/db", 15)]);
    expect(answer(own, "shop/web", "shop/db", { protocol: "UDP" }).verdict).toBe("denied");
  });

  it("holds for addresses by the network around them", async () => {
    expect(answer(own, "203.0.113.7", "shop/db", { port: 5432 }).verdict).toBe("allowed");
    expect(answer(own, "203.0.114.7", "shop/db", { port: 5432 }).verdict).toBe("denied");
    expect(answer(own, "world", "shop/db", { port: 9187 }).verdict).toBe("allowed");
  });

  it("is conditional where only a deeper match lets it pass", async () => {
    const spec =
      '{endpointSelector: {matchLabels: {app: db}}, ingress: [{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET}]}}]}]}';
    const { verdict, conditions, ingress } = answer(worldWith(ciliumPolicy("http", spec)), "shop/web", "shop/db", {
      port: 80,
    });
    expect([verdict, conditions, ingress.verdict]).toEqual(["conditional", ["HTTP GET"], "conditional"]);
    expect(ingress.decidedBy).toEqual([place("shop/CiliumNetworkPolicy/http", 3)]);
  });

  it("holds for a DNS name where the look-ups of it are seen", async () => {
    const lookUps =
      '{toEndpoints: [{matchLabels: {k8s-app: kube-dns, io.kubernetes.pod.namespace: kube-system}}], toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]}';
    const names = '{toFQDNs: [{matchPattern: "*.example.com"}], toPorts: [{ports: [{port: "443", protocol: TCP}]}]}';
    const web = "endpointSelector: {matchLabels: {app: web}}";
    const seen = worldWith(ciliumPolicy("web", `{${web}, egress: [${lookUps}, ${names}]}`));
    expect(answer(seen, "shop/web", "api.example.com", { port: 443 }).verdict).toBe("allowed");
    expect(answer(seen, "shop/web", "API.example.com.", { port: 443 }).verdict).toBe("allowed");
    expect(answer(seen, "shop/web", "api.example.org", { port: 443 }).verdict).toBe("denied");
    const unseen = worldWith(ciliumPolicy("web", `{${web}, egress: [${names}]}`));
    expect(answer(unseen, "shop/web", "api.example.com", { port: 443 }).verdict).toBe("denied");
  });

  it("from a bare Pod to itself is allowed, and between two pods of a workload what policies say", async () => {
    const locked = worldWith(networkPolicy("lock", "{podSelector: {}}", "ops"));
    expect(answer(locked, "probe", "probe")).toMatchObject({ verdict: "allowed", egress: OPEN, ingress: OPEN });
    expect(answer(locked, "ops/web", "ops/web").verdict).toBe("denied");
  });

  it("is allowed, with no reason, where there are no policies", async () => {
    expect(answer(worldWith(""), "ops/probe", "shop/db")).toMatchObject({
      verdict: "allowed",
      egress: OPEN,
      ingress: OPEN,
    });
  });

  it("leaves a policy out that its system refuses", async () => {
    const refused = networkPolicy("refused", "{podSelector: {}, ingress: [{ports: [{port: 70000}]}]}", "ops");
    const both = worldWith(`${refused}---\n${DB}`);
    expect(answer(both, "shop/web", "ops/probe", { port: 80 }).verdict).toBe("allowed");
    expect(answer(both, "ops/probe", "shop/db", { port: 80 }).verdict).toBe("denied");
    const { refused: left } = answer(both, "shop/web", "ops/probe", { port: 80 });
    expect(left).toMatchObject([{ policy: "ops/NetworkPolicy/refused", by: "api-server" }]);
    expect(answer(both, "shop/web", "shop/db").refused).toEqual([]);
  });
});

/** The Service's port is another than the pods'; one of its two backends accepts it. */
const SERVICES = `apiVersion: v1
kind: Service
metadata: {name: pg, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 15432, targetPort: pg}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: gone, namespace: shop}
spec: {selector: {app: gone}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: unnamed, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 80, targetPort: http}]}
`;

describe("a Service", () => {
  const own = worldWith(`${DB}---\n${SERVICES}`);

  it.each(["shop/Service/pg", "shop/svc/pg", "pg.shop.svc", "pg.shop.svc.cluster.local"])(
    "%s is translated",
    (text) => {
      expect(answer(own, "shop/web", text, { port: 15432 })).toMatchObject({
        ...{ to: "shop/Service/pg", verdict: "allowed" },
        pairs: [{ from: "shop/Deployment/web", to: "shop/StatefulSet/db", port: 5432, verdict: "allowed" }],
      });
      expect(answer(own, "shop/web", text).pairs).toHaveLength(1);
    },
  );

  it.each([
    ["shop/svc/pgg", {}, "No Service `shop/pgg` in this workspace; did you mean `shop/Service/pg`?"],
    ["shop/pg", {}, "No workload `shop/pg`; did you mean `shop/Service/pg`?"],
    ["shop/svc/pg", { port: 5432 }, "Service `shop/pg` has no TCP port 5432; it has TCP 15432 (target port pg)"],
    ["shop/svc/pg", { protocol: "ICMP" }, "Service `shop/pg` has no ports for ICMP: use one of its pods as TO"],
    [
      "shop/svc/outside",
      {},
      "Service `shop/Service/outside` has no selector, and its endpoints are not in this workspace",
    ],
    ["shop/svc/gone", {}, "Service `shop/Service/gone` selects no workloads in this workspace"],
    ["shop/svc/unnamed", {}, "Service `shop/unnamed` has no usable target: none of its pods has a port named `http`"],
  ] as const)("%s %j is none that can be asked", (text, question, message) => {
    const result = ask(own, "shop/web", text, question);
    expect(result.ok ? result.answer.verdict : result.message).toBe(message);
  });

  it("without a selector leads to the addresses of its endpoints, at their ports (CS-26)", () => {
    const slice = `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: outside-1, namespace: shop, labels: {kubernetes.io/service-name: outside}}
addressType: IPv4
endpoints: [{addresses: [203.0.113.7]}]
ports: [{port: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 8080}]}]
`;
    expect(
      answer(worldWith(`${DB}---\n${SERVICES}${slice}`), "shop/web", "shop/svc/outside", { port: 80 }),
    ).toMatchObject({
      ...{ to: "shop/Service/outside", verdict: "allowed" },
      pairs: [{ from: "shop/Deployment/web", to: "cidr:203.0.113.7/32", port: 8080, verdict: "allowed" }],
    });
  });

  it("is no source", async () => {
    expect(refusal(own, "shop/svc/pg", "shop/db")).toBe(
      "`shop/Service/pg` is a Service, and connections come from pods: use one of its pods as FROM",
    );
  });

  it("is denied if one of its pods denies", async () => {
    const both =
      "apiVersion: v1\nkind: Service\nmetadata: {name: all, namespace: shop}\nspec: {selector: {tier: data}, ports: [{port: 80}]}\n";
    const cluster = "shop\n  web  app=web\n  a  app=a  tier=data\n  b  app=b  tier=data\n";
    const locked = worldWith(`${networkPolicy("b", "{podSelector: {matchLabels: {app: b}}}")}---\n${both}`, cluster);
    const { verdict, pairs, ingress } = answer(locked, "shop/web", "shop/svc/all", { port: 80 });
    expect([verdict, pairs?.map((it) => it.verdict), ingress.verdict]).toEqual([
      "denied",
      ["allowed", "denied"],
      "denied",
    ]);
  });
});

/** KS-24, KS-27, CS-23. */
describe("an address of a Service", () => {
  const service =
    "apiVersion: v1\nkind: Service\nmetadata: {name: pg, namespace: shop}\nspec: {clusterIP: 10.7.0.9, selector: {app: db}, ports: [{port: 15432, targetPort: pg}]}\n";
  const outOf = (to: string): string =>
    networkPolicy("out", `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [${to}]}]}`);
  const withCni = (policies: string, cni?: "calico" | "aws", serviceCidrs: readonly string[] = []): Workspace =>
    workspaceOf(
      new Map([
        ["cluster.yaml", clusterYaml(CLUSTER)],
        ["policies.yaml", `${service}---\n${policies}`],
      ]),
      { cni, serviceCidrs },
    );

  it("stands for its pods, on their port", () => {
    const { to, verdict, pairs, notes } = answer(withCni(DB), "shop/web", "10.7.0.9", { port: 15432 });
    expect({ to, verdict, port: pairs?.[0]?.port }).toEqual({ to: "shop/Service/pg", verdict: "allowed", port: 5432 });
    expect(notes).toContain(
      "`10.7.0.9` is an address of Service `shop/Service/pg`: connections to it go to one of its pods.",
    );
  });

  it("is allowed by a block with it where policies see the address itself, or its pods", () => {
    const [byBlock, byPods] = [
      outOf("{ipBlock: {cidr: 10.7.0.9/32}}"),
      outOf("{podSelector: {matchLabels: {app: db}}}"),
    ];
    const verdict = (policies: string, cni?: "calico" | "aws") =>
      answer(withCni(policies, cni), "shop/web", "10.7.0.9", { port: 15432 }).verdict;
    expect([verdict(byBlock, "calico"), verdict(byBlock, "aws"), verdict(byBlock)]).toEqual([
      "denied",
      "allowed",
      "conditional",
    ]);
    expect([verdict(byPods, "calico"), verdict(byPods, "aws"), verdict(byPods)]).toEqual([
      "allowed",
      "allowed",
      "allowed",
    ]);
  });

  it("decides egress in the place of the pods, where the Service is given by name, but never ingress", () => {
    const byBlock = outOf("{ipBlock: {cidr: 10.7.0.9/32}}");
    const closed = networkPolicy("closed", "{podSelector: {matchLabels: {app: db}}}");
    const asked = (policies: string, cni?: "calico" | "aws") =>
      answer(withCni(policies, cni), "shop/web", "shop/svc/pg", { port: 15432 });
    expect([asked(byBlock, "calico"), asked(byBlock, "aws"), asked(byBlock)].map((it) => it.verdict)).toEqual([
      "denied",
      "allowed",
      "conditional",
    ]);
    expect(asked(byBlock).conditions).toEqual([
      "the network looks at the address of a Service before it is replaced by that of a pod",
    ]);
    expect(asked(byBlock, "aws").notes).toEqual([
      "Egress rules are checked against the address of the Service, `10.7.0.9` on port 15432, and ingress rules against its pods.",
    ]);
    expect(asked(byBlock, "aws").egress.decidedBy).toMatchObject([{ policy: "shop/NetworkPolicy/out" }]);
    const denied = asked(`${byBlock}---\n${closed}`, "aws");
    expect([denied.verdict, denied.ingress.verdict]).toEqual(["denied", "denied"]);
    expect(answer(withCni(`${byBlock}---\n${closed}`, "aws"), "shop/web", "10.7.0.9", { port: 15432 }).verdict).toBe(
      "denied",
    );
    // The rule is for the port of the Service, which policies see there, and not for that of its pods.
    const onPort = (port: number) =>
      asked(
        networkPolicy(
          "out",
          `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.7.0.9/32}}], ports: [{port: ${port}}]}]}`,
        ),
        "aws",
      ).verdict;
    expect([onPort(15432), onPort(5432)]).toEqual(["allowed", "denied"]);
  });

  it("that no manifest has may be in a block, and is in one that holds the Service CIDR", () => {
    const unknown = service.replace("clusterIP: 10.7.0.9, ", "");
    const asked = (cni: "calico" | "aws", serviceCidrs: readonly string[]) =>
      answer(
        workspaceOf(
          new Map([
            ["cluster.yaml", clusterYaml(CLUSTER)],
            ["policies.yaml", `${unknown}---\n${outOf("{ipBlock: {cidr: 10.7.0.0/16}}")}`],
          ]),
          { cni, serviceCidrs },
        ),
        "shop/web",
        "shop/svc/pg",
        { port: 15432 },
      );
    const verdicts = (["aws", "calico"] as const).map((cni) =>
      [["10.7.0.0/16"], ["10.0.0.0/8"], ["172.20.0.0/16"], []].map((it) => asked(cni, it).verdict),
    );
    expect(verdicts).toEqual([
      // Pods may have addresses in the block, unless it is for Services.
      ["allowed", "conditional", "conditional", "conditional"],
      ["denied", "denied", "conditional", "conditional"],
    ]);
    expect(asked("aws", ["10.0.0.0/8"]).conditions).toEqual([
      "the address of Service `shop/pg`, which is not in this workspace, is in that CIDR block",
    ]);
  });

  it("that nobody's manifest has is known by the setting, and the API server's by usage", () => {
    const block = outOf("{ipBlock: {cidr: 10.43.0.0/16}}");
    const told = withCni(block, "calico", ["10.43.0.0/16"]);
    const { verdict, notes, egress } = answer(told, "shop/web", "10.43.9.9", { port: 443 });
    expect([verdict, notes?.[0]]).toEqual([
      "denied",
      "`10.43.9.9` is in the Service CIDR. Most CNIs replace it with what is behind it before they apply policies, and that is not in this workspace.",
    ]);
    expect(egress.nearest?.[0]?.failed[0]?.message).toBe(
      "block `10.43.0.0/16`: `10.43.9.9/32` is an address of a Service, and policies see the pod behind it",
    );
    const usual = answer(withCni(block, "calico"), "shop/web", "10.43.0.1", { port: 443 });
    expect([usual.verdict, usual.conditions.at(-1)]).toEqual([
      "conditional",
      "`10.43.0.1` is not the API server's Service, which it is by default with k3s",
    ]);
  });
});

/** KS-24, KS-27. */
describe("an address of a Service whose backends are not in the workspace", () => {
  const kubernetes =
    "apiVersion: v1\nkind: Service\nmetadata: {name: kubernetes, namespace: default}\nspec: {clusterIP: 10.43.0.1, ports: [{port: 443, targetPort: 6443}]}\n---\n";
  const verdict = (rule: string, before: string, cni?: "calico" | "cilium" | "aws"): string => {
    const policy = networkPolicy("p", `{podSelector: {}, policyTypes: [Egress], egress: [${rule}]}`);
    const files = new Map([
      ["cluster.yaml", clusterYaml(CLUSTER)],
      ["policies.yaml", `${before}${policy}`],
    ]);
    return answer(workspaceOf(files, { cni }), "shop/web", "10.43.0.1", { port: 443 }).verdict;
  };

  it("is reached on the port behind it", () => {
    const [asked, target, both] = ["{ports: [{port: 443}]}", "{ports: [{port: 6443}]}", "{}"];
    expect([asked, target, both].map((it) => verdict(it, kubernetes, "calico"))).toEqual([
      "denied",
      "allowed",
      "allowed",
    ]);
    expect([asked, target, both].map((it) => verdict(it, kubernetes))).toEqual([
      "conditional",
      "conditional",
      "allowed",
    ]);
    expect([asked, target, both].map((it) => verdict(it, kubernetes, "aws"))).toEqual(["allowed", "denied", "allowed"]);
    expect([asked, target, both].map((it) => verdict(it, ""))).toEqual(["conditional", "conditional", "allowed"]);
  });

  it("may have any address that the rules allow", () => {
    const endpoint = "{to: [{ipBlock: {cidr: 192.0.2.10/32}}], ports: [{port: 6443}]}";
    expect([verdict(endpoint, kubernetes, "calico"), verdict(endpoint, kubernetes, "cilium")]).toEqual([
      "conditional",
      "conditional",
    ]);
    expect(verdict("{to: [{podSelector: {}}]}", kubernetes, "calico")).toBe("denied");
  });
});

/** CS-39. */
describe("authentication", () => {
  const own = worldWith(
    ciliumPolicy(
      "db",
      "{endpointSelector: {matchLabels: {app: db}}, ingress: [{fromEntities: [all], authentication: {mode: required}}]}",
    ),
  );

  it("is a condition for pods, and what drops all others", () => {
    expect(answer(own, "shop/web", "shop/db", { port: 80 })).toMatchObject({
      ...{ verdict: "conditional", conditions: ["mutual authentication succeeds"] },
    });
    const { verdict, ingress, notes } = answer(own, "world", "shop/db", { port: 80 });
    expect([verdict, ingress.decidedBy.length, ingress.nearest ?? []]).toEqual(["denied", 1, []]);
    expect(notes).toContain(
      "The rule that decides requires authentication, and one of the two sides cannot authenticate.",
    );
  });
});

/** CS-31. */
describe("a port's name that pods disagree about", () => {
  it("is what a denied connection failed", () => {
    const cluster = "shop\n  web  app=web\n  db  app=db  ports=http:8080/TCP\n  other  app=other  ports=http:80/TCP\n";
    const policy = ciliumPolicy(
      "out",
      "{endpointSelector: {matchLabels: {app: web}}, egress: [{toEndpoints: [{matchLabels: {app: db}}], toPorts: [{ports: [{port: http, protocol: TCP}]}]}]}",
    );
    const { verdict, egress } = answer(worldWith(policy, cluster), "shop/web", "shop/db", { port: 8080 });
    expect(verdict).toBe("denied");
    expect(egress.nearest?.[0]?.failed.map((it) => it.message)).toEqual([
      "port `http`: pods in the cluster use this name for ports 8080 and 80, so it matches none of them",
    ]);
  });
});

describe("labels", () => {
  const own = worldWith(DB);

  it("mean the workloads that have them", async () => {
    expect(answer(own, "shop/app=web", "shop/app=db", { port: 5432 })).toMatchObject({
      ...{ from: "shop/app=web", to: "shop/app=db", verdict: "allowed" },
      pairs: [{ from: "shop/Deployment/web", to: "shop/StatefulSet/db", port: 5432, verdict: "allowed" }],
    });
  });

  it("mean a pod with exactly these where no workload has them, on either side", async () => {
    const both = worldWith(
      `${DB}---\n${networkPolicy("lock", "{podSelector: {matchLabels: {app.io/name: x}}, policyTypes: [Egress]}")}`,
    );
    const from = answer(both, "shop/app.io/name=x,app=web", "shop/db", { port: 5432 });
    expect([from.verdict, from.egress.verdict, from.ingress.verdict]).toEqual(["denied", "denied", "allowed"]);
    expect(from.egress.isolatedBy).toMatchObject([{ policy: "shop/NetworkPolicy/lock" }]);
    expect(from.notes?.[0]).toContain("No workload in this workspace has these labels");
    const elsewhere = answer(both, "ops/app=web,x=y", "shop/db", { port: 5432 });
    expect(elsewhere.ingress.verdict).toBe("denied");
    expect(elsewhere.ingress.nearest?.[0]).toMatchObject({
      line: 9,
      failed: [
        {
          condition: "namespace",
          message: "matches pods in the policy's own namespace `shop` only: the pod is in `ops`",
        },
      ],
    });
  });

  it.each([
    ["app=web", "Labels need a namespace: write `NAMESPACE/app=web`"],
    ["app.kubernetes.io/name=web", "Labels need a namespace: write `NAMESPACE/app.kubernetes.io/name=web`"],
    ["shop/app=web,tier", "`tier` is not a label: write `key=value`"],
    ["shop/=web", "`=web` is not a label: write `key=value`"],
  ])("%s are none", (text, message) => {
    expect(refusal(own, text, "shop/db")).toBe(message);
  });
});
