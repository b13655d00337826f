/** Names of namespaces and Services: DNS labels (RFC 1123). https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */

import { quoted } from "../../base/quote.js";
import type { Format } from "../constraint.js";

const PATTERN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const MOST = 63;

export const DNS_LABEL: Format<"too-long" | "characters"> = {
  name: "dns-label",
  flawsOf: (text) => {
    if (text.length > MOST) return [{ flaw: "too-long" }];
    return PATTERN.test(text) ? [] : [{ flaw: "characters" }];
  },
  says: (text, flaw) =>
    flaw === "too-long"
      ? `${quoted(text)} is longer than ${MOST} characters`
      : `${quoted(text)} is not a DNS label (lowercase letters, digits and \`-\`)`,
};
