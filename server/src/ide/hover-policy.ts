/** Hovers on policies: what they select, isolate and admit, whom a peer matches, what a rule lets through. */

import type { View } from "../analysis/view.js";
import { itemsOf, type CiliumItem, type CiliumPeers, type CiliumSpec } from "../systems/cilium/model.js";
import { DIRECTIONS, type Direction } from "../model/direction.js";
import { rulesOf, type Peer, type PolicyRule } from "../systems/kubernetes/model.js";
import { displayName, type Workload } from "../model/scope.js";
import type { Policy } from "../model/scope.js";
import { written, writtenRule } from "../systems/written.js";
import { selectorText, type LabelSelector } from "../model/selector.js";
import { refuserOf } from "../model/shape-problem.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { flowLines } from "./flow-lines.js";
import { fateOf } from "./refused.js";
import type { Block } from "./types.js";
import { endText, listText, namespacesText, peerText, trafficText, workloadsText } from "./words.js";

/** The piece of a policy that a place belongs to, smallest first. */
export type PolicyPiece =
  | { readonly type: "policy" }
  | { readonly type: "subject"; readonly spec?: CiliumSpec }
  | { readonly type: "rule"; readonly rule: PolicyRule | CiliumItem; readonly spec?: CiliumSpec }
  | { readonly type: "peer"; readonly peer: Peer }
  | { readonly type: "endpoints"; readonly spec: CiliumSpec; readonly selector: LabelSelector };

/** Pieces by the node they stand at. */
export function piecesOf(policy: Policy): ReadonlyMap<number, PolicyPiece> {
  const pieces = new Map<number, PolicyPiece>();
  const object = written(policy);
  if (object.system === "kubernetes") {
    if (object.subject.at.node !== object.specAt.node) pieces.set(object.subject.at.node, { type: "subject" });
    for (const direction of DIRECTIONS) {
      for (const rule of rulesOf(object, direction)) {
        pieces.set(rule.at.node, { type: "rule", rule });
        for (const peer of rule.peers?.peers ?? []) pieces.set(peer.at.node, { type: "peer", peer });
      }
    }
    return pieces;
  }
  for (const spec of object.specs) {
    if (spec.subject !== undefined) pieces.set(spec.subject.selector.at.node, { type: "subject", spec });
    for (const rule of itemsOf(spec)) {
      pieces.set(rule.at.node, { type: "rule", rule, spec });
      for (const peers of rule.peers) {
        if (peers.type !== "endpoints") continue;
        for (const selector of peers.selectors) pieces.set(selector.at.node, { type: "endpoints", spec, selector });
      }
    }
  }
  return pieces;
}

export function policyBlocks(snapshot: Snapshot, view: View, policy: Policy, piece: PolicyPiece): Block[] {
  const refuser = refuserOf(policy.object.problems);
  if (refuser !== undefined && (piece.type === "policy" || piece.type === "subject")) {
    return [heading(policy), { type: "text", text: `${fateOf(refuser)}.` }];
  }
  switch (piece.type) {
    case "policy":
      return wholePolicy(snapshot, view, policy);
    case "subject":
      return [heading(policy), ...selection(view, policy, piece.spec), ...effects(snapshot, view, policy, piece.spec)];
    case "rule":
      return ruleBlocks(view, policy, piece.rule);
    case "peer":
      return peerBlocks(view, policy, piece.peer);
    case "endpoints":
      return endpointsBlocks(view, policy, piece.spec, piece.selector);
  }
}

function heading(policy: Policy): Block {
  return { type: "heading", text: `${policy.kind} ${displayName(policy)}` };
}

function wholePolicy(snapshot: Snapshot, view: View, policy: Policy): Block[] {
  const object = written(policy);
  if (object.system === "cilium" && object.specs.length > 1) {
    const specs = object.specs.flatMap((it) => [
      ...selection(view, policy, it),
      ...effects(snapshot, view, policy, it),
    ]);
    return [heading(policy), ...specs];
  }
  return [heading(policy), ...selection(view, policy), ...effects(snapshot, view, policy)];
}

function selection(view: View, policy: Policy, spec?: CiliumSpec): Block[] {
  const selected = view.selectedBy(policy, spec);
  const isolates = view.isolates(policy);
  const directions = DIRECTIONS.filter((it) => isolates[it]);
  const isolation = directions.length === 0 ? "isolates in no direction" : `isolates for ${directions.join(" and ")}`;
  if (selected.length > 0) {
    const whom = workloadsText(selected, policy.namespace);
    return [{ type: "text", text: `Selects ${whom}; ${isolation}.` }];
  }
  const words =
    view.scope.workloads.length === 0 ? "no workload is in this folder" : "no workload in this folder has it";
  return [{ type: "text", text: `Selects ${subjectText(policy, spec)} (${words}); ${isolation}.` }];
}

function subjectText(policy: Policy, spec?: CiliumSpec): string {
  const object = written(policy);
  const selector = object.system === "kubernetes" ? object.subject : (spec ?? object.specs[0])?.subject?.selector;
  const labels = selector === undefined ? "" : selectorText(selector);
  const pods = labels === "" ? "every pod" : `pods with \`${labels}\``;
  return policy.namespace === undefined ? `${pods} of every namespace` : `${pods} of namespace \`${policy.namespace}\``;
}

/** The effective flows of the subjects; without subjects in sight, what the policy's own rules say. */
function effects(snapshot: Snapshot, view: View, policy: Policy, spec?: CiliumSpec): Block[] {
  const isolates = view.isolates(policy);
  const subjects = view.selectedBy(policy, spec);
  return DIRECTIONS.filter((it) => isolates[it] || hasRules(policy, it)).flatMap((direction): Block[] => {
    const title = direction === "ingress" ? "May come in" : "May go out";
    const lines =
      subjects.length === 0 ? ownLines(view, policy, direction) : effectiveLines(snapshot, view, subjects, direction);
    return [
      { type: "heading", text: subjects.length === 0 ? title : `${title}, all policies counted` },
      { type: "list", items: lines },
    ];
  });
}

function hasRules(policy: Policy, direction: Direction): boolean {
  const object = written(policy);
  if (object.system === "kubernetes") return rulesOf(object, direction).length > 0;
  return object.specs.some((spec) => itemsOf(spec).some((it) => it.direction === direction));
}

/** Subjects that fare alike share their lines; the first few kinds of fate are told. */
function effectiveLines(
  snapshot: Snapshot,
  view: View,
  subjects: readonly Workload[],
  direction: Direction,
): readonly string[] {
  const fates = new Map<string, { readonly lines: readonly string[]; readonly subjects: Workload[] }>();
  for (const subject of subjects.slice(0, 50)) {
    const lines = flowLines(snapshot, view, subject, direction) ?? ["everything: not isolated"];
    const key = lines.join("\n");
    const known = fates.get(key);
    if (known === undefined) fates.set(key, { lines, subjects: [subject] });
    else known.subjects.push(subject);
  }
  if (fates.size === 1) return [...fates.values()][0]?.lines ?? [];
  const told = [...fates.values()].slice(0, 3);
  const lines = told.flatMap(({ lines: own, subjects: whose }) => {
    const names = listText(
      whose.map((it) => `\`${it.name}\``),
      3,
    );
    return own.map((it) => `${names}: ${it}`);
  });
  const untold = subjects.length - told.reduce((sum, it) => sum + it.subjects.length, 0);
  return untold > 0 ? [...lines, `${untold} more workloads differ: hover them`] : lines;
}

function ownLines(view: View, policy: Policy, direction: Direction): readonly string[] {
  const allowances = view.allowances(policy).filter((it) => it.by.direction === direction);
  const word = direction === "ingress" ? "from" : "to";
  const lines = allowances.map((it) => {
    const verb = { allow: "", deny: "never ", pass: "left to later tiers: ", log: "logged: " }[it.by.verdict];
    return `${verb}${word} ${it.anyPeer ? "anyone" : rulePeersText(writtenRule(it.by), policy.namespace)}: ${portsOf(it)}`;
  });
  return lines.length === 0 ? ["nothing by this policy"] : lines;
}

function ruleBlocks(view: View, policy: Policy, rule: PolicyRule | CiliumItem): Block[] {
  const allowance = view
    .allowances(policy)
    .find((it) => it.by.at.node === rule.at.node && it.by.at.document === rule.at.document);
  if (allowance === undefined) {
    const refuser = refuserOf(policy.object.problems);
    return [{ type: "text", text: refuser === undefined ? "Admits nothing." : `Admits nothing. ${fateOf(refuser)}.` }];
  }
  const word = rule.direction === "ingress" ? "from" : "to";
  const verb = { allow: "Admits", deny: "Denies", pass: "Leaves to later tiers", log: "Logs" }[allowance.by.verdict];
  const whom = allowance.anyPeer ? "anyone, in the cluster and outside" : rulePeersText(rule, policy.namespace);
  const blocks: Block[] = [{ type: "text", text: `${verb} ${portsOf(allowance)} ${word} ${whom}.` }];
  if (!allowance.anyPeer && allowance.workloads.length > 0) {
    blocks.push({ type: "text", text: `Matches now: ${workloadsText(allowance.workloads, policy.namespace)}.` });
  }
  return blocks;
}

function portsOf(allowance: ReturnType<View["allowances"]>[number]): string {
  const parts = [trafficText(allowance.traffic)];
  for (const it of allowance.conditional) parts.push(`${trafficText(it.traffic)} if ${it.when}`);
  if (allowance.namedPorts.length > 0)
    parts.push(`ports named ${allowance.namedPorts.map((it) => `\`${it}\``).join(", ")}`);
  const told = parts.filter((it) => it !== "nothing");
  return told.length === 0 ? "nothing" : told.join("; ");
}

function peerBlocks(view: View, policy: Policy, peer: Peer): Block[] {
  const whom = peerText(peer, policy.namespace);
  if (peer.ipBlock !== undefined) {
    return [{ type: "text", text: `${capital(whom)}. Meant for addresses outside the cluster.` }];
  }
  const matched = view.matchedByPeer(policy, peer);
  return [{ type: "text", text: `${capital(whom)}.` }, matchedNow(view, matched, policy)];
}

function endpointsBlocks(view: View, policy: Policy, spec: CiliumSpec, selector: LabelSelector): Block[] {
  return [
    { type: "text", text: `${capital(endpointsText(selector, policy.namespace))}.` },
    matchedNow(view, view.matchedByEndpoints(policy, spec, selector), policy),
  ];
}

function matchedNow(view: View, matched: readonly Workload[], policy: Policy): Block {
  if (matched.length > 0) return { type: "text", text: `Matches now: ${workloadsText(matched, policy.namespace)}.` };
  const why = view.scope.workloads.length === 0 ? "no workload is in this folder" : "no workload in this folder fits";
  return { type: "text", text: `Matches nothing in sight: ${why}.` };
}

/** A Cilium selector in words; the own namespace is implied unless the selector names one (CS-6). */
function endpointsText(selector: LabelSelector, namespace: string | undefined): string {
  const isNamespace = (key: string): boolean => /(^|[:.])io\.kubernetes\.pod\.namespace$/.test(key);
  const named = selector.requirements.filter((it) => isNamespace(it.key.value));
  const rest = selector.requirements.filter((it) => !isNamespace(it.key.value));
  const pods =
    rest.length === 0 ? "every pod" : `pods with \`${selectorText({ at: selector.at, requirements: rest })}\``;
  const [only] = named;
  if (only !== undefined && only.operator === "In") {
    return `${pods} of namespace ${only.values.map((it) => `\`${it.value}\``).join(" or ")}`;
  }
  if (named.length > 0) return `${pods} of ${namespacesText({ at: selector.at, requirements: named })}`;
  if (rest.some((it) => it.key.value.includes("io.cilium.k8s.namespace.labels."))) return `${pods} of every namespace`;
  return namespace === undefined ? `${pods} of every namespace` : `${pods} of namespace \`${namespace}\``;
}

function rulePeersText(rule: PolicyRule | CiliumItem, namespace: string | undefined): string {
  if ("list" in rule) {
    if (rule.peers.length === 0) return "anyone";
    return listText(rule.peers.flatMap((it) => ciliumPeersText(it, namespace)));
  }
  return listText((rule.peers?.peers ?? []).map((it) => peerText(it, namespace)));
}

function ciliumPeersText(peers: CiliumPeers, namespace: string | undefined): string[] {
  switch (peers.type) {
    case "endpoints":
      return peers.selectors.map((it) => endpointsText(it, namespace));
    case "nodes":
      return ["nodes"];
    case "cidr":
      return peers.cidrs.map((it) => endText({ type: "cidr", cidr: it.value }));
    case "cidr-set":
      return peers.sets.map((it) => {
        const group = it.cidrGroupRef === undefined ? "" : `CIDR group \`${it.cidrGroupRef.value}\``;
        const cidr = it.cidr === undefined ? group : endText({ type: "cidr", cidr: it.cidr.value });
        const holes = it.except.map((hole) => `\`${hole.value}\``).join(", ");
        return holes === "" ? cidr : `${cidr} except ${holes}`;
      });
    case "entities":
      return peers.entities.map((it) => endText({ type: "entity", name: it.value }));
    case "fqdns":
      return peers.names.map((it) => `\`${it.matchName?.value ?? it.matchPattern?.value ?? ""}\``);
    case "services":
      return peers.services.map((it) => `Service \`${it.name?.value ?? ""}\``);
    case "groups":
      return ["cloud groups"];
    case "requires":
      return ["pods that the deprecated requirement names"];
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
