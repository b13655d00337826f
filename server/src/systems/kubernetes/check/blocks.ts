/** Exceptions of an address block against the block (KV-9). */

import { quoted } from "../../../base/quote.js";
import { contains, parseCidr } from "../../../model/ip.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, items, stringAt } from "../../../syntax/children.js";

const EXCEPTION = { about: "exception", check: "KV-9", refusedBy: "api-server" } as const;

/** A strict subset: inside, and smaller. What is no block is a fault of its own. */
export const exceptionsAreInside: ObjectCheck = ({ node, path, report }) => {
  const block = stringAt(node, "cidr");
  const outer = block === undefined ? undefined : parseCidr(block.text);
  if (block === undefined || outer?.ok !== true) return;
  for (const exception of items(field(node, "except"))) {
    const inner = exception.scalarType === "string" ? parseCidr(exception.text) : undefined;
    if (inner?.ok !== true) continue;
    const inside = contains(outer.cidr, inner.cidr);
    const equal = inside && contains(inner.cidr, outer.cidr);
    if (inside && !equal) continue;
    const [text, whole] = [quoted(exception.text, 20), quoted(block.text, 20)];
    const says = equal ? `Exception ${text} leaves nothing of ${whole}` : `Exception ${text} is not inside ${whole}`;
    const place = { at: exception.site("value"), path: `${path}.except`, text: exception.text };
    report(EXCEPTION, { ...place, related: block.site("value") }, { is: "outside", outer: block.text, equal, says });
  }
};
