/**
 * The generator `clusters`: what it gives of each cluster (Argo CD, Cluster Generator). Clusters are Secrets; those in the workspace
 * count where the selector fits them. Where it fits none, the clusters are declared elsewhere, and one stands for them.
 */

import { type Plain, toPlain, type Value } from "../../kustomize/index.js";
import { opened } from "../go-template/given.js";
import { normalized } from "../go-template/text-functions.js";
import { type Params, Undecidable } from "../go-template/render.js";
import { at, flagAt, itemsAt, pairsAt } from "../read.js";
import { type DeclaredCluster, OWN_SERVER } from "./cluster-secrets.js";
import { paramsOf, type Templating, withValues } from "./parameters.js";
import { selectedCluster } from "./selected-clusters.js";
import { selects } from "./selector.js";

/** @throws {Undecidable} for a list of all clusters: those in the workspace may not be all. */
export function clustersGenerated(
  body: Value | undefined,
  declared: readonly DeclaredCluster[],
  templating: Templating,
): Params[] {
  if (flagAt(body, "flatList"))
    throw new Undecidable("generator `clusters` lists clusters that are not in the workspace");
  const values = [...pairsAt(body, "values")].map(([key, { value }]) => [key, value] as const);
  return clustersOf(at(body, "selector"), declared, templating).map((it) => withValues(it, values, templating));
}

function clustersOf(
  selector: Value | undefined,
  declared: readonly DeclaredCluster[],
  templating: Templating,
): readonly Params[] {
  const labels = new Map([...pairsAt(selector, "matchLabels")].map(([key, { value }]) => [key, value]));
  const more = itemsAt(selector, "matchExpressions").map((it) => JSON.stringify(toPlain(it)));
  const asked = [...[...labels].map((it) => it.join("=")), ...more];
  const fitting = declared.filter((it) => selector === undefined || selects(selector, it.labels));
  const found = fitting.map((it) => paramsWith({ ...it, nameNormalized: normalized(it.name) }, it, templating));
  if (asked.length > 0) {
    if (found.length > 0) return found;
    const name = selectedCluster(asked);
    const unknown = { name, nameNormalized: name, server: name, project: "" };
    return [paramsWith(unknown, { labels, annotations: new Map() }, templating, opened)];
  }
  // Without a selector the cluster that Argo CD runs in is among them, also where no Secret declares it.
  if (declared.some((it) => it.server === OWN_SERVER)) return found;
  const own = { name: "in-cluster", nameNormalized: "in-cluster", server: OWN_SERVER, project: "" };
  return [paramsWith(own, undefined, templating), ...found];
}

function paramsWith(
  { name, nameNormalized, server, project }: Readonly<Record<"name" | "nameNormalized" | "server" | "project", string>>,
  metadata: Pick<DeclaredCluster, "labels" | "annotations"> | undefined,
  { go }: Templating,
  mark: (params: Params) => Params = (it) => it,
): Params {
  const own: [string, Plain][] = Object.entries({ name, nameNormalized, server, project });
  if (metadata === undefined) return paramsOf(own);
  const { labels, annotations } = metadata;
  if (!go) return paramsOf([...own, ...flat("labels", labels), ...flat("annotations", annotations)]);
  const maps: [string, Plain][] = [
    ["labels", mark(paramsOf(labels))],
    ["annotations", mark(paramsOf(annotations))],
  ];
  return paramsOf([...own, ["metadata", paramsOf(maps)]]);
}

function flat(field: string, texts: ReadonlyMap<string, string>): [string, Plain][] {
  return [...texts].map(([key, value]) => [`metadata.${field}.${key}`, value]);
}
