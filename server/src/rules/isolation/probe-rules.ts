/** Rules that open ports to everyone for probes (NP1211). */

import { partOf, type Site } from "../../base/source.js";
import { isAll } from "../../engine/traffic.js";
import type { RuleRef } from "../../engine/answers.js";
import { portsOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { portWords } from "../words/words.js";
import type { View } from "../../analysis/view.js";

const PROBES = /probe|liveness|readiness|kubelet/i;
/** Other probes need a rule: those of monitoring pods, and of load balancers outside the cluster. */
const OTHERS = /blackbox|prometheus|monitor|exporter|load.?balancer|(^|[^a-z])(lb|elb|nlb|alb)([^a-z]|$)/i;

/** One per rule, with its ports in words. */
export function* probePorts(policy: Policy, view: View): Iterable<{ readonly at: Site; readonly words: string }> {
  if (!speaksOfProbes(policy)) return;
  for (const { by, anyPeer, traffic } of view.allowances(policy)) {
    if (by.direction !== "ingress" || by.verdict !== "allow" || !anyPeer || isAll(traffic)) continue;
    const said = textOf(policy, by);
    const ports = portsFor(by);
    if (ports !== undefined && PROBES.test(said) && !OTHERS.test(said)) yield ports;
  }
}

/** A cheap check that excludes nearly all policies. */
function speaksOfProbes({ name, reading }: Policy): boolean {
  return PROBES.test(name) || reading.parts.some((it) => PROBES.test(it.description?.value ?? ""));
}

/** The policy's name, and the description of the part that has the rule. */
function textOf({ name, reading }: Policy, { reading: rule }: RuleRef): string {
  const part = reading.parts.find((it) => it.rules.includes(rule));
  return `${name} ${part?.description?.value ?? ""}`;
}

function portsFor({ reading }: RuleRef) {
  const { portsAt } = reading;
  return portsAt && { at: partOf(portsAt, "key"), words: portWords(portsOf(reading)) };
}
