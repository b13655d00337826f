/** Reads Flux Operator's `ResourceSet`: templates, and what their inputs are (https://fluxoperator.dev/docs/crd/resourceset/). */

import { memoize } from "../../base/memoize.js";
import type { MapValue, Pairs, Value, Written } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { at, flagAt, idOf, itemsAt, pairsAt, textAt, writtenAt } from "../read.js";
import { OPERATOR_GROUP } from "./kustomization.js";

export interface ResourceSet {
  readonly root: MapValue;
  readonly name: string;
  readonly namespace: string;
  readonly inputs: readonly Value[];
  /** Providers of further inputs. */
  readonly inputsFrom: readonly ProviderReference[];
  /** Each combination of the providers' inputs, instead of all of them in a row. */
  readonly permutes: boolean;
  /** If a provider has no inputs, there is no combination. */
  readonly countsEmpty: boolean;
  readonly parts: readonly TemplatePart[];
  readonly labels: Pairs;
  readonly annotations: Pairs;
}

/** One of the two is set. */
export interface ProviderReference {
  readonly at: YamlNode;
  readonly name?: string;
  readonly selector?: Value;
}

/** Templates whose objects are applied together. */
export interface TemplatePart {
  readonly resources: readonly Value[];
  readonly template: Written<string> | undefined;
}

export function isResourceSet(root: MapValue): boolean {
  const id = idOf(root);
  return id?.group === OPERATOR_GROUP && id.kind === "ResourceSet";
}

/** Undefined for another kind of object. */
export const readResourceSet = memoize((root: MapValue): ResourceSet | undefined => {
  if (!isResourceSet(root)) return undefined;
  const id = idOf(root);
  const spec = at(root, "spec");
  const steps = itemsAt(spec, "steps");
  return {
    root,
    name: id?.name ?? "",
    namespace: id?.namespace ?? "default",
    inputs: itemsAt(spec, "inputs"),
    inputsFrom: itemsAt(spec, "inputsFrom").map((it): ProviderReference => {
      const name = textAt(it, "name");
      const selector = at(it, "selector");
      return {
        at: it.at,
        ...(name === undefined ? {} : { name }),
        ...(selector === undefined ? {} : { selector }),
      };
    }),
    permutes: textAt(spec, "inputStrategy", "name") === "Permute",
    countsEmpty: flagAt(spec, "inputStrategy", "includeEmptyProviders"),
    parts: (steps.length > 0 ? steps : [spec]).map(partOf),
    labels: pairsAt(spec, "commonMetadata", "labels"),
    annotations: pairsAt(spec, "commonMetadata", "annotations"),
  };
});

function partOf(value: Value | undefined): TemplatePart {
  return { resources: itemsAt(value, "resources"), template: writtenAt(value, "resourcesTemplate") };
}
