/** What Flux applies of a build: variables filled in, `commonMetadata` set, without what is marked to be left alone. */

import type { MapValue } from "../../kustomize/index.js";
import { withMetadata } from "../metadata.js";
import { isNamespaced } from "../kinds.js";
import type { PlanProblem } from "../plan.js";
import { at, idOf, textAt } from "../read.js";
import { type Substituted, substituted } from "../substitute.js";
import type { Variables } from "../variables.js";
import type { FluxKustomization } from "./kustomization.js";

/** GO-13: the cluster's own version stays, or none is made. */
export function isLeftAlone(root: MapValue): boolean {
  const marked = (key: string, values: readonly string[]): boolean =>
    ["labels", "annotations"].some((it) => values.includes((textAt(root, "metadata", it, key) ?? "").toLowerCase()));
  return (
    marked("kustomize.toolkit.fluxcd.io/reconcile", ["disabled"]) ||
    marked("kustomize.toolkit.fluxcd.io/ssa", ["ignore"])
  );
}

/** One object as it is applied. @param variables Undefined without `postBuild`. */
export function applied(
  root: MapValue,
  by: Pick<FluxKustomization, "labels" | "annotations">,
  variables: Variables | undefined,
): Substituted {
  const filled: Substituted =
    variables?.applies === true ? substituted(root, variables.lookup) : { root, used: [], unknown: [], problems: [] };
  return {
    ...filled,
    root: withMetadata(withMetadata(filled.root, "labels", by.labels), "annotations", by.annotations),
  };
}

/** The problem of an object whose kind needs a namespace and that has none. @param fate What becomes of it. */
export function withoutNamespace(root: MapValue, fate: string): PlanProblem | undefined {
  const id = idOf(root);
  if (id === undefined || id.namespace !== undefined || !isNamespaced(id.group, id.kind)) return undefined;
  const says = `${id.kind} \`${id.name}\` has no namespace${fate}`;
  return { at: (at(root, "metadata") ?? root).at.site(), says };
}
