/** The View's answers that are not verdicts: who is selected, what rules admit, DNS, completeness, outside ends, its memory. */

import { peersOf, rulesOf } from "../server/src/model/reading.js";
import { describe, expect, it } from "vitest";
import { clusterYaml } from "./kit/cluster.js";
import { endNamed, type WorldSettings, worldOf } from "./kit/worlds.js";
import type { End } from "../server/src/engine/answers.js";
import type { View } from "../server/src/analysis/view.js";
import type { Policy, Workload } from "../server/src/model/scope.js";

const CLUSTER = `
shop  team=red
  web   app=web   ports=http:8080/TCP
  api   app=api   ports=http:3000/TCP
  agent app=agent hostNetwork
ops  team=blue
  prom  app=prom
`;

function view(policies: string, settings: WorldSettings = {}, cluster = CLUSTER): View {
  return worldOf(
    new Map([
      ["cluster.yaml", clusterYaml(cluster)],
      ["policies.yaml", policies],
    ]),
    settings,
  );
}

function named(own: View, name: string): Policy {
  const policy = own.scope.policies.find((it) => it.name === name);
  if (policy === undefined) throw new Error(`no policy is called ${name}`);
  return policy;
}

function workload(own: View, name: string): Workload {
  const end = endNamed(own, name);
  if (end.type !== "workload") throw new Error(`${name} is no workload`);
  return end.workload;
}

const ids = (workloads: readonly Workload[]): string[] => workloads.map((it) => `${it.namespace}/${it.name}`).sort();

function np(name: string, spec: string, namespace = "shop"): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
}
function cnp(name: string, spec: string, namespace = "shop"): string {
  return `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
}

describe("who is selected", () => {
  const own = view(
    [
      np("all", "{podSelector: {}, policyTypes: [Egress]}"),
      np(
        "web",
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: blue}}}]}]}",
      ),
      cnp(
        "two",
        "{endpointSelector: {matchLabels: {app: api}}, ingress: [{fromEndpoints: [{}, {matchLabels: {io.kubernetes.pod.namespace: ops}}]}]}",
      ),
      np("refused", "{podSelector: {}, ingress: [{from: [{}]}]}"),
    ].join("---\n"),
  );

  it("leaves out the host's network", () => {
    expect(ids(own.selectedBy(named(own, "all")))).toEqual(["shop/api", "shop/web"]);
  });

  it("tells policies by direction, and refused ones not at all", () => {
    const web = workload(own, "shop/web");
    expect(own.policiesOn(web, "ingress").map((it) => it.name)).toEqual(["web"]);
    expect(own.isolatedBy(web, "egress").map((it) => it.name)).toEqual(["all"]);
    expect(own.isolates(named(own, "two"))).toEqual({ ingress: true, egress: false });
    expect(own.isRefused(named(own, "refused"))).toBe(true);
    expect(own.isRefused(named(own, "web"))).toBe(false);
    expect(own.policies.map((it) => it.name)).toEqual(["all", "web", "two"]);
  });

  it("matches peers in the policy's namespace and by namespace labels", () => {
    const podsOf = (name: string) =>
      rulesOf(named(own, name).reading)
        .flatMap(peersOf)
        .filter((it) => it.type === "pods")
        .map((it) => ids(own.matchedBy(named(own, name), it)));
    expect(podsOf("web")).toEqual([["ops/prom"]]);
    expect(podsOf("two")).toEqual([["shop/api", "shop/web"], ["ops/prom"]]);
  });

  it("matches plain selectors over all workloads and namespaces", () => {
    const subject = named(own, "web").reading.parts[0]?.subject.selector;
    expect(subject && ids(own.workloadsMatching(subject))).toEqual(["shop/web"]);
    expect(subject && own.workloadsMatching(subject, "ops")).toEqual([]);
    const everything = { at: { document: 0, node: 0, part: "value" } as const, requirements: [] };
    expect(ids(own.workloadsMatching(everything, "shop"))).toEqual(["shop/agent", "shop/api", "shop/web"]);
    expect(own.namespacesMatching(everything)).toEqual(["shop", "ops"]);
  });
});

describe("allowances", () => {
  it("say what each rule admits by itself", () => {
    const own = view(
      np(
        "web",
        `
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{podSelector: {}}]
      ports: [{port: http}, {port: gone}]
    - {}
  egress:
    - to: [{ipBlock: {cidr: 10.0.0.0/8}}, {podSelector: {matchLabels: {app: missing}}}]`,
      ),
    );
    const [first, second, third] = own.allowances(named(own, "web"));
    expect(first && ids(first.workloads)).toEqual(["shop/api", "shop/web"]);
    expect(first?.traffic.TCP).toEqual([[8080, 8080]]);
    expect(first?.namedPorts).toEqual(["gone"]);
    expect(first?.anyPeer).toBe(false);
    expect(second?.anyPeer).toBe(true);
    expect(second && ids(second.workloads)).toEqual(["ops/prom", "shop/agent", "shop/api", "shop/web"]);
    expect(third?.ends).toEqual([
      { type: "cidr", cidr: "10.0.0.0/8" },
      { type: "unseen-pods", namespace: "shop", selector: "app=missing" },
    ]);
  });

  it("keep deeper matches apart", () => {
    const own = view(
      cnp(
        "web",
        `
  endpointSelector: {matchLabels: {app: web}}
  ingress:
    - fromEntities: [cluster]
      toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET, path: /a}, {host: b}]}}]
  ingressDeny:
    - fromEntities: [world]`,
      ),
    );
    const [allow, deny] = own.allowances(named(own, "web"));
    expect(allow?.conditional.map((it) => [it.when, it.traffic.TCP])).toEqual([["HTTP GET /a or host b", [[80, 80]]]]);
    expect(allow?.traffic.TCP).toEqual([]);
    expect(deny?.by.verdict).toBe("deny");
    expect(deny?.ends).toEqual([{ type: "world" }]);
  });
});

describe("DNS", () => {
  const dnsOf = (policy: string, settings: WorldSettings = {}) => {
    const own = view(policy, settings);
    const { isolated, udp, tcp, inspected } = own.dns(workload(own, "shop/web"));
    return { isolated, udp, tcp, inspected };
  };
  const egress = (rule: string): string => np("p", `{podSelector: {}, policyTypes: [Egress], egress: [${rule}]}`);

  it("is open where nothing isolates", () => {
    expect(dnsOf(np("p", "{podSelector: {}}"))).toEqual({ isolated: false, udp: true, tcp: true, inspected: true });
  });

  it.each([
    ["no rule", "", false, false],
    ["another port", "{ports: [{port: 443}]}", false, false],
    ["UDP alone, to anyone", "{ports: [{port: 53, protocol: UDP}]}", true, false],
    [
      "the DNS pods by label, on every port",
      "{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]}",
      true,
      true,
    ],
    [
      "their namespace by name",
      "{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}",
      true,
      true,
    ],
    ["the port by the name that CoreDNS gives it", "{ports: [{port: dns, protocol: UDP}]}", true, false],
    ["pods of the own namespace", "{to: [{podSelector: {}}]}", false, false],
    [
      "a cache by its address",
      "{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ports: [{port: 53, protocol: UDP}]}",
      true,
      false,
    ],
    ["every address, which some networks take for pods too", "{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}", true, true],
  ])("%s", (_, rule, udp, tcp) => {
    expect(dnsOf(egress(rule))).toEqual({ isolated: true, udp, tcp, inspected: false });
  });

  it("knows other resolvers by the settings", () => {
    const dns = { namespace: "openshift-dns", labels: new Map([["app", "dns"]]), ports: [5353] };
    const rule =
      "{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}], ports: [{port: 5353, protocol: UDP}]}";
    expect(dnsOf(egress(rule), { dns })).toEqual({ isolated: true, udp: true, tcp: false, inspected: false });
    expect(dnsOf(egress("{ports: [{port: 53, protocol: UDP}]}"), { dns }).udp).toBe(false);
  });

  it("sees Cilium's proxy, and that the world holds no DNS pods", () => {
    const peers = "toEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}}]";
    const inspected = `{${peers}, toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}`;
    expect(dnsOf(cnp("p", `{endpointSelector: {}, egress: [${inspected}]}`))).toEqual({
      isolated: true,
      udp: true,
      tcp: true,
      inspected: true,
    });
    expect(dnsOf(cnp("p", "{endpointSelector: {}, egress: [{toEntities: [world]}]}")).udp).toBe(false);
  });
});

describe("completeness", () => {
  it("is a workload in the namespace and nothing unseen", () => {
    const own = view(`${np("p", "{podSelector: {}}")}---\n${np("q", "{podSelector: {}}", "empty")}`);
    expect(own.isComplete("shop")).toBe(true);
    expect(own.isComplete("empty")).toBe(false);
    expect(own.isComplete()).toBe(false);
    expect(view(np("p", "{podSelector: {}}")).isComplete()).toBe(true);
  });

  it("can be declared either way", () => {
    expect(view("", { closedWorld: "always" }).isComplete("nowhere")).toBe(true);
    expect(view("", { closedWorld: "never" }).isComplete("shop")).toBe(false);
  });
});

describe("ends outside", () => {
  it("are what policies name, the world, and pods that no manifest has", () => {
    const own = view(
      np(
        "p",
        "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {podSelector: {matchLabels: {app: gone}}}]}]}",
      ) +
        "---\n" +
        cnp("q", "{endpointSelector: {}, egress: [{toFQDNs: [{matchName: API.x.io}]}, {toEntities: [host]}]}"),
    );
    const words = own.outsideEnds.map((it: End) => JSON.stringify(it)).sort();
    expect(words).toEqual(
      [
        { type: "world" },
        { type: "cidr", cidr: "10.0.0.0/8" },
        { type: "cidr", cidr: "10.1.0.0/16" },
        { type: "fqdn", pattern: "api.x.io" },
        { type: "entity", name: "host" },
        { type: "unseen-pods", selector: "app=gone", namespace: "shop" },
      ]
        .map((it) => JSON.stringify(it))
        .sort(),
    );
  });

  it("have no pods that a namespace's own labels forbid; one without a manifest may have any", () => {
    const labelled = (namespace: string, label: string): string =>
      `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}, ${label}: green}}, podSelector: {matchLabels: {app: gone}}}]}]}`;
    const unseenIn = (namespace: string, label = "team") =>
      view(np("p", labelled(namespace, label))).outsideEnds.filter((it) => it.type === "unseen-pods");
    expect(unseenIn("ops")).toEqual([]);
    expect(unseenIn("ops", "tier")).toEqual([]);
    expect(unseenIn("elsewhere")).toMatchObject([{ namespace: "elsewhere" }]);
  });

  it("leave out a network that smaller ones cover wholly", () => {
    const blocks = ["10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9"].map((it) => `{ipBlock: {cidr: ${it}}}`).join(", ");
    const own = view(np("p", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [${blocks}]}]}`));
    expect(own.outsideEnds.flatMap((it) => (it.type === "cidr" ? it.cidr : []))).toEqual([
      "10.0.0.0/9",
      "10.128.0.0/9",
    ]);
  });

  it("answer for policies without any workload", () => {
    const own = view(
      np(
        "web",
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api}}}]}]}",
      ) +
        "---\n" +
        np(
          "api",
          "{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]}",
        ),
      {},
      "other\n",
    );
    const end = (app: string): End => ({ type: "unseen-pods", namespace: "shop", selector: `app=${app}` });
    expect(own.reach(end("web"), end("api")).allowed.TCP).toEqual([[80, 80]]);
    expect(own.reach(end("api"), end("web")).allowed.TCP).toEqual([[1, 65535]]);
  });
});

describe("memory", () => {
  const policies = `${np("a", "{podSelector: {}}")}---\n${np("b", "{podSelector: {}}")}`;

  it("computes an answer once for each View", () => {
    let computed = 0;
    const count = ({ scope }: View): number => {
      computed++;
      return scope.policies.length;
    };
    const [one, other] = [view(policies), view(np("a", "{podSelector: {}}"))];
    expect([one.memo(count), one.memo(count), computed]).toEqual([2, 2, 1]);
    expect([other.memo(count), computed]).toEqual([1, 2]);
  });

  it("computes an answer once for each object, and keeps undefined too", () => {
    const asked: string[] = [];
    const first = ({ name }: Policy, own: View): Policy | undefined => {
      asked.push(name);
      return own.scope.policies.find((it) => it.name < name);
    };
    const own = view(policies);
    const [a, b] = [named(own, "a"), named(own, "b")];
    expect([own.memo(first, a), own.memo(first, a), own.memo(first, b), own.memo(first, b)]).toEqual([
      undefined,
      undefined,
      a,
      a,
    ]);
    expect(asked).toEqual(["a", "b"]);
  });

  it("keeps answers of two functions about one object apart", () => {
    const own = view(policies);
    const nameOf = (policy: Policy): string => policy.name;
    const kindOf = (policy: Policy): string => policy.kind;
    const a = named(own, "a");
    expect([own.memo(nameOf, a), own.memo(kindOf, a), own.memo(nameOf, a)]).toEqual(["a", "NetworkPolicy", "a"]);
  });
});
