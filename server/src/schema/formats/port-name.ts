/** Names of ports as Kubernetes takes them (KV-11: IANA's service names in lower case). */

import { quoted } from "../../base/quote.js";
import type { Format } from "../constraint.js";

/** `number`, `range`, `list`: what is written as a string and was meant as one or several ports. */
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
    const port = quoted(text, 20);
    switch (flaw) {
      case "number":
        return `${port} in quotes is a port's name, and names have letters`;
      case "range":
        return `${port} is no port; a range has \`port\` and \`endPort\``;
      case "list":
        return `${port} is no port; each port is an item of its own`;
      case "name":
        return `${port} is no port name (at most 15 of \`a-z\`, \`0-9\`, \`-\`)`;
    }
  },
};

function isPortName(text: string): boolean {
  return (
    text.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes("--")
  );
}
