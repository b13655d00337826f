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
  "policy.networking.k8s.io/AdminNetworkPolicy": `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: sample}
spec:
  priority: 10
  subject:
    pods:
      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}
      podSelector: {matchLabels: {app: web}}
  egress:
  - action: Allow
    to:
    - pods:
        namespaceSelector: {}
        podSelector: {matchLabels: {app: db}}
    ports:
    - portNumber: {port: 5432}
  - action: Deny
    to:
    - networks: [203.0.113.0/24]
`,
  "policy.networking.k8s.io/BaselineAdminNetworkPolicy": `apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: {name: default}
spec:
  subject:
    pods:
      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}
      podSelector: {matchLabels: {app: web}}
  egress:
  - action: Allow
    to:
    - pods:
        namespaceSelector: {}
        podSelector: {matchLabels: {app: db}}
    ports:
    - portNumber: {port: 5432}
  - action: Deny
    to:
    - networks: [203.0.113.0/24]
`,
  "policy.networking.k8s.io/ClusterNetworkPolicy": `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: sample}
spec:
  tier: Admin
  priority: 10
  subject:
    pods:
      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}
      podSelector: {matchLabels: {app: web}}
  egress:
  - action: Accept
    to:
    - pods:
        podSelector: {matchLabels: {app: db}}
    protocols:
    - tcp: {destinationPort: {number: 5432}}
  - action: Deny
    to:
    - networks: [203.0.113.0/24]
`,
  ...calicoSamples(),
  ...antreaSamples(),
};

function antreaSamples(): Record<string, string> {
  const samples: Record<string, string> = {};
  for (const kind of ["NetworkPolicy", "ClusterNetworkPolicy"]) {
    const isCluster = kind === "ClusterNetworkPolicy";
    samples[`crd.antrea.io/${kind}`] = `apiVersion: crd.antrea.io/v1beta1
kind: ${kind}
metadata: {name: sample${isCluster ? "" : ", namespace: shop"}}
spec:
  priority: 10
  appliedTo:
  - podSelector:
      matchLabels: {app: web}
${isCluster ? "    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}\n" : ""}  egress:
  - action: Allow
    to:
    - podSelector:
        matchLabels: {app: db}
    ports:
    - port: 5432
  - action: Drop
    to:
    - ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}
`;
  }
  return samples;
}

/** The kinds are alike in both API groups, and staged ones are written as those that are enforced. */
function calicoSamples(): Record<string, string> {
  const samples: Record<string, string> = {};
  for (const [group, version] of [
    ["projectcalico.org", "v3"],
    ["crd.projectcalico.org", "v1"],
  ] as const) {
    for (const kind of ["NetworkPolicy", "GlobalNetworkPolicy", "StagedNetworkPolicy", "StagedGlobalNetworkPolicy"]) {
      const isGlobal = kind.includes("Global");
      samples[`${group}/${kind}`] = `apiVersion: ${group}/${version}
kind: ${kind}
metadata: {name: sample${isGlobal ? "" : ", namespace: shop"}}
spec:
  order: 10
  selector: app == 'web'
${isGlobal ? "  namespaceSelector: projectcalico.org/name == 'shop'\n" : ""}  types: [Egress]
  egress:
  - action: Allow
    protocol: TCP
    destination:
      selector: app == 'db'
      ports:
      - 5432
`;
    }
  }
  return samples;
}
