/**
 * DNS names in the pattern language of the policy API: a leading `*.` stands for one or more whole labels, and nothing
 * else is a wildcard (NPEP-133; `DomainName` in apis/v1alpha2/clusternetworkpolicy_types.go).
 */

import type { NamePattern } from "../../model/name-pattern.js";

const WILDCARD = "*.";

export function domainName(written: string): NamePattern {
  const text = normalized(written);
  if (!text.startsWith(WILDCARD)) return { text, covers: (other) => normalized(other) === text };
  // The rest with its dot in front: whatever ends in it has at least one more label, the name itself has not.
  const suffix = text.slice(1);
  return {
    text,
    covers: (other) => {
      const name = normalized(other);
      return name === text || (name.endsWith(suffix) && name.length > suffix.length);
    },
  };
}

/** Lower case, without the trailing dot that every name has in DNS. */
function normalized(text: string): string {
  const lower = text.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
