/** CIDR blocks that are the only ones to which a policy allows DNS (NP1413). */

import type { Site, Sourced } from "../../base/source.js";
import type { RuleRef } from "../../engine/answers.js";
import { allowListOf, peersOf, portsOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { View } from "../../analysis/view.js";
import { isWholeFamily, overlaps, parseCidr } from "../../model/ip.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { allowsDns } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods, type SubjectOf, subjectsOf } from "../evidence/subjects.js";

/** Pod and Service CIDRs that clusters usually have: kubeadm, k3s, kind, OpenShift and EKS (KP-37). */
const OF_CLUSTERS = [
  "10.96.0.0/12",
  "10.244.0.0/16",
  "10.42.0.0/15",
  "172.30.0.0/16",
  "10.128.0.0/14",
  "172.20.0.0/16",
].flatMap((it) => {
  const parsed = parseCidr(it);
  return parsed.ok ? [parsed.cidr] : [];
});

/** A block, and the list of egress rules that it is in. */
export interface DnsBlock {
  readonly block: Sourced<string>;
  readonly list: Site;
  /** False if a policy in a file that nothing ties allows DNS in another way. */
  readonly isSure: boolean;
}

/** Blocks that are probably meant for cluster DNS, if the pods have no other way to resolve names. */
export function* dnsBlocks(policy: Policy, view: View): Iterable<DnsBlock> {
  for (const subject of subjectsOf(policy)) {
    if (isClusterDns(subject, view)) continue;
    const list = egressOf(subject);
    for (const { by } of view.allowances(policy)) {
      if (list === undefined || !isOf(by, subject) || !isLookup(by, view)) continue;
      const block = blocksOf(by)?.find(mayBeMeantForPods);
      const otherWay = block === undefined ? "tied" : otherWayFor(subject, view);
      if (block !== undefined && otherWay !== "tied") yield { block, list, isSure: otherWay === "none" };
    }
  }
}

/** The DNS pods themselves ask servers outside the cluster. */
function isClusterDns({ policy, part }: SubjectOf, view: View): boolean {
  const asked = part.subject.selector?.requirements ?? [];
  return policy.namespace === view.settings.dns.namespace && asked.some((it) => isDnsLabel(it, view));
}

function egressOf({ part }: SubjectOf): Site | undefined {
  return allowListOf(part, "egress")?.at;
}

function isOf({ direction, verdict, reading }: RuleRef, { part }: SubjectOf): boolean {
  return direction === "egress" && verdict === "allow" && part.rules.includes(reading);
}

/** True for a rule that lists a DNS port by its number, and so is meant for DNS. */
function isLookup({ reading }: RuleRef, view: View): boolean {
  return portsOf(reading).some((it) => it.port !== undefined && view.settings.dns.ports.includes(Number(it.value)));
}

/** The blocks of a rule that has only blocks as peers. */
function blocksOf({ reading }: RuleRef): readonly Sourced<string>[] | undefined {
  const blocks = peersOf(reading).map((it) => (it.type === "block" ? it.cidr : undefined));
  return blocks.every((it) => it !== undefined) ? blocks : undefined;
}

/** Everything, or a network that clusters use for pods or Services. A resolver elsewhere is meant as written. */
function mayBeMeantForPods({ value }: Sourced<string>): boolean {
  const parsed = parseCidr(value);
  return parsed.ok && (isWholeFamily(parsed.cidr) || OF_CLUSTERS.some((it) => overlaps(it, parsed.cidr)));
}

function isByAddress(ref: RuleRef): boolean {
  return (blocksOf(ref)?.length ?? 0) > 0;
}

/** Whether something else allows DNS for the pods: a rule for pods or for everyone, or no isolation at all. */
function otherWayFor(subject: SubjectOf, view: View): ReturnType<typeof anyPolicyForSamePods> {
  const pods = view.selectedBy(subject.policy, subject.part);
  if (pods.length > 0) {
    const isOpen = pods.every((pod) => {
      const { isolated, because } = view.dns(pod);
      return !isolated || because.some((it) => !isByAddress(it));
    });
    return isOpen ? "tied" : "none";
  }
  return anyPolicyForSamePods(view, subject, (policy) => letsOut(policy, view));
}

function letsOut(policy: Policy, view: View): boolean {
  return view.allowances(policy).some((it) => allowsDns(it, view, ["UDP"]) && !isByAddress(it.by));
}
