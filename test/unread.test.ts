/** Policies of systems that are not read are said wherever traffic is spoken of. */

import { describe, expect, it } from "vitest";
import type { Answer } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";

const POLICY = `apiVersion: networking.k8s.aws/v1alpha1
kind: ClusterNetworkPolicy
metadata:
  name: all
spec:
  types: [Ingress]
`;

describe("policies of systems that are not read", () => {
  it("are a notice, with their kinds, number and files", () => {
    const files = new Map([
      ["a.yaml", `${POLICY}---\n${POLICY.replace("name: all", "name: more")}`],
      ["b.yaml", POLICY.replace("ClusterNetworkPolicy", "ApplicationNetworkPolicy")],
      [
        "c.yaml",
        POLICY.replace("networking.k8s.aws/v1alpha1", "networking.gke.io/v1alpha3").replace("Cluster", "FQDN"),
      ],
    ]);
    const notices = workspaceOf(files).notices();
    expect(notices.map((it) => it.message)).toEqual([
      "Amazon VPC CNI policies are not read (2 ClusterNetworkPolicy, 1 ApplicationNetworkPolicy in a.yaml, b.yaml); they may change what is allowed",
      "GKE policies are not read (1 FQDNNetworkPolicy in c.yaml); they may change what is allowed",
    ]);
    expect(notices[0]?.unread).toEqual({
      system: "Amazon VPC CNI",
      policies: [
        { kind: "ClusterNetworkPolicy", name: "all", file: "a.yaml", line: 0 },
        { kind: "ClusterNetworkPolicy", name: "more", file: "a.yaml", line: 7 },
        { kind: "ApplicationNetworkPolicy", name: "all", file: "b.yaml", line: 0 },
      ],
    });
  });

  it("are no notice where there is none", () => {
    expect(
      workspaceOf(new Map([["a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"]])).notices(),
    ).toEqual([]);
  });
});

describe("an answer about an end that they may select", () => {
  const cluster = clusterYaml("shop\n  web  app=web\n  db  app=db\nops\n  probe  app=probe\n");
  const closed = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}
`;
  const inShop = POLICY.replace("Cluster", "Application").replace("name: all", "name: own\n  namespace: shop");
  const firewall = `apiVersion: k8s.ovn.org/v1
kind: EgressFirewall
metadata: {name: default, namespace: shop}
spec: {egress: []}
`;

  function answer(others: string, from: string, to: string): Partial<Answer> {
    const files = new Map([
      ["cluster.yaml", cluster],
      ["closed.yaml", closed],
      ["others.yaml", others],
    ]);
    const workspace = workspaceOf(files);
    const [scope = ""] = workspace.scopeNames;
    const result = workspace.can(scope, { from, to, protocol: "TCP", port: 80 });
    if (!result.ok) throw new Error(result.message);
    const { verdict, verdictOfCounted, notCounted } = result.answer;
    return {
      verdict,
      ...(verdictOfCounted === undefined ? {} : { verdictOfCounted }),
      ...(notCounted === undefined ? {} : { notCounted }),
    };
  }

  const all = { system: "Amazon VPC CNI", kind: "ClusterNetworkPolicy", name: "all", file: "others.yaml", line: 0 };
  const own = { ...all, kind: "ApplicationNetworkPolicy", name: "own" };

  it("is no plain one: allowed", () => {
    expect(answer(POLICY, "shop/db", "shop/web")).toEqual({
      verdict: "unknown",
      verdictOfCounted: "allowed",
      notCounted: [all],
    });
  });

  it("is no plain one: denied, where they may allow", () => {
    expect(answer(inShop, "shop/web", "shop/db")).toEqual({
      verdict: "unknown",
      verdictOfCounted: "denied",
      notCounted: [own],
    });
  });

  it("is denied where they can only deny more", () => {
    expect(answer(firewall, "shop/web", "shop/db")).toEqual({ verdict: "denied" });
    expect(answer(firewall, "shop/db", "shop/web")).toMatchObject({ verdict: "unknown", verdictOfCounted: "allowed" });
  });

  it("is a plain one about other namespaces", () => {
    expect(answer(inShop, "ops/probe", "world")).toEqual({ verdict: "allowed" });
    expect(answer(inShop, "world", "203.0.113.7")).toEqual({ verdict: "allowed" });
  });
});
