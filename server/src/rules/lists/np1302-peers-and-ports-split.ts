/** NP1302: a hyphen between peers and their ports makes two rules, each broader than the one that was meant (KP-3, CP-7). */

import { portWords } from "../words/words.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { splitsIn } from "./rule-halves.js";
import { defineRule } from "../rule.js";

const EVERYONE = { ingress: "from all sources", egress: "to all destinations" } as const;

export default defineRule({
  code: "NP1302",
  name: "peers-and-ports-split",
  title: "Peers and their ports in two rules",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-3", "CP-7"],

  *check({ object, reading }, view) {
    for (const part of reading.parts) {
      // Policies that select nodes usually allow the cluster on all ports, and everyone on a few: they are meant that way.
      if (part.subject.of === "nodes") continue;
      for (const { key, rules } of part.lists) {
        if (["spec", "specs"].some((root) => hasUnreadField(object, `${root}.${key}`))) continue;
        yield* splitsIn(rules, view);
      }
    }
  },

  message: ({ ports, peers, rule }) => {
    const verb = rule.verdict === "deny" ? "denies" : "allows";
    const [first] = ports.ports;
    const words =
      first === undefined ? "" : first.port === undefined ? `all ${first.protocols.join(", ")}` : portWords([first]);
    // A very long name would not leave room for the rest of the message.
    const opened = words.length > 23 ? "a port" : words;
    const more = ports.ports.length - 1;
    return `These are two rules: \`${ports.name}\` ${verb} ${opened}${more > 0 ? ` and ${more} more` : ""} ${EVERYONE[rule.direction]}, \`${peers.name}\` ${verb} all ports`;
  },
  note: ({ ports, peers }) =>
    `Each \`-\` starts a rule of its own. A rule without peers matches everyone, and a rule without ports matches all ports. In one rule, \`${ports.name}\` applies only to \`${peers.name}\`.`,
  related: ({ peers }) => [{ at: peers.key, message: "a rule of its own, for all ports" }],

  fixes: {
    join: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ second }) => ({ title: "Combine into one rule", edit: (editor) => editor.join(second) }),
    },
  },
});
