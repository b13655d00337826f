/** A policy with values that nobody knows: what depends on them is neither allowed nor denied, and the rest is answered. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of envsubst, not of JavaScript

import { describe, expect, it } from "vitest";
import type { Answer, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";
import { fluxKustomization } from "./kit/gitops.js";

const CLUSTER = clusterYaml("shop\n  web  app=web\n  db  app=db tier=data\nops\n  probe  app=probe\n");

const policy = (name: string, spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {${spec}}\n`;

const world = (...policies: readonly string[]): Workspace =>
  workspaceOf(new Map([["apps/cluster.yaml", CLUSTER], ...policies.map((it, at) => [`apps/${at}.yaml`, it] as const)]));

function answer(workspace: Workspace, from: string, to: string, port = 80): Answer {
  const [scope = ""] = workspace.scopeNames;
  const result = workspace.can(scope, { from, to, protocol: "TCP", port });
  if (!result.ok) throw new Error(result.message);
  return result.answer;
}

const verdict = (workspace: Workspace, from: string, to: string, port?: number): string =>
  answer(workspace, from, to, port).verdict;

const OWN_PODS = policy("own", 'podSelector: {matchLabels: {app: "${APP}"}}, ingress: [{from: [{podSelector: {}}]}]');
const DENY = policy("deny", "podSelector: {}");

describe("a selector of a policy's own pods with a value that is not known", () => {
  it("leaves open what reaches pods that it may select, with the policy named", () => {
    const { verdict: found, verdictOfCounted, open } = answer(world(OWN_PODS), "ops/probe", "shop/db");
    expect({ found, verdictOfCounted, open }).toEqual({
      found: "unknown",
      verdictOfCounted: "allowed",
      open: [{ policy: "shop/NetworkPolicy/own", file: "apps/0.yaml", line: 2 }],
    });
  });

  it("leaves open what a policy denies and it may allow, and nothing else", () => {
    const both = world(OWN_PODS, DENY);
    expect(verdict(both, "shop/web", "shop/db")).toBe("unknown");
    expect(verdict(both, "ops/probe", "shop/db")).toBe("denied");
    expect(answer(both, "ops/probe", "shop/db").open).toBeUndefined();
  });

  it("takes nothing from what another policy of these pods allows", () => {
    const allow = policy("allow", "podSelector: {}, ingress: [{}]");
    expect(verdict(world(OWN_PODS, allow), "ops/probe", "shop/db")).toBe("allowed");
  });

  it("is about pods that have its other labels, in its namespace, in its directions", () => {
    const data = world(OWN_PODS.replace('"${APP}"', '"${APP}", tier: data'));
    expect(verdict(data, "ops/probe", "shop/db")).toBe("unknown");
    expect(verdict(data, "ops/probe", "shop/web")).toBe("allowed");
    expect(verdict(data, "shop/db", "ops/probe")).toBe("allowed");
  });
});

describe("a peer with a value that is not known", () => {
  const peer = (rule: string): Workspace =>
    world(policy("peer", `podSelector: {matchLabels: {app: db}}, ingress: [{${rule}}]`));
  const open = peer('from: [{podSelector: {matchLabels: {app: "${APP}"}}}], ports: [{port: 80}]');

  it("leaves open whether it is the other end, on the ports of its rule", () => {
    expect(verdict(open, "shop/web", "shop/db")).toBe("unknown");
    expect(verdict(open, "shop/web", "shop/db", 81)).toBe("denied");
    expect(verdict(open, "ops/probe", "shop/db")).toBe("denied");
    expect(verdict(open, "ops/probe", "shop/web")).toBe("allowed");
  });

  it("is no matter where another rule allows it anyway", () => {
    const both = peer(
      'from: [{podSelector: {matchLabels: {app: "${APP}"}}}, {podSelector: {matchLabels: {app: web}}}]',
    );
    expect(verdict(both, "shop/web", "shop/db")).toBe("allowed");
  });

  it("may be a port, an address or a namespace", () => {
    expect(verdict(peer('ports: [{port: "${PORT}"}]'), "shop/web", "shop/db")).toBe("unknown");
    expect(verdict(peer('from: [{namespaceSelector: {matchLabels: {team: "${T}"}}}]'), "ops/probe", "shop/db")).toBe(
      "unknown",
    );
  });
});

it("a denial by a value that is not known leaves open what is allowed", () => {
  const cilium = (match: string): string => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: deny, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: db}}
  ingress: [{fromEntities: [all]}]
  ingressDeny: [{fromEndpoints: [{matchLabels: {${match}}}]}]
`;
  expect(verdict(world(cilium('app: "${APP}"')), "shop/web", "shop/db")).toBe("unknown");
  expect(verdict(world(cilium('app: "${APP}", tier: data')), "shop/web", "shop/db")).toBe("allowed");
});

it("both sides have to be open where both deny", () => {
  const egress = policy("egress", "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]");
  expect(verdict(world(OWN_PODS, DENY, egress), "shop/web", "shop/db")).toBe("denied");
});

it("is what Flux fills in from elsewhere as well; a variable that is known leaves nothing open", () => {
  const flux = (substitute: string): Workspace =>
    workspaceOf(
      new Map([
        ["apps/cluster.yaml", CLUSTER],
        ["apps/own.yaml", OWN_PODS],
        ["flux.yaml", fluxKustomization("apps", `{path: ./apps, prune: true, postBuild: {${substitute}}}`)],
      ]),
    );
  expect(
    verdict(flux("substitute: {A: b}, substituteFrom: [{kind: Secret, name: gone}]"), "ops/probe", "shop/db"),
  ).toBe("unknown");
  expect(verdict(flux("substitute: {APP: db}"), "ops/probe", "shop/db")).toBe("denied");
  expect(verdict(flux("substitute: {APP: db}"), "ops/probe", "shop/web")).toBe("allowed");
});

it("is a condition of flows that it may take away", () => {
  const { flows } = world(OWN_PODS).flows();
  const rows = flows
    .filter((it) => it.from === "ops/Deployment/probe")
    .map(({ to, allowed, conditional }) => ({ to, allowed, conditional }));
  const when = "values that are filled in later do not make `own` deny it";
  expect(rows).toContainEqual({
    to: "shop/Deployment/db",
    allowed: {},
    conditional: ["SCTP", "TCP", "UDP"].map((protocol) => ({ protocol, ports: [[1, 65535]], when })),
  });
  const [allowed] = world()
    .flows()
    .flows.filter((it) => it.from === "ops/Deployment/probe" && it.to === "shop/Deployment/db");
  expect(allowed?.conditional).toEqual([]);
});

it("is a notice, and said of the pods that it may select", () => {
  const workspace = world(OWN_PODS, DENY.replace("podSelector: {}", "podSelector: {matchLabels: {app: web}}"));
  expect(workspace.notices()).toContainEqual({
    message:
      "1 policy has selectors, addresses or ports that are filled in later: what depends on these is unknown (apps/0.yaml)",
    places: [{ file: "apps/0.yaml", line: 2 }],
  });
  expect(world(DENY).notices()).toEqual([]);
  const hover = workspace.hover("apps/cluster.yaml", CLUSTER.indexOf("name: db") + 7);
  expect(JSON.stringify(hover)).toContain("May change this: ");
});
