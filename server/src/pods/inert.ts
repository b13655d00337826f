/**
 * Kinds whose objects run no pods of their own, as data: for each group the page that describes its kinds. Every other custom
 * resource may: an operator reads it and starts what it likes, so a namespace that holds one is not fully in this workspace. A
 * kind missing here costs a finding, one too many a false alarm.
 */

interface InertKinds {
  readonly group: string;
  /** Undefined: every kind of the group. */
  readonly kinds?: readonly string[];
  readonly source: string;
}

export const INERT_KINDS: readonly InertKinds[] = [
  { group: "acme.cert-manager.io", source: "https://cert-manager.io/docs/reference/api-docs/" },
  { group: "cert-manager.io", source: "https://cert-manager.io/docs/reference/api-docs/" },
  { group: "trust.cert-manager.io", source: "https://cert-manager.io/docs/trust/trust-manager/api-reference/" },
  { group: "cert-manager.k8s.cloudflare.com", source: "https://github.com/cloudflare/origin-ca-issuer" },
  { group: "bitnami.com", source: "https://github.com/bitnami-labs/sealed-secrets" },
  { group: "external-secrets.io", source: "https://external-secrets.io/latest/api/spec/" },
  { group: "generators.external-secrets.io", source: "https://external-secrets.io/latest/api/spec/" },
  {
    group: "secrets.hashicorp.com",
    source: "https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference",
  },
  { group: "secrets-store.csi.x-k8s.io", source: "https://secrets-store-csi-driver.sigs.k8s.io/concepts" },
  { group: "isindir.github.com", source: "https://github.com/isindir/sops-secrets-operator" },
  { group: "onepassword.com", source: "https://github.com/1Password/onepassword-operator" },
  { group: "reloader.stakater.com", source: "https://github.com/stakater/Reloader" },
  { group: "kyverno.io", source: "https://kyverno.io/docs/crds/" },
  { group: "policies.kyverno.io", source: "https://kyverno.io/docs/policy-types/" },
  { group: "cli.kyverno.io", source: "https://kyverno.io/docs/kyverno-cli/reference/kyverno_test/" },
  { group: "chainsaw.kyverno.io", source: "https://kyverno.github.io/chainsaw/latest/reference/apis/" },
  { group: "wgpolicyk8s.io", source: "https://github.com/kubernetes-sigs/wg-policy-prototypes" },
  { group: "aquasecurity.github.io", source: "https://aquasecurity.github.io/trivy-operator/latest/docs/crds/" },
  { group: "constraints.gatekeeper.sh", source: "https://open-policy-agent.github.io/gatekeeper/website/docs/howto/" },
  { group: "templates.gatekeeper.sh", source: "https://open-policy-agent.github.io/gatekeeper/website/docs/howto/" },
  { group: "mutations.gatekeeper.sh", source: "https://open-policy-agent.github.io/gatekeeper/website/docs/mutation/" },
  { group: "config.gatekeeper.sh", source: "https://open-policy-agent.github.io/gatekeeper/website/docs/sync/" },
  { group: "crd.projectcalico.org", source: "https://docs.tigera.io/calico/latest/reference/resources/" },
  { group: "projectcalico.org", source: "https://docs.tigera.io/calico/latest/reference/resources/" },
  { group: "crd.antrea.io", source: "https://antrea.io/docs/main/docs/api/" },
  { group: "networking.k8s.aws", source: "https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html" },
  {
    group: "crd.k8s.amazonaws.com",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html",
  },
  {
    group: "vpcresources.k8s.aws",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  },
  {
    group: "elbv2.k8s.aws",
    source: "https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/spec/",
  },
  { group: "cloud.google.com", source: "https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration" },
  {
    group: "networking.gke.io",
    source: "https://cloud.google.com/kubernetes-engine/docs/concepts/types-of-kubernetes-resources",
  },
  { group: "k8s.ovn.org", source: "https://ovn-kubernetes.io/api-reference/introduction/" },
  { group: "metallb.io", source: "https://metallb.universe.tf/apis/" },
  { group: "networking.istio.io", source: "https://istio.io/latest/docs/reference/config/networking/" },
  { group: "security.istio.io", source: "https://istio.io/latest/docs/reference/config/security/" },
  { group: "telemetry.istio.io", source: "https://istio.io/latest/docs/reference/config/telemetry/" },
  {
    group: "extensions.istio.io",
    source: "https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/",
  },
  { group: "linkerd.io", source: "https://linkerd.io/2/reference/service-profiles/" },
  { group: "policy.linkerd.io", source: "https://linkerd.io/2/reference/authorization-policy/" },
  {
    group: "traefik.io",
    source: "https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/",
  },
  {
    group: "traefik.containo.us",
    source: "https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/",
  },
  {
    group: "k8s.nginx.org",
    source:
      "https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/",
  },
  {
    group: "configuration.konghq.com",
    source: "https://developer.konghq.com/kubernetes-ingress-controller/reference/custom-resources/",
  },
  {
    group: "projectcontour.io",
    kinds: ["ContourConfiguration", "ExtensionService", "HTTPProxy", "TLSCertificateDelegation"],
    source: "https://projectcontour.io/docs/main/config/api/",
  },
  { group: "gateway.envoyproxy.io", source: "https://gateway.envoyproxy.io/docs/api/extension_types/" },
  { group: "k8s.cni.cncf.io", source: "https://github.com/k8snetworkplumbingwg/network-attachment-definition-client" },
  { group: "image.toolkit.fluxcd.io", source: "https://fluxcd.io/flux/components/image/" },
  { group: "notification.toolkit.fluxcd.io", source: "https://fluxcd.io/flux/components/notification/" },
  { group: "source.toolkit.fluxcd.io", source: "https://fluxcd.io/flux/components/source/" },
  { group: "source.extensions.fluxcd.io", source: "https://fluxcd.io/flux/components/source/artifactgenerators/" },
  { group: "kustomize.toolkit.fluxcd.io", source: "https://fluxcd.io/flux/components/kustomize/kustomizations/" },
  {
    group: "fluxcd.controlplane.io",
    kinds: ["ResourceSet", "ResourceSetInputProvider"],
    source: "https://fluxoperator.dev/docs/crd/resourceset/",
  },
  {
    group: "argoproj.io",
    kinds: ["AnalysisTemplate", "AppProject", "ApplicationSet", "ClusterAnalysisTemplate"],
    source: "https://argo-cd.readthedocs.io/en/stable/operator-manual/",
  },
  {
    group: "argoproj.io",
    kinds: ["ClusterWorkflowTemplate", "WorkflowTemplate"],
    source: "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/",
  },
  {
    group: "config.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/config_apis/",
  },
  {
    group: "console.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/console_apis/",
  },
  {
    group: "image.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/image_apis/",
  },
  {
    group: "machineconfiguration.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/machine_apis/",
  },
  {
    group: "oauth.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/oauth_apis/",
  },
  {
    group: "project.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/project_apis/",
  },
  {
    group: "quota.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/schedule_and_quota_apis/",
  },
  {
    group: "route.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/network_apis/",
  },
  {
    group: "security.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/security_apis/",
  },
  {
    group: "user.openshift.io",
    source: "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/user_and_group_apis/",
  },
  { group: "karpenter.sh", source: "https://karpenter.sh/docs/concepts/" },
  { group: "karpenter.k8s.aws", source: "https://karpenter.sh/docs/concepts/nodeclasses/" },
  {
    group: "nfd.k8s-sigs.io",
    source: "https://kubernetes-sigs.github.io/node-feature-discovery/stable/usage/custom-resources",
  },
  { group: "kueue.x-k8s.io", source: "https://kueue.sigs.k8s.io/docs/concepts/" },
  {
    group: "objectbucket.io",
    source: "https://rook.io/docs/rook/latest/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/",
  },
  {
    group: "ceph.rook.io",
    kinds: ["CephBlockPool", "CephFilesystemSubVolumeGroup", "CephObjectStoreUser"],
    source: "https://rook.io/docs/rook/latest/CRDs/specification/",
  },
  {
    group: "talos.dev",
    kinds: ["ServiceAccount"],
    source: "https://www.talos.dev/latest/advanced/talos-api-access-from-k8s/",
  },
  { group: "instancetype.kubevirt.io", source: "https://kubevirt.io/user-guide/user_workloads/instancetypes/" },
  {
    group: "barmancloud.cnpg.io",
    kinds: ["ObjectStore"],
    source: "https://cloudnative-pg.io/plugin-barman-cloud/docs/concepts/",
  },
  {
    group: "postgresql.cnpg.io",
    kinds: [
      "Backup",
      "ClusterImageCatalog",
      "Database",
      "DatabaseRole",
      "ImageCatalog",
      "Publication",
      "ScheduledBackup",
      "Subscription",
    ],
    source: "https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/",
  },
  { group: "postgresql.org", source: "https://github.com/movetokube/postgres-operator" },
  {
    group: "kafka.strimzi.io",
    kinds: ["KafkaConnector", "KafkaNodePool", "KafkaRebalance", "KafkaTopic", "KafkaUser"],
    source: "https://strimzi.io/docs/operators/latest/configuring",
  },
  {
    group: "k8s.mariadb.com",
    kinds: ["Connection", "Database", "ExternalMariaDB", "Grant", "User"],
    source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/api_reference.md",
  },
  {
    group: "rabbitmq.com",
    kinds: [
      "Binding",
      "Exchange",
      "Federation",
      "Permission",
      "Policy",
      "Queue",
      "SchemaReplication",
      "Shovel",
      "TopicPermission",
      "User",
      "Vhost",
    ],
    source: "https://www.rabbitmq.com/kubernetes/operator/using-topology-operator",
  },
  { group: "jetstream.nats.io", source: "https://github.com/nats-io/nack" },
  {
    group: "monitoring.coreos.com",
    kinds: ["AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig", "ServiceMonitor"],
    source: "https://prometheus-operator.dev/docs/api-reference/api/",
  },
  {
    group: "observability.giantswarm.io",
    kinds: ["Silence"],
    source: "https://github.com/giantswarm/silence-operator",
  },
  {
    group: "grafana.integreatly.org",
    kinds: [
      "GrafanaAlertRuleGroup",
      "GrafanaContactPoint",
      "GrafanaDashboard",
      "GrafanaDatasource",
      "GrafanaFolder",
      "GrafanaLibraryPanel",
      "GrafanaMuteTiming",
      "GrafanaNotificationPolicy",
      "GrafanaNotificationTemplate",
      "GrafanaServiceAccount",
    ],
    source: "https://grafana.github.io/grafana-operator/docs/api/",
  },
  {
    group: "integreatly.org",
    kinds: ["GrafanaDashboard", "GrafanaDataSource"],
    source: "https://grafana.github.io/grafana-operator/docs/api/",
  },
  {
    group: "operator.victoriametrics.com",
    kinds: [
      "VMAlertmanagerConfig",
      "VMNodeScrape",
      "VMPodScrape",
      "VMProbe",
      "VMRule",
      "VMScrapeConfig",
      "VMServiceScrape",
      "VMStaticScrape",
      "VMUser",
    ],
    source: "https://docs.victoriametrics.com/operator/api/",
  },
  { group: "sloth.slok.dev", source: "https://sloth.dev/usage/kubernetes/" },
  { group: "cloudflare-operator.io", source: "https://github.com/containeroo/cloudflare-operator" },
  {
    group: "pocketid.internal",
    kinds: ["PocketIDOIDCClient", "PocketIDUser", "PocketIDUserGroup"],
    source: "https://github.com/aclerici38/pocket-id-operator",
  },
  {
    group: "temporal.io",
    kinds: ["Connection", "TemporalConnection"],
    source: "https://github.com/temporalio/temporal-worker-controller",
  },
  {
    group: "opentelemetry.io",
    kinds: ["Instrumentation"],
    source: "https://github.com/open-telemetry/opentelemetry-operator/blob/main/docs/api/instrumentations.md",
  },
  {
    group: "keda.sh",
    kinds: ["ClusterTriggerAuthentication", "ScaledObject", "TriggerAuthentication"],
    source: "https://keda.sh/docs/latest/reference/",
  },
  { group: "http.keda.sh", source: "https://github.com/kedacore/http-add-on" },
  {
    group: "tekton.dev",
    kinds: ["ClusterTask", "Pipeline", "StepAction", "Task"],
    source: "https://tekton.dev/docs/pipelines/pipeline-api/",
  },
  {
    group: "triggers.tekton.dev",
    kinds: ["ClusterInterceptor", "ClusterTriggerBinding", "Trigger", "TriggerBinding", "TriggerTemplate"],
    source: "https://tekton.dev/docs/triggers/triggers-api/",
  },
  {
    group: "flagger.app",
    kinds: ["AlertProvider", "MetricTemplate"],
    source: "https://docs.flagger.app/usage/metrics",
  },
  { group: "apiextensions.crossplane.io", source: "https://docs.crossplane.io/latest/api/" },
  { group: "backstage.io", source: "https://backstage.io/docs/features/software-catalog/descriptor-format" },
  { group: "scaffolder.backstage.io", source: "https://backstage.io/docs/features/software-templates/" },
  { group: "argocd-image-updater.argoproj.io", source: "https://argocd-image-updater.readthedocs.io/en/stable/" },
  {
    group: "fluentbit.fluent.io",
    kinds: [
      "ClusterFilter",
      "ClusterFluentBitConfig",
      "ClusterInput",
      "ClusterMultilineParser",
      "ClusterOutput",
      "ClusterParser",
      "Filter",
      "FluentBitConfig",
      "MultilineParser",
      "Output",
      "Parser",
    ],
    source: "https://github.com/fluent/fluent-operator/blob/master/docs/fluentbit.md",
  },
  {
    group: "fluentd.fluent.io",
    kinds: [
      "ClusterFilter",
      "ClusterFluentdConfig",
      "ClusterInput",
      "ClusterOutput",
      "Filter",
      "FluentdConfig",
      "Input",
      "Output",
    ],
    source: "https://github.com/fluent/fluent-operator/blob/master/docs/fluentd.md",
  },
  {
    group: "mcp.kuadrant.io",
    kinds: ["MCPServerRegistration", "MCPVirtualServer"],
    source: "https://github.com/Kuadrant/mcp-gateway",
  },
  {
    group: "tailscale.com",
    kinds: ["ProxyClass"],
    source: "https://tailscale.com/kb/1445/kubernetes-operator-customization",
  },
  // Configuration files of programs, which are never applied to a cluster.
  { group: "kind.x-k8s.io", source: "https://kind.sigs.k8s.io/docs/user/configuration/" },
  { group: "k3d.io", source: "https://k3d.io/stable/usage/configfile/" },
  { group: "eksctl.io", source: "https://eksctl.io/usage/schema/" },
];

/** Groups that end so are resources of a cloud, behind a provider's own API (docs.crossplane.io). */
const CLOUD = [".upbound.io", ".m.crossplane.io"];

/** By group its kinds; undefined for a group of which all are inert. */
const BY_GROUP: ReadonlyMap<string, ReadonlySet<string> | undefined> = inertByGroup();

function inertByGroup(): Map<string, Set<string> | undefined> {
  const groups = new Map<string, Set<string> | undefined>();
  for (const { group, kinds } of INERT_KINDS) {
    const known = groups.get(group);
    groups.set(group, kinds === undefined ? undefined : new Set([...(known ?? []), ...kinds]));
  }
  return groups;
}

/**
 * True when an object of the kind makes no pods that would not be seen. Built-in groups have no dot or end in `k8s.io`, and what
 * they run is read; groups that end in `x-k8s.io` are projects of their own.
 */
export function makesNoPods(group: string, kind: string): boolean {
  const isBuiltIn = !group.includes(".") || (group.endsWith(".k8s.io") && !group.endsWith(".x-k8s.io"));
  if (isBuiltIn || CLOUD.some((it) => group.endsWith(it))) return true;
  return BY_GROUP.has(group) && BY_GROUP.get(group)?.has(kind) !== false;
}
