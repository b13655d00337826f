/** Groups of flows as lines of a hover: the peers, the traffic, and the rules that allow it. */

import { memoize } from "../../base/memoize.js";
import { equalTraffic, isEmpty, NO_TRAFFIC, type Traffic } from "../../engine/traffic.js";
import type { ConditionalTraffic, End } from "../../engine/answers.js";
import type { Peer, View } from "../../analysis/view.js";
import { type Cidr, contains, parseCidr } from "../../model/ip.js";
import type { Direction } from "../../model/direction.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { flowGroups, type FlowGroups, type OpenGroup, type StoppedGroup } from "./flow-groups.js";
import { endLink, policyLink, ruleLink } from "../links.js";
import { endText, listOf, listText, trafficText } from "../words.js";

/** At most this many peers are named in a line. */
const MOST_NAMED = 6;

/** Everything that a workload's hover says about one direction. */
export function flowLines(snapshot: Snapshot, view: View, workload: Workload, direction: Direction): readonly string[] {
  const groups = flowGroups(view, workload, direction);
  const lines = linesOf(snapshot, groups, workload, direction);
  return lines.length === 0 ? ["nothing"] : lines;
}

/** What other policies change. */
export interface ChangedLines {
  readonly lines: readonly string[];
  /** How many groups of peers they were taken from. */
  readonly of: number;
}

/** The lines in which other policies change what this policy allows the workload. */
export function changedLines(
  snapshot: Snapshot,
  view: View,
  {
    policy,
    workload,
    direction,
  }: { readonly policy: Policy; readonly workload: Workload; readonly direction: Direction },
): ChangedLines {
  const groups = flowGroups(view, workload, direction);
  const open = groups.open.filter((it) => isChanged(it, policy, direction));
  const stopped = groups.stopped.filter(({ rules }) => rules.every((it) => it.policy !== policy));
  return {
    lines: linesOf(snapshot, { ...groups, open, stopped }, workload, direction),
    of: groups.open.length + groups.stopped.length,
  };
}

/** True where this policy's rules on their own would have another effect. */
function isChanged({ reach, rules }: OpenGroup, policy: Policy, direction: Direction): boolean {
  const side = direction === "ingress" ? reach.ingress : reach.egress;
  const others = rules.filter((it) => it.direction === direction && it.policy !== policy);
  if (side === undefined || others.length > 0) return true;
  return !equalTraffic(side.allowed, reach.allowed) || side.conditional.length !== reach.conditional.length;
}

function linesOf(
  snapshot: Snapshot,
  { open, stopped, ends }: FlowGroups,
  workload: Workload,
  direction: Direction,
): readonly string[] {
  const word = direction === "ingress" ? "from" : "to";
  const told = [...open, ...stopped].reduce((sum, it) => sum + it.ends.length, 0);
  const lines = open.map(({ ends: own, reach, rules }, at) => {
    const isWide = own.length > MOST_NAMED && own.some((it) => it.type === "world");
    const whom =
      own.length === ends.length && own.length > 1
        ? "anyone"
        : // Everyone else has a line of their own.
          at === 0 && isWide && told === ends.length
          ? "anyone else"
          : endsText(snapshot, own, ends, workload);
    const by = [...new Set(rules.map((it) => ruleLink(snapshot, it)))];
    return `${word} ${whom}: ${whatText(reach)}${by.length === 0 ? "" : `, by ${listText(by, 3)}`}`;
  });
  return [...lines, ...stopped.map((it) => stoppedLine(snapshot, it, workload, direction))];
}

function stoppedLine(
  snapshot: Snapshot,
  { ends, rules, policies }: StoppedGroup,
  workload: Workload,
  direction: Direction,
): string {
  const [word, theirs] = direction === "ingress" ? ["from", "egress"] : ["to", "ingress"];
  const whom = listOf(ends, (it) => ownText(snapshot, it, workload), 3);
  if (rules.length > 0) {
    return `not ${word} ${whom}: denied by ${listText([...new Set(rules.map((it) => ruleLink(snapshot, it)))], 3)}`;
  }
  const by = listOf(policies, (it) => policyLink(snapshot, it), 3);
  const [only] = ends;
  const isOne = ends.length === 1 && !(only?.type === "workload" && only.workload === workload);
  return `not ${word} ${whom}: ${isOne ? "its" : "their"} ${theirs} is restricted by ${by}`;
}

function ownText(snapshot: Snapshot, end: End, workload: Workload): string {
  return end.type === "workload" && end.workload === workload
    ? `other pods of \`${workload.name}\``
    : endLink(snapshot, end, workload.namespace);
}

/**
 * The peers of one line in words. `world` covers the addresses and names outside; a CIDR block is followed by the blocks
 * inside it that have another line.
 */
function endsText(snapshot: Snapshot, own: readonly End[], all: readonly End[], workload: Workload): string {
  const alike = new Set(own);
  const world = own.some((it) => it.type === "world");
  const told = own.filter((it) => !(world && (it.type === "cidr" || it.type === "fqdn")));
  return listOf(told, (end) => {
    const text = ownText(snapshot, end, workload);
    if (end.type !== "cidr") return text;
    const holes = all.filter((it) => it.type === "cidr" && !alike.has(it) && isInside(it, end));
    return holes.length === 0 ? text : `${text} except ${listOf(holes, (it) => endText(it))}`;
  });
}

type Block = Extract<End, { type: "cidr" }>;

function isInside(inner: Block, outer: Block): boolean {
  const [a, b] = [cidrOf(outer), cidrOf(inner)];
  return a !== undefined && b !== undefined && contains(a, b);
}

const cidrOf = memoize(({ cidr }: Block): Cidr | undefined => {
  const parsed = parseCidr(cidr);
  return parsed.ok ? parsed.cidr : undefined;
});

/** `TCP 80, 443; TCP 8080 if HTTP GET`. */
export function whatText({ allowed, conditional, ambiguous }: Peer["reach"]): string {
  const parts = isEmpty(allowed) ? [] : [trafficText(allowed)];
  for (const it of conditional) parts.push(conditionalText(it));
  if (!isEmpty(ambiguous)) parts.push(`${trafficText(ambiguous)} ambiguous: policies of equal priority disagree`);
  return parts.join("; ");
}

/** `TCP 80 if HTTP GET /`; for an ICMP rule only the messages. */
export function conditionalText({ traffic, when, by }: Pick<ConditionalTraffic, "traffic" | "when" | "by">): string {
  const isIcmp = by?.reading.isIcmp === true && equalTraffic(traffic, ONLY_PORTLESS);
  return isIcmp ? when : `${trafficText(traffic)} if ${when}`;
}

const ONLY_PORTLESS: Traffic = { ...NO_TRAFFIC, other: true };
