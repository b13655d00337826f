/**
 * Clusters that are declared to Argo CD in the workspace: Secrets with the label `argocd.argoproj.io/secret-type: cluster`
 * (Argo CD, Declarative Setup, Clusters).
 */

import { at, idOf, pairsAt, textAt } from "../read.js";
import type { WrittenObject } from "../repository.js";
import { dataOf } from "../variables.js";

export interface DeclaredCluster {
  readonly name: string;
  /** Its address. */
  readonly server: string;
  /** Empty where the Secret is for every project. */
  readonly project: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/** The address of the cluster in which Argo CD runs. */
export const OWN_SERVER = "https://kubernetes.default.svc";

/** Those whose name and address can be read, each once: what is encrypted or filled in later is not known. */
export function declaredClusters(written: readonly WrittenObject[]): readonly DeclaredCluster[] {
  return [...new Map(written.flatMap(readCluster).map((it) => [`${it.name} ${it.server}`, it])).values()];
}

function readCluster({ root }: WrittenObject): DeclaredCluster[] {
  const id = idOf(root);
  const isCluster = textAt(root, "metadata", "labels", "argocd.argoproj.io/secret-type") === "cluster";
  if (id?.kind !== "Secret" || id.group !== "" || !isCluster) return [];
  const data = dataOf(root);
  const known = (key: string): string | undefined => {
    const value = data.get(key);
    return value === undefined ? "" : value === "unknown" || /\$\{|\{\{/.test(value.value) ? undefined : value.value;
  };
  const [name, server, project] = [known("name"), known("server"), known("project")];
  if (name === undefined || server === undefined || server === "" || project === undefined) return [];
  const texts = (field: string): ReadonlyMap<string, string> =>
    new Map([...pairsAt(at(root, "metadata"), field)].map(([key, { value }]) => [key, value]));
  return [{ name, server, project, labels: texts("labels"), annotations: texts("annotations") }];
}
