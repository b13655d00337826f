/** Meshes whose proxies change the port that policies see between two of their pods, and which pods are in one. */

import type { Workload } from "../model/scope.js";
import { HBONE_PORT, isInMesh } from "./ambient-mesh.js";
import type { View } from "./view.js";

export type MeshName = "ambient" | "linkerd";

export interface Mesh {
  readonly name: MeshName;
  /** Whatever port a client in the mesh asks for, policies see this one, over TCP. */
  readonly port: number;
}

const AMBIENT: Mesh = { name: "ambient", port: HBONE_PORT };
/** https://linkerd.io/2/common-errors/network-policy/ */
const LINKERD: Mesh = { name: "linkerd", port: 4143 };

/** Undefined for pods of no mesh, and for those that keep some of their connections out of it. */
export function meshOf(workload: Workload, view: View): Mesh | undefined {
  if (isInMesh(workload, view)) return AMBIENT;
  return hasLinkerd(workload, view) ? LINKERD : undefined;
}

const INJECT = "linkerd.io/inject";

/** True where an annotation of the pods, or else of their namespace, has Linkerd's proxy injected for all of their ports. */
export function hasLinkerd({ hostNetwork, namespace, object }: Workload, { scope }: View): boolean {
  if (hostNetwork || object.told === undefined || object.linkerd === "partly") return false;
  const ofNamespace = scope.namespaces.get(namespace)?.object?.meta.annotations.get(INJECT)?.value;
  const injected = object.linkerd ?? ofNamespace;
  return injected === "enabled";
}
