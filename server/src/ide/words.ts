/** Traffic, peers and workloads in the words that hovers and answers use: short, with names in backticks. */

import { isAll, isEmpty, PROTOCOLS, type Traffic } from "../engine/traffic.js";
import type { End } from "../engine/answers.js";
import type { UnseenCause, Workload } from "../model/scope.js";
import type { Labels } from "../model/selector.js";

/** `TCP 80, 443 · UDP 53`, `everything`, `all TCP ports`. */
export function trafficText(traffic: Traffic): string {
  if (isAll(traffic)) return "everything";
  if (isEmpty(traffic)) return "nothing";
  const parts: string[] = [];
  const whole = PROTOCOLS.filter((it) => traffic[it].length === 1 && isWhole(traffic[it][0]));
  if (whole.length === PROTOCOLS.length) parts.push("all ports");
  else if (whole.length > 0) parts.push(`all ${whole.join(" and ")} ports`);
  for (const protocol of PROTOCOLS) {
    if (whole.includes(protocol) || traffic[protocol].length === 0) continue;
    const ranges = traffic[protocol].map(([low, high]) => (low === high ? `${low}` : `${low}–${high}`));
    parts.push(`${protocol} ${ranges.join(", ")}`);
  }
  if (traffic.other) parts.push("ICMP and other protocols");
  return parts.join(" · ");
}

function isWhole(range: readonly [number, number] | undefined): boolean {
  return range !== undefined && range[0] === 1 && range[1] === 65535;
}

/** A list of at most `most` entries, then how many more there are. */
export function listText(entries: readonly string[], most = 6, separator = ", "): string {
  return listOf(entries, (it) => it, most, separator);
}

/** The same, for items whose words are made only for those shown. */
export function listOf<T>(items: readonly T[], textOf: (item: T) => string, most = 6, separator = ", "): string {
  const shown = items.slice(0, most).map(textOf).join(separator);
  return items.length <= most ? shown : `${shown} and ${items.length - most} more`;
}

/** At most this many files are named. */
const NAMED_FILES = 3;

/** Files by their paths, each named once. */
export function filesText(paths: readonly string[]): string {
  const files = [...new Set(paths)];
  const named = files.slice(0, NAMED_FILES).join(", ");
  return files.length > NAMED_FILES ? `${named} and ${plural(files.length - NAMED_FILES, "more file")}` : named;
}

/** What sources without a kind of their own are called. */
const NOUNS_OF_CAUSES: Partial<Record<UnseenCause, string>> = {
  remote: "remote resource",
  chart: "chart",
  plugin: "plugin",
  unread: "unread resource",
  template: "template",
};

/** How sources of pods that are not in this workspace are counted: by kind, by cause, or in their own words. */
export function sourceNoun(it: { readonly kind?: string; readonly cause?: UnseenCause; readonly words: string }): {
  readonly noun: string;
  readonly is: "kind" | "cause" | "words";
} {
  if (it.kind !== undefined) return { noun: it.kind, is: "kind" };
  const noun = it.cause === undefined ? undefined : NOUNS_OF_CAUSES[it.cause];
  return noun === undefined ? { noun: it.words, is: "words" } : { noun, is: "cause" };
}

/**
 * `web` (Deployment) in `shop`
 * @param seenFrom This namespace is not named.
 */
export function workloadText(workload: Workload, seenFrom?: string): string {
  const { kind, name, namespace, hostNetwork } = workload;
  const where = namespace === seenFrom ? "" : ` in \`${namespace}\``;
  return `\`${name}\` (${kind}${hostNetwork ? ", uses the host network" : ""})${where}`;
}

/** The same without the kind. */
export function shortWorkloadText({ name, namespace }: Workload, seenFrom?: string): string {
  return namespace === seenFrom ? `\`${name}\`` : `\`${name}\` in \`${namespace}\``;
}

export function endText(end: End, seenFrom?: string): string {
  switch (end.type) {
    case "workload":
      return workloadText(end.workload, seenFrom);
    case "world":
      return "outside the cluster";
    case "cidr":
      return `\`${end.cidr}\``;
    case "fqdn":
      return `\`${end.pattern}\``;
    case "entity":
      return `entity \`${end.name}\``;
    case "unseen-pods": {
      const pods = end.selector === "" ? "any pod" : `\`${end.selector}\` pods`;
      const where = end.namespace === undefined ? "" : ` in \`${end.namespace}\``;
      return `${pods}${where} (none in this workspace)`;
    }
    case "pods":
      return `\`${labelsText(end.labels)}\` pods in \`${end.namespace}\``;
  }
}

export function labelsText(labels: Labels): string {
  return [...labels].map(([key, value]) => `${key}=${value}`).join(",");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
