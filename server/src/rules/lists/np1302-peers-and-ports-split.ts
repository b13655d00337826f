/** NP1302: a hyphen between peers and their ports makes two rules, each wider than the one that was meant (KP-3, CP-7). */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type PeerReading, type PortReading, portsOf, type RuleReading } from "../../model/reading.js";
import { FAR_END, portWords } from "../words/words.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { dnsPorts } from "../evidence/dns-rules.js";
import { defineRule, type Severity } from "../rule.js";

/** One rule of a list, seen as half of one. */
type Half = { readonly at: Site; readonly key: Site; readonly name: string } & (
  | { readonly kind: "peers"; readonly isLikelyHalf: boolean }
  | { readonly kind: "ports"; readonly ports: readonly PortReading[] }
);

export default defineRule({
  code: "NP1302",
  name: "peers-and-ports-split",
  title: "Peers and their ports as two rules",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  refused: "checked",
  covers: ["KP-3", "CP-7"],

  *check({ object, reading }, view) {
    for (const part of reading.parts) {
      // Policies for nodes trust the cluster on every port and open a few ports to everyone: that is how they are written.
      if (part.subject.of === "nodes") continue;
      for (const { key, rules } of part.lists) {
        if (["spec", "specs"].some((root) => hasUnreadField(object, `${root}.${key}`))) continue;
        yield* splitsIn(rules, view);
      }
    }
  },

  message: ({ ports, peers, rule }) => {
    const verb = rule.verdict === "deny" ? "denies" : "opens";
    const [first] = ports.ports;
    const words =
      first === undefined ? "" : first.port === undefined ? `all ${first.protocols.join(", ")}` : portWords([first]);
    // A long name would not leave room for the rest of the line.
    const opened = words.length > 15 ? "a port" : words;
    const more = ports.ports.length - 1;
    return `Two rules: \`${ports.name}\` ${verb} ${opened}${more > 0 ? ` and ${more} more` : ""} for every ${FAR_END[rule.direction]}, \`${peers.name}\` ${verb} every port`;
  },
  note: ({ ports, peers }) =>
    `Each hyphen begins a rule of its own: one without peers means everyone, one without ports means every port. In one rule \`${ports.name}\` holds for \`${peers.name}\` alone.`,
  related: ({ peers }) => [{ at: peers.key, message: "a rule of its own, for every port" }],

  fixes: {
    join: {
      safety: "changes-traffic",
      fix: ({ second }) => ({ title: "Make one rule of the two", edit: (editor) => editor.join(second) }),
    },
  },
});

function* splitsIn(rules: readonly RuleReading[], view: View) {
  const halves = rules.map(halfOf);
  const count = (kind: Half["kind"]) => halves.filter((it) => it?.kind === kind).length;
  const even = count("peers") === count("ports");
  for (let index = 0; index + 1 < halves.length; index++) {
    const [first, second, rule] = [halves[index], halves[index + 1], rules[index]];
    if (first === undefined || second === undefined || rule === undefined) continue;
    const [peers, ports] = first.kind === "peers" ? [first, second] : [second, first];
    if (peers.kind !== "peers" || ports.kind !== "ports") continue;
    // Ports come behind their peers in nearly every policy; before them they are rather meant as a rule.
    const isLikely = ports === second && even && peers.isLikelyHalf;
    const severity: Severity = isDns(ports.ports, view) ? "hint" : isLikely ? "warning" : "info";
    yield { at: ports.key, severity, peers, ports, second: second.at, rule };
    index++;
  }
}

/** Name resolution is often opened to everyone on purpose, by a rule that names its ports alone. */
function isDns(ports: readonly PortReading[], view: View): boolean {
  const known = dnsPorts(view.settings.dns).map(String);
  return ports.every(({ port, endPort }) => endPort === undefined && known.includes(String(port?.value)));
}

function halfOf(rule: RuleReading): Half | undefined {
  const { at, peers, ports, portsAt, isIcmp } = rule;
  if (isIcmp) return undefined;
  const [only, ...more] = peers;
  if (only !== undefined && more.length === 0 && only.peers.length > 0 && portsAt === undefined) {
    // Where each kind of peer has a key of its own, peers are often listed as rules of their own: all that tells is
    // everyone on every port, beside whom ports add nothing.
    const isTyped = only.key !== "from" && only.key !== "to";
    const isLikelyHalf = only.peers.some(isTyped ? isEveryone : isNarrow);
    return { kind: "peers", at, key: partOf(only.at, "key"), name: only.key, isLikelyHalf };
  }
  const listed = portsOf(rule);
  // Where peers are asked for, a rule without them is refused.
  if (rule.who !== "everyone" || portsAt === undefined || peers.length > 0 || listed.length === 0) return undefined;
  return { kind: "ports", at, key: partOf(portsAt, "key"), name: ports[0]?.key ?? "", ports: listed };
}

/** Neighbors are often trusted on every port, and a webhook's port is open to all beside that (KP-44). */
function isNarrow(peer: PeerReading): boolean {
  if (peer.type !== "pods") return true;
  const { selector, namespaces } = peer;
  return (
    (selector?.requirements.length ?? 0) > 0 || (typeof namespaces === "object" && namespaces.requirements.length > 0)
  );
}

function isEveryone(peer: PeerReading): boolean {
  return peer.type === "entity" && peer.name.value === "all";
}
