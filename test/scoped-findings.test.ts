/** A finding that holds in several scopes is said once, and names them where it does not hold in all. */

import { describe, expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";

/** Of all pods of `shop`, of which none is allowed to resolve names. */
const WITHOUT_DNS = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{ports: [{port: 443}]}]
`;
const DNS = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]
`;

/** The scopes that each finding of a rule names; `every` where it names none. */
function scopesNamed(scopes: readonly string[], rest: Readonly<Record<string, string>>): string[] {
  const settings = { scopes: new Map(scopes.map((it) => [it, [`${it}/**`, "base/**"]])) };
  const workspace = workspaceOf(new Map([["base/web.yaml", WITHOUT_DNS], ...Object.entries(rest)]), settings);
  return workspace
    .diagnostics("base/web.yaml")
    .filter((it) => it.rule === "egress-blocks-dns")
    .map((it) => it.scopes?.join() ?? "every");
}

describe("a finding of several scopes", () => {
  it("is said once, without their names where it holds in all", () => {
    expect(scopesNamed(["one", "two", "three"], {})).toEqual(["every"]);
  });

  it("names those in which it holds", () => {
    expect(scopesNamed(["one", "two", "three"], { "two/dns.yaml": DNS })).toEqual(["one,three"]);
  });
});
