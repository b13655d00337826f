/** Names that a Cilium policy mentions, but that its patterns of allowed names do not match (NP1516). */

import type { Site } from "../../base/source.js";
import type { CiliumSpec, FqdnSelector } from "../../systems/cilium/model.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { dnsLists, fqdnsOf, patternOf } from "./dns-names.js";
import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import type { Severity } from "../rule.js";

interface Spoken {
  readonly name: string;
  readonly at: Site;
}

/** A name, and the pattern that nearly matches it. */
export interface MissedName {
  /** The pattern. */
  readonly at: Site;
  readonly name: string;
  /** Undefined if the policy does not mention the name: it stands for all subdomains. */
  readonly nameAt?: Site;
  readonly severity: Severity;
  readonly pattern: FqdnSelector;
  /** The list that has the pattern. */
  readonly into: Site | undefined;
}

/** Each name once. */
export function* missedNames(policy: Policy, view: View): Iterable<MissedName> {
  const seen = new Set<string>();
  for (const { spec } of ciliumSubjects(policy)) {
    const allowed = fqdnsOf(spec).map((it) => ({ it, pattern: patternOf(it, view) }));
    if (allowed.every(({ it }) => it.matchPattern === undefined)) continue;
    for (const { name, at } of namesIn(spec)) {
      if (seen.has(name) || allowed.some(({ pattern }) => pattern === undefined || pattern.covers(name))) continue;
      const near = allowed.find(({ it }) => isNear(it, name));
      if (near?.it.matchPattern === undefined) continue;
      seen.add(name);
      const into = listOf(spec, near.it);
      yield { at: near.it.matchPattern.at, severity: "warning", name, nameAt: at, pattern: near.it, into };
    }
    for (const { it } of allowed) {
      const name = subdomainOf(it);
      if (name === undefined || it.matchPattern === undefined || seen.has(name)) continue;
      if (allowed.some(({ pattern }) => pattern === undefined || pattern.covers(name))) continue;
      seen.add(name);
      yield { at: it.matchPattern.at, severity: "info", name, pattern: it, into: listOf(spec, it) };
    }
  }
}

/** Single names in the DNS rules of the spec, and the server names next to `toFQDNs`. */
function* namesIn(spec: CiliumSpec): Iterable<Spoken> {
  for (const item of spec.egress?.items ?? []) {
    for (const { matchName } of dnsLists(item)) {
      if (matchName !== undefined) yield { name: plain(matchName.value), at: matchName.at };
    }
    if (!item.peers.some((it) => it.type === "fqdns")) continue;
    for (const { value, at } of (item.toPorts?.items ?? []).flatMap((it) => it.serverNames?.names ?? [])) {
      if (!value.includes("*")) yield { name: plain(value), at };
    }
  }
}

/** `www.example.com` for `*example.com`: a star right before a domain is often meant for the domain and all below it. */
function subdomainOf({ matchPattern }: FqdnSelector): string | undefined {
  const domain = /^\*([a-z0-9][-a-z0-9]*(?:\.[-a-z0-9]+)+)$/.exec(plain(matchPattern?.value ?? ""))?.[1];
  return domain && `www.${domain}`;
}

/** True for `*.example.com` if the name is `example.com`, or has more than one label before that. */
function isNear({ matchPattern }: FqdnSelector, name: string): boolean {
  const domain = /^\*{1,2}\.([^*]+)$/.exec(plain(matchPattern?.value ?? ""))?.[1];
  return domain !== undefined && (name === domain || name.endsWith(`.${domain}`));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\.$/, "");
}

/** The list in `toFQDNs` that has the pattern. */
function listOf(spec: CiliumSpec, pattern: FqdnSelector): Site | undefined {
  for (const peers of (spec.egress?.items ?? []).flatMap((it) => it.peers)) {
    if (peers.type === "fqdns" && peers.names.includes(pattern)) return peers.at;
  }
  return undefined;
}
