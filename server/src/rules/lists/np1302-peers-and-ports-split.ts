/** NP1302: a hyphen between peers and their ports makes two rules, each wider than the one that was meant (KP-3, CP-7). */

import { FAR_END, portWords } from "../words/words.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { splitsIn } from "./rule-halves.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1302",
  name: "peers-and-ports-split",
  title: "Peers and their ports as two rules",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-3", "CP-7"],

  *check({ object, reading }, view) {
    for (const part of reading.parts) {
      // Policies for nodes trust the cluster on every port and open a few ports to everyone: that is how they are written.
      if (part.subject.of === "nodes") continue;
      for (const { key, rules } of part.lists) {
        if (["spec", "specs"].some((root) => hasUnreadField(object, `${root}.${key}`))) continue;
        yield* splitsIn(rules, view);
      }
    }
  },

  message: ({ ports, peers, rule }) => {
    const verb = rule.verdict === "deny" ? "denies" : "opens";
    const [first] = ports.ports;
    const words =
      first === undefined ? "" : first.port === undefined ? `all ${first.protocols.join(", ")}` : portWords([first]);
    // A long name would not leave room for the rest of the line.
    const opened = words.length > 15 ? "a port" : words;
    const more = ports.ports.length - 1;
    return `Two rules: \`${ports.name}\` ${verb} ${opened}${more > 0 ? ` and ${more} more` : ""} for every ${FAR_END[rule.direction]}, \`${peers.name}\` ${verb} every port`;
  },
  note: ({ ports, peers }) =>
    `Each hyphen begins a rule of its own: one without peers means everyone, one without ports means every port. In one rule \`${ports.name}\` holds for \`${peers.name}\` alone.`,
  related: ({ peers }) => [{ at: peers.key, message: "a rule of its own, for every port" }],

  fixes: {
    join: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ second }) => ({ title: "Make one rule of the two", edit: (editor) => editor.join(second) }),
    },
  },
});
