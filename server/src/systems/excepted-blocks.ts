/** Exceptions of a CIDR block compared with the block, for every system that refuses those that leave nothing of it. */

import { quoted } from "../base/quote.js";
import { contains, parseCidr } from "../model/ip.js";
import type { ObjectCheck } from "../schema/object-check.js";
import { field, items, stringAt } from "../syntax/children.js";

/**
 * An exception must be inside the block, and smaller. An invalid block is reported separately.
 * @param check The specification's id.
 */
export function exceptionsAreInside(check: string): ObjectCheck {
  const exceptionFault = { about: "exception", check, refusedBy: "api-server" } as const;
  return ({ node, path, report }) => {
    const block = stringAt(node, "cidr");
    const outer = block === undefined ? undefined : parseCidr(block.text);
    if (block === undefined || outer?.ok !== true) return;
    for (const exception of items(field(node, "except"))) {
      const inner = exception.scalarType === "string" ? parseCidr(exception.text) : undefined;
      if (inner?.ok !== true) continue;
      const inside = contains(outer.cidr, inner.cidr);
      const equal = inside && contains(inner.cidr, outer.cidr);
      if (inside && !equal) continue;
      const [text, whole] = [quoted(exception.text), quoted(block.text)];
      const says = equal ? `Exception ${text} excludes all of ${whole}` : `Exception ${text} is not inside ${whole}`;
      const place = { at: exception.site("value"), path: `${path}.except`, text: exception.text };
      report(
        exceptionFault,
        { ...place, related: block.site("value") },
        { is: "outside", outer: block.text, equal, says },
      );
    }
  };
}
