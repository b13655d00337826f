/** Names that `toFQDNs` allows for pods whose DNS queries Cilium does not inspect (NP1505). */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { CiliumSpec, FqdnSelector } from "../../systems/cilium/model.js";
import { type CiliumSubject, ciliumSubjects } from "./cilium-policies.js";
import { INSPECT_ALL, dnsRule } from "../../systems/cilium/scaffolds.js";
import { dnsPorts } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods } from "../evidence/subjects.js";
import type { FixOffer } from "../rule.js";

/** The first name of a spec. */
export interface UninspectedName {
  /** The key of its list. */
  readonly at: Site;
  readonly name: FqdnSelector;
  readonly spec: CiliumSpec;
  /** False if a policy in a file that nothing ties has them inspected. */
  readonly isSure: boolean;
}

/** One for each part of the policy. */
export function* uninspectedNames(policy: Policy, view: View): Iterable<UninspectedName> {
  for (const subject of ciliumSubjects(policy)) {
    const { spec } = subject;
    const first = firstName(spec);
    const inspected = first === undefined ? "tied" : inspectedBy(view, subject);
    if (first !== undefined && inspected !== "tied") yield { ...first, spec, isSure: inspected === "none" };
  }
}

/** Sends queries through Cilium's proxy, with an existing rule or a new one. */
export function inspectDns({ spec }: Pick<UninspectedName, "spec">, view: View): FixOffer | undefined {
  const plain = plainDnsItem(spec, view);
  const list = spec.egress?.at;
  if (plain !== undefined) {
    return { title: "Send DNS through Cilium's proxy", edit: (editor) => editor.insert(plain, "rules", INSPECT_ALL) };
  }
  if (list === undefined) return undefined;
  const rule = dnsRule(view.settings.dns);
  return { title: "Allow DNS through Cilium's proxy", edit: (editor) => editor.append(list, rule) };
}

/** The first name in `toFQDNs`, with its list. */
function firstName(spec: CiliumSpec): { readonly at: Site; readonly name: FqdnSelector } | undefined {
  for (const peers of (spec.egress?.items ?? []).flatMap((it) => it.peers)) {
    const name = peers.type === "fqdns" ? peers.names[0] : undefined;
    if (name !== undefined) return { at: partOf(peers.at, "key"), name };
  }
  return undefined;
}

function inspectedBy(view: View, subject: CiliumSubject): ReturnType<typeof anyPolicyForSamePods> {
  const selected = view.selectedBy(subject.policy, subject.part);
  if (selected.length > 0) return selected.every((it) => view.dns(it).inspected) ? "tied" : "none";
  return anyPolicyForSamePods(view, subject, hasDnsRules);
}

function hasDnsRules({ reading }: Policy): boolean {
  return rulesOf(reading).some((it) =>
    it.ports.some(({ conditions }) => conditions.some(({ type }) => type === "dns")),
  );
}

/** An item of `toPorts` that allows DNS without inspecting it, where `rules` is missing. */
function plainDnsItem(spec: CiliumSpec, view: View): Site | undefined {
  const ports = dnsPorts(view.settings.dns).map(String);
  for (const item of spec.egress?.items ?? []) {
    for (const it of item.toPorts?.items ?? []) {
      const dns = it.ports?.ports.every((port) => port.port !== undefined && ports.includes(port.port.value));
      if (dns === true && it.rules === undefined) return it.at;
    }
  }
  return undefined;
}
