/** Requirements of queries in the words of a command line. */

import type { FacetRequirement, PodQuery } from "./program.js";

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
  }
}
