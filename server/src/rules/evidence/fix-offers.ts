/** Fixes that several rules offer, each with its title: undefined where what would be written is not known. */

import type { Site } from "../../base/source.js";
import type { DnsSettings } from "../../engine/answers.js";
import type { PortList } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import type { Editor, FixOffer } from "../rule.js";

/** Writes another text in the place of a value. */
export function writeText(at: Site, text: string | undefined): FixOffer | undefined {
  return text === undefined ? undefined : { title: `Write \`${text}\``, edit: (editor) => editor.set(at, text) };
}

/** Puts a scalar in quotes as it is written. */
export function writeQuoted(at: Site, text: string): FixOffer {
  return { title: `Write \`"${text}"\``, edit: (editor) => editor.setSource(at, `"${text}"`) };
}

/** Changes a value to what objects of the workspace have. */
export function changeTo(at: Site | undefined, value: string | number | undefined): FixOffer | undefined {
  if (at === undefined || value === undefined) return undefined;
  return { title: `Change it to ${value}`, edit: (editor) => editor.set(at, value) };
}

/** Splits a list item before the entry. @param shared An entry that both halves need. */
export function makeTwoItems(second: Site | undefined, shared?: Site): FixOffer | undefined {
  return second && { title: "Make two items of them", edit: (editor) => editor.split(second, shared) };
}

/** Adds a rule for the cluster's DNS to a list of egress rules. */
export function allowDns({ object }: Policy, rules: Site, dns: DnsSettings): FixOffer | undefined {
  const rule = systemOf(object).pieces.dnsRule(dns, object);
  if (rule === undefined) return undefined;
  const title = `Allow DNS to ${[...dns.labels.values()].join(" ")} in ${dns.namespace}`;
  return { title, edit: (editor) => editor.append(rules, rule) };
}

/** Adds a port of TCP to a list of ports. */
export function allowPortToo({ object }: Policy, list: PortList, port: number): FixOffer | undefined {
  const item = systemOf(object).pieces.portItem(port, list, "TCP");
  if (item === undefined) return undefined;
  return { title: `Allow TCP ${port} too`, edit: (editor) => editor.append(list.at, item) };
}

/** Gives a requirement another key, wherever it is written. */
export function renameKey(editor: Editor, { written, at, key }: Requirement, to: string): void {
  if (written === "matchLabels") editor.rename(at, to);
  else editor.set(key.at, to);
}
