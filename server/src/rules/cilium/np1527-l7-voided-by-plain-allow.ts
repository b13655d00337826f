/** NP1527: HTTP or DNS rules that filter nothing, because another rule allows the same port without them (CS-33). */

import { partOf } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { toPortsOf } from "../../systems/cilium/read.js";
import { admitsEveryRequest } from "./http-lists.js";
import { type PlainAllow, plainAllows } from "./plain-allows.js";
import { deepUses, type PortUse } from "./port-uses.js";
import { defineRule, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";

interface Voided extends Finding {
  readonly kind: "HTTP" | "DNS";
  readonly plain: PlainAllow;
  readonly isOwn: boolean;
}

export default defineRule({
  code: "NP1527",
  name: "l7-voided-by-plain-allow",
  title: "HTTP or DNS rules that a plain rule voids",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-50"],

  *check(policy, view): Iterable<Voided> {
    for (const use of deepUses(policy, view)) {
      const list = filterOf(use);
      const plain = list && strongest(use, list.kind, view);
      if (list === undefined || plain === undefined) continue;
      const severity = plain.peers === "all" && plain.by === "port" ? "warning" : "info";
      yield { ...list, severity, plain, isOwn: plain.policy === policy };
    }
  },

  message: ({ kind, plain: { peers, policy, port }, isOwn }) => {
    const who = isOwn ? "another rule here" : `policy ${quoted(policy.name, 30)}`;
    const whom = peers === "all" ? "" : " for some of the peers";
    return `These ${kind} rules filter nothing${whom}: ${who} allows port ${quoted(port, 12)} without rules`;
  },
  note: ({ kind }) =>
    `Allowances add up. The traffic still goes through the proxy, which lets every ${kind === "HTTP" ? "request" : "name"} pass that either of the rules admits.`,
  related: ({ plain }) => [{ at: plain.at, message: "this allows the port without rules" }],
});

/** The list that filters, by its key; undefined where there is none, or where it admits everything by itself. */
function filterOf({ ports }: PortUse): Pick<Voided, "at" | "kind"> | undefined {
  const { http, dns } = toPortsOf(ports).rules ?? {};
  if (http !== undefined && http.rules.length > 0 && !http.rules.some(admitsEveryRequest)) {
    return { at: partOf(http.at, "key"), kind: "HTTP" };
  }
  if (dns !== undefined && dns.names.length > 0 && !dns.names.some((it) => it.matchPattern?.value === "*")) {
    return { at: partOf(dns.at, "key"), kind: "DNS" };
  }
  return undefined;
}

/** The DNS proxy knows the rules of just this port; a rule for all ports does not open names (CS-33). */
function strongest(use: PortUse, kind: "HTTP" | "DNS", view: View): PlainAllow | undefined {
  const plain = plainAllows(use, view).filter((it) => kind === "HTTP" || it.by === "port");
  const whole = plain.filter((it) => it.peers === "all");
  return whole.find((it) => it.by === "port") ?? whole[0] ?? plain[0];
}
