/** Tells policies that state their namespace from those that leave it to whoever applies them. */

import type { Policy } from "../../model/scope.js";

/** True when the policy's text, or a kustomization, says which namespace it is in. */
export function statesNamespace({ object, namespace }: Policy): boolean {
  return object.meta.namespace !== undefined || namespace !== "default";
}
