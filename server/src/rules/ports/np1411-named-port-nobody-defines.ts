/** NP1411: a port by a name that no pod concerned has. */

import type { Site } from "../../base/source.js";
import { nearest } from "../../base/nearest.js";
import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { listed, portsOnPods } from "./ports-on-pods.js";
import { changeTo } from "../evidence/fix-offers.js";
import { defineRule, type Finding } from "../rule.js";
import { type Arrival, arrivalsAt } from "../evidence/services-of-pods.js";
import { quoted } from "../words/shape-words.js";

interface Undefined extends Finding {
  readonly name: string;
  readonly deny: boolean;
  readonly isText: boolean;
  readonly names: readonly string[];
  /** The pods' own name that is nearest. */
  readonly near?: string;
  /** A port of a Service that has the name, and leads to a number at every pod. */
  readonly arrival?: Arrival;
}

export default defineRule({
  code: "NP1411",
  name: "named-port-nobody-defines",
  title: "A port by a name that no pod has",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-35"],

  *check(policy, view): Iterable<Undefined> {
    for (const { ports, pods, areAll, deny } of portsOnPods(policy, view)) {
      if (!areAll) continue;
      for (const { port, isText } of ports) {
        if (typeof port?.value !== "string" || listed(pods, port.value).length > 0) continue;
        const names = [...new Set(pods.flatMap((pod) => pod.ports.flatMap((it) => it.name ?? [])))];
        const near = nearest(port.value, names);
        const arrival = serviceWith(port.value, pods, view);
        yield {
          at: port.at,
          severity: areManifestsOfOneCluster(view) ? "warning" : "info",
          name: port.value,
          deny,
          isText,
          names,
          ...(near === undefined ? {} : { near }),
          ...(arrival === undefined ? {} : { arrival }),
        };
      }
    }
  },

  message: ({ name, deny, near, arrival }) => {
    const who = `No pod concerned names a port ${quoted(name, 15)}`;
    const effect = `nothing is ${deny ? "denied" : "admitted"} by it`;
    if (near !== undefined) return `${who}, one names ${quoted(near, 15)}: ${effect}`;
    return arrival === undefined
      ? `${who}: ${effect}`
      : `${who}, only Service ${quoted(arrival.service.name, 16)} does: ${effect}`;
  },
  note: ({ names }) =>
    names.length === 0
      ? "Names of ports are those that containers give to theirs; none of these gives any."
      : `Names of ports are those that containers give to theirs: ${names
          .slice(0, 5)
          .map((it) => quoted(it, 20))
          .join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}.`,
  related: ({ arrival }): { at: Site; message: string }[] =>
    arrival === undefined ? [] : [{ at: arrival.written.at, message: "the name is here, where policies do not look" }],

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ at, near }) => changeTo(at, near) },
    "name-number": {
      safety: "changes-traffic",
      fix: ({ at, near, arrival, isText }) => {
        const target = arrival?.target;
        if (near !== undefined || target === undefined) return undefined;
        return {
          title: `Change it to ${target}, where Service ${arrival?.service.name ?? ""} arrives`,
          edit: (editor) => editor.set(at, isText ? String(target) : target),
        };
      },
    },
  },
});

/** A Service's port of the name, where all pods take it at one number. */
function serviceWith(name: string, pods: readonly Workload[], view: View): Arrival | undefined {
  const arrivals = pods.flatMap((pod) => arrivalsAt(pod, view).filter((it) => it.written.name === name));
  const targets = new Set(arrivals.map((it) => it.target));
  return targets.size === 1 && !targets.has(undefined) ? arrivals[0] : undefined;
}
