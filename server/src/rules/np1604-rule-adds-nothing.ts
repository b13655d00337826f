/** NP1604: a rule whose peers and ports another rule of the same list has. */

import type { Site } from "../base/source.js";
import { includes, isAll, isEmpty } from "../engine/traffic.js";
import type { Allowance, View } from "../engine/view.js";
import { CILIUM_LISTS, type CiliumPeers } from "../model/cilium-policy.js";
import { DIRECTIONS, rulesOf } from "../model/network-policy.js";
import type { Policy } from "../model/scope.js";
import { defineRule } from "./rule.js";
import { contentOf } from "./same-content.js";

export default defineRule({
  code: "NP1604",
  name: "rule-adds-nothing",
  title: "A rule that another one covers",
  severity: "hint",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-24", "KP-47"],
  tag: "unnecessary",

  *check(policy, view) {
    if (view.isRefused(policy)) return;
    for (const list of listsOf(policy, view)) {
      for (const [at, inner] of list.entries()) {
        // Of two that are alike the first stays.
        const outer = list.find(
          (it, other) => it !== inner && covers(it, inner) && (other < at || !covers(inner, it)),
        );
        if (outer !== undefined) yield { at: inner.at, outer, inner };
      }
    }
  },

  message: ({ inner, outer }) =>
    `This ${inner.of} adds nothing: another one of the list has ${outer.peers === undefined ? "everyone" : "the same peers"} and its ports`,
  note: () => "Rules are added up: what one of them lets through is let through, however narrow the others are.",
  related: ({ outer }): { at: Site; message: string }[] => [{ at: outer.at, message: "this rule has all of it" }],

  fixes: {
    remove: { title: "Remove the rule", safety: "safe", edit: (editor, { at }) => editor.remove(at) },
  },
});

/** A rule as it is compared. */
interface Plain {
  readonly at: Site;
  /** In words: "ingress rule", "egress deny rule". */
  readonly of: string;
  /** Its peers, each as text; undefined: everyone. */
  readonly peers: ReadonlySet<string> | undefined;
  readonly allowance: Allowance;
}

/** Lists of two rules or more, each with the rules that have no condition beyond peers and ports. */
function listsOf(policy: Policy, view: View): Plain[][] {
  const { object } = policy;
  const lists: readonly (readonly { readonly at: Site }[])[] =
    object.type === "network-policy"
      ? DIRECTIONS.map((it) => rulesOf(object, it))
      : object.specs.flatMap((spec) => CILIUM_LISTS.map((it) => spec[it]?.items ?? []));
  const long = lists.filter((it) => it.length > 1);
  if (long.length === 0) return [];
  const allowances = new Map(view.allowances(policy).map((it) => [it.by.at.node, it]));
  return long.map((list) => list.flatMap(({ at }) => plain(allowances.get(at.node))));
}

function plain(allowance: Allowance | undefined): Plain[] {
  if (allowance === undefined || allowance.conditional.length > 0) return [];
  if (isEmpty(allowance.traffic) && allowance.namedPorts.length === 0) return [];
  const { rule, at, direction, deny } = allowance.by;
  const of = `${direction}${deny ? " deny" : ""} rule`;
  if ("list" in rule && (rule.authentication !== undefined || rule.peers.length > 1)) return [];
  if (allowance.anyPeer) return [{ at, of, peers: undefined, allowance }];
  const peers = "list" in rule ? rule.peers.flatMap(membersOf) : (rule.peers?.peers ?? []).map(contentOf);
  return peers.length === 0 ? [] : [{ at, of, peers: new Set(peers), allowance }];
}

/** Every member of a list of peers as text; none for lists that stand for something outside the policy. */
function membersOf(peers: CiliumPeers): string[] {
  return listIn(peers).map((it) => `${peers.type} ${contentOf(it)}`);
}

function listIn(peers: CiliumPeers): readonly object[] {
  switch (peers.type) {
    case "endpoints":
    case "nodes":
      return peers.selectors;
    case "cidr":
      return peers.cidrs;
    case "cidr-set":
      return peers.sets;
    case "entities":
      return peers.entities;
    case "fqdns":
      return peers.names;
    case "services":
      return peers.services;
    case "groups":
    case "requires":
      return [];
  }
}

function covers(outer: Plain, inner: Plain): boolean {
  if (outer.peers !== undefined) {
    const { peers } = outer;
    if (inner.peers === undefined || ![...inner.peers].every((it) => peers.has(it))) return false;
  }
  const [wide, narrow] = [outer.allowance, inner.allowance];
  // What a name stands for is another matter on every pod.
  return isAll(wide.traffic) || (narrow.namedPorts.length === 0 && includes(wide.traffic, narrow.traffic));
}
