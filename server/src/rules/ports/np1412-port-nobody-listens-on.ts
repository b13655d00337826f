/** NP1412: a port by a number that none of the pods concerned lists, where all of them list theirs. */

import type { Site } from "../../base/source.js";
import type { Workload } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import {
  includesPort,
  listed,
  listsAllPorts,
  type PortsOnPods,
  portsOnPods,
  type WrittenPort,
} from "./ports-on-pods.js";
import { changeTo } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { type Arrival, arrivalsAt } from "../evidence/services-of-pods.js";
import { quoted } from "../words/shape-words.js";

/** Ports of the proxies that Istio and Linkerd put into pods: no manifest shows them. */
const OF_SIDECARS: ReadonlySet<number> = new Set([
  15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090, 4143, 4190, 4191,
]);

export default defineRule({
  code: "NP1412",
  name: "port-nobody-listens-on",
  title: "A port that no pod listens on",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-34"],

  *check(policy, view) {
    for (const about of portsOnPods(policy, view)) {
      if (!about.areAll || about.deny) continue;
      const numbers = about.ports.filter(isOnePort);
      const idle = numbers.filter((it) => listed(about.pods, it.port.value).length === 0);
      if (idle.length === 0 || !about.pods.every(listsAllPorts)) continue;
      const arrivals = about.pods.map((pod) => arrivalsAt(pod, view));
      const arrival = arrivals.flat().find((it) => isListed(about.pods, it));
      if (arrival === undefined) continue;
      const sure = arrivals.every((it) => it.length > 0) && !servesSome(about) && areManifestsOfOneCluster(view);
      for (const { port, isText } of idle) {
        if (OF_SIDECARS.has(port.value) || arrivals.flat().some((it) => isAbout(it, port.value))) continue;
        const others = [...new Set(about.pods.flatMap((pod) => pod.ports.map((it) => it.number)))];
        yield { at: port.at, severity: sure ? "warning" : "info", number: port.value, isText, others, arrival };
      }
    }
  },

  message: ({ number, others, arrival }) =>
    `No pod concerned lists port ${number}: they have ${portList(others)}, and Service ${quoted(arrival.service.name, 26)} leads there`,
  note: () =>
    "Containers need not list their ports. These list others, though, and no Service leads to this one: nothing may answer.",
  related: ({ arrival }): { at: Site; message: string }[] => [
    { at: arrival.written.at, message: `the Service arrives at ${arrival.target ?? arrival.written.targetPort}` },
  ],

  fixes: {
    correct: {
      safety: "changes-traffic",
      fix: ({ at, others: [other, ...more], severity, isText }) =>
        severity === "warning" && more.length === 0 ? changeTo(at, isText ? String(other) : other) : undefined,
    },
  },
});

function isOnePort(written: WrittenPort): written is WrittenPort & { readonly port: { value: number; at: Site } } {
  return typeof written.port?.value === "number" && written.last === undefined;
}

function isListed(pods: readonly Workload[], { target }: Arrival): boolean {
  return target !== undefined && listed(pods, target).length > 0;
}

/** A Service that arrives at the number speaks for it; one that has it itself is another rule's matter (NP1409). */
function isAbout({ written, target }: Arrival, number: number): boolean {
  return target === undefined || target === number || written.port === number;
}

/** Where the list has a port of the pods too, the others may be there for pods to come. */
function servesSome(about: PortsOnPods): boolean {
  return about.pods.some((pod) => pod.ports.some((it) => includesPort(about, it.protocol, it.number)));
}

function portList(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 3).join(", ");
  return numbers.length > 3 ? `${shown}, …` : shown;
}
