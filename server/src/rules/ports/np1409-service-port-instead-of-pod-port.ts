/** NP1409: a rule for the port of a Service whose pods listen on another. */

import { misledPorts } from "./misled-ports.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1409",
  name: "service-port-instead-of-pod-port",
  title: "A Service port instead of the pods' port",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-34", "CP-44"],

  check: misledPorts,

  message: ({ number, arrival, deny }) =>
    `This does not ${deny ? "deny" : "allow"} connections through Service ${quoted(arrival.service.name)}: it translates port ${number} to ${arrival.target ?? "another port"}`,
  note: () => "Policies see connections at the pods, after the Service port was translated to its target port.",
  related: ({ arrival }) => [
    {
      at: arrival.written.at,
      message: `port ${arrival.written.port} of ${quoted(arrival.service.name)} leads to ${arrival.written.targetPort}`,
    },
  ],

  fixes: {
    "name-target-port": {
      safety: "changes-traffic",
      fix: ({ at, targets: [target, ...others], isText }) =>
        target === undefined || others.length > 0
          ? undefined
          : {
              title: `Change to the pods' port ${target}`,
              edit: (editor) => editor.set(at, isText ? String(target) : target),
            },
    },
  },
});
