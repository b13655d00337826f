/** NP1303: a hyphen too many inside `ports` or `toPorts`, which opens every port or drops the rules of one (KP-4, CP-6). */

import { splitPortItems } from "./port-halves.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1303",
  name: "port-item-split",
  title: "One port in two items",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["KP-4", "CP-6"],

  check: splitPortItems,

  message: (split) => {
    if (split.type === "ports") {
      const opened = `An item without \`port\` opens every ${split.protocol} port`;
      return split.isVoid
        ? `${opened}: the ports named beside it add nothing`
        : `${opened}, beside the ports named here`;
    }
    return split.isDns
      ? "A hyphen splits these DNS rules from their ports, and without ports Cilium refuses them"
      : "A hyphen splits these rules from their ports: the ports are open without them";
  },
  note: ({ type }) =>
    type === "ports"
      ? "Each hyphen begins an item of its own, and each item opens something: an item that names no port opens all of its protocol."
      : "Each hyphen begins an item of its own: rules apply to the ports of their own item, and an item without ports opens nothing.",
  related: ({ type, other }) => [
    { at: other, message: type === "ports" ? "a port named beside it" : "the ports that these rules are split from" },
  ],

  fixes: {
    join: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ item }) => item && { title: "Make one item of the two", edit: (editor) => editor.join(item) },
    },
  },
});
