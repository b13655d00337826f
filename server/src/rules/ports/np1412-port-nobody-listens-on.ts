/** NP1412: a port number that none of the pods lists, although all of them list ports. */

import { changeTo } from "../evidence/fix-offers.js";
import { idlePorts } from "./idle-ports.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1412",
  name: "port-nobody-listens-on",
  title: "A port that no pod listens on",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-34"],

  check: idlePorts,

  message: ({ number, arrival, isDns }) =>
    isDns
      ? `Port ${number} here does not allow DNS: cluster DNS is not among the peers of this rule`
      : `Probably nothing listens on port ${number}: Service ${quoted(arrival.service.name)} targets ${arrival.target ?? arrival.written.targetPort}`,
  note: ({ isDns, others }) =>
    isDns
      ? `The pods of this rule listen on ${portList(others)}. Add another rule for cluster DNS: without a hyphen before it, \`ports\` belongs to the peers above.`
      : `Containers do not need to list their ports, but these list ${portList(others)}, and no Service targets this one.`,
  related: ({ arrival }) => [
    { at: arrival.written.at, message: `this Service targets port ${arrival.target ?? arrival.written.targetPort}` },
  ],

  fixes: {
    correct: {
      safety: "changes-traffic",
      fix: ({ at, others: [other, ...more], severity, isText, isDns }) =>
        severity === "warning" && !isDns && more.length === 0
          ? changeTo(at, isText ? String(other) : other)
          : undefined,
    },
  },
});

function portList(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 3);
  const last = numbers.length > shown.length ? `${numbers.length - shown.length} more` : shown.pop();
  return shown.length === 0 ? `${last}` : `${shown.join(", ")} and ${last}`;
}
