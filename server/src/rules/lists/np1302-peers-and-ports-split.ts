/** NP1302: a hyphen between peers and their ports makes two rules, each broader than the one that was meant (KP-3, CP-7). */

import type { PortReading } from "../../model/reading.js";
import { portWords } from "../words/words.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { splitsIn } from "./rule-halves.js";
import { defineRule } from "../rule.js";

const EVERYONE = { ingress: "from all sources", egress: "to all destinations" } as const;

/** Two ports by their numbers where the message has room for them, else the first one. A very long name has no room at all. */
function openedWords(ports: readonly PortReading[]): string {
  const [first, ...others] = ports.map((it) =>
    it.port === undefined ? `all ${it.protocols.join(", ")}` : portWords([it]),
  );
  if (first === undefined) return "";
  const named = ports.every((it) => it.port !== undefined) ? portWords(ports) : "";
  if (ports.length === 2 && named !== "" && named.length <= 23) return named;
  return `${first.length > 23 ? "a port" : first}${others.length > 0 ? ` and ${others.length} more` : ""}`;
}

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

  *check(policy, view) {
    // Where each rule has to say what it does, a hyphen that is not meant leaves one that does not, which is refused for that.
    if (isRanked(policy)) return;
    const { object, reading } = policy;
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
    return `These are two rules: \`${ports.name}\` ${verb} ${openedWords(ports.ports)} ${EVERYONE[rule.direction]}, \`${peers.name}\` ${verb} all ports`;
  },
  note: ({ ports, peers }) =>
    `Each \`-\` starts a separate rule. A rule without peers matches everyone, and a rule without ports matches all ports. In one rule, \`${ports.name}\` applies only to \`${peers.name}\`.`,
  related: ({ peers, rule }) => [
    { at: peers.key, message: `this rule ${rule.verdict === "deny" ? "denies" : "allows"} all ports` },
  ],

  fixes: {
    join: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ second }) => ({ title: "Combine into one rule", edit: (editor) => editor.join(second) }),
    },
  },
});
