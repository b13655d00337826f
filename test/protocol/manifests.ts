/** Manifests for the protocol's tests: small, whole, and with at most one fault each. */

/** A policy; `spec` is indented by two, `podSelector` is there. */
export function policy(name: string, { selector = "podSelector", app = "web" } = {}): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
spec:
  ${selector}:
    matchLabels:
      app: ${app}
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector: {}
`;
}

/** Says `podSelectr`: an unknown field, which the document alone shows. */
export const misspelt = (name: string): string => policy(name, { selector: "podSelectr" });

export function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: ${name}
          image: example.com/${name}:1
          ports:
            - containerPort: 8080
`;
}

/** What the document alone shows: an unknown field. */
export const UNKNOWN_FIELD = "NP1002";

/** What only several documents show: two policies of one name. */
export const DUPLICATE_POLICY = "NP1601";
