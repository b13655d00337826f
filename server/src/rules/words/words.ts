/** Words that rules about what policies do share: workloads, ports and selectors in few characters. */

import type { Direction } from "../../model/direction.js";
import type { PortReading } from "../../model/reading.js";
import type { Workload } from "../../model/scope.js";
import { type LabelSelector, selectorText } from "../../model/selector.js";
import { quoted } from "./shape-words.js";

/** What the other end of a direction is called. */
export const FAR_END: Readonly<Record<Direction, "source" | "destination">> = {
  ingress: "source",
  egress: "destination",
};

/** Names of workloads, cut after `most`: `web`, `api` and 3 more. Another namespace than `seenFrom` is named with each. */
export function workloadNames(workloads: readonly Workload[], seenFrom: string | undefined, most = 2): string {
  const names = workloads.map(({ name, namespace }) =>
    quoted(namespace === seenFrom ? name : `${namespace}/${name}`, 24),
  );
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  const last = shown.pop();
  return shown.length === 0 ? (last ?? "") : `${shown.join(", ")} and ${last}`;
}

/** The effect of a selector that nothing meets: "The peer matches no pod". */
export function matchesNone(role: "subject" | "peer", of = "pod"): string {
  return role === "subject" ? `The policy applies to no ${of}` : `The peer matches no ${of}`;
}

/** A selector in backticks, as one writes it on a command line; `limit` counts the characters between the ticks. */
export function selectorWords(selector: LabelSelector, limit = 24): string {
  return quoted(selectorText(selector), limit);
}

/** `TCP 80, 443 and UDP 53`; cut after three ports: `TCP 80, 81, 82 and 2 more ports`. */
export function portWords(ports: readonly PortReading[]): string {
  const most = 3;
  const byProtocol = new Map<string, string[]>();
  for (const { port, endPort, protocols } of ports.slice(0, most)) {
    const name = protocols.length > 1 ? "port" : (protocols[0] ?? "");
    const number =
      port === undefined ? "on every port" : `${port.value}${endPort === undefined ? "" : `–${endPort.value}`}`;
    byProtocol.set(name, [...(byProtocol.get(name) ?? []), number]);
  }
  const words = [...byProtocol].map(([protocol, numbers]) => `${protocol} ${numbers.join(", ")}`).join(" and ");
  const rest = ports.length - most;
  return rest > 0 ? `${words} and ${rest} more ${rest === 1 ? "port" : "ports"}` : words;
}
