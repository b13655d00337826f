/** Kinds of objects that carry other objects in them, from which something makes those: where in them policies are. */

/** Where in a host an object is written, and how much of it. */
export interface Place {
  /** Keys from the host's root; `[]` behind a key goes through all items. */
  readonly path: string;
  /**
   * `object`: with kind and all. `body`: kind, version, name and namespace are beside it. `spec`: the `spec` of a NetworkPolicy.
   * `rules`: its rules alone.
   */
  readonly form: "object" | "body" | "spec" | "rules";
  /** True where the host gives the object a name that has none. */
  readonly namesIt?: boolean;
  /** True where only part of the object need be written: the rest is there already, or patched in. */
  readonly isPartial?: boolean;
}

export interface HostKind {
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  readonly places: readonly Place[];
  /** Where its project documents that. */
  readonly source: string;
}

function objects(path: string): Place {
  return { path, form: "object" };
}

function parts(path: string): Place {
  return { path, form: "object", namesIt: true, isPartial: true };
}

export const HOST_KINDS: readonly HostKind[] = [
  {
    groups: ["kyverno.io"],
    kinds: ["ClusterPolicy", "Policy"],
    places: [
      { path: "spec.rules[].generate.data", form: "body" },
      { path: "spec.rules[].generate.foreach[].data", form: "body" },
    ],
    source: "https://kyverno.io/docs/policy-types/cluster-policy/generate/",
  },
  {
    groups: ["kubernetes.crossplane.io", "kubernetes.m.crossplane.io"],
    kinds: ["Object"],
    places: [{ path: "spec.forProvider.manifest", form: "object", namesIt: true }],
    source: "https://github.com/crossplane-contrib/provider-kubernetes/blob/main/examples/object/object.yaml",
  },
  {
    groups: ["apiextensions.crossplane.io"],
    kinds: ["Composition"],
    places: [
      parts("spec.resources[].base"),
      parts("spec.resources[].base.spec.forProvider.manifest"),
      parts("spec.pipeline[].input.resources[].base"),
      parts("spec.pipeline[].input.resources[].base.spec.forProvider.manifest"),
    ],
    source: "https://docs.crossplane.io/latest/composition/compositions/",
  },
  {
    groups: ["fluxcd.controlplane.io"],
    kinds: ["ResourceSet"],
    places: [objects("spec.resources[]")],
    source: "https://fluxoperator.dev/docs/crd/resourceset/",
  },
  {
    groups: ["template.openshift.io", ""],
    kinds: ["Template"],
    places: [objects("objects[]")],
    source: "https://docs.okd.io/latest/openshift_images/using-templates.html",
  },
  {
    groups: ["hive.openshift.io"],
    kinds: ["SyncSet", "SelectorSyncSet"],
    places: [objects("spec.resources[]")],
    source: "https://github.com/openshift/hive/blob/master/docs/syncset.md",
  },
  {
    groups: ["work.open-cluster-management.io"],
    kinds: ["ManifestWork", "ManifestWorkReplicaSet"],
    places: [objects("spec.workload.manifests[]"), objects("spec.manifestWorkTemplate.workload.manifests[]")],
    source: "https://open-cluster-management.io/docs/concepts/work-distribution/manifestwork/",
  },
  {
    groups: ["policy.open-cluster-management.io"],
    kinds: ["ConfigurationPolicy", "Policy"],
    places: [
      parts("spec.object-templates[].objectDefinition"),
      parts("spec.policy-templates[].objectDefinition.spec.object-templates[].objectDefinition"),
    ],
    source:
      "https://open-cluster-management.io/docs/getting-started/integration/policy-controllers/configuration-policy/",
  },
  {
    groups: ["kro.run"],
    kinds: ["ResourceGraphDefinition"],
    places: [objects("spec.resources[].template")],
    source: "https://kro.run/docs/concepts/resource-group-definitions/",
  },
  {
    groups: ["core.oam.dev"],
    kinds: ["Application"],
    places: [objects("spec.components[].properties.objects[]")],
    source: "https://kubevela.io/docs/end-user/components/references/",
  },
  {
    groups: ["capsule.clastix.io"],
    kinds: ["Tenant", "TenantResource", "GlobalTenantResource"],
    places: [{ path: "spec.networkPolicies.items[]", form: "spec" }, objects("spec.resources[].rawItems[]")],
    source: "https://projectcapsule.dev/docs/tenants/enforcement/",
  },
  {
    groups: ["argoproj.io"],
    kinds: ["Sensor"],
    places: [parts("spec.triggers[].template.k8s.source.resource")],
    source: "https://argoproj.github.io/argo-events/sensors/triggers/k8s-object-trigger/",
  },
  {
    groups: ["extensions.agents.x-k8s.io"],
    kinds: ["SandboxTemplate"],
    places: [{ path: "spec.networkPolicy", form: "rules" }],
    source: "https://github.com/kubernetes-sigs/agent-sandbox/blob/main/docs/api.md",
  },
];

/** The host of this kind and group; undefined for any other object. */
export function hostKind(kind: string, group: string): HostKind | undefined {
  return HOST_KINDS.find((it) => it.kinds.includes(kind) && it.groups.includes(group));
}

const BARE_HOSTS = HOST_KINDS.filter((it) => it.places.some(({ form }) => form === "spec" || form === "rules"));
const BARE_HOST = new RegExp(`^kind:[ \\t]*["']?(?:${BARE_HOSTS.flatMap((it) => it.kinds).join("|")})\\b`, "m");

/** True for a text that may hold parts of a policy without naming its kind. */
export function mayHoldBarePolicies(text: string): boolean {
  return text.includes("networkPolic") && BARE_HOST.test(text);
}
