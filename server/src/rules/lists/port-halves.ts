/** Items of port lists that an extra hyphen splits in two (NP1303). */

import { partOf, type Site } from "../../base/source.js";
import { type PortList, type PortReading, rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { parentPath } from "../words/shape-words.js";
import type { Severity } from "../rule.js";

/** In the order written; none for a policy whose port may be in an unknown field. */
export function* splitPortItems({ object, reading }: Policy): Iterable<Split> {
  if (hasStrayPort(object)) return;
  // An item that is invalid by itself, such as null, is reported by another rule.
  const faulty = new Set(object.problems.map((it) => (it.type === "null-value" ? it.value.node : it.at.node)));
  for (const { ports } of rulesOf(reading)) {
    for (const list of ports) yield* inPorts(list.ports.filter((it) => !faulty.has(it.at.node)));
    yield* conditionsWithoutPorts(ports);
  }
}

export type Split = {
  readonly at: Site;
  readonly severity: Severity;
  /** The item with the extra hyphen; undefined where there is nothing to combine. */
  readonly item?: Site;
} & (
  | { readonly type: "ports"; readonly protocol: string; readonly isVoid: boolean; readonly other: Site }
  | { readonly type: "rules"; readonly isDns: boolean; readonly other: Site }
);

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
      // A protocol without a port, next to ports of another protocol, may well be meant.
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
  // In a row of halves, pairs start at its beginning, as long as none is left over.
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

/** True when an item of `ports` or `toPorts` has an unknown field: it may be the port that seems to be missing. */
function hasStrayPort({ problems }: Policy["object"]): boolean {
  return problems.some(
    (it) => (it.type === "unknown-field" || it.type === "wrong-type") && /\.(ports|toPorts)$/.test(parentPath(it)),
  );
}
