/** Questions of rules that are only about Cilium policies, in Cilium's own model. */

import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import {
  type CiliumItem,
  type CiliumPort,
  type CiliumSpec,
  ciliumPolicy,
  itemsOf,
} from "../../systems/cilium/model.js";
import { specOf } from "../../systems/cilium/read.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";

export interface CiliumSubject extends SubjectOf {
  readonly spec: CiliumSpec;
}

/** Specs of a Cilium policy that select pods; none for policies of other systems. */
export function ciliumSubjects(policy: Policy): readonly CiliumSubject[] {
  if (ciliumPolicy(policy) === undefined) return [];
  return subjectsOf(policy).map((it) => ({ ...it, spec: specOf(it.part) }));
}

/** Every item in the four lists of the scope's Cilium policies. */
export function ciliumItems({ scope }: View): readonly CiliumItem[] {
  return scope.policies.flatMap((it) => ciliumPolicy(it)?.specs.flatMap(itemsOf) ?? []);
}

/** Every item of `ports` in them. */
export function ciliumPorts(view: View): readonly CiliumPort[] {
  return ciliumItems(view).flatMap(({ toPorts }) => (toPorts?.items ?? []).flatMap((it) => it.ports?.ports ?? []));
}
