/** Why the other end of a rule denies what the rule allows, and what would allow it there (NP1602). */

import { identifyingLabels } from "../../analysis/identifying-labels.js";
import type { NearRule } from "../../analysis/near-rules.js";
import type { View } from "../../analysis/view.js";
import { PROTOCOLS, type Traffic, trafficOf } from "../../engine/traffic.js";
import { type Direction, opposite } from "../../model/direction.js";
import { listOf } from "../../model/reading.js";
import { requirementText } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import type { FixOffer } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { portWords } from "../words/words.js";
import type { Stopped, StoppedPair } from "./stopped-peers.js";

/** A protocol with one port, or with all of them, of what the rule allows. */
function sampleOf(traffic: Traffic): Traffic | undefined {
  const protocol = PROTOCOLS.find((it) => traffic[it].length > 0);
  if (protocol === undefined) return undefined;
  const [[first, last] = [1, 1]] = traffic[protocol];
  return trafficOf(protocol, first === 1 && last === 65535 ? [[1, 65535]] : [[first, first]]);
}

/**
 * Above this many policies nobody reads why each of thousands of rules fails, and to find out would be half of all the work:
 * the finding then names the policies that restrict the other end, without their nearest rule.
 */
const MOST_POLICIES = 1000;

/** The rule of the policies that restrict the other end that comes nearest to allowing it, where a single condition fails. */
export function nearestThere({ direction, pair, isolating }: Stopped, view: View): NearRule | undefined {
  const asked = sampleOf(pair.traffic);
  if (asked === undefined || view.policies.length > MOST_POLICIES) return undefined;
  const own = { type: "workload", workload: pair.subject } as const;
  const other = { type: "workload", workload: pair.workload } as const;
  const [from, to] = direction === "egress" ? [own, other] : [other, own];
  return view
    .nearRules(from, to, opposite(direction), asked, { among: isolating })
    .find((it) => it.failed.length === 1);
}

/** What the rule asks and the connection does not have, as a clause; undefined where no short one says it. */
export function failedClause({ failed: [first] }: NearRule, { subject }: StoppedPair): string | undefined {
  switch (first?.type) {
    case "port":
    case "protocol":
      return `it allows ${first.allowed.length === 0 ? "other protocols" : portWords(first.allowed)}`;
    case "peer-label":
      return `it asks for ${quoted(requirementText(first.requirement))}, which ${quoted(subject.name)} ${
        first.found === undefined ? "does not have" : `has as ${quoted(first.found)}`
      }`;
    case "namespace":
      return `it names namespace ${first.asked.map((it) => quoted(it)).join(" or ")}, and ${quoted(subject.name)} is in ${quoted(first.found)}`;
    case "namespace-label":
      return `it asks for namespaces with ${quoted(requirementText(first.requirement))}, which ${quoted(first.namespace)} is not known to have`;
    default:
      return undefined;
  }
}

/** A rule for the pair in the one policy that selects the other end alone: in another it would be for more pods. */
export function allowThere({ direction, pair, isolating }: Stopped, view: View): FixOffer | undefined {
  const { workload, subject, traffic } = pair;
  const there: Direction = opposite(direction);
  const labels = identifyingLabels(subject);
  for (const policy of isolating) {
    const { allowRule } = systemOf(policy.object).pieces;
    if (allowRule === undefined || policy.namespace === undefined || labels.size === 0) continue;
    for (const part of policy.reading.parts) {
      const selected = view.selectedBy(policy, part);
      const list = listOf(part, there);
      if (part.isolates[there] === undefined || selected.length !== 1 || selected[0] !== workload) continue;
      if (list !== undefined && list.rules.length === 0) continue;
      const peer = { labels, namespace: subject.namespace };
      const rule = allowRule({ namespace: workload.namespace, direction: there, traffic, peer });
      const [from, to] = direction === "egress" ? [subject, workload] : [workload, subject];
      return {
        title: `Allow it in ${policy.name} too: ${from.name} to ${to.name}`,
        edit: (editor) => {
          if (list === undefined) editor.insert(part.at, there, [rule]);
          else editor.append(list.at, rule);
        },
      };
    }
  }
  return undefined;
}
