/** NP1410: a port with one protocol, where the pods have it with another. */

import { protocolMismatches, setProtocol, addUdp } from "./protocol-mismatches.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1410",
  name: "port-protocol-mismatch",
  title: "A port with a different protocol than its pods",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  refused: "checked",
  covers: ["KP-35", "KP-36", "KV-2"],

  check: protocolMismatches,

  message: ({ port, protocol, protocolInto, actual, who, deny }) =>
    `This ${deny ? "denies" : "allows"} port ${typeof port === "number" ? port : quoted(port)} over ${protocol?.value ?? (protocolInto === undefined ? "TCP" : "TCP (the default)")}, not over ${actual}, which ${who}`,
  note: ({ protocolInto }) =>
    protocolInto !== undefined
      ? "An item without `protocol` means TCP only."
      : "A port with one protocol does not match the same number with another.",
  related: ({ container }) =>
    container === undefined
      ? []
      : [{ at: container.at, message: `the container port is ${container.protocol} ${container.number}` }],

  fixes: {
    "set-protocol": { safety: "changes-traffic", fix: setProtocol },
    "add-udp": { safety: "changes-traffic", traffic: "opens", fix: addUdp },
  },
});
