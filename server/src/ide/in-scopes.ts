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

export function policyOf({ view, object }: InScope): Policy | undefined {
  return view.objects.policiesIn(object.meta.at.document).find((it) => it.object === object);
}

export function workloadOf({ view, object }: InScope): Workload | undefined {
  return view.objects.workloadsIn(object.meta.at.document).find((it) => it.object === object);
}
