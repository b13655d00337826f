/** NP1529: server names that also limit a plain rule for the same port and peers (CS-38). */

import { partOf } from "../../base/source.js";
import { toPortsOf } from "../../systems/cilium/read.js";
import { type PlainAllow, plainAllows } from "./plain-allows.js";
import { deepUses } from "./port-uses.js";
import { defineRule, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";

interface Bound extends Finding {
  readonly plain: PlainAllow;
}

export default defineRule({
  code: "NP1529",
  name: "sni-with-plain-allow",
  title: "Server names that limit another rule",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-54"],

  *check(policy, view): Iterable<Bound> {
    for (const use of deepUses(policy, view)) {
      const { serverNames } = toPortsOf(use.ports);
      if (serverNames === undefined || serverNames.names.length === 0) continue;
      const plain = plainAllows(use, view).find((it) => it.by === "port" && it.samePeers);
      if (plain !== undefined) yield { at: partOf(serverNames.at, "key"), plain };
    }
  },

  message: ({ plain }) =>
    `Port ${quoted(plain.port)} is limited to TLS with these names, although another rule allows it to the same peers`,
  note: () =>
    "Server names stay in effect even if a rule without them allows the same port to the same peers: traffic that is not TLS with a listed name is dropped.",
  related: ({ plain }) => [{ at: plain.at, message: "this allows the port without server names" }],
});
