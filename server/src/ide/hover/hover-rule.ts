/** Hovers on a rule of a policy and on its peers: what it allows, what a peer matches, and why it matches nothing. */

import { parseCidr } from "../../model/ip.js";
import type { View } from "../../analysis/view.js";
import type { BlockPeer, PeerReading, PodsPeer, RuleReading, RuleVerdict, ServicePeer } from "../../model/reading.js";
import { nameSite, type Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import {
  allowanceOf,
  type Hovered,
  linksText,
  notBuilt,
  onHostNetwork,
  passedTo,
  portsOf,
  text,
} from "./hover-words.js";
import { linkTo } from "../links.js";
import { blockText, podsText, rulePeersText } from "../peer-words.js";
import type { Block } from "../types.js";
import { capital, listOf } from "../words.js";

const RULE_VERBS: Readonly<Record<Exclude<RuleVerdict, "pass">, string>> = {
  allow: "Allows",
  deny: "Denies",
  log: "Logs",
};

export function ruleVerb(verdict: RuleVerdict, { object }: Policy): string {
  return verdict === "pass" ? `Passes to ${passedTo(object)}:` : RULE_VERBS[verdict];
}

export function ruleBlocks({ snapshot, view, policy }: Hovered, rule: RuleReading, fate: readonly Block[]): Block[] {
  const allowance = allowanceOf(view, policy, rule);
  const verb = ruleVerb(rule.verdict, policy);
  const word = rule.direction === "ingress" ? "from" : "to";
  if (allowance === undefined) {
    if (fate.length === 0) return [text(`${verb} nothing.`)];
    const whom = rule.who === "everyone" ? "anyone" : rulePeersText(rule, policy);
    return [...fate, text(`As written, it ${uncapital(verb)} traffic ${word} ${whom}.`)];
  }
  const whom = allowance.anyPeer ? "anyone, inside or outside the cluster" : rulePeersText(rule, policy);
  const blocks: Block[] = [text(`${verb} ${portsOf(allowance)} ${word} ${whom}.`)];
  if (!allowance.anyPeer && allowance.workloads.length > 0) {
    blocks.push(text(`Matches now: ${linksText(snapshot, allowance.workloads, policy.namespace)}.`));
  }
  return blocks;
}

/** For other peers than pods, CIDR blocks and Services, the rule's hover says it all. */
export function peerBlocks(hovered: Hovered, peer: PeerReading, rule: RuleReading, fate: readonly Block[]): Block[] {
  const { view, policy } = hovered;
  switch (peer.type) {
    case "pods":
      return [...podsBlocks(hovered, peer), ...fate];
    case "block": {
      const { words } = systemOf(policy.object);
      const about = [`Addresses in ${blockText(peer)}. ${words.blocks}.`, ...serviceText(view, peer, policy)];
      return [text(about.join(" ")), ...ruleBlocks(hovered, rule, fate)];
    }
    case "service":
      return [...ruleBlocks(hovered, rule, fate), ...servicePeerBlocks(hovered, peer)];
    default:
      return ruleBlocks(hovered, rule, fate);
  }
}

/** For a block that is a Service address, or is in the Service CIDR. */
function serviceText(view: View, { cidr: { value } }: BlockPeer, policy: Policy): string[] {
  const parsed = parseCidr(value);
  const known = parsed.ok ? view.serviceAddress(parsed.cidr) : undefined;
  if (known === undefined) return [];
  const { blocksMatchNoPod = false } = systemOf(policy.object).traits;
  const { service, usual, sight } = known;
  const seen = blocksMatchNoPod ? sight.outside : sight.byNetwork;
  if (seen === true) return [];
  if (usual !== undefined)
    return [`With ${usual}, this is the default address of the API server's Service, which policies never see.`];
  const whose =
    service === undefined
      ? "This is in the Service CIDR"
      : `This is an address of Service \`${service.namespace}/${service.name}\``;
  const when = seen === false ? "" : "With most CNIs, ";
  const replaced = "policies see the address of the pod behind the Service instead";
  return [`${whose}. ${when === "" ? capital(replaced) : `${when}${replaced}`}.`];
}

/** Which pods the Service selects. */
function servicePeerBlocks({ snapshot, view, policy }: Hovered, { name, namespace, selector }: ServicePeer): Block[] {
  if (name === undefined || selector !== undefined) return [];
  const services = view.scope.services.filter(
    (it) => it.name === name.value && (namespace === undefined || it.namespace === namespace.value),
  );
  if (services.length === 0) {
    return [text(`Service \`${name.value}\` is not in this workspace, so its pods are not known.`)];
  }
  return services.map((service) => {
    const { selector: labels } = service.object;
    if (labels === undefined) return text(`Service \`${service.name}\` has no selector, so it has no pods of its own.`);
    const pods = view.scope.workloads.filter(
      (it) =>
        it.namespace === service.namespace && [...labels].every(([key, { value }]) => it.labels.get(key) === value),
    );
    const whom = pods.length === 0 ? "no workloads in this workspace" : linksText(snapshot, pods, policy.namespace);
    return text(`Service \`${service.name}\` selects ${whom}.`);
  });
}

function podsBlocks(hovered: Hovered, pods: PodsPeer): Block[] {
  const { snapshot, view, policy } = hovered;
  const about = text(`${capital(podsText(pods, policy.namespace))}.`);
  const matched = view.matchedBy(policy, pods);
  const left = notBuilt(hovered, pods);
  if (matched.length > 0) {
    return [about, text(`Matches now: ${linksText(snapshot, matched, policy.namespace)}.`), ...left];
  }
  const onHost = onHostNetwork(view, pods, policy);
  if (onHost.length === 0) {
    const none =
      view.scope.workloads.length === 0 ? "This workspace has no workloads." : "Matches no pods in this workspace.";
    return [about, text(none), ...left];
  }
  const whom = listOf(onHost, (it) => linkTo(snapshot, nameSite(it), `\`${it.name}\` (${it.kind})`), 3);
  const verb = onHost.length === 1 ? "uses" : "use";
  return [about, text(`Matches nothing: ${whom} ${verb} the host network, and selectors never match such pods.`)];
}

function uncapital(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
