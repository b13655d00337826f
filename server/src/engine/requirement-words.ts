/** Requirements of queries in the words of a command line. */

import type { FacetRequirement, PodQuery, TextOperator } from "./program.js";

/** The requirements in words: `apps.kubernetes.io/pod-index=0`. */
export function requirementsInWords(requirements: PodQuery): string {
  return requirements.map(requirementWords).join(" and ");
}

export function requirementWords({ key, operator, values }: FacetRequirement): string {
  switch (operator) {
    case "In":
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(",")})`;
    case "NotIn":
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(",")})`;
    case "Exists":
      return key;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return partInWords(key, operator, values);
  }
}

function partInWords(key: string, operator: TextOperator, values: readonly string[]): string {
  const verb = operator.replace("Not", "").replace("Contains", "contains").replace("sWith", "s with").toLowerCase();
  const words = values.map((it) => `${key} ${verb} '${it}'`).join(" or ");
  if (!operator.startsWith("Not")) return values.length === 1 ? words : `(${words})`;
  return `!(${words})`;
}
