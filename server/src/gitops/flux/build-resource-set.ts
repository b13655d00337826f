/** One ResourceSet of Flux Operator: its objects as they are applied. */

import type { MapValue, UnseenSource } from "../../kustomize/index.js";
import { withMetadata } from "../metadata.js";
import type { PlacedObject, PlannedBuild, PlanProblem } from "../plan.js";
import type { PlanMemory } from "../plan-memory.js";
import { withoutNamespace } from "./applied.js";
import type { ResourceSet } from "./resource-set.js";
import { type FindProviders, inputsOf, type SetInputs } from "./set-inputs.js";
import { setObjects } from "./set-objects.js";

/** @param find Providers of inputs in the namespace of the ResourceSet. */
export function buildResourceSet(set: ResourceSet, memory: PlanMemory, find: FindProviders): PlannedBuild {
  const { root } = set;
  const name = `ResourceSet ${set.namespace}/${set.name}`;
  const inputs = inputsOf(set, find);
  const { objects, problems, unknown, ...made } = memory.kept(root, JSON.stringify(["objects", inputs.sets]), () => {
    return rendered(set, inputs.sets, memory);
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
    notes: [...unknown].map((it) => ({
      at: root.at.site(),
      says: `${name}: only the cluster knows \`${it}\` of its inputs`,
    })),
    unseen,
    uses: new Map(),
    folders: new Set(),
  };
}

function rendered(set: ResourceSet, sets: SetInputs["sets"], { budget }: PlanMemory) {
  const problems: PlanProblem[] = [];
  const { objects: made, unseen, unknown } = setObjects(set, sets, budget);
  const objects = made.flatMap(({ root, source }): PlacedObject[] => {
    const object = placed(root, source, set);
    const problem = withoutNamespace(object.root, ": Flux Operator rejects it");
    if (problem === undefined) return [object];
    problems.push(problem);
    return [];
  });
  return { objects, problems, unseen, unknown };
}

function placed(root: MapValue, source: PlacedObject["source"], { labels, annotations }: ResourceSet): PlacedObject {
  const made = withMetadata(withMetadata(root, "labels", labels), "annotations", annotations);
  return { root: made, source, changed: true, unknown: [], values: "none", used: [] };
}
