/** The clusters in which an object of a file is, each with the object as that cluster has it. */

import type { View } from "../analysis/view.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { FoundScope } from "../workspace/scopes.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { Meeting } from "./names/meeting.js";
import { isSameObject, placeOf } from "./places.js";

/** Where objects are that say no namespace. */
const DEFAULT_NAMESPACE = "default";

export interface InScope {
  readonly scope: Scope;
  readonly view: View;
  readonly object: DecodedObject;
}

export function inScopes(snapshot: Snapshot, written: DecodedObject): InScope[] {
  return snapshot.scopes.flatMap((scope): InScope[] => {
    const view = snapshot.view(scope);
    const object = new Meeting(view).inScope(written) ?? repeatedIn(snapshot, scope, written)?.object;
    return object === undefined ? [] : [{ scope, view, object }];
  });
}

/** The workload that a manifest is of, where the scope has another manifest of the same workload, and that one counts. */
export function repeatedIn(snapshot: Snapshot, scope: Scope, written: DecodedObject): Workload | undefined {
  const found = snapshot.found(scope);
  if (written.type !== "workload" || found === undefined) return undefined;
  const built = found.rendered.flatMap((it) => it.decoded.objects).find((it) => isSameObject(it, written));
  if (built === undefined && !isIn(snapshot, found, written)) return undefined;
  const { kind, name, namespace } = (built ?? written).meta;
  return scope.workloads.find(
    (it) =>
      it.name === name?.value && it.kind === kind.value && it.namespace === (namespace?.value ?? DEFAULT_NAMESPACE),
  );
}

/** Whether the scope has the file, as it is written or as a part of a build. */
function isIn(snapshot: Snapshot, { scope, files }: FoundScope, { meta }: DecodedObject): boolean {
  const place = placeOf(snapshot, meta.at);
  const file = place === undefined ? undefined : snapshot.files.get(place.file);
  return file !== undefined && (files.includes(file) || scope.builds?.has(file.input.path) === true);
}

export function policyOf({ view, object }: InScope): Policy | undefined {
  return view.objects.policiesIn(object.meta.at.document).find((it) => it.object === object);
}

export function workloadOf({ view, object }: InScope): Workload | undefined {
  return view.objects.workloadsIn(object.meta.at.document).find((it) => it.object === object);
}
