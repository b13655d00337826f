/** What a policy test cannot know: policies that are not read, and values that are filled in later. */

import type { View } from "../../analysis/view.js";
import { quoted } from "../../base/quote.js";
import type { Direction } from "../../model/direction.js";
import { isEmpty } from "../../engine/traffic.js";
import { type CertainSide, decidedByOpen } from "../flows/open-policies.js";
import { unreadAbout } from "../notices/unread.js";
import { plainEnd } from "./test-words.js";
import type { AskedPair } from "./asked-pairs.js";

/** A sentence where that may decide otherwise; undefined where the verdict is certain. */
export function doubtsAbout(view: View, pair: AskedPair, verdict: "allowed" | "denied"): string | undefined {
  const { from, to } = pair;
  const unread = unreadAbout(view.scope, [from, to]);
  // What is denied stays denied by those that can only take away more.
  const deciding = verdict === "denied" ? unread.filter((it) => it.mayAllow) : unread;
  const [first] = deciding;
  if (first !== undefined) {
    const others = deciding.length === 1 ? "" : ` and ${deciding.length - 1} more`;
    return `${first.system} ${first.kind} ${quoted(first.name)}${others}, which netpol does not read, may change this`;
  }
  const open = openAbout(view, pair, verdict);
  if (open.length === 0) return undefined;
  const names = open.map((it) => quoted(it.id)).join(", ");
  return `Values that are filled in later in ${names} decide ${plainEnd(from)} → ${plainEnd(to)}`;
}

function openAbout(view: View, { from, to, traffic }: AskedPair, verdict: "allowed" | "denied") {
  const side = (direction: Direction): CertainSide => {
    const [own, other] = direction === "egress" ? [from, to] : [to, from];
    if (own.type !== "workload") return { denies: false, isolates: false };
    const reach = view.side(own.workload, direction, other);
    const passes = reach === undefined || !isEmpty(reach.allowed) || reach.conditional.length > 0;
    const isolates = view.isolatedBy(own.workload, direction).length > 0;
    return { denies: verdict === "denied" && !passes, isolates };
  };
  const sides = { egress: side("egress"), ingress: side("ingress") };
  const [range] = traffic.TCP;
  const port = range !== undefined && range[0] === range[1] ? { port: range[0] } : {};
  return decidedByOpen(view, { from, to, ...port }, sides);
}
