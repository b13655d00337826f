/** NP1303: a hyphen too many inside `ports` or `toPorts`, which opens every port or drops the rules of one (KP-4, CP-6). */

import { partOf, type Site } from "../../base/source.js";
import { type PortList, type PortReading, rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { parentPath } from "../words/shape-words.js";
import { defineRule, type Severity } from "../rule.js";

type Split = {
  readonly at: Site;
  readonly severity: Severity;
  /** The item whose hyphen is one too many; undefined where nothing is there to join. */
  readonly item?: Site;
} & (
  | { readonly type: "ports"; readonly protocol: string; readonly isVoid: boolean; readonly other: Site }
  | { readonly type: "rules"; readonly isDns: boolean; readonly other: Site }
);

export default defineRule({
  code: "NP1303",
  name: "port-item-split",
  title: "One port in two items",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["KP-4", "CP-6"],

  *check({ object, reading }): Generator<Split> {
    if (hasStrayPort(object)) return;
    // An item with a fault of its own, such as a null, is another rule's.
    const faulty = new Set(object.problems.map((it) => (it.type === "null-value" ? it.value.node : it.at.node)));
    for (const { ports } of rulesOf(reading)) {
      for (const list of ports) yield* inPorts(list.ports.filter((it) => !faulty.has(it.at.node)));
      yield* conditionsWithoutPorts(ports);
    }
  },

  message: (split) => {
    if (split.type === "ports") {
      const opened = `An item without \`port\` opens every ${split.protocol} port`;
      return split.isVoid
        ? `${opened}: the ports named beside it add nothing`
        : `${opened}, beside the ports named here`;
    }
    return split.isDns
      ? "A hyphen splits these DNS rules from their ports, and without ports Cilium refuses them"
      : "A hyphen splits these rules from their ports: the ports are open without them";
  },
  note: ({ type }) =>
    type === "ports"
      ? "Each hyphen begins an item of its own, and each item opens something: an item that names no port opens all of its protocol."
      : "Each hyphen begins an item of its own: rules apply to the ports of their own item, and an item without ports opens nothing.",
  related: ({ type, other }) => [
    { at: other, message: type === "ports" ? "a port named beside it" : "the ports that these rules are split from" },
  ],

  fixes: {
    join: {
      title: "Make one item of the two",
      safety: "changes-traffic",
      when: ({ item }) => item !== undefined,
      edit: (editor, { item }) => {
        if (item !== undefined) editor.join(item);
      },
    },
  },
});

function* inPorts(items: readonly PortReading[]): Generator<Split> {
  for (const [index, item] of items.entries()) {
    if (item.port !== undefined) continue;
    const protocol = protocolOf(item);
    const named = items.filter((it) => it.port !== undefined);
    const same = named.find((it) => protocolOf(it) === protocol);
    const half = otherHalf(items, index);
    const other = half?.port ?? same?.port ?? named[0]?.port;
    if (other === undefined) continue;
    const isVoid = named.every((it) => protocolOf(it) === protocol);
    yield {
      type: "ports",
      at: item.protocol === undefined ? item.at : partOf(item.protocol.at, "key"),
      // A protocol that stands alone beside ports of another may well be meant.
      severity: half === undefined && same === undefined ? "info" : "warning",
      protocol,
      isVoid,
      other: partOf(other.at, "key"),
      ...(half === undefined ? {} : { item: (items.indexOf(half) < index ? item : half).at }),
    };
  }
}

/** The neighbour that has a port and no protocol, where the item has a protocol and no port, and only one can be meant. */
function otherHalf(items: readonly PortReading[], index: number): PortReading | undefined {
  const item = items[index];
  if (item?.protocol === undefined || item.port !== undefined) return undefined;
  const isHalf = (it: PortReading | undefined) => it?.port !== undefined && it.protocol === undefined;
  const halves = [items[index - 1], items[index + 1]].filter(isHalf);
  if (halves.length < 2) return halves[0];
  // In a row of halves they are paired from its beginning, as long as none is left over.
  const isEither = (it: PortReading | undefined) =>
    it !== undefined && (it.port === undefined) !== (it.protocol === undefined);
  let start = index;
  while (isEither(items[start - 1])) start--;
  let end = index;
  while (isEither(items[end + 1])) end++;
  if ((end - start) % 2 === 0) return undefined;
  return items[(index - start) % 2 === 0 ? index + 1 : index - 1];
}

function* conditionsWithoutPorts(lists: readonly PortList[]): Generator<Split> {
  for (const [index, { item, ports, conditionsAt, conditions }] of lists.entries()) {
    const before = lists[index - 1];
    if (conditionsAt === undefined || ports.length > 0 || before === undefined) continue;
    if (before.ports.length === 0 || before.conditionsAt !== undefined) continue;
    yield {
      type: "rules",
      at: partOf(conditionsAt, "key"),
      severity: "warning",
      isDns: conditions.some((it) => it.type === "dns"),
      other: partOf(before.at, "key"),
      item,
    };
  }
}

function protocolOf({ protocols }: PortReading): string {
  return protocols[0] ?? "";
}

/** True when an item of `ports` or `toPorts` has a field that is not read: it may be the port that seems to be missing. */
function hasStrayPort({ problems }: Policy["object"]): boolean {
  return problems.some(
    (it) => (it.type === "unknown-field" || it.type === "wrong-type") && /\.(ports|toPorts)$/.test(parentPath(it)),
  );
}
