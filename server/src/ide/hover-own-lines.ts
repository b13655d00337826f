/** What one policy allows and denies by itself, rule by rule, as lines of its hover. */

import type { Allowance } from "../engine/answers.js";
import type { Direction } from "../model/direction.js";
import { peersOf, type PolicyPart, type RuleReading, rulesIn, type RuleVerdict } from "../model/reading.js";
import { allowanceOf, type Hovered, linksText, onHostNetwork, portsOf } from "./hover-words.js";
import { siteLink } from "./links.js";
import { rulePeersText } from "./peer-words.js";

/** Each rule of the part, those that are about anyone or the outside first. */
export function ownLines(
  { snapshot, view, policy }: Hovered,
  part: PolicyPart,
  direction: Direction,
): readonly string[] {
  const word = direction === "ingress" ? "from" : "to";
  const rules = rulesIn(part).filter((it) => it.direction === direction);
  const lines = rules.flatMap((rule): { readonly isWide: boolean; readonly line: string }[] => {
    const allowance = allowanceOf(view, policy, rule);
    if (allowance === undefined) return [];
    const { before, after } = OWN_LINE[rule.verdict];
    const isWide = allowance.anyPeer || allowance.ends.some((it) => it.type === "world");
    // Whom a word such as `cluster` stands for is known without a list.
    const isByChoice = peersOf(rule).every((it) => it.type === "pods" || it.type === "service");
    const matched = isByChoice ? matchedText({ snapshot, view, policy }, allowance, rule) : "";
    const whom = allowance.anyPeer ? "anyone" : `${rulePeersText(rule, policy)}${matched}`;
    const where = siteLink(snapshot, rule.at);
    return [{ isWide, line: `${before}${word} ${whom}: ${portsOf(allowance)}${after} (${where})` }];
  });
  if (lines.length === 0) return ["nothing"];
  return [...lines.filter((it) => it.isWide), ...lines.filter((it) => !it.isWide)].map((it) => it.line);
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
