/** Which objects a patch or replacement means: expressions over names, selectors over labels and annotations. */

import { re2Matcher } from "../base/re2.js";
import { parseLabelQuery } from "./label-query.js";
import type { Target } from "./kustomization.js";
import { refuse } from "./refusal.js";
import { allIds, currentId, type Gvk, labelsOf, originalId, type Resource, type ResourceId } from "./resource.js";
import type { MapValue } from "./value.js";

type Test = (text: string) => boolean;

export interface TargetTest {
  readonly kindOf: (id: Gvk) => boolean;
  readonly name: Test;
  readonly namespace: Test;
  readonly labels: (root: MapValue) => boolean;
  readonly annotations: (root: MapValue) => boolean;
  /** It says no more than labels and annotations. */
  readonly hasNoId: boolean;
  readonly hasNoQuery: boolean;
}

/** Fails for an invalid expression or selector. */
export function targetTest(target: Target): TargetTest {
  const expression = (name: "group" | "version" | "kind" | "name" | "namespace"): Test => {
    const written = target[name];
    if (written === "") return () => true;
    const test = re2Matcher(written);
    if (test !== undefined) return test;
    return refuse("bad-patch", target.at.site("pair"), `\`${name}: ${written}\` is not a valid regular expression`);
  };
  const query = (which: "labels" | "annotations", written: string): ((root: MapValue) => boolean) => {
    if (written === "") return () => true;
    const test = parseLabelQuery(written);
    if (test !== undefined) return (root) => test(labelsOf(root, which));
    return refuse("bad-patch", target.at.site("pair"), `\`${written}\` is not a valid selector for ${which}`);
  };
  const group = expression("group");
  const version = expression("version");
  const kind = expression("kind");
  const { labelSelector, annotationSelector } = target;
  return {
    kindOf: (id) => group(id.group) && version(id.version) && kind(id.kind),
    name: expression("name"),
    namespace: expression("namespace"),
    labels: query("labels", labelSelector),
    annotations: query("annotations", annotationSelector),
    hasNoId: [target.group, target.version, target.kind, target.name, target.namespace].every((it) => it === ""),
    hasNoQuery: labelSelector === "" && annotationSelector === "",
  };
}

/** As patches select: by the first or the present name and namespace. */
export function isTargeted(test: TargetTest, resource: Resource): boolean {
  const first = originalId(resource);
  const now = currentId(resource);
  return (
    (test.namespace(first.effective) || test.namespace(now.effective)) &&
    (test.name(first.name) || test.name(now.name)) &&
    test.kindOf(now) &&
    test.labels(resource.root) &&
    test.annotations(resource.root)
  );
}

/** As replacements select: by any id, the namespace as it is written. */
export function hasIdFor(test: TargetTest, resource: Resource): boolean {
  const fits = (it: ResourceId): boolean => test.kindOf(it) && test.name(it.name) && test.namespace(it.namespace);
  return allIds(resource).some(fits);
}
