/**
 * Witnesses: namespaces and pods made so that every selector of some policies meets a pod that it matches and others that
 * it does not. With them "no verdict changes" says something even where an example shows no workload.
 */

import { parseAllDocuments, stringify } from "yaml";
import type { Files } from "./analyse.js";

export const WITNESSES_FILE = "witnesses.yaml";

type Labels = Readonly<Record<string, string>>;
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Label keys by which Cilium names a pod's namespace and the namespace's labels (CS-6). */
const NAMESPACE_KEY = "io.kubernetes.pod.namespace";
const NAMESPACE_LABEL_PREFIX = "io.cilium.k8s.namespace.labels.";
const NAME_LABEL = "kubernetes.io/metadata.name";

/** Manifests of the witnesses for all policies in these texts. */
export function witnessesFor(...workspaces: readonly Files[]): string {
  const gathered = new Gatherer();
  for (const text of new Set(workspaces.flatMap((files) => [...files.values()]))) {
    for (const document of parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" })) {
      // A text that does not parse has nothing to bear witness to.
      if (document.errors.length === 0) gathered.object(document.toJS({ maxAliasCount: 1000 }) as Json);
    }
  }
  return gathered.manifests();
}

class Gatherer {
  readonly #namespaces = new Map<string, Labels>([["witness-elsewhere", {}]]);
  readonly #declared = new Set<string>();
  readonly #podLabels = new Map<string, Labels>([["{}", {}]]);
  readonly #portNames = new Set<string>();

  object(object: Json): void {
    if (!isMap(object)) return;
    const { metadata } = object;
    const name = isMap(metadata) ? metadata.name : undefined;
    if (object.kind === "Namespace" && typeof name === "string") this.#declared.add(name);
    const namespace = isMap(metadata) && typeof metadata.namespace === "string" ? metadata.namespace : "default";
    if (typeof object.kind === "string" && object.kind.endsWith("NetworkPolicy")) this.#namespace(namespace, {});
    this.#walk(object, "");
  }

  #namespace(name: string, labels: Labels): void {
    this.#namespaces.set(name, { ...this.#namespaces.get(name), ...labels });
  }

  #walk(value: Json, key: string): void {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) this.#walk(item, key);
    else if (isMap(value)) {
      if (isMap(value.matchLabels ?? null) || Array.isArray(value.matchExpressions)) this.#selector(value, key);
      else for (const [own, item] of Object.entries(value)) this.#walk(item, own);
    } else if (key === "port" && typeof value === "string" && /^[a-z]/.test(value)) this.#portNames.add(value);
  }

  #selector(selector: { readonly [key: string]: Json }, key: string): void {
    const labels = matchedLabels(selector);
    const own = labels[NAMESPACE_KEY] ?? (key === "namespaceSelector" ? labels[NAME_LABEL] : undefined);
    const namespaceLabels = Object.fromEntries(
      Object.entries(labels).flatMap(([label, value]) =>
        key === "namespaceSelector"
          ? [[label, value]]
          : label.startsWith(NAMESPACE_LABEL_PREFIX)
            ? [[label.slice(NAMESPACE_LABEL_PREFIX.length), value]]
            : [],
      ),
    );
    delete namespaceLabels[NAME_LABEL];
    if (own !== undefined || Object.keys(namespaceLabels).length > 0) {
      this.#namespace(own ?? `witness-${this.#namespaces.size}`, namespaceLabels);
    }
    if (key === "namespaceSelector") return;
    const pod = Object.fromEntries(
      Object.entries(labels).filter(([it]) => it !== NAMESPACE_KEY && !it.startsWith(NAMESPACE_LABEL_PREFIX)),
    );
    this.#podLabels.set(JSON.stringify(pod), pod);
  }

  manifests(): string {
    const ports = [...this.#portNames].map((name, index) => ({ name, containerPort: 8000 + index }));
    const objects = [...this.#namespaces].flatMap(([namespace, labels]) => [
      ...(this.#declared.has(namespace)
        ? []
        : [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } }]),
      ...[...this.#podLabels.values()].map((podLabels, index) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `witness-${index}`, namespace, labels: podLabels },
        spec: { containers: [{ name: "main", image: "example.com/main:1", ports }] },
      })),
    ]);
    return objects.map((it) => stringify(it)).join("---\n");
  }
}

/** Labels that a selector matches, prefixes of Cilium's label sources dropped. Negative expressions ask for none. */
function matchedLabels({ matchLabels, matchExpressions }: { readonly [key: string]: Json }): Record<string, string> {
  const labels: Record<string, string> = {};
  const set = (key: string, value: Json | undefined): void => {
    if (typeof value === "string") labels[key.replace(/^(k8s|any)[:.](?=.)/, "")] = value;
  };
  if (isMap(matchLabels ?? null)) {
    for (const [key, value] of Object.entries(matchLabels as Record<string, Json>)) set(key, value);
  }
  for (const expression of Array.isArray(matchExpressions) ? (matchExpressions as readonly Json[]) : []) {
    if (!isMap(expression) || typeof expression.key !== "string") continue;
    if (expression.operator === "Exists") set(expression.key, "any");
    if (expression.operator === "In" && Array.isArray(expression.values)) set(expression.key, expression.values[0]);
  }
  return labels;
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
