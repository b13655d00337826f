/** Hosts outside the cluster that containers are configured to call on a port that no egress rule allows (NP1907). */

import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import { allowListOf, peersOf, type PolicyPart } from "../../model/reading.js";
import { nameSite, type Policy, type Workload } from "../../model/scope.js";
import type { ToldAddress } from "../../model/workload.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { subjectOfRule } from "../evidence/subjects.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface OutsideNeed {
  readonly at: Site;
  readonly part: PolicyPart;
  readonly workload: Workload;
  readonly told: ToldAddress & { readonly port: number };
}

/** Each host and port of a workload once, at the policy with the most egress rules for it. */
export function* outsideNeeds(policy: Policy, view: View): Iterable<OutsideNeed> {
  for (const part of policy.reading.parts) {
    if (part.isolates.egress === undefined) continue;
    for (const workload of view.selectedBy(policy, part)) {
      const outside = (workload.object.told ?? []).filter(isOutside);
      if (outside.length === 0) continue;
      const rules = egressRules(workload, view);
      if (rules.length === 0 || isDoubtful(workload, rules, view) || nearest(workload, rules, view) !== policy)
        continue;
      const said = new Set<string>();
      for (const told of outside) {
        const key = `${told.host}:${told.port}`;
        if (said.has(key) || rules.some((it) => mayBeFor(it, told))) continue;
        said.add(key);
        const list = allowListOf(part, "egress");
        yield { at: list === undefined ? nameSite(policy) : partOf(list.at, "key"), part, workload, told };
      }
    }
  }
}

/** A name in a public domain, unlikely to be the name of a Service or namespace. */
const OUTSIDE = /\.[a-z0-9-]+\.(?:com|net|org)$/;
/** Addresses with these ports are often the application's own, for links and certificates. */
const OF_LINKS: ReadonlySet<number> = new Set([80, 443]);
/** Variables with the address of an identity provider that the application itself reads: its documents, keys and tokens. */
const OF_ISSUER =
  /(?:^|_)(?:OIDC|OPENID|OAUTH2?)(?:_\w+)?_(?:ISSUER|DISCOVERY|METADATA|WELL_?KNOWN|JWKS|TOKEN|USERINFO)(?:_(?:URL|URI|ENDPOINT))*$/i;

function isOutside(told: ToldAddress): told is OutsideNeed["told"] {
  return told.port !== undefined && (!OF_LINKS.has(told.port) || isOfIssuer(told)) && OUTSIDE.test(`.${told.host}`);
}

function isOfIssuer({ port, by }: ToldAddress): boolean {
  return port === 443 && by !== undefined && OF_ISSUER.test(by);
}

function mayBeFor(allowance: Allowance, told: OutsideNeed["told"]): boolean {
  const { anyPeer, by, traffic, conditional, namedPorts } = allowance;
  // An identity provider is often behind a gateway of the same cluster.
  const ports = isOfIssuer(told) ? GATEWAY_PORTS : [told.port];
  if (!isOfIssuer(told) && !anyPeer && peersOf(by.reading).every((it) => it.type === "pods")) return false;
  return (
    namedPorts.length > 0 ||
    [traffic, ...conditional.map((it) => it.traffic)].some((it) => ports.some((port) => hasPort(it, "TCP", port)))
  );
}

/** On which gateways and ingress controllers listen for HTTPS, behind the port of their Service. */
const GATEWAY_PORTS: readonly number[] = [443, 4443, 8443, 9443, 10443];

function isDoubtful({ namespace, hostNetwork }: Workload, rules: readonly Allowance[], view: View): boolean {
  return hostNetwork || rules.some((it) => isRanked(it.by.policy)) || mayUnreadAllow(view, namespace, "egress");
}

function egressRules(workload: Workload, view: View): readonly Allowance[] {
  return view.memo(egressRulesOf, workload);
}

function egressRulesOf(workload: Workload, view: View): readonly Allowance[] {
  return view.policiesOn(workload, "egress").flatMap((policy) =>
    view.allowances(policy).filter(({ by }) => {
      if (by.direction !== "egress" || by.verdict !== "allow") return false;
      const part = subjectOfRule(by)?.part;
      return part !== undefined && view.selectedBy(policy, part).includes(workload);
    }),
  );
}

function nearest(workload: Workload, rules: readonly Allowance[], view: View): Policy | undefined {
  const score = (policy: Policy): number => rules.filter((it) => it.by.policy === policy).length;
  let best: Policy | undefined;
  for (const it of view.isolatedBy(workload, "egress")) if (best === undefined || score(it) > score(best)) best = it;
  return best;
}
