/** Istio's ambient mesh: which pods are in it, and the port on which they connect to each other (KS-26). */

import type { Workload } from "../model/scope.js";
import type { View } from "./view.js";

/** Whatever port a client asks for, policies outside the pods see this one, over TCP (HBONE). */
export const HBONE_PORT = 15008;

const MODE = "istio.io/dataplane-mode";

/** True where a label of the pods, or else of their namespace, puts them into the mesh. */
export function isInMesh(workload: Workload, { scope }: View): boolean {
  if (workload.hostNetwork) return false;
  const mode = workload.labels.get(MODE) ?? scope.namespaces.get(workload.namespace)?.labels.get(MODE);
  return mode === "ambient";
}
