/** NP1410: a port of one protocol, where the pods have it with another. */

import { protocolMismatches, setProtocol, addUdp } from "./protocol-mismatches.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1410",
  name: "port-protocol-mismatch",
  title: "A port with another protocol than its pods have",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-35", "KP-36", "KV-2"],

  check: protocolMismatches,

  message: ({ port, protocol, actual, who, deny }) =>
    `Port ${typeof port === "number" ? port : quoted(port, 15)} here is ${protocol?.value ?? "TCP by default"}; ${who} ${actual}, which this rule does not ${deny ? "deny" : "admit"}`,
  note: ({ protocol }) =>
    protocol === undefined
      ? "An item without `protocol` means TCP alone."
      : "A port of one protocol says nothing of the same number with another.",
  related: ({ container }) =>
    container === undefined
      ? []
      : [{ at: container.at, message: `the container has ${container.number} with ${container.protocol}` }],

  fixes: {
    "set-protocol": { safety: "changes-traffic", fix: setProtocol },
    "add-udp": { safety: "changes-traffic", traffic: "opens", fix: addUdp },
  },
});
