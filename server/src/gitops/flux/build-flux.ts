/** One Flux Kustomization: its folder, built and as it is applied (GO-1 to GO-13). */

import { memoize } from "../../base/memoize.js";
import {
  type Build,
  type BuiltObject,
  emptyKustomization,
  type FileTree,
  type Kustomization,
  type KustomizationEdits,
  type MapValue,
  withEdits,
  type Written,
} from "../../kustomize/index.js";
import { YamlNode } from "../../syntax/yaml-document.js";
import type { ClusterContext } from "../cluster-plan.js";
import { hasKustomization } from "../kustomization-file.js";
import type { PlacedObject, PlannedBuild, PlanNote, PlanProblem } from "../plan.js";
import type { PlanMemory } from "../plan-memory.js";
import type { Substituted } from "../substitute.js";
import { nothingSeen } from "../unseen.js";
import { type Variables, variablesOf } from "../variables.js";
import { applied, isLeftAlone, withoutNamespace } from "./applied.js";
import { generatedResources } from "./generated.js";
import type { FluxKustomization, VariableSource } from "./kustomization.js";

/** Whether a variable that nothing sets fails depends on the controller's version, and on a gate of it (GO-9). */
const UNSET_FATE = "since kustomize-controller 1.9 nothing is applied";

/** @param find The ConfigMap or Secret that gives variables, as it is applied in the same cluster. */
export function buildFlux(
  flux: FluxKustomization,
  context: ClusterContext,
  find: (source: VariableSource) => MapValue | undefined,
): PlannedBuild {
  const { root, folderAt, edits } = flux;
  const name = `Kustomization ${flux.namespace}/${flux.name}`;
  const place = context.sources.place(flux);
  if (!("folder" in place)) {
    const { because, reason } = place;
    return nothingSeen(root, name, folderAt, `${name}: ${because}`, edits.namespace?.value, reason, flux.folder);
  }
  const { folder } = place;
  const artifact = context.artifact(flux.source);
  const known = sameEdits(flux, folder, context.memory);
  const built = context.build(
    artifact,
    hasKustomization(artifact, folder)
      ? { folder, edits: known, restrictor: "none" }
      : {
          folder,
          kustomization: generated(artifact, folder, flux.folderAt, known, context.memory),
          restrictor: "none",
        },
  );
  const variables = flux.postBuild === undefined ? undefined : variablesOf(flux.postBuild, find);
  const key = JSON.stringify(["applied", variables?.key, metadataOf(flux)]);
  const { memory } = context;
  const { value: made, asked } = memory.kept(built, JSON.stringify([name, key]), () =>
    memory.noting(() => placedObjects(built, name, key, flux, variables, memory)),
  );
  memory.keepOn(asked);
  return {
    by: root,
    name,
    folder,
    objects: made.objects,
    problems: [...built.problems, ...(variables?.problems ?? []).map(placed), ...made.problems],
    notes: [...missingVariables(variables), ...made.notes],
    unseen: built.unseen,
    uses: built.uses,
    folders: built.folders,
  };
}

/** All objects of a build as they are applied, and why some are not. @param key All that they depend on. */
function placedObjects(
  built: Build,
  name: string,
  key: string,
  flux: FluxKustomization,
  variables: Variables | undefined,
  memory: PlanMemory,
): Pick<PlannedBuild, "objects" | "problems" | "notes"> {
  const problems: PlanProblem[] = [];
  const notes: PlanNote[] = [];
  const unset = new Set<string>();
  const objects: PlacedObject[] = [];
  for (const object of built.objects) {
    if (isLeftAlone(object.root)) continue;
    const { problems: own, object: made } = memory.kept(object, key, () => placedObject(object, flux, variables));
    for (const problem of own) {
      if (problem.unset === undefined) problems.push(placed(problem));
      else if (!unset.has(problem.unset)) {
        const says = `Nothing sets the variable \`${problem.unset}\`, and it has no default: ${UNSET_FATE}`;
        notes.push({ at: problem.at.site(), says, unset: { variable: problem.unset, fate: UNSET_FATE } });
        unset.add(problem.unset);
      }
    }
    const problem = withoutNamespace(made.root, `, and ${name} sets none: Flux rejects it`);
    if (problem === undefined) objects.push(made);
    else problems.push(problem);
  }
  return { objects, problems, notes };
}

/**
 * The same edits for as long as they say the same at the same places: builds are kept by them. What applies itself comes out
 * as another object most often, with the edits that it had.
 */
function sameEdits({ root, edits }: FluxKustomization, folder: string, memory: PlanMemory): KustomizationEdits {
  return memory.kept(root.at.document, JSON.stringify(["edits", folder, textOf(edits)]), () => edits);
}

/** All that edits say, with its places. */
const textOf = memoize((edits: KustomizationEdits): string =>
  JSON.stringify(edits, (_, it: unknown) => {
    if (it instanceof YamlNode) return it.site();
    return it instanceof Map ? [...(it as ReadonlyMap<unknown, unknown>)] : it;
  }),
);

function generated(
  tree: FileTree,
  folder: string,
  at: YamlNode,
  edits: KustomizationEdits,
  memory: PlanMemory,
): Kustomization {
  const resources = generatedResources(tree, folder);
  return memory.kept(edits, JSON.stringify(["generated", folder, resources, at.site()]), () =>
    withEdits({ ...emptyKustomization(folder, at), resources: resources.map((value) => ({ value, at })) }, edits),
  );
}

/** An object as it is applied, the same one for the same text and values, and why its values cannot be filled in. */
function placedObject(
  { root, source, changed }: BuiltObject,
  flux: FluxKustomization,
  variables: Variables | undefined,
): { readonly object: PlacedObject; readonly problems: Substituted["problems"] } {
  const { problems, unknown, used, ...made } = applied(root, flux, variables);
  const object = {
    root: made.root,
    source,
    changed: changed || made.root !== root,
    values: valuesOf(variables, unknown),
    unknown,
    used,
  };
  return { object, problems };
}

function valuesOf(variables: Variables | undefined, unknown: PlacedObject["unknown"]): PlacedObject["values"] {
  if (variables?.applies !== true) return "none";
  return unknown.some((it) => mayMatter(it.at)) ? "open" : "filled";
}

/** What no policy asks, of pods or of other objects. */
const NEVER_ASKED: ReadonlySet<string> = new Set([
  "annotations",
  "args",
  "binaryData",
  "command",
  "data",
  "env",
  "envFrom",
  "image",
  "resources",
  "stringData",
  "volumeMounts",
  "volumes",
]);

function mayMatter(at: YamlNode): boolean {
  for (let node: YamlNode | undefined = at; node !== undefined; node = node.parent) {
    if (node.key !== undefined && NEVER_ASKED.has(node.key)) return false;
  }
  return true;
}

function missingVariables(variables: Variables | undefined): PlanNote[] {
  return (variables?.unseen ?? []).map(({ kind, name, at }) => ({
    at: at.site(),
    says: `${kind} \`${name}\` is not in this workspace: its variables are unknown`,
  }));
}

/** What is set on each object, with its places. */
const metadataOf = memoize(({ labels, annotations }: FluxKustomization): string =>
  JSON.stringify([[...labels].map(plain), [...annotations].map(plain)]),
);

function plain([key, { value, at }]: readonly [string, Written<string>]): unknown {
  return [key, value, at.site()];
}

function placed({ at, says }: { readonly at: MapValue["at"]; readonly says: string }): PlanProblem {
  return { at: at.site(), says };
}
