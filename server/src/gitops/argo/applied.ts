/** What Argo CD applies of a build: in the destination's namespace where an object names none, and tracked by a label. */

import { MapValue, text } from "../../kustomize/index.js";
import { withMetadata } from "../metadata.js";
import { idOf, textAt } from "../read.js";
import type { Application } from "./application.js";

/** How applications find their objects (GO-24): by an annotation since 3.0, before by a label on the object itself. */
export type Tracking = "annotation" | "label";

/** @param isClusterScoped Of an object's group and kind. */
export function applied(
  root: MapValue,
  { name, destination }: Application,
  tracking: Tracking,
  isClusterScoped: (group: string, kind: string) => boolean,
): MapValue {
  const id = idOf(root);
  if (id === undefined) return root;
  const placed = withNamespace(root, isClusterScoped(id.group, id.kind) ? "none" : destination.namespace);
  if (tracking === "annotation") return placed;
  return withMetadata(placed, "labels", new Map([["app.kubernetes.io/instance", { value: name, at: root.at }]]));
}

/** GO-22: only an object without one gets the destination's namespace; a cluster-scoped one loses what it has. */
function withNamespace(root: MapValue, given: Application["destination"]["namespace"] | "none"): MapValue {
  const metadata = root.get("metadata");
  if (!(metadata instanceof MapValue)) return root;
  if (given === "none") return root.with("metadata", metadata.with("namespace", undefined));
  if (given === undefined || (textAt(metadata, "namespace") ?? "") !== "") return root;
  return root.with("metadata", metadata.with("namespace", text(given.at, given.value)));
}

/** GO-23: the namespace that is made, where the application has no manifest of it. */
export function createdNamespace(
  { destination, createNamespace }: Application,
  objects: readonly MapValue[],
): MapValue | undefined {
  const { namespace } = destination;
  if (namespace === undefined || createNamespace === undefined) return undefined;
  const isDeclared = objects.some((it) => {
    const id = idOf(it);
    return id?.group === "" && id.kind === "Namespace" && id.name === namespace.value;
  });
  if (isDeclared) return undefined;
  const { at, labels } = createNamespace;
  const made = new MapValue(at, [
    { key: "apiVersion", value: text(at, "v1") },
    { key: "kind", value: text(at, "Namespace") },
    { key: "metadata", value: new MapValue(at, [{ key: "name", value: text(namespace.at, namespace.value) }]) },
  ]);
  return withMetadata(made, "labels", labels);
}
