/** Tells policies that state their namespace from policies that leave it to whoever applies them. */

import type { Policy } from "../../model/scope.js";

/** True if the manifest or a kustomization sets the policy's namespace. */
export function statesNamespace({ object, namespace }: Policy): boolean {
  return object.meta.namespace !== undefined || namespace !== "default";
}
