/** Whether other policies isolate the pods of a policy anyway. */

import type { View } from "../../analysis/view.js";
import type { Direction } from "../../model/direction.js";
import { termsOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";

/**
 * True when other policies in this workspace isolate every pod of this one for the direction, so that its own isolation
 * changes nothing: a policy for the whole namespace does, or every workload that it selects is isolated by another.
 * `counts` excludes policies whose isolation is in doubt for the same reason: two of them do not excuse each other.
 */
export function isIsolatedByOthers(
  policy: Policy,
  direction: Direction,
  view: View,
  counts: (other: Policy) => boolean,
): boolean {
  const others = view.scope.policies.filter((it) => it !== policy && counts(it) && isNearby(it, policy));
  const forAll = others.some(
    (it) => it.namespace === policy.namespace && selectsAll(it) && view.isolates(it)[direction],
  );
  if (forAll) return true;
  const workloads = view.selectedBy(policy);
  return (
    workloads.length > 0 && workloads.every((it) => view.isolatedBy(it, direction).some((by) => others.includes(by)))
  );
}

/**
 * False for two policies that only count as in one namespace because neither names one: unless they are in one folder,
 * they may well be applied to different namespaces.
 */
function isNearby(a: Policy, b: Policy): boolean {
  const says = ({ namespace, object }: Policy) => namespace !== "default" || object.meta.namespace !== undefined;
  return (says(a) && says(b)) || folderOf(a) === folderOf(b);
}

function folderOf({ file }: Policy): string {
  return file?.slice(0, file.lastIndexOf("/") + 1) ?? "";
}

/** True for a policy that selects every pod in its namespace, and nothing else. */
function selectsAll({ reading }: Policy): boolean {
  const [only, ...more] = reading.parts;
  return (
    more.length === 0 &&
    only?.subject.of === "pods" &&
    only.subject.selector !== undefined &&
    termsOf(only.subject).length === 0
  );
}
