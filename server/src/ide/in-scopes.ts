/** The clusters in which an object of a file is, each with the object as that cluster has it. */

import type { View } from "../analysis/view.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { Meeting } from "./names/meeting.js";

export interface InScope {
  readonly scope: Scope;
  readonly view: View;
  readonly object: DecodedObject;
}

export function inScopes(snapshot: Snapshot, written: DecodedObject): InScope[] {
  return snapshot.scopes.flatMap((scope): InScope[] => {
    const view = snapshot.view(scope);
    const object = new Meeting(view).inScope(written);
    return object === undefined ? [] : [{ scope, view, object }];
  });
}

export function policyOf({ scope, object }: InScope): Policy | undefined {
  return object.type === "policy" ? scope.policies.find((it) => it.object === object) : undefined;
}

export function workloadOf({ scope, object }: InScope): Workload | undefined {
  return object.type === "workload" ? scope.workloads.find((it) => it.object === object) : undefined;
}
