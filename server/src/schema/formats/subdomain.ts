/** Names as most objects have them: DNS subdomains (RFC 1123). */

import { quoted } from "../../base/quote.js";
import type { Format } from "../constraint.js";

const PATTERN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MOST = 253;

export const SUBDOMAIN: Format<"too-long" | "characters"> = {
  name: "subdomain",
  flawsOf: (text) => {
    if (isSubdomain(text)) return [];
    const lower = text.toLowerCase();
    return [
      { flaw: text.length > MOST ? "too-long" : "characters", ...(isSubdomain(lower) ? { instead: lower } : {}) },
    ];
  },
  says: (text) => `${quoted(text)} is not a valid object name`,
};

/** Lower-case letters, digits, `-` and `.`, at most 253 characters. */
export function isSubdomain(name: string): boolean {
  return name.length <= MOST && PATTERN.test(name);
}
