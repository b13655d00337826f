/** NP1902: a workload is configured to call another one, but policies deny the connection. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";
import { allowNeeds } from "./allow-need.js";
import { type RefusedNeed, refusedTogether } from "./refused-needs.js";

export default defineRule({
  code: "NP1902",
  name: "needed-connection-denied",
  title: "A required connection that is denied",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-46"],

  *check(policy, view) {
    for (const needs of refusedTogether(policy, view)) {
      const [first] = needs;
      if (first.need.caller === "replica") continue;
      const isSure =
        areManifestsOfOneCluster(view) &&
        needs.some(
          ({ need, sides }) =>
            need.caller !== "monitor" &&
            need.isOneOfMany !== true &&
            need.isOfMembers !== true &&
            sides.every((it) => it.hasRules && !it.mayMatchByAddress && statesNamespace(it.policy)),
        );
      yield { at: first.at, severity: isSure ? "warning" : "info", needs } as const;
    }
  },

  message: ({ needs }) => `${asked(needs)}, ${denying(needs[0])}`,
  note: ({ needs: [first] }) => because(first),
  related: ({ needs }) =>
    needs.slice(0, 10).flatMap(({ need, from, sides }) => [
      {
        at: need.at,
        message: `${need.by.kind} ${quoted(need.by.meta.name?.value ?? "")} configures this connection${need.by.kind === "ConfigMap" || need.by.kind === "Secret" ? ` for ${quoted(from.name)}` : ""}`,
      },
      ...sides.slice(1).map(({ policy, direction }) => ({
        at: policy.object.meta.name?.at ?? policy.object.meta.at,
        message: `${quoted(policy.name)} restricts ${direction} too`,
      })),
    ]),

  fixes: {
    allow: { safety: "changes-traffic", traffic: "opens", fix: ({ needs }, view) => allowNeeds(needs, view) },
  },
});

function asked(needs: readonly [RefusedNeed, ...RefusedNeed[]]): string {
  const [{ need }] = needs;
  const { caller, service, servicePort, to, port, isOfMembers } = need;
  const target = quoted(
    isOfMembers === true ? `${to.name}:${port}` : `${service?.name ?? to.name}:${servicePort ?? port}`,
  );
  const callers = [...new Set(needs.map((it) => it.from))];
  const isOfOwnAccord = caller === "monitor" || caller === "router" || caller === "operator";
  const [one, many] = VERBS[isOfOwnAccord ? caller : "workload"];
  // A message has room for two names only beside the short verb.
  const isShort = callers.length === 2 && !isOfOwnAccord;
  const names = workloadNames(callers, callers[0]?.namespace, isShort ? 2 : 1);
  return `${names} ${callers.length > 1 ? many : one} ${target}`;
}

function because({ need, sides }: RefusedNeed): string {
  const { protocol, port, service, isOfMembers } = need;
  if (isOfMembers === true && service !== undefined) {
    return `They find each other by the headless Service ${quoted(service.name)}, and each pod behind it has to accept the others on ${protocol} ${port}.`;
  }
  if (sides.length > 1) {
    return "A connection needs an egress rule for the pods that open it and an ingress rule for the pods that accept it.";
  }
  const [{ direction, mayMatchByAddress }] = sides;
  return mayMatchByAddress
    ? "A rule allows the port for addresses. Whether such a rule matches pods depends on the CNI: set `cni`, or add a rule for the pods."
    : `Policies restrict the ${direction} of these pods, and no rule allows ${protocol} ${port} between the two. Add a rule, or remove the configuration.`;
}

/** Of one caller, and of several. */
const VERBS = {
  monitor: ["reads metrics from", "read metrics from"],
  operator: ["needs to reach", "need to reach"],
  router: ["sends requests to", "send requests to"],
  workload: ["is configured to call", "call"],
} as const;

function denying({ sides }: RefusedNeed): string {
  const [{ direction }] = sides;
  if (sides.length > 1) return "but neither side allows it";
  return direction === "egress" ? "but its egress rules do not allow it" : "which does not accept it";
}
