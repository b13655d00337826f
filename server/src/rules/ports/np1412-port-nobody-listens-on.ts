/** NP1412: a port by a number that none of the pods concerned lists, where all of them list theirs. */

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
  covers: ["KP-34"],

  check: idlePorts,

  message: ({ number, others, arrival, isDns }) =>
    isDns
      ? `Port ${number} does not let these pods look names up: cluster DNS is not among the peers of this rule`
      : `No pod concerned lists port ${number}: they have ${portList(others)}, and Service ${quoted(arrival.service.name, 20)} leads there`,
  note: ({ isDns, others }) =>
    isDns
      ? `The pods of this rule listen on ${portList(others)}. Lookups need a rule of their own, for cluster DNS: without a hyphen before it, \`ports\` belongs to the peers above.`
      : "Containers need not list their ports. These list others, though, and no Service leads to this one: nothing may answer.",
  related: ({ arrival }) => [
    { at: arrival.written.at, message: `the Service arrives at ${arrival.target ?? arrival.written.targetPort}` },
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
  const shown = numbers.slice(0, 3).join(", ");
  return numbers.length > 3 ? `${shown}, …` : shown;
}
