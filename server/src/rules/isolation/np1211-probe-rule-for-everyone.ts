/** NP1211: a rule for probes that admits everyone, where probes need no rule. */

import { partOf } from "../../base/source.js";
import { isAll } from "../../engine/traffic.js";
import type { Policy, RuleRef } from "../../systems/written.js";
import { itemsOf } from "../../systems/cilium/model.js";
import { defineRule } from "../rule.js";
import { portWords } from "../words/words.js";

const PROBES = /probe|liveness|readiness|kubelet/i;
/** Others probe too: the monitoring, from a pod of its own; load balancers, from outside. */
const OTHERS = /blackbox|prometheus|monitor|exporter|load.?balancer|(^|[^a-z])(lb|elb|nlb|alb)([^a-z]|$)/i;

export default defineRule({
  code: "NP1211",
  name: "probe-rule-for-everyone",
  title: "A rule for probes that admits everyone",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-43"],

  *check(policy, view) {
    if (!speaksOfProbes(policy) || view.isRefused(policy)) return;
    for (const { by, anyPeer, traffic } of view.allowances(policy)) {
      if (by.direction !== "ingress" || by.verdict !== "allow" || !anyPeer || isAll(traffic)) continue;
      const said = textOf(policy, by);
      const ports = portsOf(by);
      if (ports !== undefined && PROBES.test(said) && !OTHERS.test(said)) yield ports;
    }
  },

  message: ({ words }) => `Probes need no rule: this one admits every source on ${words}`,
  note: () =>
    "The kubelet probes from the pod's own node, and that is let through whatever policies say. Without the rule probes go on.",
});

/** False for nearly all policies, and cheap. */
function speaksOfProbes(policy: Policy): boolean {
  const { name } = policy;
  const object = policy.object;
  if (PROBES.test(name)) return true;
  return object.system === "cilium" && object.specs.some((it) => PROBES.test(it.description?.value ?? ""));
}

/** Its name, and of a Cilium policy what the rule is said to be. */
function textOf(policy: Policy, ref: RuleRef): string {
  const rule = ref.rule;
  const { name } = policy;
  const object = policy.object;
  if (object.system === "kubernetes") return name;
  const spec = object.specs.find((it) => itemsOf(it).some((item) => item.at.node === rule.at.node));
  return `${name} ${spec?.description?.value ?? ""}`;
}

function portsOf(ref: RuleRef) {
  const rule = ref.rule;
  if ("list" in rule) {
    const ports = (rule.toPorts?.items ?? []).flatMap((it) => it.ports?.ports ?? []);
    return rule.toPorts && { at: partOf(rule.toPorts.at, "key"), words: portWords(ports, "ANY") };
  }
  return rule.ports && { at: partOf(rule.ports.at, "key"), words: portWords(rule.ports.ports, "TCP") };
}
