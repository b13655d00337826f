/** Isolation of a direction that has no items (CP-24). */

import { quoted } from "../../../base/quote.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field } from "../../../syntax/children.js";
import { CILIUM_LISTS } from "../model.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";

/** `true` for a direction without items has no effect. A policy without any items is reported separately. */
export const defaultDenyHasItems: ObjectCheck = ({ node, path, report }) => {
  if (!CILIUM_LISTS.some((it) => mayHaveItems(node, it))) return;
  for (const direction of ["ingress", "egress"] as const) {
    const value = field(field(node, "enableDefaultDeny"), direction);
    const needs = [direction, `${direction}Deny`];
    if (value?.scalar().value !== true || needs.some((it) => mayHaveItems(node, it))) continue;
    report(
      { about: "default deny", check: "CP-24", refusedBy: "nobody" },
      { at: value.site("key"), path: `${path}.enableDefaultDeny.${direction}`, text: value.text },
      { is: "lacks", needs, says: `${quoted(direction)} is \`true\` but has no rules, so it restricts nothing` },
    );
  }
};

/** A value that is not a list is reported separately. */
function mayHaveItems(spec: YamlNode, list: string): boolean {
  const node = field(spec, list);
  return node !== undefined && (node.kind !== "sequence" || node.items().length > 0);
}
