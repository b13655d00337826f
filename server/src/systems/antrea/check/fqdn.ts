/** DNS names in `fqdn` (TV-8). */

import { quoted } from "../../../base/quote.js";
import type { Format } from "../../../schema/constraint.js";

export const FQDN: Format<"characters"> = {
  name: "antrea-fqdn",
  // The empty text is as if the key were not there.
  flawsOf: (text) => (/^[-0-9a-zA-Z.*]*$/.test(text) ? [] : [{ flaw: "characters" }]),
  says: (text) =>
    `${quoted(text)} is not a valid DNS name here: only letters, digits, \`-\`, \`.\` and \`*\` are allowed`,
};
