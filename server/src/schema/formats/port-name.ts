/** Port names as Kubernetes accepts them (KV-11: IANA's service names in lowercase). */

import { quoted } from "../../base/quote.js";
import type { Format } from "../constraint.js";

/** `number`, `range`, `list`: a string that was meant as one or several ports. */
export const PORT_NAME: Format<"number" | "range" | "list" | "name"> = {
  name: "port-name",
  flawsOf: (text) => {
    if (isPortName(text)) return [];
    const plain = text.trim();
    if (/^\d+$/.test(plain)) return [{ flaw: "number", instead: String(Number(plain)) }];
    if (/^\d+\s*-\s*\d+$/.test(plain)) return [{ flaw: "range" }];
    if (/^\d+(\s*,\s*\d+)+$/.test(plain)) return [{ flaw: "list" }];
    const lower = text.toLowerCase();
    return [{ flaw: "name", ...(isPortName(lower) ? { instead: lower } : {}) }];
  },
  says: (text, flaw) => {
    const port = quoted(text);
    switch (flaw) {
      case "number":
        return `${port} in quotes is a port name, which must contain a letter`;
      case "range":
        return `${port} is not a port (a range is \`port\` and \`endPort\`)`;
      case "list":
        return `${port} is not a port (write one item per port)`;
      case "name":
        return `${port} is not a valid port name (at most 15 of \`a-z\`, \`0-9\`, \`-\`)`;
    }
  },
};

function isPortName(text: string): boolean {
  return (
    text.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes("--")
  );
}
