/** NP1527: HTTP or DNS rules that filter nothing, because another rule allows the same port without them (CS-33). */

import { voidedL7Rules } from "./voided-l7-rules.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1527",
  name: "l7-voided-by-plain-allow",
  title: "HTTP or DNS rules that have no effect",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-50"],

  check: voidedL7Rules,

  message: ({ kind, plain: { peers, policy, port }, isOwn }) => {
    const who = isOwn ? "another rule here" : `policy ${quoted(policy.name)}`;
    const whom = peers === "all" ? "" : " for some of the peers";
    return `These ${kind} rules filter nothing${whom}: ${who} allows port ${quoted(port)} without rules`;
  },
  note: ({ kind }) =>
    `Allow rules add up. The traffic still goes through the proxy, which allows every ${kind === "HTTP" ? "request" : "name"} that either rule allows.`,
  related: ({ plain }) => [{ at: plain.at, message: "this allows the port without rules" }],
});
