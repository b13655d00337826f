/**
 * The address of a Service as egress rules see it: some CNIs apply them before the address is replaced by that of a pod, so that
 * blocks of addresses match it (KS-24). Ingress rules always see the pod.
 */

import type { View } from "../../analysis/view.js";
import type { End, Reach } from "../../engine/answers.js";
import { verdictOfAll } from "../../engine/connection.js";
import { type Cidr, contains, formatCidr, parseCidr, parseIp, hostCidr } from "../../model/ip.js";
import type { Service } from "../../model/scope.js";
import type { Verdict } from "./answer.js";
import { openConditions, verdictOf } from "./channel.js";
import type { FoundEnd } from "./find-end.js";
import type { Pair } from "./sides.js";

export interface SeenAtService {
  /** Of the whole connection: egress by the Service's address, ingress by the pod. */
  readonly verdict: Verdict;
  readonly atService: {
    /** To the address, on the Service's port. */
    readonly pair: Pair;
    readonly reach: Reach;
    /** What it depends on besides the rules. */
    readonly condition?: string;
  };
}

/** @returns Undefined where policies see only the pods behind the Service, or nothing is known of its address. */
export function seenAtService(
  view: View,
  { service, address }: FoundEnd,
  { pair, reach }: { readonly pair: Pair; readonly reach: Reach | undefined },
): SeenAtService | undefined {
  if (service === undefined || pair.to.type !== "workload" || reach?.egress === undefined) return undefined;
  const channel = { ...pair.channel, ...(pair.servicePort === undefined ? {} : { port: pair.servicePort }) };
  const ingress = reach.ingress === undefined ? "allowed" : verdictOf(reach.ingress, pair.channel);
  let best: SeenAtService | undefined;
  for (const { cidr, condition } of candidates(view, service, address)) {
    const to: End = { type: "cidr", cidr };
    const other = view.reach(pair.from, to);
    const egress = other.egress === undefined ? "allowed" : verdictOf(other.egress, channel);
    const whole = verdictOfAll([egress, ingress]);
    const isUncertain = condition !== undefined && whole === "allowed";
    const verdict = isUncertain ? "conditional" : whole;
    const atService = { pair: { from: pair.from, to, channel }, reach: other, ...(isUncertain ? { condition } : {}) };
    if (verdict === "allowed") return { verdict, atService };
    if (verdict === "conditional") best ??= { verdict, atService };
  }
  return best;
}

export function conditionsAtService({ pair, reach, condition }: SeenAtService["atService"]): string[] {
  return [...(condition === undefined ? [] : [condition]), ...openConditions(reach, pair.channel)];
}

export function noteAtService({ pair: { to, channel } }: SeenAtService["atService"]): string {
  const where = to.type === "cidr" ? `, \`${to.cidr.replace(/\/(32|128)$/, "")}\` on port ${channel.port}` : "";
  return `Egress rules are checked against the address of the Service${where}, and ingress rules against its pods.`;
}

interface Candidate {
  readonly cidr: string;
  readonly condition?: string;
}

const SIGHT = "the CNI checks the address of the Service before it is replaced by that of a pod";

/** The address that is asked for, or the Service's ClusterIP; of one that no manifest tells, what it may be. */
function candidates(view: View, service: Service, asked: string | undefined): readonly Candidate[] {
  const { addresses, isHeadless } = service.object;
  if (isHeadless && asked === undefined) return [];
  const written = addresses.flatMap(({ kind, value }) => {
    const ip = kind === "cluster" ? parseIp(value) : undefined;
    return ip === undefined ? [] : [formatCidr(hostCidr(ip))];
  });
  const own = asked === undefined ? written : [asked];
  if (own.length > 0) return own.flatMap((cidr) => seen(view, cidr));
  return view.seesServices ? possible(view, service) : [];
}

function seen(view: View, cidr: string): readonly Candidate[] {
  const parsed = parseCidr(cidr);
  const known = parsed.ok ? view.serviceAddress(parsed.cidr) : undefined;
  if (known === undefined || known.isReplaced) return [];
  return [known.sight.byNetwork === true ? { cidr } : { cidr, condition: SIGHT }];
}

/** A Service CIDR that rules allow as a whole holds the address for certain; any other block only perhaps. */
function possible(view: View, { namespace, name }: Service): readonly Candidate[] {
  const networks = (view.settings.serviceCidrs ?? []).flatMap(parsed);
  const blocks = view.outsideEnds.flatMap((it) => (it.type === "cidr" ? parsed(it.cidr) : []));
  const near = networks.length === 0 ? blocks : blocks.filter((it) => networks.some((own) => overlap(it, own)));
  const condition = `the address of Service \`${namespace}/${name}\`, which is not in this workspace, is in that CIDR block`;
  return [
    ...networks.map((it) => ({ cidr: formatCidr(it) })),
    ...near.map((it) => ({ cidr: formatCidr(it), condition })),
  ];
}

function parsed(text: string): Cidr[] {
  const it = parseCidr(text);
  return it.ok ? [it.cidr] : [];
}

function overlap(first: Cidr, other: Cidr): boolean {
  return contains(first, other) || contains(other, first);
}
