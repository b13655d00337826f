/** A scope that tells which of its parts is looked at. */

import type { Scope } from "../../model/scope.js";

export type Part = Exclude<keyof Scope, "name">;

/** All that a scope may hold: also the parts that one does not have, for it may have them in its next state. */
const PARTS: { readonly [P in Part]-?: true } = {
  policies: true,
  workloads: true,
  namespaces: true,
  services: true,
  needs: true,
  resources: true,
  unseen: true,
  unreadPolicies: true,
  generated: true,
  repeated: true,
  unlisted: true,
  builds: true,
};

export const ALL_PARTS = Object.keys(PARTS) as readonly Part[];

export function notedScope(scope: Scope, note: (part: Part) => void): Scope {
  const noted = { name: scope.name };
  for (const part of ALL_PARTS) {
    Object.defineProperty(noted, part, {
      enumerable: true,
      get: () => {
        note(part);
        return scope[part];
      },
    });
  }
  return noted as Scope;
}
