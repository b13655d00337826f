/** NP1416: a port range that covers all ports. */

import { partOf } from "../../base/source.js";
import { portsOf, rulesOf } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { defineRule } from "../rule.js";

const LAST = 65535;

export default defineRule({
  code: "NP1416",
  name: "range-of-all-ports",
  title: "A range that covers all ports",
  severity: "hint",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["KP-42"],

  *check({ object, reading }) {
    const { allPorts } = systemOf(object).pieces;
    if (allPorts === undefined) return;
    for (const item of rulesOf(reading).flatMap(portsOf)) {
      const { value, endPort } = item;
      if (endPort === undefined || endPort.value !== LAST || value !== 1) continue;
      yield { at: endPort.at, item, short: allPorts(item.protocol?.value) };
    }
  },

  message: ({ item }) =>
    `The range from 1 to ${LAST} means all ${item.protocol === undefined ? "" : `${item.protocol.value} `}ports`,
  note: ({ item }) =>
    item.isText
      ? 'Port `"0"` means the same, and is easier to read.'
      : "An item without a port means all ports of its protocol, and is easier to read.",

  fixes: {
    "write-short": {
      safety: "safe",
      fix: ({ item: { at, isText, port, endPort, protocol }, short }) =>
        port && {
          title: isText ? 'Write port `"0"`' : "Omit the range",
          edit: (editor) => {
            if (!isText && protocol === undefined) return editor.set(at, short);
            if (isText) editor.set(port.at, "0");
            else editor.remove(partOf(port.at, "pair"));
            if (endPort !== undefined) editor.remove(partOf(endPort.at, "pair"));
          },
        },
    },
  },
});
