/** NP1411: a port by a name that no pod concerned has. */

import { changeTo } from "../evidence/fix-offers.js";
import { undefinedPortNames } from "./undefined-port-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1411",
  name: "named-port-nobody-defines",
  title: "A port by a name that no pod has",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-35"],

  check: undefinedPortNames,

  message: ({ name, deny, near, arrival }) => {
    const who = `No pod concerned names a port ${quoted(name, 15)}`;
    const effect = `nothing is ${deny ? "denied" : "admitted"} by it`;
    if (near !== undefined) return `${who}, one names ${quoted(near, 15)}: ${effect}`;
    return arrival === undefined
      ? `${who}: ${effect}`
      : `${who}, only Service ${quoted(arrival.service.name, 16)} does: ${effect}`;
  },
  note: ({ names }) =>
    names.length === 0
      ? "Names of ports are those that containers give to theirs; none of these gives any."
      : `Names of ports are those that containers give to theirs: ${names
          .slice(0, 5)
          .map((it) => quoted(it, 20))
          .join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}.`,
  related: ({ arrival }) =>
    arrival === undefined ? [] : [{ at: arrival.written.at, message: "the name is here, where policies do not look" }],

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ at, near }) => changeTo(at, near) },
    "name-number": {
      safety: "changes-traffic",
      fix: ({ at, near, arrival, isText }) => {
        const target = arrival?.target;
        if (near !== undefined || target === undefined) return undefined;
        return {
          title: `Change it to ${target}, where Service ${arrival?.service.name ?? ""} arrives`,
          edit: (editor) => editor.set(at, isText ? String(target) : target),
        };
      },
    },
  },
});
