/** NP2010: a rule that asks of the selected pods what none of them has, mostly because the sides were mixed up (C23). */

import { partOf, type Site } from "../../base/source.js";
import { DIRECTIONS } from "../../model/direction.js";
import { arePodsApart } from "../../model/peers.js";
import type { PodsPeer } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { CalicoPolicy, CalicoRule } from "../../systems/calico/model.js";
import { ownPodsOf } from "../../systems/calico/read.js";
import { defineRule } from "../rule.js";
import { enforcedPolicy, subjectOf } from "./calico-policies.js";

export default defineRule({
  code: "NP2010",
  name: "own-side-matches-nothing",
  title: "A rule about pods that the policy does not select",
  severity: "warning",
  premise: "file",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-23"],

  *check(policy) {
    const object = enforcedPolicy(policy);
    if (object === undefined) return;
    const directions = DIRECTIONS.filter((it) => object.isolates[it] !== undefined);
    for (const rule of directions.flatMap((it) => object[it]?.rules ?? [])) {
      const own = ownPodsOf(rule, object);
      if (own === undefined || own.length === 0 || !areOthers(own, policy)) continue;
      yield { at: placeOf(rule), direction: rule.direction, subject: subjectSite(object) };
    }
  },

  message: ({ direction }) =>
    `This rule matches nothing: \`${direction === "ingress" ? "destination" : "source"}\` selects none of the pods that the policy selects`,
  note: ({ direction }) =>
    direction === "ingress"
      ? "In an ingress rule, the peer is `source`. A `destination` only narrows the selected pods."
      : "In an egress rule, the peer is `destination`. A `source` only narrows the selected pods.",
  related: ({ subject }) => [{ at: subject, message: "the pods that the policy selects" }],
});

/** True where no pod can be both. */
function areOthers(own: readonly PodsPeer[], policy: Policy): boolean {
  const subject = subjectOf(policy);
  if (subject === undefined) return false;
  const { namespace } = policy;
  return own.every((pods) =>
    arePodsApart({ pods, namespace: pods.namespaces === "own" ? namespace : undefined }, subject),
  );
}

function placeOf({ direction, source, destination, at }: CalicoRule): Site {
  const own = direction === "ingress" ? destination : source;
  return own.at === undefined ? at : partOf(own.at, "key");
}

function subjectSite({ selector, namespaceSelector, specAt }: CalicoPolicy): Site {
  return selector?.at ?? namespaceSelector?.at ?? partOf(specAt, "key");
}
