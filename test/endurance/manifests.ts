/** Further manifests for these tests: of each policy system, of what builds clusters, and of what names, answers and addresses hang on. */

const NAMES = { namespace: "shop" } as const;

const cilium = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web, namespace: ${NAMES.namespace}}
spec:
  endpointSelector: {matchLabels: {app: web}}
  ingress:
    - fromEndpoints: [{matchLabels: {app: api}}]
      toPorts: [{ports: [{port: http, protocol: TCP}]}]
  egress:
    - toFQDNs: [{matchName: api.example.com}]
    - toEntities: [kube-apiserver]
    - toCIDRSet: [{cidrGroupRef: partners}]
`;

const clusterwide = `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: {name: lock}
spec:
  endpointSelector: {}
  ingressDeny: [{fromEntities: [world]}]
---
apiVersion: cilium.io/v2
kind: CiliumCIDRGroup
metadata: {name: partners}
spec: {externalCIDRs: [192.0.2.0/24]}
`;

const tiers = `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: guard}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
  ingress:
    - action: Deny
      from: [{namespaces: {matchLabels: {team: other}}}]
`;

const calico = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: deny-all}
spec:
  tier: default
  order: 100
  selector: app == "web"
  types: [Ingress]
  ingress:
    - action: Allow
      source: {namespaceSelector: kubernetes.io/metadata.name == "shop"}
`;

const network = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api
  namespace: shop
  # netpol-ignore-next-line selector-matches-nothing
spec:
  podSelector: &pods {matchLabels: {app: api}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{podSelector: *pods}]
      ports: [{port: http}, {port: 9090, endPort: 9099}]
  egress:
    - to: [{namespaceSelector: {matchLabels: {team: other}}, podSelector: {matchLabels: {app: web}}}]
    - to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
`;

const labelled = `apiVersion: v1
kind: Namespace
metadata: {name: other, labels: {team: other}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`;

const list = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: {name: lone, namespace: shop, labels: {app: lone}}
    spec: {containers: [{name: main, ports: [{containerPort: 80, name: http}]}]}
`;

const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec:
  path: ./one
  prune: true
  targetNamespace: other
  postBuild: {substitute: {app: web}}
  sourceRef: {kind: GitRepository, name: flux-system}
`;

const argo = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  source: {repoURL: https://example.com/repository, path: two}
  destination: {namespace: other, server: https://kubernetes.default.svc}
`;

const template = `{{- if .Values.enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: {{ .Release.Name }}}
spec:
  podSelector: {}
{{- end }}
`;

const variable = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: shop}
spec:
  podSelector: {matchLabels: {app: "\${app}"}}
  ingress: [{}]
`;

const patch = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: api}}}
`;

/** Each a file's text. */
export const FURTHER = [
  ...[cilium, clusterwide, tiers, calico, network, labelled, list],
  ...[flux, argo, template, variable, patch],
] as const;

export const FURTHER_KUSTOMIZATIONS = [
  "resources: [a.yaml]\nnamePrefix: shop-\nlabels:\n  - {pairs: {app: api}, includeSelectors: true}\n",
  "resources: [../one]\npatches:\n  - path: b.yaml\n  - target: {kind: NetworkPolicy}\n    patch: '[{op: remove, path: /spec/ingress}]'\n",
  "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: other\n",
  "resources: [a.yaml, b.yaml]\ncomponents: [../two]\nconfigMapGenerator:\n  - {name: values, files: [data.txt]}\n",
  "resources: [.]\n",
] as const;

export const FURTHER_SETTINGS = [
  "scopes:\n  one: [one/**]\n  two: ['two/**']\n",
  "overrides:\n  - files: ['one/**']\n    rules: {unknown-field: off}\n",
  "closedWorld: always\npersona: auditor\n",
  "kubernetesVersion: '1.20'\nciliumVersion: '1.13'\npodCidrs: [10.0.0.0/8]\n",
] as const;
