/** Address ranges in Cilium objects (CV-9, CV-10, CV-11). */

import {
  contains,
  containsIp,
  formatCidr,
  formatIp,
  parseCidr,
  parseIp,
  widthOf,
  type ParsedCidr,
} from "../../../model/ip.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { checkCiliumSelector } from "./selector.js";
import { presentKeys, SCHEMA, stringAt, type CiliumProblems } from "./problems.js";
import { field, items } from "../../../decode/read.js";

type ReadCidr = Extract<ParsedCidr, { readonly ok: true }>;

/** The schema's pattern until 1.15: no zero before a prefix length, no IPv4 address inside an IPv6 one. */
const OLD_PATTERN = /^(?:[0-9]{1,3}(?:[.][0-9]{1,3}){3}|[0-9a-fA-F:]+)[/](?:0|[1-9][0-9]*)$/;

/**
 * CV-9. The schema takes what has a prefix; the agent's parser takes no zeros in front. Bits beyond the prefix are
 * accepted and cut off, which is said without `refusedBy`.
 *
 * @returns The range, if it can be read and is accepted.
 */
export function checkCidr(problems: CiliumProblems, node: YamlNode, path: string): ReadCidr | undefined {
  if (node.scalarType !== "string") return undefined;
  const { text } = node;
  const at = node.site("value");
  const parsed = parseCidr(text);
  if (!parsed.ok) {
    const address = parsed.reason === "no-prefix" ? parseIp(text) : undefined;
    problems.add("CV-9", parsed.reason === "no-prefix" ? "no-prefix" : "unreadable", path, at, SCHEMA, {
      text,
      ...(address === undefined ? {} : { instead: `${formatIp(address)}/${widthOf(address.family)}` }),
    });
    return undefined;
  }
  const { cidr, address, faults } = parsed;
  if (faults.includes("leading-zeros")) {
    const instead = `${formatIp(address)}/${cidr.prefix}`;
    const gate = problems.atLeast(16) || OLD_PATTERN.test(text) ? problems.agent : SCHEMA;
    problems.add("CV-9", "leading-zeros", path, at, gate, { text, instead });
    return undefined;
  }
  if (!problems.atLeast(16) && !OLD_PATTERN.test(text)) {
    problems.add("CV-9", "mapped", path, at, SCHEMA, { text, instead: formatCidr(cidr) });
    return undefined;
  }
  if (faults.includes("host-bits")) {
    problems.add("CV-9", "host-bits", path, at, undefined, { text, instead: formatCidr(cidr) });
  }
  return parsed;
}

const SOURCES = ["cidr", "cidrGroupRef", "cidrGroupSelector"];
const GROUP_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** CV-10, CV-11. */
export function checkCidrSet(problems: CiliumProblems, set: YamlNode, path: string): void {
  const present = presentKeys(set, SOURCES);
  const [first, second] = present;
  if (first === undefined && !problems.isLost(set, SCHEMA)) {
    const blank = set.entries().find((it) => SOURCES.includes(it.key));
    const at = blank?.value.site("key") ?? set.site("value");
    problems.add("CV-10", "range-missing", path, at, SCHEMA, { allowed: SOURCES });
  }
  if (first !== undefined && second !== undefined) {
    problems.add("CV-10", "two-ranges", `${path}.${second.key}`, second.node.site("key"), SCHEMA, {
      related: first.node.site("key"),
      allowed: present.map((it) => it.key),
    });
  }
  const selector = field(set, "cidrGroupSelector");
  if (selector?.kind === "map") checkCiliumSelector(problems, selector, `${path}.cidrGroupSelector`, problems.agent);
  const group = stringAt(set, "cidrGroupRef");
  if (group !== undefined && (group.text.length > 253 || !GROUP_NAME.test(group.text))) {
    const lower = group.text.toLowerCase();
    problems.add("CV-10", "group-name", `${path}.cidrGroupRef`, group.site("value"), SCHEMA, {
      text: group.text,
      ...(GROUP_NAME.test(lower) ? { instead: lower } : {}),
    });
  }
  const cidr = field(set, "cidr");
  const outer = cidr === undefined ? undefined : checkCidr(problems, cidr, `${path}.cidr`);
  for (const except of items(field(set, "except"))) {
    const inner = checkCidr(problems, except, `${path}.except`);
    if (cidr === undefined || outer === undefined || inner === undefined) continue;
    // The agent compared addresses alone before 1.20; an equal range is accepted.
    const inside = problems.atLeast(20) ? contains(outer.cidr, inner.cidr) : containsIp(outer.cidr, inner.address);
    if (inside) continue;
    problems.add("CV-11", "outside", `${path}.except`, except.site("value"), problems.agent, {
      text: except.text,
      allowed: [cidr.text],
      related: cidr.site("value"),
    });
  }
}
