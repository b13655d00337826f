/** Rules between pods in an ambient mesh that list ports, but not the port of the mesh (NP1215). */

import { HBONE_PORT, isInMesh } from "../../analysis/ambient-mesh.js";
import type { View } from "../../analysis/view.js";
import { hasPort } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { PortList } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { listsPorts } from "../evidence/dns-rules.js";
import { subjectsOf } from "../evidence/subjects.js";

export interface WithoutMeshPort {
  readonly list: PortList;
  readonly direction: Direction;
  /** A pod that the policy selects, and one that its peer matches. */
  readonly pod: Workload;
  readonly peer: Workload;
}

/** One per rule. */
export function* rulesWithoutMeshPort(policy: Policy, view: View): Iterable<WithoutMeshPort> {
  if (!view.memo(hasMesh)) return;
  for (const { part } of subjectsOf(policy)) {
    const pods = view.selectedBy(policy, part).filter((it) => isInMesh(it, view));
    if (pods.length === 0) continue;
    const rules = part.rules;
    for (const allowance of view.allowances(policy)) {
      const { direction, verdict, reading } = allowance.by;
      const [list] = reading.ports.filter((it) => it.ports.length > 0);
      if (verdict !== "allow" || !rules.includes(reading) || part.isolates[direction] === undefined) continue;
      if (list === undefined || !listsPorts(allowance) || hasPort(allowance.traffic, "TCP", HBONE_PORT)) continue;
      const peer = allowance.workloads.find((it) => isInMesh(it, view));
      const pod = peer && pods.find((it) => it !== peer && !mayConnect(it, peer, direction, view));
      if (peer !== undefined && pod !== undefined) yield { list, direction, pod, peer };
    }
  }
}

/** Checked first, because most clusters have no mesh. */
function hasMesh(view: View): boolean {
  return view.scope.workloads.some((it) => isInMesh(it, view));
}

function mayConnect(pod: Workload, peer: Workload, direction: Direction, view: View): boolean {
  const side = view.side(pod, direction, { type: "workload", workload: peer });
  if (side === undefined || hasPort(side.allowed, "TCP", HBONE_PORT)) return true;
  return side.conditional.some((it) => hasPort(it.traffic, "TCP", HBONE_PORT));
}
