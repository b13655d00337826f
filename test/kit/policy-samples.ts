/** A policy of each kind that systems read, with a subject, pods, blocks and ports: what tests of their records work on. */

/** By group and kind. In namespace `shop` where the kind has one; web may reach db on 5432, and a block. */
export const POLICY_SAMPLES: Readonly<Record<string, string>> = {
  "networking.k8s.io/NetworkPolicy": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: sample, namespace: shop}
spec:
  podSelector:
    matchLabels: {app: web}
  policyTypes: [Ingress, Egress]
  egress:
  - to:
    - podSelector:
        matchLabels: {app: db}
    ports:
    - port: 5432
  - to:
    - ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}
`,
  "cilium.io/CiliumNetworkPolicy": `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: sample, namespace: shop}
spec:
  endpointSelector:
    matchLabels: {app: web}
  ingress:
  - {}
  egress:
  - toEndpoints:
    - matchLabels: {app: db}
    toPorts:
    - ports:
      - {port: "5432", protocol: TCP}
  - toCIDRSet:
    - {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}
  - toCIDR:
    - 198.51.100.0/24
`,
  "cilium.io/CiliumClusterwideNetworkPolicy": `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: sample}
spec:
  endpointSelector:
    matchLabels: {app: web}
  ingress:
  - {}
  egress:
  - toEndpoints:
    - matchLabels: {app: db}
    toPorts:
    - ports:
      - {port: "5432", protocol: TCP}
  - toCIDRSet:
    - {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}
`,
};
