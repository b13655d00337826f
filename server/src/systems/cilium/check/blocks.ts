/** Exceptions of a CIDR block compared with the block (CV-11). */

import { quoted } from "../../../base/quote.js";
import { contains, containsIp, parseCidr, type ParsedCidr } from "../../../model/ip.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, items, stringAt } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";

const EXCEPTION = { about: "exception", check: "CV-11", refusedBy: "agent" } as const;

/** The agent compared only addresses before 1.20. An equal block is accepted. An invalid block is reported separately. */
export const exceptionsAreInside: ObjectCheck = ({ node, path, atLeast, report }) => {
  const block = stringAt(node, "cidr");
  const outer = blockIn(block, atLeast(16));
  if (block === undefined || outer === undefined) return;
  for (const exception of items(field(node, "except"))) {
    const inner = blockIn(exception, atLeast(16));
    if (inner === undefined) continue;
    if (atLeast(20) ? contains(outer.cidr, inner.cidr) : containsIp(outer.cidr, inner.address)) continue;
    const { text } = exception;
    const says = `Exception ${quoted(text)} is not inside ${quoted(block.text)}`;
    const place = { at: exception.site("value"), path: `${path}.except`, text, related: block.site("value") };
    report(EXCEPTION, place, { is: "outside", outer: block.text, equal: false, says });
  }
};

/** Undefined for a block that is rejected on its own. @param mapped Whether IPv4 written as IPv6 is accepted. */
function blockIn(node: YamlNode | undefined, mapped: boolean): Extract<ParsedCidr, { readonly ok: true }> | undefined {
  const parsed = node?.scalarType === "string" ? parseCidr(node.text) : undefined;
  if (parsed?.ok !== true || parsed.faults.includes("leading-zeros")) return undefined;
  return mapped || !parsed.faults.includes("ipv4-mapped") ? parsed : undefined;
}
