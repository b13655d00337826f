/** Which ends of a scope the patterns of a policy test mean. */

import { endKey } from "../../analysis/compare.js";
import type { View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import { contains, parseCidr } from "../../model/ip.js";
import type { Service, Workload } from "../../model/scope.js";
import { partsOf } from "../can/divided-block.js";
import { findEnd } from "../can/find-end.js";
import { listText } from "../words.js";
import type { EndPattern } from "./policy-test.js";

type PodsPattern = Extract<EndPattern, { is: "pods" }>;

/** Ends, and of those behind a Service the Service: its port stands for another one there. */
export interface MeantEnd {
  readonly end: End;
  readonly service?: Service;
}

/** `any`: each end that there is. A sentence where a pattern means nothing in the scope. */
export type Meant = readonly MeantEnd[] | "any" | { readonly fault: string };

/**
 * @param isWide True where `world` means each address and name outside the cluster, also those that policies name, and not just
 *   the rest of them: nothing may pass to any.
 */
export function endsMeant(view: View, patterns: readonly EndPattern[], isWide: boolean): Meant {
  const found = new Map<string, MeantEnd>();
  for (const pattern of patterns) {
    if (pattern.is === "any") return "any";
    const meant = pattern.is === "pods" ? podsMeant(view, pattern) : endMeant(view, pattern.text, isWide);
    if (typeof meant === "string") return { fault: meant };
    // One pod may be meant by itself, and behind several Services with a port for each.
    for (const it of meant.flatMap((own) => divided(view, own))) found.set(`${endKey(it.end)} ${nameOf(it)}`, it);
  }
  return [...found.values()];
}

/** A block in parts that fare alike: policies may name some of its addresses. */
function divided(view: View, meant: MeantEnd): readonly MeantEnd[] {
  const parts = partsOf(meant.end, view);
  return parts.length === 0 ? [meant] : parts.map((end) => ({ ...meant, end }));
}

function nameOf({ service }: MeantEnd): string {
  return service === undefined ? "" : `${service.namespace}/${service.name}`;
}

function podsMeant(view: View, pattern: PodsPattern): readonly MeantEnd[] | string {
  const workloads = view.scope.workloads.filter((it) => hasAll(pattern, it));
  if (workloads.length > 0) return workloads.map((workload) => ({ end: { type: "workload", workload } }));
  const namespaces = listText(pattern.namespaces.map((it) => `\`${it}\``));
  const labels = [...pattern.labels].map(([key, value]) => `\`${key}=${value}\``);
  return `no workload in ${namespaces}${labels.length === 0 ? "" : ` has ${listText(labels)}`}`;
}

function endMeant(view: View, text: string, isWide: boolean): readonly MeantEnd[] | string {
  if (isWide && text === "world") {
    return [{ type: "world" } as const, ...view.outsideEnds.filter(isOutside)].map((end) => ({ end }));
  }
  const found = findEnd(view, text);
  if (typeof found === "string") return found.charAt(0).toLowerCase() + found.slice(1);
  const { ends, service } = found;
  // A pod that nobody has would pass any test.
  if (ends.some((it) => it.type === "pods")) return `no workload has the labels \`${text}\``;
  if (isWide && ends[0]?.type === "fqdn") return namesIn(view, ends[0].pattern).map((end) => ({ end }));
  return ends.map((end) => (service === undefined ? { end } : { end, service }));
}

/** A name, or with `*` also all names and patterns of policies that may be among them: nothing may pass to any. */
function namesIn(view: View, pattern: string): readonly End[] {
  const asked: End = { type: "fqdn", pattern };
  if (!pattern.includes("*")) return [asked];
  const parts = pattern.split("*").map((it) => it.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const matches = new RegExp(`^${parts.join(".*")}$`, "i");
  const others = view.outsideEnds.filter(
    (it) => it.type === "fqdn" && it.pattern !== pattern && matches.test(it.pattern),
  );
  return [asked, ...others];
}

/** True for addresses and names that are not of the cluster. */
export function isOutside({ type }: End): boolean {
  return type === "world" || type === "cidr" || type === "fqdn";
}

function hasAll({ namespaces, labels }: PodsPattern, pods: Pick<Workload, "namespace" | "labels">): boolean {
  return namespaces.includes(pods.namespace) && [...labels].every(([key, value]) => pods.labels.get(key) === value);
}

/** Whether an end is one of those that an exception names. What it names need not be there. */
export function endMatcher(view: View, patterns: readonly EndPattern[] | undefined): (end: End) => boolean {
  if (patterns === undefined) return () => true;
  const matchers = patterns.map((it) => matcherOf(view, it));
  return (end) => matchers.some((it) => it(end));
}

function matcherOf(view: View, pattern: EndPattern): (end: End) => boolean {
  switch (pattern.is) {
    case "any":
      return () => true;
    case "pods":
      return (end) => isOf(pattern, end);
    case "end": {
      const meant = endMeant(view, pattern.text, true);
      const keys = new Set(typeof meant === "string" ? [] : meant.map((it) => endKey(it.end)));
      const block = parseCidr(pattern.text.replace(/^cidr:/, ""));
      return (end) => keys.has(endKey(end)) || (block.ok && end.type === "cidr" && isWithin(end.cidr, block.cidr));
    }
  }
}

function isOf(pattern: PodsPattern, end: End): boolean {
  if (end.type === "workload") return hasAll(pattern, end.workload);
  if (end.type === "pods") return hasAll(pattern, end);
  if (end.type !== "unseen-pods" || end.namespace === undefined || !pattern.namespaces.includes(end.namespace)) {
    return false;
  }
  // Every pod that the selector of the policy matches has the labels.
  const asked = new Set(end.selector.split(","));
  return [...pattern.labels].every(([key, value]) => asked.has(`${key}=${value}`));
}

function isWithin(cidr: string, block: Parameters<typeof contains>[0]): boolean {
  const own = parseCidr(cidr);
  return own.ok && contains(block, own.cidr);
}
