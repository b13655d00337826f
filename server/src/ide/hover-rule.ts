/** Hovers on a rule of a policy and on its peers: what it lets through, whom a peer matches, and why it matches nobody. */

import { parseCidr } from "../model/ip.js";
import type { View } from "../analysis/view.js";
import type { BlockPeer, PeerReading, PodsPeer, RuleReading, RuleVerdict, ServicePeer } from "../model/reading.js";
import { nameSite, type Policy } from "../model/scope.js";
import { systemOf } from "../systems/kinds.js";
import { allowanceOf, type Hovered, linksText, noneBecause, onHostNetwork, portsOf, text } from "./hover-words.js";
import { linkTo } from "./links.js";
import { blockText, podsText, rulePeersText } from "./peer-words.js";
import type { Block } from "./types.js";
import { listOf } from "./words.js";

const VERBS: Readonly<Record<RuleVerdict, string>> = {
  allow: "Allows",
  deny: "Denies",
  pass: "Leaves to the next tier",
  log: "Logs",
};

export function ruleBlocks({ snapshot, view, policy }: Hovered, rule: RuleReading, fate: readonly Block[]): Block[] {
  const allowance = allowanceOf(view, policy, rule);
  const verb = VERBS[rule.verdict];
  const word = rule.direction === "ingress" ? "from" : "to";
  if (allowance === undefined) {
    if (fate.length === 0) return [text(`${verb} nothing.`)];
    const whom = rule.who === "everyone" ? "anyone" : rulePeersText(rule, policy);
    return [...fate, text(`As written, it ${verb.toLowerCase()} traffic ${word} ${whom}.`)];
  }
  const whom = allowance.anyPeer ? "anyone, in the cluster and outside" : rulePeersText(rule, policy);
  const blocks: Block[] = [text(`${verb} ${portsOf(allowance)} ${word} ${whom}.`)];
  if (!allowance.anyPeer && allowance.workloads.length > 0) {
    blocks.push(text(`Matches now: ${linksText(snapshot, allowance.workloads, policy.namespace)}.`));
  }
  return blocks;
}

/** Of peers other than pods, blocks and Services the rule says all there is to say. */
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

/** Of a block that is an address of a Service, or lies in their network. */
function serviceText(view: View, { cidr: { value } }: BlockPeer, policy: Policy): string[] {
  const parsed = parseCidr(value);
  const known = parsed.ok ? view.serviceAddress(parsed.cidr) : undefined;
  if (known === undefined) return [];
  const { blocksMatchNoPod = false } = systemOf(policy.object).traits;
  const { service, usual, sight } = known;
  const seen = blocksMatchNoPod ? sight.outside : sight.byNetwork;
  if (seen === true) return [];
  if (usual !== undefined)
    return [`With ${usual} it is by default the address of the API server's Service, which no policy sees.`];
  const whose =
    service === undefined
      ? "It is in the network of the Services"
      : `It is an address of Service \`${service.namespace}/${service.name}\``;
  const often = seen === false ? "is replaced" : "is replaced in most networks";
  return [`${whose}, and ${often} by that of a pod before policies look.`];
}

/** Which pods the Service stands for. */
function servicePeerBlocks({ snapshot, view, policy }: Hovered, { name, namespace, selector }: ServicePeer): Block[] {
  if (name === undefined || selector !== undefined) return [];
  const services = view.scope.services.filter(
    (it) => it.name === name.value && (namespace === undefined || it.namespace === namespace.value),
  );
  if (services.length === 0) {
    return [text(`Service \`${name.value}\` is not in this workspace, so what it leads to is not known.`)];
  }
  return services.map((service) => {
    const { selector: labels } = service.object;
    if (labels === undefined) return text(`Service \`${service.name}\` has no selector: it leads to addresses.`);
    const pods = view.scope.workloads.filter(
      (it) =>
        it.namespace === service.namespace && [...labels].every(([key, { value }]) => it.labels.get(key) === value),
    );
    const whom = pods.length === 0 ? "no workload in this workspace" : linksText(snapshot, pods, policy.namespace);
    return text(`Service \`${service.name}\` selects ${whom}.`);
  });
}

function podsBlocks(hovered: Hovered, pods: PodsPeer): Block[] {
  const { snapshot, view, policy } = hovered;
  const about = text(`${capital(podsText(pods, policy.namespace))}.`);
  const matched = view.matchedBy(policy, pods);
  if (matched.length > 0) {
    return [about, text(`Matches now: ${linksText(snapshot, matched, policy.namespace)}.`)];
  }
  const onHost = onHostNetwork(view, pods, policy);
  if (onHost.length === 0) return [about, text(`Matches nothing: ${noneBecause(view)}.`)];
  const whom = listOf(onHost, (it) => linkTo(snapshot, nameSite(it), `${it.kind} \`${it.name}\``), 3);
  const verb = onHost.length === 1 ? "is" : "are";
  return [about, text(`Matches nothing: ${whom} ${verb} on the host's network, and no selector matches such pods.`)];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
