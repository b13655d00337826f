/** Rules between pods in a mesh that list ports, but not the port of the mesh (NP1215). */

import { type Mesh, meshOf } from "../../analysis/meshes.js";
import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { PortList } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { listsPorts } from "../evidence/dns-rules.js";
import { subjectsOf } from "../evidence/subjects.js";

export interface WithoutMeshPort {
  readonly list: PortList;
  readonly direction: Direction;
  readonly mesh: Mesh;
  /** A pod that the policy selects, and one that its peer matches. */
  readonly pod: Workload;
  readonly peer: Workload;
}

/** One per rule. */
export function* rulesWithoutMeshPort(policy: Policy, view: View): Iterable<WithoutMeshPort> {
  if (!view.memo(hasMesh)) return;
  for (const { part } of subjectsOf(policy)) {
    const pods = view.selectedBy(policy, part).filter((it) => meshOf(it, view) !== undefined);
    if (pods.length === 0) continue;
    const rules = part.rules;
    for (const allowance of view.allowances(policy)) {
      const { direction, verdict, reading } = allowance.by;
      const [list] = reading.ports.filter((it) => it.ports.length > 0);
      if (verdict !== "allow" || !rules.includes(reading) || part.isolates[direction] === undefined) continue;
      if (list === undefined || !listsPorts(allowance)) continue;
      const found = pairWithout(pods, allowance, view);
      if (found !== undefined) yield { list, direction, ...found };
    }
  }
}

/** Two pods of one mesh that the rule is for, and that no rule lets use its port. */
function pairWithout(
  pods: readonly Workload[],
  { by, workloads, traffic }: Allowance,
  view: View,
): Pick<WithoutMeshPort, "mesh" | "pod" | "peer"> | undefined {
  for (const peer of workloads) {
    const mesh = meshOf(peer, view);
    if (mesh === undefined || hasPort(traffic, "TCP", mesh.port)) continue;
    const pod = pods.find(
      (it) => it !== peer && meshOf(it, view)?.name === mesh.name && !mayConnect(it, peer, by.direction, mesh, view),
    );
    if (pod !== undefined) return { mesh, pod, peer };
  }
  return undefined;
}

/** Checked first, because most clusters have no mesh. */
function hasMesh(view: View): boolean {
  return view.scope.workloads.some((it) => meshOf(it, view) !== undefined);
}

function mayConnect(pod: Workload, peer: Workload, direction: Direction, { port }: Mesh, view: View): boolean {
  const side = view.side(pod, direction, { type: "workload", workload: peer });
  if (side === undefined || hasPort(side.allowed, "TCP", port)) return true;
  return side.conditional.some((it) => hasPort(it.traffic, "TCP", port));
}
