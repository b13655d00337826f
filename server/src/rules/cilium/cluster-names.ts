/** Names of cluster Services in `toFQDNs`, and what to write instead (NP1517). */

import type { View } from "../../analysis/view.js";
import { plainLabels } from "../../model/object.js";
import type { Service, Policy } from "../../model/scope.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { isClusterName, textOf } from "./dns-names.js";
import type { YamlValue } from "../../base/yaml-value.js";
import type { Site } from "../../base/source.js";
import type { CiliumItem, FqdnSelector } from "../../systems/cilium/model.js";
import type { FixOffer } from "../rule.js";

type FqdnPeers = Extract<CiliumItem["peers"][number], { readonly type: "fqdns" }>;

/** The Service that a cluster name is about; both are empty for a pattern, or for a name of something else. */
interface ClusterName {
  readonly service: string;
  readonly namespace: string;
}

/** What to write instead of the name: an entity, or the pods' labels if the Service is in this workspace. */
export interface Instead {
  readonly key: "toEntities" | "toEndpoints";
  readonly value: YamlValue;
}

/** A name, and the list that it is in. */
export interface NamedService {
  readonly at: Site;
  readonly name: FqdnSelector;
  readonly peers: FqdnPeers;
  readonly instead: Instead | undefined;
}

/** In the order written. */
export function* namedServices(policy: Policy, view: View): Iterable<NamedService> {
  const items = ciliumSubjects(policy).flatMap((it) => it.spec.egress?.items ?? []);
  for (const peers of items.flatMap((it) => it.peers)) {
    if (peers.type !== "fqdns") continue;
    for (const name of peers.names) {
      const written = name.matchName ?? name.matchPattern;
      const service = clusterName(textOf(name));
      if (written === undefined || service === undefined) continue;
      const known = serviceOf(service, view);
      // Manual endpoints may be outside the cluster, and so may the target of an alias.
      if (known !== undefined && known.object.selector === undefined && !isApiServer(service)) continue;
      const instead = peers.names.length === 1 ? insteadOf(service, known) : undefined;
      yield { at: written.at, name, peers, instead };
    }
  }
}

/** Writes the entity or the pods instead. */
export function nameEnds({ at, name, peers, instead }: NamedService): FixOffer | undefined {
  return (
    instead && {
      title: `Use \`${instead.key}\``,
      edit: (editor) => {
        editor.rename(peers.at, instead.key);
        if (instead.key === "toEndpoints") editor.rename(at, "matchLabels");
        editor.set(instead.key === "toEndpoints" ? at : name.at, instead.value);
      },
    }
  );
}

function clusterName(text: string): ClusterName | undefined {
  if (!isClusterName(text)) return undefined;
  const name = text.toLowerCase().replace(/\.$/, "");
  const [, service = "", namespace = ""] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?$/.exec(name) ?? [];
  return { service, namespace };
}

function isApiServer({ service, namespace }: ClusterName): boolean {
  return service === "kubernetes" && namespace === "default";
}

function serviceOf({ service, namespace }: ClusterName, view: View): Service | undefined {
  return view.scope.services.find((it) => it.name === service && it.namespace === namespace);
}

function insteadOf(name: ClusterName, known: Service | undefined): Instead | undefined {
  if (isApiServer(name)) return { key: "toEntities", value: "kube-apiserver" };
  const selector = known?.object.selector;
  if (selector === undefined || selector.size === 0) return undefined;
  const labels = { [`k8s:${POD_NAMESPACE}`]: name.namespace, ...Object.fromEntries(plainLabels(selector)) };
  return { key: "toEndpoints", value: labels };
}
