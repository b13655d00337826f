/** Releases whose values are in other objects of the scope: with what these hold. */

import type { Sourced } from "../base/source.js";
import { type Member, namespaceOf } from "./member.js";

/** The members, each release with the values that it takes from ConfigMaps among them. */
export function withValues(members: readonly Member[]): readonly Member[] {
  const takes = ({ object }: Member): boolean =>
    object.type === "pod-source" && object.release?.withValues !== undefined;
  if (!members.some(takes)) return members;
  const textOf = textsIn(members);
  return members.map((member): Member => {
    const { object } = member;
    if (object.type !== "pod-source" || object.release?.withValues === undefined) return member;
    const { valuesFrom = [], withValues: filled } = object.release;
    const found = valuesFrom.map(({ kind, name, key }) =>
      kind === "ConfigMap" ? textOf(`${namespaceOf(member)}/${name}`, key) : undefined,
    );
    return { ...member, object: filled(found) };
  });
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
