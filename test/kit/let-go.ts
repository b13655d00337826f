/** Manifests of which any part may be another. */

interface PolicyParts {
  readonly selected?: string;
  readonly peer?: string;
  readonly port?: string;
  readonly cidr?: string;
  readonly namespace?: string;
}

export function networkPolicy(
  name: string,
  { selected = "w3", peer = "w4", port = "http", cidr = "10.0.0.0/8", namespace = "shop" }: PolicyParts = {},
): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  podSelector: {matchLabels: {app: ${selected}}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: ${peer}}}}]
      ports: [{port: ${port}}]
  egress:
    - to: [{ipBlock: {cidr: ${cidr}}}]
`;
}

export function deployment(name: string, { label = name, port = "http" } = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${label}}}
  template:
    metadata: {labels: {app: ${label}}}
    spec: {containers: [{name: main, image: ${name}, ports: [{containerPort: 80, name: ${port}}]}]}
`;
}

export function service(name: string, selected: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${selected}}, ports: [{port: 80, targetPort: 80}]}
`;
}
