/** Policies that the CNI enforces nothing of are said wherever traffic is spoken of, and count for nothing. */

import { describe, expect, it } from "vitest";
import type { PartialSettings, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";

const CLUSTER = clusterYaml("shop\n  web  app=web\n  db  app=db\n");

function denyAll(kind: string, name: string, own: string): string {
  const version = kind === "ClusterNetworkPolicy" ? "v1alpha2" : "v1alpha1";
  return `apiVersion: policy.networking.k8s.io/${version}
kind: ${kind}
metadata: {name: ${name}}
spec:
  ${own}
  subject: {namespaces: {}}
  ingress: [{action: Deny, from: [{namespaces: {}}]}]
`;
}

const CLUSTERWIDE = denyAll("ClusterNetworkPolicy", "guard", "tier: Admin\n  priority: 1");
const OLD = denyAll("AdminNetworkPolicy", "old", "priority: 100");

const CILIUM = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: db, namespace: shop}
spec: {endpointSelector: {matchLabels: {app: db}}, ingress: [{}]}
`;
const IDS = new Map([
  [CLUSTERWIDE, "ClusterNetworkPolicy/guard"],
  [OLD, "AdminNetworkPolicy/old"],
  [CILIUM, "shop/CiliumNetworkPolicy/db"],
]);

function world(policies: string, settings: PartialSettings): Workspace {
  return workspaceOf(
    new Map([
      ["cluster.yaml", CLUSTER],
      ["policies.yaml", policies],
    ]),
    settings,
  );
}

function answer(workspace: Workspace): { readonly verdict: string; readonly ignored: unknown } {
  const [scope = ""] = workspace.scopeNames;
  const result = workspace.can(scope, { from: "shop/web", to: "shop/db", protocol: "TCP", port: 80 });
  if (!result.ok) throw new Error(result.message);
  return { verdict: result.answer.verdict, ignored: result.answer.ignored };
}

const ciliumAt = (minor: number): PartialSettings => ({ cni: "cilium", versions: { cilium: { major: 1, minor } } });

describe("policies that the CNI does not read", () => {
  it.each([
    ["ClusterNetworkPolicy requires Cilium 1.20 or later, and this is 1.19", CLUSTERWIDE, ciliumAt(19)],
    ["Cilium does not read the kind AdminNetworkPolicy", OLD, ciliumAt(20)],
    ["kube-router does not read the kind AdminNetworkPolicy", OLD, { cni: "kube-router" }],
    ["OVN-Kubernetes applies priorities from 0 to 99 only, and this one is 100", OLD, { cni: "ovn-kubernetes" }],
    ["Calico does not read the kind CiliumNetworkPolicy", CILIUM, { cni: "calico" }],
    ["Antrea does not read the kind CiliumNetworkPolicy", CILIUM, { cni: "antrea" }],
  ] satisfies [string, string, PartialSettings][])(
    "are a notice and a part of answers: %s",
    (because, policy, settings) => {
      const own = world(policy, settings);
      const place = { policy: IDS.get(policy), file: "policies.yaml", line: 2 };
      expect(own.notices()).toEqual([
        { message: `${because}: 1 policy has no effect (policies.yaml)`, ignored: { because, policies: [place] } },
      ]);
      expect(answer(own)).toEqual({ verdict: "allowed", ignored: [{ ...place, because }] });
    },
  );

  it.each([
    [CLUSTERWIDE, ciliumAt(20)],
    [OLD, { cni: "antrea" }],
    [OLD, {}],
    [CILIUM, { cni: "cilium" }],
    [CILIUM, {}],
  ] satisfies [string, PartialSettings][])("are none that it reads, or where none is named", (policy, settings) => {
    const own = world(policy, settings);
    expect(own.notices()).toEqual([]);
    expect(answer(own)).toEqual({ verdict: "denied", ignored: undefined });
  });

  it("share a notice where the reason is the same", () => {
    const both = `${OLD}---\n${OLD.replace("old", "older")}`;
    expect(
      world(both, { cni: "weave" })
        .notices()
        .map((it) => it.message),
    ).toEqual(["Weave Net does not read the kind AdminNetworkPolicy: 2 policies have no effect (policies.yaml)"]);
  });

  it("are no more than refused where the API server refuses them", () => {
    const refused = OLD.replace("priority: 100", "priority: 1001");
    expect(world(refused, { cni: "weave" }).notices()).toEqual([]);
  });
});

it("says of Antrea's policies for nodes and for node ports that they are not about pods", () => {
  const policy = (appliedTo: string): string =>
    `apiVersion: crd.antrea.io/v1beta1\nkind: ClusterNetworkPolicy\nmetadata: {name: guard}\nspec:\n  priority: 5\n  appliedTo: [${appliedTo}]\n  ingress: [{action: Drop}]\n`;
  const said = (appliedTo: string): readonly string[] =>
    world(policy(appliedTo), {})
      .notices()
      .map((it) => it.message);
  const effect = "1 policy has no effect (policies.yaml)";
  expect(said("{nodeSelector: {}}")).toEqual([
    `A policy with \`nodeSelector\` applies to nodes, not to pods: ${effect}`,
  ]);
  expect(said("{service: {name: web, namespace: shop}}")).toEqual([
    `A policy with \`service\` applies to node ports, not to pods: ${effect}`,
  ]);
  expect(said("{podSelector: {}}")).toEqual([]);
});
