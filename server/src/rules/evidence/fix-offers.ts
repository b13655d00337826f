/** Fixes that several rules offer, with their titles; undefined if it is not known what to write. */

import type { Site } from "../../base/source.js";
import type { DnsSettings } from "../../engine/answers.js";
import type { PodsReading, PortList } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import type { Editor, FixOffer } from "../rule.js";

/** Replaces a value with another string. */
export function writeText(at: Site, text: string | undefined): FixOffer | undefined {
  return text === undefined ? undefined : { title: `Change to \`${text}\``, edit: (editor) => editor.set(at, text) };
}

/** Puts quotes around a scalar, as written. */
export function writeQuoted(at: Site, text: string): FixOffer {
  return { title: `Quote as \`"${text}"\``, edit: (editor) => editor.setSource(at, `"${text}"`) };
}

/** Changes a value to one that objects in the workspace have. */
export function changeTo(at: Site | undefined, value: string | number | undefined): FixOffer | undefined {
  if (at === undefined || value === undefined) return undefined;
  return { title: `Change to \`${value}\``, edit: (editor) => editor.set(at, value) };
}

/** Splits a list item in two before the entry. @param shared An entry that both items need. */
export function makeTwoItems(second: Site | undefined, shared?: Site): FixOffer | undefined {
  return second && { title: "Split into two items", edit: (editor) => editor.split(second, shared) };
}

/** Adds a rule for the cluster's DNS to a list of egress rules. */
export function allowDns({ object }: Policy, rules: Site, dns: DnsSettings): FixOffer | undefined {
  const rule = systemOf(object).pieces.dnsRule(dns, object);
  if (rule === undefined) return undefined;
  const title = `Allow DNS to ${[...dns.labels.values()].join(" ")} in ${dns.namespace}`;
  return { title, edit: (editor) => editor.append(rules, rule) };
}

/** Adds a TCP port to a list of ports. */
export function allowPortToo({ object }: Policy, list: PortList, port: number): FixOffer | undefined {
  const item = systemOf(object).pieces.portItem(port, list, "TCP");
  if (item === undefined) return undefined;
  return { title: `Allow TCP ${port} too`, edit: (editor) => editor.append(list.at, item) };
}

/** Makes a peer look in a namespace that it does not name. */
export function addNamespace({ object }: Policy, peer: PodsReading, namespace: string): FixOffer | undefined {
  const entry = systemOf(object).pieces.namespaceEntry(peer, namespace);
  if (entry === undefined) return undefined;
  const title = `Select pods in namespace ${namespace}`;
  return { title, edit: (editor) => editor.insert(entry.into, entry.key, entry.value) };
}

/** Changes the key of a requirement, in `matchLabels` or in `matchExpressions`. */
export function renameKey(editor: Editor, { written, at, key }: Requirement, to: string): void {
  if (written === "matchLabels") editor.rename(at, to);
  else editor.set(key.at, to);
}
