/** Ports with one protocol that the pods have with another, or that belong to a service over UDP (NP1410). */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type PortList, type PortReading, rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { ContainerPort } from "../../model/workload.js";
import { includesPort, listed, type PortsOnPods, portsOnPods, type WrittenPort } from "./ports-on-pods.js";
import { systemOf } from "../../systems/kinds.js";
import type { Finding, FixOffer } from "../rule.js";
import { arrivalsAt } from "../../analysis/services-of-pods.js";

/** Ports of services that use UDP, most of them only UDP (KP-36). */
const USUALLY_UDP: ReadonlyMap<number, string> = new Map([
  [53, "DNS"],
  [123, "NTP"],
  [161, "SNMP"],
  [500, "IKE"],
  [4500, "IPsec"],
  [1194, "OpenVPN"],
  [51820, "WireGuard"],
  [8472, "VXLAN"],
]);

export interface Mismatch extends Finding {
  readonly policy: Policy;
  readonly port: number | string;
  readonly list: PortList;
  /** As written; undefined if TCP is implied. */
  readonly protocol?: { readonly at: Site; readonly value: string };
  /** The map that a protocol may be added to; undefined where one is written, and where the API has only one. */
  readonly protocolInto?: Site;
  readonly actual: string;
  /** The container's port; undefined if only the number tells. */
  readonly container?: ContainerPort;
  /** What uses the other protocol, as a clause: "its pods use". */
  readonly who: string;
  readonly deny: boolean;
}

/** What pods list comes first, then what only the number tells. */
export function* protocolMismatches(policy: Policy, view: View): Iterable<Mismatch> {
  const told = new Set<number>();
  for (const about of portsOnPods(policy, view)) {
    for (const written of about.ports) {
      const { port, list, protocol, protocolInto } = written;
      if (port === undefined) continue;
      const containers = listed(about.pods, port.value);
      if (containers.length > 0) told.add(port.at.node);
      const other = repeats(written, about) ? uncovered(about, containers) : undefined;
      const container = other ?? containers[0];
      if (container === undefined || (other === undefined && !disagrees(written, about, containers, view))) continue;
      yield {
        at: protocol?.at ?? port.at,
        policy,
        port: port.value,
        list,
        ...(protocol === undefined ? {} : { protocol }),
        ...(protocolInto === undefined ? {} : { protocolInto }),
        actual: container.protocol,
        container,
        who: other === undefined ? "its pods use" : "its pods also use",
        deny: about.deny,
      };
    }
  }
  yield* guesses(policy, told);
}

/** True for an item that is equal to one before it in its list: most likely only the protocol was meant to differ. */
function repeats(written: WrittenPort, { ports }: PortsOnPods): boolean {
  const before = ports.slice(0, ports.indexOf(written)).filter((it) => it.list === written.list);
  return before.some(
    (it) =>
      it.port?.value === written.port?.value &&
      it.last === written.last &&
      it.protocols.join() === written.protocols.join(),
  );
}

/** A port of the pods whose protocol no item of the list has. */
function uncovered(about: PortsOnPods, containers: readonly ContainerPort[]): ContainerPort | undefined {
  return containers.find((it) => !includesPort(about, it.protocol, it.number));
}

/** Gives the item the protocol of the pods. */
export function setProtocol(mismatch: Mismatch): FixOffer | undefined {
  const { policy, port, list, protocol, protocolInto, actual } = mismatch;
  if (isDnsGuess(mismatch)) return undefined;
  const title = `Set the protocol to ${actual}`;
  if (protocolInto !== undefined) return { title, edit: (editor) => editor.insert(protocolInto, "protocol", actual) };
  if (protocol === undefined) return undefined;
  if (protocol.at.part !== "key") return { title, edit: (editor) => editor.set(partOf(protocol.at, "value"), actual) };
  // A protocol that is a key, with the port behind it.
  const [key] = Object.keys(systemOf(policy.object).pieces.portItem(Number(port), list, actual) ?? {});
  return key === undefined ? undefined : { title, edit: (editor) => editor.rename(protocol.at, key) };
}

/** Adds an item for UDP next to one that is DNS by its number. */
export function addUdp(mismatch: Mismatch): FixOffer | undefined {
  const { policy, list, port } = mismatch;
  if (!isDnsGuess(mismatch)) return undefined;
  const item = systemOf(policy.object).pieces.portItem(Number(port), list, "UDP");
  return item === undefined ? undefined : { title: "Allow UDP too", edit: (editor) => editor.append(list.at, item) };
}

/** True where only the number tells that DNS is meant: then both protocols are. */
function isDnsGuess({ port, container }: Mismatch): boolean {
  return container === undefined && port === 53;
}

/** True when the pods list the port with only one other protocol, and nothing says that they may also have this one. */
function disagrees(
  { port, last, protocols }: WrittenPort,
  about: PortsOnPods,
  containers: readonly ContainerPort[],
  view: View,
): boolean {
  const [actual, ...more] = new Set(containers.map((it) => it.protocol));
  if (actual === undefined || more.length > 0 || last !== undefined || protocols.includes(actual)) return false;
  if (!about.areAll && !about.areNamed) return false;
  // Whoever lists both protocols knows about both: containers often list only one of them.
  if (containers.every((it) => includesPort(about, actual, it.number))) return false;
  return !about.pods.some((pod) =>
    arrivalsAt(pod, view).some(
      ({ written, target }) =>
        protocols.includes(written.protocol) &&
        (written.targetPort === port?.value || containers.some((it) => it.number === target)),
    ),
  );
}

/** Numbers of services over UDP, where no protocol is written and no pod tells. */
function* guesses(policy: Policy, told: ReadonlySet<number>): Iterable<Mismatch> {
  for (const list of rulesOf(policy.reading).flatMap((it) => it.ports)) {
    for (const { port, protocolInto, protocols, endPort } of list.ports) {
      const service = typeof port?.value === "number" ? USUALLY_UDP.get(port.value) : undefined;
      if (port === undefined || service === undefined || protocolInto === undefined || endPort !== undefined) continue;
      if (protocols.includes("UDP") || told.has(port.at.node)) continue;
      if (list.ports.some((it) => isUdp(it, port.value))) continue;
      const who = `${service} uses`;
      const found = { policy, port: port.value, list, protocolInto, actual: "UDP", who, deny: false };
      yield { at: port.at, severity: "info", ...found };
    }
  }
}

function isUdp({ protocol, port }: PortReading, number: number | string): boolean {
  return protocol?.value === "UDP" && (port === undefined || port.value === number);
}
