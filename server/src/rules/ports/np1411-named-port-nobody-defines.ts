/** NP1411: a port name that none of the pods concerned defines. */

import { changeTo } from "../evidence/fix-offers.js";
import { undefinedPortNames } from "./undefined-port-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1411",
  name: "named-port-nobody-defines",
  title: "A port name that no pod defines",
  severity: "warning",
  premise: "closed-world",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-35"],

  check: undefinedPortNames,

  message: ({ name, deny, near, arrival }) => {
    const effect = `Port ${quoted(name)} ${deny ? "denies" : "allows"} nothing`;
    if (near !== undefined) return `${effect}: no pod defines that name; did you mean ${quoted(near)}?`;
    return arrival === undefined
      ? `${effect}: no pod here defines a port with that name`
      : `${effect}: only Service ${quoted(arrival.service.name)} has that port name, not its pods`;
  },
  note: ({ names }) =>
    names.length === 0
      ? "Port names in policies are names of container ports. The containers here define none."
      : `Port names in policies are names of container ports. The containers here define ${names
          .slice(0, 5)
          .map((it) => quoted(it))
          .join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}.`,
  related: ({ arrival }) =>
    arrival === undefined
      ? []
      : [{ at: arrival.written.at, message: "the Service port with this name, which policies do not use" }],

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ at, near }) => changeTo(at, near) },
    "name-number": {
      safety: "changes-traffic",
      fix: ({ at, near, arrival, isText }) => {
        const target = arrival?.target;
        if (near !== undefined || target === undefined) return undefined;
        return {
          title: `Change to ${target}, the target port of ${arrival?.service.name ?? "the Service"}`,
          edit: (editor) => editor.set(at, isText ? String(target) : target),
        };
      },
    },
  },
});
