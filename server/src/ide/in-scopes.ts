/** The clusters in which an object of a file is, each with the object as that cluster has it. */

import type { View } from "../analysis/view.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { Meeting } from "./names/meeting.js";
import { isSameObject } from "./places.js";

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

/** The workload that a manifest is of, where the scope has another manifest of the same workload, and that one counts. */
export function repeatedIn({ repeated = [], workloads }: Scope, object: DecodedObject): Workload | undefined {
  const own = repeated.find((it) => isSameObject(it.object, object));
  if (own === undefined) return undefined;
  const id = `${own.namespace}/${own.object.meta.kind.value}/${own.name}`;
  return workloads.find((it) => it.id === id);
}

export function policyOf({ view, object }: InScope): Policy | undefined {
  return view.objects.policiesIn(object.meta.at.document).find((it) => it.object === object);
}

/** The workload of a manifest, also of one that another manifest of the same workload goes before. */
export function workloadOf({ scope, view, object }: InScope): Workload | undefined {
  const own = view.objects.workloadsIn(object.meta.at.document).find((it) => it.object === object);
  return own ?? (object.type === "workload" ? repeatedIn(scope, object) : undefined);
}
