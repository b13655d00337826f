/** Words that rules about traffic share: workloads, ports and selectors. */

import type { Direction } from "../../model/direction.js";
import type { PortReading } from "../../model/reading.js";
import type { Workload } from "../../model/scope.js";
import { type LabelSelector, selectorText } from "../../model/selector.js";
import { quoted } from "./shape-words.js";

/** What the peers of a direction are called. */
export const FAR_END: Readonly<Record<Direction, "source" | "destination">> = {
  ingress: "source",
  egress: "destination",
};

/** Up to `most` workloads: `web`, `api` and 3 more. A namespace other than `seenFrom` is added to the name. */
export function workloadNames(workloads: readonly Workload[], seenFrom: string | undefined, most = 2): string {
  const names = workloads.map(({ name, namespace }) => quoted(namespace === seenFrom ? name : `${namespace}/${name}`));
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  const last = shown.pop();
  return shown.length === 0 ? (last ?? "") : `${shown.join(", ")} and ${last}`;
}

/** The effect of a selector that matches nothing: "This peer matches no pods". */
export function matchesNone(role: "subject" | "peer", of = "pod"): string {
  return role === "subject" ? `This policy selects no ${of}s` : `This peer matches no ${of}s`;
}

/** A selector in backticks, as on a command line. */
export function selectorWords(selector: LabelSelector): string {
  return quoted(selectorText(selector));
}

/** `TCP 80, 443 and UDP 53`; of more than three ports: `TCP 80, 81, 82 and 2 more ports`. */
export function portWords(ports: readonly PortReading[]): string {
  const most = 3;
  const byProtocol = new Map<string, string[]>();
  for (const { port, endPort, protocols } of ports.slice(0, most)) {
    const name = protocols.length > 1 ? "port" : (protocols[0] ?? "");
    const number =
      port === undefined ? "on all ports" : `${port.value}${endPort === undefined ? "" : `–${endPort.value}`}`;
    byProtocol.set(name, [...(byProtocol.get(name) ?? []), number]);
  }
  const words = [...byProtocol].map(([protocol, numbers]) => `${protocol} ${numbers.join(", ")}`).join(" and ");
  const rest = ports.length - most;
  return rest > 0 ? `${words} and ${rest} more ${rest === 1 ? "port" : "ports"}` : words;
}
