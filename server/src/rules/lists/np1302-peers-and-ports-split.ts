/** NP1302: a hyphen between peers and their ports makes two rules, each wider than the one that was meant (KP-3, CP-7). */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { CILIUM_LISTS, type CiliumItem, type CiliumSpec } from "../../systems/cilium/model.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import { type Peer, type PolicyRule, rulesOf } from "../../systems/kubernetes/model.js";
import { FAR_END, hasStrayField } from "../evidence/directions.js";
import { dnsPorts } from "../evidence/dns-ports.js";
import { defineRule, type Severity } from "../rule.js";
import { type PortWords, portWords } from "../words/words.js";

/** One rule of a list, seen as half of one. */
type Half = { readonly at: Site; readonly key: Site; readonly name: string } & (
  | { readonly kind: "peers"; readonly isLikelyHalf: boolean }
  | { readonly kind: "ports"; readonly ports: readonly PortWords[] }
);

interface List {
  readonly direction: Direction;
  readonly deny: boolean;
  readonly anyProtocol: boolean;
  /** Undefined for a rule that is whole. */
  readonly halves: readonly (Half | undefined)[];
}

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

  *check({ object }, view) {
    const lists =
      object.system === "kubernetes"
        ? DIRECTIONS.filter((it) => !hasStrayField(object, `spec.${it}`)).map((direction) => ({
            direction,
            deny: false,
            anyProtocol: false,
            halves: rulesOf(object, direction).map(halfOf),
          }))
        : object.specs.flatMap((spec) =>
            CILIUM_LISTS.filter((it) =>
              ["spec", "specs"].every((root) => !hasStrayField(object, `${root}.${it}`)),
            ).flatMap((it) => listOf(spec, it)),
          );
    for (const list of lists) yield* splitsIn(list, view);
  },

  message: ({ ports, peers, direction, deny, anyProtocol }) => {
    const verb = deny ? "denies" : "opens";
    const [first] = ports.ports;
    const words =
      first?.port === undefined
        ? `all ${first?.protocol?.value ?? "TCP"}`
        : portWords([first], anyProtocol ? "ANY" : "TCP");
    // A long name would not leave room for the rest of the line.
    const opened = words.length > 15 ? "a port" : words;
    const more = ports.ports.length - 1;
    return `Two rules: \`${ports.name}\` ${verb} ${opened}${more > 0 ? ` and ${more} more` : ""} for every ${FAR_END[direction]}, \`${peers.name}\` ${verb} every port`;
  },
  note: ({ ports, peers }) =>
    `Each hyphen begins a rule of its own: one without peers means everyone, one without ports means every port. In one rule \`${ports.name}\` holds for \`${peers.name}\` alone.`,
  related: ({ peers }) => [{ at: peers.key, message: "a rule of its own, for every port" }],

  fixes: {
    join: {
      title: "Make one rule of the two",
      safety: "changes-traffic",
      edit: (editor, { second }) => editor.join(second),
    },
  },
});

function* splitsIn({ halves, direction, deny, anyProtocol }: List, view: View) {
  const count = (kind: Half["kind"]) => halves.filter((it) => it?.kind === kind).length;
  const even = count("peers") === count("ports");
  for (let index = 0; index + 1 < halves.length; index++) {
    const [first, second] = [halves[index], halves[index + 1]];
    if (first === undefined || second === undefined) continue;
    const [peers, ports] = first.kind === "peers" ? [first, second] : [second, first];
    if (peers.kind !== "peers" || ports.kind !== "ports") continue;
    // Ports come behind their peers in nearly every policy; before them they are rather meant as a rule.
    const isLikely = ports === second && even && peers.isLikelyHalf;
    const severity: Severity = isDns(ports.ports, view) ? "hint" : isLikely ? "warning" : "info";
    yield { at: ports.key, severity, peers, ports, second: second.at, direction, deny, anyProtocol };
    index++;
  }
}

/** Name resolution is often opened to everyone on purpose, by a rule that names its ports alone. */
function isDns(ports: readonly PortWords[], view: View): boolean {
  const known = dnsPorts(view.settings.dns).map(String);
  return ports.every(({ port, endPort }) => endPort === undefined && known.includes(String(port?.value)));
}

function halfOf({ at, direction, peers, ports }: PolicyRule): Half | undefined {
  const name = direction === "ingress" ? "from" : "to";
  if (peers !== undefined && peers.peers.length > 0 && ports === undefined) {
    return { kind: "peers", at, key: partOf(peers.at, "key"), name, isLikelyHalf: peers.peers.some(isNarrow) };
  }
  if (ports === undefined || ports.ports.length === 0 || peers !== undefined) return undefined;
  return { kind: "ports", at, key: partOf(ports.at, "key"), name: "ports", ports: ports.ports };
}

/** Neighbours are often trusted on every port, and a webhook's port is open to all beside that (KP-44). */
function isNarrow({ podSelector, namespaceSelector, ipBlock }: Peer): boolean {
  return ipBlock !== undefined || [podSelector, namespaceSelector].some((it) => (it?.requirements.length ?? 0) > 0);
}

function listOf(spec: CiliumSpec, list: (typeof CILIUM_LISTS)[number]): List[] {
  const items = spec[list]?.items ?? [];
  const [first] = items;
  // Policies for nodes trust the cluster on every port and open a few ports to everyone: that is how they are written.
  if (first === undefined || spec.subject?.on === "nodes") return [];
  return [{ direction: first.direction, deny: first.deny, anyProtocol: true, halves: items.map(ciliumHalfOf) }];
}

function ciliumHalfOf({ at, peers, toPorts, icmps }: CiliumItem): Half | undefined {
  if (icmps !== undefined) return undefined;
  const [only, ...more] = peers;
  if (only !== undefined && more.length === 0 && toPorts === undefined) {
    // Beside everyone on every port the ports add nothing; other peers are often listed as rules of their own.
    const isLikelyHalf = only.type === "entities" && only.entities.some((it) => it.value === "all");
    return { kind: "peers", at, key: partOf(only.at, "key"), name: only.key, isLikelyHalf };
  }
  const ports = toPorts?.items.flatMap((it) => it.ports?.ports ?? []) ?? [];
  if (toPorts === undefined || only !== undefined || ports.length === 0) return undefined;
  return { kind: "ports", at, key: partOf(toPorts.at, "key"), name: "toPorts", ports };
}
