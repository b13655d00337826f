/** Why the peer's own policies deny what a rule allows, and which rule there would allow it (NP1602). */

import { identifyingLabels } from "../../analysis/identifying-labels.js";
import type { NearRule } from "../../analysis/near-rules.js";
import type { View } from "../../analysis/view.js";
import { PROTOCOLS, type Traffic, trafficOf } from "../../engine/traffic.js";
import { type Direction, opposite } from "../../model/direction.js";
import { allowKeyOf, allowListOf } from "../../model/reading.js";
import { requirementText } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import type { FixOffer } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { portWords } from "../words/words.js";
import type { Stopped, StoppedPair } from "./stopped-peers.js";

/** One protocol that the rule allows, with one port of it or with all. */
function sampleOf(traffic: Traffic): Traffic | undefined {
  const protocol = PROTOCOLS.find((it) => traffic[it].length > 0);
  if (protocol === undefined) return undefined;
  const [[first, last] = [1, 1]] = traffic[protocol];
  return trafficOf(protocol, first === 1 && last === 65535 ? [[1, 65535]] : [[first, first]]);
}

/** In larger scopes, the closest rule is not looked for: that would be half of all the work. */
const MOST_POLICIES = 1000;

function isLarge({ policies }: View): boolean {
  return policies.length > MOST_POLICIES;
}

/** Rules of the policies that restrict the peer which fail in one condition only, the closest first. */
export function nearRulesThere({ direction, pair, isolating }: Stopped, view: View): readonly NearRule[] {
  const asked = sampleOf(pair.traffic);
  if (asked === undefined || view.memo(isLarge)) return [];
  const own = { type: "workload", workload: pair.subject } as const;
  const other = { type: "workload", workload: pair.workload } as const;
  const [from, to] = direction === "egress" ? [own, other] : [other, own];
  return view
    .nearRules(from, to, opposite(direction), asked, { among: isolating })
    .filter((it) => it.failed.length === 1);
}

/** What the peer's policies allow between the two, as "TCP 8080 from `web`", where it is a matter of ports only. */
export function allowedInstead(
  [only, ...others]: readonly NearRule[],
  { direction, pair: { subject, workload }, isolating }: Stopped,
  view: View,
): string | undefined {
  const failed = only?.failed[0];
  if (others.length > 0 || failed?.type !== "port") return undefined;
  // A message has room for one port.
  const [port, ...ports] = failed.allowed;
  if (typeof port?.port?.value !== "number" || port.endPort !== undefined || ports.length > 0) return undefined;
  // A policy that restricts nothing may still allow more.
  if (!view.policiesOn(workload, opposite(direction)).every((it) => isolating.includes(it))) return undefined;
  return `${portWords([port])} ${direction === "egress" ? "from" : "to"} ${quoted(subject.name)}`;
}

/** The condition that the connection does not meet, as a clause; undefined where no short one says it. */
export function failedClause({ failed: [first] }: NearRule, { subject }: StoppedPair): string | undefined {
  switch (first?.type) {
    case "port":
    case "protocol":
      return `it allows ${first.allowed.length === 0 ? "other protocols" : portWords(first.allowed)}`;
    case "peer-label":
      return `it requires ${quoted(requirementText(first.requirement))}, but ${quoted(subject.name)} ${
        first.found === undefined ? "does not have that label" : `has ${quoted(first.found)}`
      }`;
    case "namespace":
      return `it names namespace ${first.asked.map((it) => quoted(it)).join(" or ")}, but ${quoted(subject.name)} is in ${quoted(first.found)}`;
    case "namespace-label":
      return `it requires namespaces with ${quoted(requirementText(first.requirement))}, which ${quoted(first.namespace)} is not known to have`;
    default:
      return undefined;
  }
}

/** A rule for the pair, in a policy that selects only the peer: in any other policy it would apply to more pods. */
export function allowThere({ direction, pair, isolating }: Stopped, view: View): FixOffer | undefined {
  const { workload, subject, traffic } = pair;
  const there: Direction = opposite(direction);
  const labels = identifyingLabels(subject, view);
  for (const policy of isolating) {
    const { allowRule } = systemOf(policy.object).pieces;
    if (allowRule === undefined || policy.namespace === undefined || labels.size === 0) continue;
    for (const part of policy.reading.parts) {
      const selected = view.selectedBy(policy, part);
      const list = allowListOf(part, there);
      if (part.isolates[there] === undefined || selected.length !== 1 || selected[0] !== workload) continue;
      if (list !== undefined && list.rules.length === 0) continue;
      const peer = { labels, namespace: subject.namespace };
      const rule = allowRule({ namespace: workload.namespace, direction: there, traffic, peer });
      const [from, to] = direction === "egress" ? [subject, workload] : [workload, subject];
      return {
        title: `Allow ${from.name} to reach ${to.name} in ${policy.name} too`,
        edit: (editor) => {
          if (list === undefined) editor.insert(part.at, allowKeyOf(part, there), [rule]);
          else editor.append(list.at, rule);
        },
      };
    }
  }
  return undefined;
}
