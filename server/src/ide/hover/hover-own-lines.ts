/** What one policy allows and denies by itself, rule by rule, as lines of its hover. */

import type { Allowance } from "../../engine/answers.js";
import type { Direction } from "../../model/direction.js";
import { peersOf, type PolicyPart, type RuleReading, type RuleVerdict } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { allowanceOf, type Hovered, onHostNetwork, passedTo, portsOf } from "./hover-words.js";
import { shortWorkloadLink, siteLink } from "../links.js";
import { rulePeersText } from "../peer-words.js";
import { listOf } from "../words.js";

/** One line for each rule: those about anyone or the outside first, then the widest. Where rules are evaluated in order, in that order. */
export function ownLines(
  { snapshot, view, policy }: Hovered,
  part: PolicyPart,
  direction: Direction,
): readonly string[] {
  const word = direction === "ingress" ? "from" : "to";
  const rules = part.rules.filter((it) => it.direction === direction);
  const lines = rules.flatMap((rule): { readonly width: number; readonly line: string }[] => {
    const allowance = allowanceOf(view, policy, rule);
    if (allowance === undefined) return [];
    const verb = rules.every((it) => it.verdict === "allow") ? "" : `${ownVerb(rule.verdict, policy)} `;
    // A word such as `cluster` needs no list of workloads.
    const isByChoice = peersOf(rule).every((it) => it.type === "pods" || it.type === "service");
    const matched = isByChoice ? matchedText({ snapshot, view, policy }, allowance, rule) : "";
    const whom = allowance.anyPeer ? "anyone" : `${rulePeersText(rule, policy)}${matched}`;
    const where = siteLink(snapshot, rule.at);
    return [{ width: widthOf(allowance), line: `${verb}${word} ${whom}: ${portsOf(allowance)} (${where})` }];
  });
  if (lines.length === 0) return ["nothing"];
  // In a policy with a rank, the first rule that matches decides.
  const isRanked = systemOf(policy.object).words.rank !== undefined;
  return (isRanked ? lines : lines.toSorted((a, b) => b.width - a.width)).map((it) => it.line);
}

/** How many peers the rule matches; the outside is wider than any number of them. */
function widthOf({ anyPeer, ends, workloads }: Allowance): number {
  if (anyPeer || ends.some((it) => it.type === "world")) return Number.MAX_SAFE_INTEGER;
  return workloads.length + ends.length;
}

/** ` (matches `web`)`: the workloads that the peers match. */
function matchedText({ snapshot, view, policy }: Hovered, { workloads }: Allowance, rule: RuleReading): string {
  if (workloads.length > 0) return ` (matches ${namesText(snapshot, workloads, policy)})`;
  const onHost = peersOf(rule).flatMap((it) => (it.type === "pods" ? onHostNetwork(view, it, policy) : []));
  if (onHost.length === 0) return "";
  return ` (matches nothing: ${namesText(snapshot, onHost, policy)} ${onHost.length === 1 ? "uses" : "use"} the host network)`;
}

function namesText(snapshot: Snapshot, workloads: readonly Workload[], { namespace }: Policy): string {
  return listOf(workloads, (it) => shortWorkloadLink(snapshot, it, namespace), 3);
}

/** Each line begins with its verb where not every rule allows. */
export function ownVerb(verdict: RuleVerdict, { object }: Policy): string {
  return verdict === "pass" ? `pass to ${passedTo(object)}` : verdict;
}

/** The heading above the lines of these rules. */
export function ownHeading(rules: readonly RuleReading[], direction: Direction): string {
  if (rules.some((it) => it.direction === direction && it.verdict !== "allow")) {
    return direction === "ingress" ? "Ingress rules of this policy" : "Egress rules of this policy";
  }
  return `Allowed ${direction === "ingress" ? "in" : "out"} by this policy`;
}
