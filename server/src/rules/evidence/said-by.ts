/** Which rule speaks of a fault in a value: one of them of each, told by what the fault is about. */

import type { BadValue, ShapeProblem } from "../../model/shape-problem.js";
import { isCilium } from "../words/shape-words.js";

/** Rules that phrase faults, by name; what nothing here claims goes to a rule for the rest. */
const SAID_BY: Readonly<Record<string, string>> = {
  kind: "wrong-api-version",
  "API version": "wrong-api-version",
  label: "malformed-label",
  "selector operator": "selector-operator",
  peer: "empty-peer",
  "policy type": "unknown-policy-type",
  "port name": "quoted-port",
  port: "port-out-of-range",
  "last port": "end-port",
  protocol: "unknown-protocol",
  "addresses beside pods": "ip-block-with-selector",
  "address block": "malformed-cidr",
  exception: "exception-outside-block",
  "bits beyond the length": "non-canonical-cidr",
  "kinds of peers": "two-peer-keys",
  "protocol of L7 rules": "l7-without-tcp",
};

/** True for a fault that the rule of this name speaks of. */
export function isSaidBy(rule: string, problem: ShapeProblem): problem is BadValue {
  return problem.type === "bad-value" && saidBy(problem) === rule;
}

/** Things that faults are about and that a rule claims. */
export const CLAIMED: readonly string[] = Object.keys(SAID_BY);

function saidBy({ fault, kind }: BadValue): string {
  const own = Object.hasOwn(SAID_BY, fault.about) ? SAID_BY[fault.about] : undefined;
  return own ?? (isCilium(kind) ? "refused-by-cilium" : "refused-value");
}
