/** Strings of printable characters. */

import { quoted } from "../../base/quote.js";
import type { Format } from "../constraint.js";

export const PRINTABLE: Format<"not-printable"> = {
  name: "printable",
  flawsOf: (text) => (/\p{C}/u.test(text) ? [{ flaw: "not-printable" }] : []),
  says: (text) => `${quoted(text)} has characters that are not printable`,
};
