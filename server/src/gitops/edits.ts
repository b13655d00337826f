/** Patches, targets and images as Flux and Argo CD write them, as a kustomization has them. */

import type { KustomizationEdits, Value } from "../kustomize/index.js";
import { toPlain } from "../kustomize/index.js";
import { at, itemsAt, textAt, writtenAt } from "./read.js";

type Patch = NonNullable<KustomizationEdits["patches"]>[number];
type Target = NonNullable<Patch["target"]>;
type Image = NonNullable<KustomizationEdits["images"]>[number];

/** @param paths Whether a patch may stand in a file. */
export function patchesAt(value: Value | undefined, field: string, paths: boolean): Patch[] {
  return itemsAt(value, field).map((it) => {
    const patch = writtenAt(it, "patch");
    const path = paths ? writtenAt(it, "path") : undefined;
    return patchOf(it, {
      ...(patch === undefined ? {} : { patch }),
      ...(path === undefined ? {} : { path }),
      allowNameChange: textAt(it, "options", "allowNameChange") === "true",
      allowKindChange: textAt(it, "options", "allowKindChange") === "true",
    });
  });
}

/** Patches whose `patch` is a list of operations, not a text (Flux v1beta2). */
export function jsonPatchesAt(value: Value | undefined, field: string): Patch[] {
  return itemsAt(value, field).map((it) => {
    const patch = at(it, "patch");
    return patchOf(it, patch === undefined ? {} : { patch: { value: JSON.stringify(toPlain(patch)), at: patch.at } });
  });
}

function patchOf(value: Value, rest: Partial<Patch>): Patch {
  const target = targetAt(at(value, "target"));
  return {
    at: value.at,
    allowNameChange: false,
    allowKindChange: false,
    ...rest,
    ...(target === undefined ? {} : { target }),
  };
}

function targetAt(value: Value | undefined): Target | undefined {
  if (value === undefined) return undefined;
  const field = (name: string): string => textAt(value, name) ?? "";
  return {
    at: value.at,
    group: field("group"),
    version: field("version"),
    kind: field("kind"),
    name: field("name"),
    namespace: field("namespace"),
    labelSelector: field("labelSelector"),
    annotationSelector: field("annotationSelector"),
  };
}

export function imagesAt(value: Value | undefined, field: string): Image[] {
  return itemsAt(value, field).map((it) => ({
    at: it.at,
    name: textAt(it, "name") ?? "",
    newName: textAt(it, "newName") ?? "",
    newTag: textAt(it, "newTag") ?? "",
    tagSuffix: "",
    digest: textAt(it, "digest") ?? "",
  }));
}

/** Argo CD's `[name=]newName[:tag][@digest]`. */
export function imageOf(value: Value, text: string): Image {
  const [, name, image = text] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const [, newName = image, newTag = "", digest = ""] = /^(.*?)(?::([^:/@]*))?(?:@(.*))?$/.exec(image) ?? [];
  return { at: value.at, name: name ?? newName, newName, newTag, tagSuffix: "", digest };
}

/** Only the fields that hold something. */
export function nonEmpty(edits: KustomizationEdits): KustomizationEdits {
  return Object.fromEntries(
    Object.entries(edits).filter(
      ([, it]) =>
        it !== undefined &&
        it !== false &&
        !(Array.isArray(it) && it.length === 0) &&
        !(it instanceof Map && it.size === 0),
    ),
  );
}
