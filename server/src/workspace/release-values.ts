/** Releases whose values are in other objects of the scope: with what these hold. */

import { memoize } from "../base/memoize.js";
import type { Sourced } from "../base/source.js";
import { type Member, namespaceOf } from "./member.js";

/** The groups, each release with the values that it takes from ConfigMaps among their members. */
export function withValues(groups: readonly (readonly Member[])[]): readonly (readonly Member[])[] {
  if (!groups.some(takesValues)) return groups;
  const textOf = textsIn(groups.flat());
  return groups.map((group) => (takesValues(group) ? group.map((it) => filled(it, textOf)) : group));
}

/** True where a release takes values from other objects. */
export const takesValues = memoize((group: readonly Member[]): boolean =>
  group.some(({ object }) => object.type === "pod-source" && object.release?.withValues !== undefined),
);

function filled(member: Member, textOf: ReturnType<typeof textsIn>): Member {
  const { object } = member;
  if (object.type !== "pod-source" || object.release?.withValues === undefined) return member;
  const { valuesFrom = [], withValues: fill } = object.release;
  const found = valuesFrom.map(({ kind, name, key }) =>
    kind === "ConfigMap" ? textOf(`${namespaceOf(member)}/${name}`, key) : undefined,
  );
  return { ...member, object: fill(found) };
}

/** Of two ConfigMaps with one name nobody knows which one counts. */
function textsIn(members: readonly Member[]): (id: string, key: string) => Sourced<string> | undefined {
  const byId = new Map<string, ReadonlyMap<string, Sourced<string>> | undefined>();
  for (const member of members) {
    const { object } = member;
    if (object.type !== "chart-values") continue;
    const id = `${namespaceOf(member)}/${object.meta.name?.value ?? ""}`;
    byId.set(id, byId.has(id) ? undefined : object.texts);
  }
  return (id, key) => byId.get(id)?.get(key);
}
