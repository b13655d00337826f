/** NP1529: server names that bind a plain rule for the same port and peers too (CS-38). */

import { partOf } from "../../base/source.js";
import { plainAllows, portUses, type PlainAllow } from "./l7-peers.js";
import { defineRule, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";

interface Bound extends Finding {
  readonly plain: PlainAllow;
}

export default defineRule({
  code: "NP1529",
  name: "sni-with-plain-allow",
  title: "Server names that bind another rule",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-54"],

  *check(policy, view): Iterable<Bound> {
    if (policy.object.system !== "cilium") return;
    for (const use of portUses(policy)) {
      const names = use.toPorts.serverNames;
      if (names === undefined || names.names.length === 0) continue;
      const plain = plainAllows(use, view).find((it) => it.by === "port" && it.samePeers);
      if (plain !== undefined) yield { at: partOf(names.at, "key"), plain };
    }
  },

  message: ({ plain }) =>
    `Port ${quoted(plain.port, 16)} takes TLS to these names alone, though another rule allows it to the same peers`,
  note: () =>
    "Server names stay in force where a rule without them opens the same port to the same peers: what is not TLS with a listed name is dropped.",
  related: ({ plain }) => [{ at: plain.at, message: "this allows the port, and does not get it" }],
});
