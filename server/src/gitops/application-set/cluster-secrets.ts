/**
 * Clusters that are declared to Argo CD in the workspace: Secrets with the label `argocd.argoproj.io/secret-type: cluster`
 * (Argo CD, Declarative Setup, Clusters), and ExternalSecrets whose template makes such a Secret (External Secrets Operator,
 * Advanced Templating).
 */

import { MapValue } from "../../kustomize/index.js";
import { at, idOf, pairsAt, textAt } from "../read.js";
import type { WrittenObject } from "../repository.js";
import { dataOf } from "../variables.js";

export interface DeclaredCluster {
  readonly name: string;
  /** Its address; its name if a template fills in the address from elsewhere. */
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
  const isSecret = id?.kind === "Secret" && id.group === "";
  const isExternal = id?.kind === "ExternalSecret" && id.group === "external-secrets.io";
  const secret = isSecret ? root : isExternal ? at(root, "spec", "target", "template") : undefined;
  if (!(secret instanceof MapValue)) return [];
  if (textAt(secret, "metadata", "labels", "argocd.argoproj.io/secret-type") !== "cluster") return [];
  const data = dataOf(secret);
  const known = (key: string): string | undefined => {
    const value = data.get(key);
    return value === undefined ? "" : value === "unknown" || /\$\{|\{\{/.test(value.value) ? undefined : value.value;
  };
  const [name, project] = [known("name"), known("project")];
  const server = known("server") ?? (isExternal ? name : undefined);
  if (name === undefined || server === undefined || server === "" || project === undefined) return [];
  const texts = (field: string): ReadonlyMap<string, string> =>
    new Map([...pairsAt(at(secret, "metadata"), field)].map(([key, { value }]) => [key, value]));
  return [{ name, server, project, labels: texts("labels"), annotations: texts("annotations") }];
}
