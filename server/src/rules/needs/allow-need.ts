/** The fix of NP1902 and NP1903: each side that denies the connection gets a rule for it. */

import { identifyingLabels } from "../../analysis/identifying-labels.js";
import { type Traffic, trafficOf, union } from "../../engine/traffic.js";
import { allowKeyOf, allowListOf } from "../../model/reading.js";
import type { Workload } from "../../model/scope.js";
import type { View } from "../../analysis/view.js";
import { systemOf } from "../../systems/kinds.js";
import type { FixOffer } from "../rule.js";
import type { RefusedNeed, RefusingSide } from "./refused-needs.js";

/** One rule for each caller, if all of them can be written. */
export function allowNeeds(needs: readonly [RefusedNeed, ...RefusedNeed[]], view: View): FixOffer | undefined {
  const [first, ...more] = needs;
  const offers = needs.map((it) => allowNeed(it, view));
  const [offer] = offers;
  if (offer === undefined || !offers.every((it) => it !== undefined)) return undefined;
  if (more.length === 0) return offer;
  // Several rules cannot be added to a list that the first of them would create.
  const isThere = needs.every(({ sides }) =>
    sides.every((it) => (allowListOf(it.part, it.direction)?.rules.length ?? 0) > 0),
  );
  const { to, protocol, port } = first.need;
  return isThere
    ? {
        title: `Allow ${namesOf(needs)} to reach ${to.name} on ${protocol} ${port}`,
        edit: (editor) => {
          for (const it of offers) it.edit(editor);
        },
      }
    : undefined;
}

/** @param needs All connections between the two that one rule is for. */
export function allowNeed(
  { need, from, sides }: RefusedNeed,
  view: View,
  needs: readonly RefusedNeed["need"][] = [need],
): FixOffer | undefined {
  const { to } = need;
  const traffic = needs.map((it) => trafficOf(it.protocol, [[it.port, it.port]])).reduce(union);
  const edits = sides.map((side) =>
    allowed(side, side.direction === "egress" ? [from, to] : [to, from], traffic, view),
  );
  if (!edits.every((it) => it !== undefined)) return undefined;
  const both = edits.length > 1 ? ", in both policies" : "";
  const whom = from === to ? `replicas of ${to.name} to reach each other` : `${from.name} to reach ${to.name}`;
  return {
    title: `Allow ${whom} on ${needs.map((it) => `${it.protocol} ${it.port}`).join(", ")}${both}`,
    edit: (editor) => {
      for (const { list, part, direction, rule } of edits) {
        if (list === undefined || list.rules.length === 0) editor.insert(part.at, allowKeyOf(part, direction), [rule]);
        else editor.append(list.at, rule);
      }
    },
  };
}

/** Up to three callers: "web, api and 2 more". */
function namesOf(needs: readonly RefusedNeed[]): string {
  const names = [...new Set(needs.map((it) => it.from.name))];
  const last = names.length > 3 ? `${names.length - 3} more` : names.at(-1);
  const others = names.slice(0, Math.min(3, names.length - 1));
  return others.length === 0 ? `${last}` : `${others.join(", ")} and ${last}`;
}

function allowed(
  { policy, part, direction }: RefusingSide,
  [self, other]: readonly [Workload, Workload],
  traffic: Traffic,
  view: View,
) {
  const labels = identifyingLabels(other, view);
  const { allowRule } = systemOf(policy.object).pieces;
  const list = allowListOf(part, direction);
  // A clusterwide policy, and pods without identifying labels, need more than one rule here.
  if (allowRule === undefined || labels.size === 0 || policy.namespace === undefined) return undefined;
  if (list !== undefined && list.rules.length === 0) return undefined;
  const peer = { labels, namespace: other.namespace };
  return { list, part, direction, rule: allowRule({ namespace: self.namespace, direction, traffic, peer }) };
}
