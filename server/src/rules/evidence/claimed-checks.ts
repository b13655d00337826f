/** Checks of the decoder that have a rule of their own; what is left over goes to the two rules for everything else. */

import type { BadValue } from "../../model/shape-problem.js";

/** By check, the reasons that a rule phrases; "all" of them where nothing is said. */
const OWN_RULES: Readonly<Record<string, "all" | readonly string[]>> = {
  kind: "all",
  "api-version": "all",
  "KP-48": "all",
  "KV-3": "all",
  "KV-4": "all",
  "KV-7": "all",
  "KV-8": "all",
  "KV-9": "all",
  "KV-10": "all",
  "KV-11": "all",
  "KV-12": "all",
  "KV-13": "all",
  "KV-14": "all",
  "KV-15": "all",
  "KV-16": ["policy-type"],
  "KV-17": "all",
  "KV-18": "all",
  "KV-19": "all",
  "CV-1": "all",
  "CV-2": "all",
  "CV-9": ["no-prefix", "unreadable", "host-bits"],
  "CV-11": "all",
  "CV-26": ["protocol", "icmp"],
  "CV-28": "all",
};

export function hasOwnRule({ check, reason }: BadValue): boolean {
  const reasons = OWN_RULES[check];
  return reasons === "all" || reasons?.includes(reason) === true;
}
