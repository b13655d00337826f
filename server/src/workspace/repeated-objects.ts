/** Workloads, Services and namespaces of which a scope has more than one manifest: the cluster keeps one of them. */

import { sameSite } from "../base/source.js";
import { plainLabels } from "../model/object.js";
import type { RepeatedObject } from "../model/scope.js";
import { identityOf, type Member, nameOf, namespaceOf } from "./member.js";

type Named = RepeatedObject["object"];

/** @param all Those of the scope, in order. A manifest that two builds include is one object. */
export function repeatedObjects(all: readonly Identified[]): readonly RepeatedObject[] {
  const firsts = new Map<string, Identified>();
  const several = new Map<string, Identified[]>();
  const repeated: RepeatedObject[] = [];
  for (const own of all) {
    const first = firsts.get(own.key);
    if (first === undefined) {
      firsts.set(own.key, own);
      continue;
    }
    const known = several.get(own.key) ?? [first];
    several.set(own.key, known);
    if (known.some((it) => sameSite(it.object.meta.at, own.object.meta.at))) continue;
    const before = known.find((it) => it.member.file === own.member.file) ?? first;
    known.push(own);
    if (!sayTheSame(before.object, own.object)) repeated.push(repetition(own, before));
  }
  return repeated;
}

/** A member that may be defined twice, with what the cluster tells it by. */
export interface Identified {
  readonly member: Member;
  readonly object: Named;
  readonly key: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** Undefined for what nobody defines twice by mistake, or what is not fully known. */
export function identified(member: Member): Identified | undefined {
  const { object } = member;
  const name = nameOf(member);
  const key = identityOf(member);
  if (key === undefined || !isNamed(object)) return undefined;
  return { member, object, key, name, namespace: object.type === "namespace" ? undefined : namespaceOf(member) };
}

function repetition({ member, object, name, namespace }: Identified, first: Identified): RepeatedObject {
  return {
    object,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(member.file === undefined ? {} : { file: member.file }),
    first: { object: first.object, ...(first.member.file === undefined ? {} : { file: first.member.file }) },
  };
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
