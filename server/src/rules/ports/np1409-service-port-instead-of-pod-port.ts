/** NP1409: a rule for the port of a Service, where its pods listen on another. */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import { includesPort, listed, type PortsOnPods, portsOnPods, type WrittenPort } from "./ports-on-pods.js";
import { defineRule } from "../rule.js";
import { type Arrival, arrivalsAt } from "../evidence/services-of-pods.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1409",
  name: "service-port-instead-of-pod-port",
  title: "A Service's port in place of its pods' port",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-34", "CP-44"],

  *check(policy, view) {
    for (const about of portsOnPods(policy, view)) {
      // Of pods that no label tells apart, some that listen there may be out of sight.
      if (!about.areAll && !about.areNamed) continue;
      for (const { port, last, protocols, isText } of about.ports) {
        if (typeof port?.value !== "number" || last !== undefined) continue;
        const arrival = misled(about, port.value, protocols, view);
        if (arrival === undefined) continue;
        yield { at: port.at, number: port.value, isText, about, arrival, targets: targetsOf(about, port.value, view) };
      }
    }
  },

  message: ({ number, arrival, about }) =>
    `${number} is the port of Service ${quoted(arrival.service.name, 26)}: its pods see ${arrival.target ?? "another"}, which this rule does not ${about.deny ? "deny" : "admit"}`,
  note: () => "Policies see connections at the pods, after a Service's port has been replaced by its target port.",
  related: ({ arrival }): { at: Site; message: string }[] => [
    { at: arrival.written.at, message: `port ${arrival.written.port} leads to ${arrival.written.targetPort}` },
  ],

  fixes: {
    "name-target-port": {
      safety: "changes-traffic",
      fix: ({ at, targets: [target, ...others], isText }) =>
        target === undefined || others.length > 0
          ? undefined
          : {
              title: `Change it to the pods' port ${target}`,
              edit: (editor) => editor.set(at, isText ? String(target) : target),
            },
    },
  },
});

/** The Service that the number is taken from; undefined where some pod may listen on it, or the rule has the target too. */
function misled(about: PortsOnPods, number: number, protocols: WrittenPort["protocols"], view: View) {
  if (listed(about.pods, number).length > 0) return undefined;
  let found: Arrival | undefined;
  for (const pod of about.pods) {
    const arrivals = arrivalsAt(pod, view).filter(({ written }) => protocols.includes(written.protocol));
    const fromService = arrivals.find((it) => leadsElsewhere(it, number));
    if (arrivals.some((it) => it.target === number) || mayListen(pod, fromService)) return undefined;
    found ??= fromService;
  }
  if (found?.target === undefined || includesPort(about, found.written.protocol, found.target)) return undefined;
  return found;
}

/** Containers need not list their ports: one that lists none may listen anywhere. */
function mayListen({ ports }: Workload, fromService: Arrival | undefined): boolean {
  return ports.length === 0 && fromService === undefined;
}

function leadsElsewhere({ written, target }: Arrival, number: number): boolean {
  return written.port === number && target !== undefined && target !== number;
}

function targetsOf({ pods }: PortsOnPods, number: number, view: View): readonly number[] {
  const targets = pods.flatMap((pod) =>
    arrivalsAt(pod, view).flatMap((it) => (leadsElsewhere(it, number) ? (it.target ?? []) : [])),
  );
  return [...new Set(targets)];
}
