/** Hints on lists that are empty, and rules that say nothing: whom and what they are about. */

import type { View } from "../analysis/view.js";
import type { PolicyPart, RuleReading } from "../model/reading.js";
import type { Policy } from "../model/scope.js";
import { allowanceOf } from "./hover-words.js";
import type { Hint } from "./inlay-hints.js";

/** @param saysImplied True where another hint says what a list restricts that no policy type names, and whether it allows nothing. */
export function emptyHints(policy: Policy, part: PolicyPart, view: View, saysImplied: boolean): Hint[] {
  const restricted = view.isolates(policy);
  const lists = part.lists.flatMap(({ rules, key, direction, at }): Hint[] => {
    // Of a list that only takes away, no rules are no effect.
    if (rules.length > 0 || key !== direction || !restricted[direction]) return [];
    return saysImplied && part.isolates[direction]?.node === at.node ? [] : [{ at, text: "allows nothing" }];
  });
  return [...lists, ...part.rules.flatMap((it) => ruleHints(policy, it, view))];
}

function ruleHints(policy: Policy, rule: RuleReading, view: View): Hint[] {
  const allowance = allowanceOf(view, policy, rule);
  if (allowance === undefined) return rule.who === "nobody" ? [{ at: rule.at, text: "no one" }] : [];
  const { anyPeer, workloads, ends } = allowance;
  const whom = anyPeer ? "anyone" : workloads.length + ends.length === 0 ? "no one" : undefined;
  const isSilent = rule.peers.length === 0 && rule.ports.length === 0 && rule.conditions.length === 0 && !rule.isIcmp;
  if (isSilent) return whom === undefined ? [] : [{ at: rule.at, text: anyPeer ? "anyone, all ports" : whom }];
  const peers = rule.peers.filter((it) => it.peers.length === 0);
  const ports = rule.ports.filter((it) => it.ports.length === 0 && it.conditions.length === 0);
  return [
    ...(whom === undefined ? [] : peers.map(({ at }): Hint => ({ at, text: whom }))),
    // A port list that is not written stands for itself elsewhere.
    ...(rule.isIcmp
      ? []
      : ports.filter((it) => it.at.node !== it.item.node).map(({ at }) => ({ at, text: "all ports" }))),
  ];
}
