/** Rules that open ports to everyone for the sake of probes (NP1211). */

import { partOf, type Site } from "../../base/source.js";
import { isAll } from "../../engine/traffic.js";
import type { RuleRef } from "../../engine/answers.js";
import { portsOf, rulesIn } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { portWords } from "../words/words.js";
import type { View } from "../../analysis/view.js";

const PROBES = /probe|liveness|readiness|kubelet/i;
/** Others probe too: the monitoring, from a pod of its own; load balancers, from outside. */
const OTHERS = /blackbox|prometheus|monitor|exporter|load.?balancer|(^|[^a-z])(lb|elb|nlb|alb)([^a-z]|$)/i;

/** The ports of each such rule, in words. */
export function* probePorts(policy: Policy, view: View): Iterable<{ readonly at: Site; readonly words: string }> {
  if (!speaksOfProbes(policy)) return;
  for (const { by, anyPeer, traffic } of view.allowances(policy)) {
    if (by.direction !== "ingress" || by.verdict !== "allow" || !anyPeer || isAll(traffic)) continue;
    const said = textOf(policy, by);
    const ports = portsFor(by);
    if (ports !== undefined && PROBES.test(said) && !OTHERS.test(said)) yield ports;
  }
}

/** False for nearly all policies, and cheap. */
function speaksOfProbes({ name, reading }: Policy): boolean {
  return PROBES.test(name) || reading.parts.some((it) => PROBES.test(it.description?.value ?? ""));
}

/** The policy's name, and what the part that the rule is in is said to be. */
function textOf({ name, reading }: Policy, { reading: rule }: RuleRef): string {
  const part = reading.parts.find((it) => rulesIn(it).includes(rule));
  return `${name} ${part?.description?.value ?? ""}`;
}

function portsFor({ reading }: RuleRef) {
  const { portsAt } = reading;
  return portsAt && { at: partOf(portsAt, "key"), words: portWords(portsOf(reading)) };
}
