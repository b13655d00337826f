/** AdminNetworkPolicy and BaselineAdminNetworkPolicy → ClusterNetworkPolicy: what differs, and the edits. */

import { partOf, type Sourced } from "../../base/source.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf, type TieredPolicy, type TieredPort, type TieredRule } from "../../systems/policy-api/model.js";
import type { Editor } from "../rule.js";

export const SUCCESSOR = "ClusterNetworkPolicy";

/** v1alpha1 allows 100 rules in a direction, peers in a rule and ports in a rule. */
const MOST = 25;
/** The last priority, since the policy without one is evaluated after all others. */
const LAST_PRIORITY = 1000;

/** False if something has no counterpart, or is not understood. */
export function isConvertible(policy: TieredPolicy): boolean {
  return DIRECTIONS.every((direction) => {
    const rules = rulesOf(policy, direction);
    return rules.length <= MOST && rules.every(isConvertibleRule);
  });
}

function isConvertibleRule({ peers, ports, verdict }: TieredRule): boolean {
  const items = ports?.items ?? [];
  return (
    verdict !== undefined &&
    (peers?.items.length ?? 0) <= MOST &&
    items.length <= MOST &&
    items.every((it) => it.name !== undefined || (keyOf(it) !== undefined && (it.number !== undefined || isRange(it))))
  );
}

/** What v1alpha2 calls an item with this protocol. */
function keyOf({ protocol }: TieredPort): string | undefined {
  return PROTOCOLS.find((it) => it === (protocol?.value ?? "TCP"))?.toLowerCase();
}

/** There, the first and last port of a range differ. */
function isRange({ range }: TieredPort): boolean {
  const [start, end] = [range?.start?.value, range?.end?.value];
  return start !== undefined && end !== undefined && start < end;
}

export function becomeClusterPolicy(editor: Editor, policy: TieredPolicy): void {
  const { meta, specAt, tier, priority } = policy;
  editor.set(meta.apiVersion.at, "policy.networking.k8s.io/v1alpha2");
  editor.set(meta.kind.at, SUCCESSOR);
  editor.insert(specAt, "tier", tier ?? "Admin");
  if (priority === undefined) editor.insert(specAt, "priority", LAST_PRIORITY);
  for (const { action, verdict, ports } of DIRECTIONS.flatMap((it) => rulesOf(policy, it))) {
    if (verdict === "allow" && action !== undefined) editor.set(action.at, "Accept");
    if (ports === undefined) continue;
    editor.rename(partOf(ports.at, "key"), "protocols");
    for (const it of ports.items) convertPort(editor, it);
  }
}

/**
 * `portNumber: {protocol: UDP, port: 53}` becomes `udp: {destinationPort: {number: 53}}`. The existing lines are edited, so
 * that their comments stay.
 */
function convertPort(editor: Editor, port: TieredPort): void {
  const { valueAt, name, number, range, protocol } = port;
  const key = name === undefined ? keyOf(port) : "destinationNamedPort";
  if (valueAt === undefined || key === undefined) return;
  editor.rename(partOf(valueAt, "key"), key);
  if (protocol !== undefined) editor.remove(partOf(protocol.at, "pair"));
  const { start, end } = range ?? {};
  if (number !== undefined) becomePort(editor, number, `{number: ${number.value}}`);
  if (start !== undefined && end !== undefined) {
    becomePort(editor, start, `{range: {start: ${start.value}, end: ${end.value}}}`);
    editor.remove(partOf(end.at, "pair"));
  }
}

function becomePort(editor: Editor, { at }: Sourced<number>, source: string): void {
  editor.rename(partOf(at, "key"), "destinationPort");
  editor.setSource(at, source);
}
