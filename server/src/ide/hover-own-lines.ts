/** What one policy allows and denies by itself, rule by rule, as lines of its hover. */

import type { Allowance } from "../engine/answers.js";
import type { Direction } from "../model/direction.js";
import { peersOf, type PolicyPart, type RuleReading, rulesIn, type RuleVerdict } from "../model/reading.js";
import { systemOf } from "../systems/kinds.js";
import { allowanceOf, type Hovered, linksText, onHostNetwork, portsOf } from "./hover-words.js";
import { siteLink } from "./links.js";
import { rulePeersText } from "./peer-words.js";

/** Each rule of the part, those that are about anyone or the outside first, then the widest; of a policy with a rank in their order. */
export function ownLines(
  { snapshot, view, policy }: Hovered,
  part: PolicyPart,
  direction: Direction,
): readonly string[] {
  const word = direction === "ingress" ? "from" : "to";
  const rules = rulesIn(part).filter((it) => it.direction === direction);
  const lines = rules.flatMap((rule): { readonly width: number; readonly line: string }[] => {
    const allowance = allowanceOf(view, policy, rule);
    if (allowance === undefined) return [];
    const { before, after } = OWN_LINE[rule.verdict];
    // Whom a word such as `cluster` stands for is known without a list.
    const isByChoice = peersOf(rule).every((it) => it.type === "pods" || it.type === "service");
    const matched = isByChoice ? matchedText({ snapshot, view, policy }, allowance, rule) : "";
    const whom = allowance.anyPeer ? "anyone" : `${rulePeersText(rule, policy)}${matched}`;
    const where = siteLink(snapshot, rule.at);
    return [{ width: widthOf(allowance), line: `${before}${word} ${whom}: ${portsOf(allowance)}${after} (${where})` }];
  });
  if (lines.length === 0) return ["nothing"];
  // Where a policy has a rank, the order of its rules decides.
  const isRanked = systemOf(policy.object).words.rank !== undefined;
  return (isRanked ? lines : lines.toSorted((a, b) => b.width - a.width)).map((it) => it.line);
}

/** How many ends the rule is about, whoever is outside counted as all. */
function widthOf({ anyPeer, ends, workloads }: Allowance): number {
  if (anyPeer || ends.some((it) => it.type === "world")) return Number.MAX_SAFE_INTEGER;
  return workloads.length + ends.length;
}

/** ` (Deployment web)`: the workloads that the peers match. */
function matchedText({ snapshot, view, policy }: Hovered, { workloads }: Allowance, rule: RuleReading): string {
  if (workloads.length > 0) return ` (${linksText(snapshot, workloads, policy.namespace, 3)})`;
  const onHost = peersOf(rule).flatMap((it) => (it.type === "pods" ? onHostNetwork(view, it, policy) : []));
  return onHost.length === 0 ? "" : ` (${linksText(snapshot, onHost, policy.namespace, 3)}, so none)`;
}

const OWN_LINE: Readonly<Record<RuleVerdict, { readonly before: string; readonly after: string }>> = {
  allow: { before: "", after: "" },
  deny: { before: "never ", after: "" },
  pass: { before: "", after: ", left to the next tier" },
  log: { before: "", after: ", logged" },
};
