/** One ResourceSet of Flux Operator: its objects as they are applied. */

import type { MapValue, UnseenSource } from "../../kustomize/index.js";
import { withMetadata } from "../metadata.js";
import type { PlacedObject, PlannedBuild, PlanProblem } from "../plan.js";
import type { PlanMemory } from "../plan-memory.js";
import { withoutNamespace } from "./applied.js";
import type { ResourceSet } from "./resource-set.js";
import { type FindProviders, inputsOf } from "./set-inputs.js";
import { setObjects } from "./set-objects.js";

/** @param find Providers of inputs in the namespace of the ResourceSet. */
export function buildResourceSet(set: ResourceSet, memory: PlanMemory, find: FindProviders): PlannedBuild {
  const { root } = set;
  const name = `ResourceSet ${set.namespace}/${set.name}`;
  const inputs = inputsOf(set, find);
  const made = memory.kept(root, JSON.stringify(["objects", inputs.sets]), () => {
    const { objects, unseen } = setObjects(set, inputs.sets, memory.budget);
    return { unseen, objects: objects.map((it): PlacedObject => placed(it.root, it.source, set)) };
  });
  const problems: PlanProblem[] = [];
  const objects = made.objects.filter((it) => {
    const problem = withoutNamespace(it.root, ": Flux Operator rejects it");
    if (problem !== undefined) problems.push(problem);
    return problem === undefined;
  });
  const unseen = [...inputs.unseen, ...made.unseen].map(
    ({ at, because }): UnseenSource => ({
      at: at.site(),
      is: "unread",
      because: `${name}: ${because}`,
      reason: "inputs",
    }),
  );
  return {
    by: root,
    name,
    folder: undefined,
    objects,
    problems,
    notes: [],
    unseen,
    uses: new Map(),
    folders: new Set(),
  };
}

function placed(root: MapValue, source: PlacedObject["source"], { labels, annotations }: ResourceSet): PlacedObject {
  const made = withMetadata(withMetadata(root, "labels", labels), "annotations", annotations);
  return { root: made, source, changed: true, unknown: [], values: "none", used: [] };
}
