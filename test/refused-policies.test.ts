/** What rules say of policies that their own system refuses: nothing of their traffic, and the rest all the same. */

import { expect, it } from "vitest";
import { RULES } from "../server/src/rules/registry.js";
import { workspaceOf } from "./kit/analyse.js";

/** Blocks DNS of `web`, and has egress rules that `policyTypes` does not list. */
const policy = (port: number): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  ingress: [{}]
  egress: [{ports: [{port: ${port}}]}]
`;

const rulesAbout = (text: string): readonly string[] =>
  workspaceOf(new Map([["policy.yaml", text]]))
    .diagnostics("policy.yaml")
    .map((it) => it.rule)
    .sort();

it("leaves them out unless a rule asks for them", () => {
  expect(rulesAbout(policy(443))).toEqual(["direction-not-listed", "egress-blocks-dns"]);
  // The API server takes no such port.
  expect(rulesAbout(policy(70_000))).toEqual(["direction-not-listed", "port-out-of-range"]);
});

it("leaves them out of rules that read the text alone, too", () => {
  const dns = (more: string): string => policy(443).replace("{port: 443}", `{port: 53, protocol: UDP}${more}`);
  expect(rulesAbout(dns(""))).toContain("dns-without-tcp");
  expect(rulesAbout(dns(", {port: 70000}"))).not.toContain("dns-without-tcp");
});

it("is asked for by rules on policies alone", () => {
  const asking = RULES.filter((it) => it.refused !== undefined);
  expect(asking.length).toBeGreaterThan(0);
  expect(asking.filter((it) => it.on !== "policy").map((it) => it.name)).toEqual([]);
});
