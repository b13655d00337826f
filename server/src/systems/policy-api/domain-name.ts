/**
 * DNS names in the pattern language of the policy API: a leading `*.` matches one or more whole labels, and there are no
 * other wildcards (NPEP-133; `DomainName` in apis/v1alpha2/clusternetworkpolicy_types.go).
 */

import { quoted } from "../../base/quote.js";
import type { NamePattern } from "../../model/name-pattern.js";
import type { Format } from "../../schema/constraint.js";

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

/** The CRD's pattern, with its mistake: `A-z` also includes `[`, `\`, `]`, `^`, `_` and the backtick. */
const ACCEPTED = /^(\*\.)?([a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/;
/** The name without scheme, port and path, with other languages' wildcards for whole labels as `*.`. */
function nameIn(text: string): string {
  const host = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/[/?#].*$/s, "")
    .replace(/:\d+$/, "");
  return host.replace(/^(\*\*\.|\*(?=\w)|\.)/, "*.");
}
const SLIP = /[[\\\]^`]/;

/** `wildcard`: a `*` that is not the whole first label. `one-label`: no dot. `slip`: accepted, but no name can have it. */
export const DOMAIN_NAME: Format<"wildcard" | "one-label" | "name" | "slip"> = {
  name: "domain-name",
  flawsOf: (text) => {
    if (ACCEPTED.test(text)) return SLIP.test(text) ? [{ flaw: "slip" }] : [];
    const flaw = /\*/.test(text.replace(/^\*\./, "")) ? "wildcard" : /^[-\w]+\.?$/.test(text) ? "one-label" : "name";
    const meant = nameIn(text);
    return [{ flaw, ...(meant === text || !ACCEPTED.test(meant) ? {} : { instead: meant }) }];
  },
  says: (text, flaw) => {
    const name = quoted(text);
    switch (flaw) {
      case "wildcard":
        return `${name} has a \`*\` that is not the whole first label`;
      case "one-label":
        return `${name} is a single label; a domain name has two or more`;
      case "name":
        return `${name} is not a valid domain name`;
      case "slip":
        return `${name} has characters that no domain name can have`;
    }
  },
};
