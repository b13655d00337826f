/** Workloads, Services and namespaces of which a scope has more than one manifest: the cluster keeps one of them. */

import { sameSite } from "../base/source.js";
import { plainLabels } from "../model/object.js";
import type { RepeatedObject } from "../model/scope.js";
import type { Member } from "./member.js";

type Named = RepeatedObject["object"];

/**
 * @param members All of the scope, in order. A manifest that two builds include is one object.
 * @param namespaceOf Where a member is.
 */
export function repeatedObjects(
  members: readonly Member[],
  namespaceOf: (member: Member) => string,
): readonly RepeatedObject[] {
  const firsts = new Map<string, Member[]>();
  const repeated: RepeatedObject[] = [];
  for (const member of members) {
    const { object } = member;
    if (member.variables || !isNamed(object)) continue;
    const name = object.meta.name?.value;
    if (name === undefined || !/^[a-z0-9.-]+$/.test(name)) continue;
    const namespace = object.type === "namespace" ? undefined : namespaceOf(member);
    const key = [object.meta.kind.value, namespace ?? "", name].join("/");
    const known = firsts.get(key) ?? [];
    firsts.set(key, known);
    if (known.some((it) => sameSite(it.object.meta.at, object.meta.at))) continue;
    const first = known.find((it) => it.file === member.file) ?? known[0];
    known.push(member);
    if (first === undefined || !isNamed(first.object) || sayTheSame(first.object, object)) continue;
    repeated.push({
      object,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(member.file === undefined ? {} : { file: member.file }),
      first: { object: first.object, ...(first.file === undefined ? {} : { file: first.file }) },
    });
  }
  return repeated;
}

/** Pods that a controller owns are not written by people. */
function isNamed(object: Member["object"]): object is Named {
  return (
    (object.type === "workload" && object.owner === undefined) ||
    object.type === "service" ||
    object.type === "namespace"
  );
}

/** Of a namespace only the labels matter: every application may declare the one that it is in. */
function sayTheSame(a: Named, b: Named): boolean {
  if (a.type !== "namespace" || b.type !== "namespace") return false;
  const [one, other] = [a, b].map((it) => [...plainLabels(it.meta.labels)].sort().join());
  return one === other;
}
