/** Priorities that tiers of users cannot have (TV-14). */

import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, integerAt } from "../../../syntax/children.js";
import { STATIC_TIERS } from "../tiers.js";

const RESERVED = [251, 252, 254, 255];

export const priorityIsFree: ObjectCheck = ({ node, report }) => {
  const priority = integerAt(field(node, "spec"), "priority");
  if (priority === undefined) return;
  const name = field(field(node, "metadata"), "name")?.text ?? "";
  const value = Number(priority.text);
  const owner = Object.entries(STATIC_TIERS).find(([tier, own]) => own === value && tier !== name)?.[0];
  const place = { at: priority.site("value"), path: "spec.priority", text: priority.text };
  const constraint = { about: "priority of a tier", check: "TV-14", refusedBy: "api-server" } as const;
  if (RESERVED.includes(value)) {
    report(constraint, place, { is: "clash", says: `Priority ${priority.text} is reserved by Antrea` });
  } else if (owner !== undefined) {
    report(constraint, place, { is: "clash", says: `Priority ${priority.text} is that of the tier \`${owner}\`` });
  }
};
