/** HTTP and DNS rules that filter nothing, because a plain rule allows the same port (NP1527). */

import { partOf } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { toPortsOf } from "../../systems/cilium/read.js";
import { admitsEveryRequest } from "./http-lists.js";
import { type PlainAllow, plainAllows } from "./plain-allows.js";
import { deepUses, type PortUse } from "./port-uses.js";
import type { Finding } from "../rule.js";
import type { Policy } from "../../model/scope.js";

export interface Voided extends Finding {
  readonly kind: "HTTP" | "DNS";
  readonly plain: PlainAllow;
  readonly isOwn: boolean;
}

/** In the order written. */
export function* voidedL7Rules(policy: Policy, view: View): Iterable<Voided> {
  for (const use of deepUses(policy, view)) {
    const list = filterOf(use);
    const plain = list && strongest(use, list.kind, view);
    if (list === undefined || plain === undefined) continue;
    const severity = plain.peers === "all" && plain.by === "port" ? "warning" : "info";
    yield { ...list, severity, plain, isOwn: plain.policy === policy };
  }
}

/** The list that filters, by its key; undefined if there is none, or if it allows everything by itself. */
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

/** The DNS proxy uses only the rules of exactly this port; a rule for all ports does not allow names (CS-33). */
function strongest(use: PortUse, kind: "HTTP" | "DNS", view: View): PlainAllow | undefined {
  const plain = plainAllows(use, view).filter((it) => kind === "HTTP" || it.by === "port");
  const whole = plain.filter((it) => it.peers === "all");
  return whole.find((it) => it.by === "port") ?? whole[0] ?? plain[0];
}
