/** Scaffolds that isolate all pods in a namespace, and allow DNS where they would otherwise block it. */

import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";
import { allowsDns, mayNameResolver, mayReachResolver } from "../../rules/evidence/dns-rules.js";
import { freeName, type Ground, type Scaffold } from "./scaffold.js";
import { allowDns, defaultDeny } from "./written-policies.js";

/** For the directions in which no policy isolates all pods in the namespace yet. */
export function denyScaffolds({ view, namespace, writer }: Ground): Scaffold[] {
  const missing = DIRECTIONS.filter((it) => !isDeniedByDefault(view, namespace, it));
  const variants: readonly (readonly [string, string, readonly Direction[]])[] = [
    ["default-deny", "Deny ingress and egress by default", ["ingress", "egress"]],
    ["default-deny-ingress", "Deny ingress by default", ["ingress"]],
    ["default-deny-egress", "Deny egress by default", ["egress"]],
  ];
  return variants
    .filter(([, , directions]) => directions.every((it) => missing.includes(it)))
    .map(([base, words, directions]) => {
      const egress = directions.includes("egress");
      // Egress without DNS is an outage, so the two come together.
      const withDns = egress && !hasDnsForAll(view, namespace);
      return {
        id: base,
        title: `${words} in \`${namespace}\`${withDns ? ", and allow DNS" : ""}`,
        fileName: `${base}.yaml`,
        policies: () => [
          defaultDeny(writer, { namespace, name: freeName(view, namespace, base) }, directions),
          ...(withDns
            ? [
                allowDns(
                  writer,
                  { namespace, name: freeName(view, namespace, "allow-dns") },
                  new Map(),
                  view.settings.dns,
                ),
              ]
            : []),
        ],
      };
    });
}

function isDeniedByDefault(view: View, namespace: string, direction: Direction): boolean {
  return view.policies.some((it) => coversAll(it, namespace) && view.isolates(it)[direction]);
}

/** True when a policy for all pods in the namespace already allows DNS, to any server. */
function hasDnsForAll(view: View, namespace: string): boolean {
  return view.policies.some((it) => coversAll(it, namespace) && letsResolve(it, view));
}

/** True where a rule of the policy may allow pods to reach cluster DNS. */
export function letsResolve(policy: Policy, view: View): boolean {
  return view
    .allowances(policy)
    .some((it) => allowsDns(it, view, ["UDP"]) && (mayReachResolver(it, view) || mayNameResolver(it, view)));
}

function coversAll(policy: Policy, namespace: string): boolean {
  return (policy.namespace === undefined || policy.namespace === namespace) && selectsAll(policy);
}

/** True for a policy that selects all pods in its namespace, or in the cluster, in all of its parts. */
export function selectsAll({ reading }: Policy): boolean {
  return reading.parts.every(
    ({ subject: { of, selector, others } }) =>
      of === "pods" && selector?.requirements.length === 0 && others.length === 0,
  );
}
