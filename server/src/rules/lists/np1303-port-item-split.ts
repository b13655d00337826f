/** NP1303: an extra hyphen in `ports` or `toPorts`, which matches all ports or loses the rules of one (KP-4, CP-6). */

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
      const all = `An item without \`port\` matches all ${split.protocol} ports`;
      return split.isVoid
        ? `${all}, so the ports in the other items are redundant`
        : `${all}, not the port in another item`;
    }
    return split.isDns
      ? "A `-` separates these DNS rules from their ports: Cilium rejects DNS rules without ports"
      : "A `-` separates these rules from their ports: the ports are allowed without any rules";
  },
  note: ({ type }) =>
    type === "ports"
      ? "Each `-` starts an item of its own, and an item without a port matches all ports of its protocol."
      : "Each `-` starts an item of its own. Rules apply to the ports in the same item, and an item without ports allows nothing.",
  related: ({ type, other }) => [
    {
      at: other,
      message: type === "ports" ? "the port in the other item" : "the ports that these rules are separated from",
    },
  ],

  fixes: {
    join: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ item }) => item && { title: "Combine into one item", edit: (editor) => editor.join(item) },
    },
  },
});
