/** Short policies for tests: the spec in YAML's flow style, on one line or several. */

export function networkPolicy(name: string, spec: string, namespace = "shop"): string {
  return manifest("networking.k8s.io/v1", "NetworkPolicy", name, spec, namespace);
}

export function ciliumPolicy(name: string, spec: string, namespace = "shop"): string {
  return manifest("cilium.io/v2", "CiliumNetworkPolicy", name, spec, namespace);
}

function manifest(apiVersion: string, kind: string, name: string, spec: string, namespace: string): string {
  const at = namespace === "" ? "" : `, namespace: ${namespace}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}${at}}\nspec: ${spec}\n`;
}

/** A policy in block style that says no namespace, for a kustomization to build. */
export const BLOCK_POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
spec:
  podSelector:
    matchLabels:
      app: db
`;
