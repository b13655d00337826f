/** NP1902: a workload is told to call another one, and policies deny it. */

import { sameSite } from "../../base/source.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { allowNeed } from "./allow-need.js";
import { type RefusedNeed, refusedNeeds } from "./refused-needs.js";

export default defineRule({
  code: "NP1902",
  name: "needed-connection-denied",
  title: "A connection that is needed and denied",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-46"],

  *check(policy, view) {
    for (const it of refusedNeeds(policy, view)) {
      if (it.need.caller === "replica") continue;
      const isSure =
        it.need.caller !== "monitor" &&
        !isOneOfMany(it) &&
        areManifestsOfOneCluster(view) &&
        it.sides.every((side) => side.hasRules && statesNamespace(side.policy));
      yield { severity: isSure ? "warning" : "info", ...it } as const;
    }
  },

  message: (it) => `${asked(it)}, ${denying(it)}`,
  note: ({ need, sides }) =>
    sides.length > 1
      ? "A connection needs a rule at both ends: egress of the one that opens it, and ingress of the one that accepts it."
      : `Policies restrict the pods' ${sides[0].direction}, and no rule allows ${need.protocol} ${need.port} between the two. Add one, or remove what asks for it.`,
  related: ({ need, sides }) => [
    { at: need.at, message: `${need.by.kind} ${need.by.meta.name?.value ?? ""} asks for it` },
    ...sides.slice(1).map(({ policy, direction }) => ({
      at: policy.object.meta.name?.at ?? policy.object.meta.at,
      message: `restricts ${direction} too`,
    })),
  ],

  fixes: {
    allow: { safety: "changes-traffic", traffic: "opens", fix: (it) => allowNeed(it) },
  },
});

/** A text that names several hosts is what a probe or a proxy is told: whether it may reach each of them is less sure. */
function isOneOfMany({ need: { at }, from }: RefusedNeed): boolean {
  const hosts = (from.object.told ?? []).filter((it) => sameSite(it.at, at)).map((it) => it.host);
  return new Set(hosts).size > 1;
}

function asked({ need, from }: RefusedNeed): string {
  const { caller, service, servicePort, to, port } = need;
  const target = quoted(`${service?.name ?? to.name}:${servicePort ?? port}`, 34);
  const verb = { monitor: "reads metrics from", router: "sends requests to", workload: "is told to call" };
  return `${quoted(from.name, 22)} ${caller === "monitor" || caller === "router" ? verb[caller] : verb.workload} ${target}`;
}

function denying({ sides }: RefusedNeed): string {
  const [{ direction }] = sides;
  if (sides.length > 1) return "but neither end allows it";
  return direction === "egress" ? "but its egress rules deny it" : "which does not accept it";
}
