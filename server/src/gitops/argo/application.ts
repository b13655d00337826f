/** Reads Argo CD's `Application`: what is built from where, and where it goes. */

import type { MapValue, Pairs, Value, Written } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { at, flagAt, idOf, itemsAt, pairsAt, textAt, textsAt, writtenAt } from "../read.js";

export const ARGO_GROUP = "argoproj.io";

export interface Source {
  /** The source as it is written. */
  readonly root: MapValue;
  readonly repository: string;
  readonly revision: string;
  /** Undefined where it is not said: a chart, or values for one. */
  readonly path: Written<string> | undefined;
  /** The name of a chart in a chart repository. */
  readonly chart: string | undefined;
  /** Of a source that only lends its files to others. */
  readonly ref: string | undefined;
}

export interface Application {
  readonly type: "argo";
  readonly root: MapValue;
  readonly name: string;
  readonly namespace: string;
  readonly sources: readonly Source[];
  readonly destination: {
    /** Address or name of the cluster; undefined for the one that Argo CD runs in (GO-26). */
    readonly cluster: string | undefined;
    readonly namespace: Written<string> | undefined;
  };
  /** Where it is said that the destination's namespace is made, and the labels that it gets (GO-23). */
  readonly createNamespace: { readonly at: YamlNode; readonly labels: Pairs } | undefined;
}

const OWN_CLUSTER: ReadonlySet<string> = new Set(["https://kubernetes.default.svc", "in-cluster"]);

/** Undefined for another kind of object. */
export function readApplication(root: MapValue): Application | undefined {
  const id = idOf(root);
  if (id?.group !== ARGO_GROUP || id.kind !== "Application") return undefined;
  const spec = at(root, "spec");
  // GO-25: with `sources` the single one is ignored.
  const several = itemsAt(spec, "sources");
  const sources = several.length > 0 ? several : [at(spec, "source")];
  const cluster = textAt(spec, "destination", "server") ?? textAt(spec, "destination", "name");
  const option = textsAt(spec, "syncPolicy", "syncOptions").find((it) => it.value === "CreateNamespace=true");
  return {
    type: "argo",
    root,
    name: id.name,
    namespace: id.namespace ?? "argocd",
    sources: sources.flatMap((it) => (it === undefined ? [] : (readSource(it) ?? []))),
    destination: {
      cluster: cluster === undefined || cluster === "" || OWN_CLUSTER.has(cluster) ? undefined : cluster,
      namespace: writtenAt(spec, "destination", "namespace"),
    },
    createNamespace:
      option === undefined
        ? undefined
        : { at: option.at, labels: pairsAt(spec, "syncPolicy", "managedNamespaceMetadata", "labels") },
  };
}

function readSource(root: Value): Source | undefined {
  if (root.kind !== "map") return undefined;
  return {
    root,
    repository: textAt(root, "repoURL") ?? "",
    revision: textAt(root, "targetRevision") ?? "HEAD",
    path: writtenAt(root, "path"),
    chart: textAt(root, "chart"),
    ref: textAt(root, "ref"),
  };
}

export type Tool = "helm" | "kustomize" | "plugin" | "directory";

/**
 * The tool that a source names (GO-19); undefined where the folder decides. A `directory` that only picks files names none,
 * since it counts as empty.
 */
export function namedTool({ root, chart }: Source): Tool | undefined {
  if (chart !== undefined) return "helm";
  if (at(root, "kustomize") !== undefined) return "kustomize";
  if (at(root, "helm") !== undefined) return "helm";
  if (at(root, "plugin") !== undefined) return "plugin";
  const directory = at(root, "directory");
  return flagAt(directory, "recurse") || at(directory, "jsonnet") !== undefined ? "directory" : undefined;
}
