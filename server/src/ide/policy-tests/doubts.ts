/** What a policy test cannot know: policies that are not read, and values that are filled in later. */

import type { View } from "../../analysis/view.js";
import { quoted } from "../../base/quote.js";
import type { Direction } from "../../model/direction.js";
import type { End } from "../../engine/answers.js";
import { difference, intersection, isEmpty, PROTOCOLS, type Traffic, union } from "../../engine/traffic.js";
import type { Policy } from "../../model/scope.js";
import { decidedByOpen } from "../flows/open-policies.js";
import { unreadAbout } from "../notices/unread.js";
import { plainEnd } from "./test-words.js";
import type { AskedPair } from "./asked-pairs.js";
import { trafficOfPorts } from "./read-tests.js";

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

function openAbout(view: View, { from, to, traffic }: AskedPair, verdict: "allowed" | "denied"): readonly Policy[] {
  if (verdict === "allowed") {
    const side = (own: End, direction: Direction) => ({
      denies: false,
      isolates: own.type === "workload" && view.isolatedBy(own.workload, direction).length > 0,
    });
    const sides = { egress: side(from, "egress"), ingress: side(to, "ingress") };
    return decidedByOpen(view, { from, to, ...onePort(traffic) }, sides);
  }
  const [out, into] = [passingAt(view, from, "egress", to), passingAt(view, to, "ingress", from)];
  // A side may let through some of the traffic that the other denies: what each of them denies is asked about on its own.
  const found = [true, false].flatMap((isDeniedOut) =>
    [true, false].flatMap((isDeniedIn) => {
      const cut = isDeniedOut ? difference(traffic, out.traffic) : intersection(traffic, out.traffic);
      const part = isDeniedIn ? difference(cut, into.traffic) : intersection(cut, into.traffic);
      if (isEmpty(part) || (!isDeniedOut && !isDeniedIn)) return [];
      const egress = { denies: isDeniedOut, isolates: out.isolates };
      return decidedByOpen(
        view,
        { from, to, ...onePort(part) },
        { egress, ingress: { denies: isDeniedIn, isolates: into.isolates } },
      );
    }),
  );
  return [...new Set(found)];
}

function passingAt(view: View, own: End, direction: Direction, other: End): { traffic: Traffic; isolates: boolean } {
  const reach = own.type === "workload" ? view.side(own.workload, direction, other) : undefined;
  if (own.type !== "workload" || reach === undefined) return { traffic: trafficOfPorts([]), isolates: false };
  return {
    traffic: reach.conditional.reduce((all, it) => union(all, it.traffic), reach.allowed),
    isolates: view.isolatedBy(own.workload, direction).length > 0,
  };
}

/** The port, where all of the traffic is on one. */
function onePort(traffic: Traffic): { readonly port?: number } {
  const ranges = PROTOCOLS.flatMap((it) => traffic[it]);
  const [[port] = []] = ranges;
  return port !== undefined && ranges.every(([first, last]) => first === port && last === port) ? { port } : {};
}
