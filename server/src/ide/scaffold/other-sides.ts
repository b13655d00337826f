/** Scaffolds for peers that a policy allows but whose own policies block the connection. */

import { isEmpty } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";
import { labelsFor } from "./labels.js";
import { freeName, type Ground, type Scaffold } from "./scaffold.js";
import { oneSide } from "./written-policies.js";

/** At most this many are offered: more than that belong in the list of flows, not in a menu. */
const MOST_FLOWS = 5;

export function otherSides(policy: Policy, ground: Ground): Scaffold[] {
  const { view, writer } = ground;
  const scaffolds: Scaffold[] = [];
  for (const subject of view.selectedBy(policy)) {
    for (const allowance of view.allowances(policy)) {
      if (allowance.by.verdict !== "allow" || allowance.anyPeer) continue;
      for (const other of allowance.workloads) {
        const inbound = allowance.by.direction === "ingress";
        if (view.isolatedBy(other, inbound ? "egress" : "ingress").length === 0) continue;
        const [from, to] = inbound ? [other, subject] : [subject, other];
        const reach = view.reach({ type: "workload", workload: from }, { type: "workload", workload: to });
        const own = inbound ? reach.ingress : reach.egress;
        const missing = inbound ? reach.egress : reach.ingress;
        if (own === undefined || missing === undefined || missing.isolatedBy.length === 0 || isEmpty(own.allowed))
          continue;
        if (!isEmpty(reach.allowed) || reach.conditional.length > 0) continue;
        const [subjectLabels, otherLabels] = [labelsFor(subject, ground), labelsFor(other, ground)];
        // Without labels the policy would select all pods, or allow all of them.
        if (otherLabels.size === 0 || subjectLabels.size === 0) continue;
        const direction: Direction = inbound ? "egress" : "ingress";
        const way = inbound ? "to" : "from";
        const base = `${other.name}-${direction}-${way}-${subject.name}`;
        if (scaffolds.some((it) => it.id === base)) continue;
        scaffolds.push({
          id: base,
          title: `Allow ${direction} ${inbound ? "from" : "to"} \`${other.name}\` ${way} \`${subject.name}\``,
          fileName: `${base}.yaml`,
          policies: () => [
            oneSide(
              writer,
              {
                direction,
                namespace: other.namespace,
                name: freeName(view, other.namespace, base),
                subject: otherLabels,
                peer: { labels: subjectLabels, namespace: subject.namespace },
                traffic: own.allowed,
              },
              { peer: subject.name, mirrors: policy.name },
            ),
          ],
        });
        if (scaffolds.length >= MOST_FLOWS) return scaffolds;
      }
    }
  }
  return scaffolds;
}
