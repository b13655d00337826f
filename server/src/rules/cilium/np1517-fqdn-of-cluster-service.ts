/** NP1517: a name of the cluster's own Services under `toFQDNs`, which matches no address inside the cluster. */

import type { View } from "../../analysis/view.js";
import { plainLabels } from "../../model/object.js";
import type { Service } from "../../model/scope.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { isClusterName, textOf } from "./dns-names.js";
import type { YamlValue } from "../../base/yaml-value.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1517",
  name: "fqdn-of-cluster-service",
  title: "A Service of the cluster allowed by its name",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-32"],

  *check(policy, view) {
    for (const { spec } of ciliumSubjects(policy)) {
      for (const peers of (spec.egress?.items ?? []).flatMap((it) => it.peers)) {
        if (peers.type !== "fqdns") continue;
        for (const name of peers.names) {
          const written = name.matchName ?? name.matchPattern;
          const service = clusterName(textOf(name));
          if (written === undefined || service === undefined) continue;
          const known = serviceOf(service, view);
          // Endpoints kept by hand may lie outside the cluster, and so may the other end of an alias.
          if (known !== undefined && known.object.selector === undefined && !isApiServer(service)) continue;
          const instead = peers.names.length === 1 ? insteadOf(service, known) : undefined;
          yield { at: written.at, text: textOf(name), peers, name, instead };
        }
      }
    }
  },

  message: ({ text }) => `${quoted(text, 40)} is not reached: \`toFQDNs\` matches no address inside the cluster`,
  note: () =>
    "Pods and nodes keep their own identity whatever name leads to them; names stand for addresses outside the cluster alone.",

  fixes: {
    "name-pods": {
      safety: "changes-traffic",
      fix: ({ peers, name, at, instead }) =>
        instead && {
          title: `Use \`${instead.key}\``,
          edit: (editor) => {
            editor.rename(peers.at, instead.key);
            if (instead.key === "toEndpoints") editor.rename(at, "matchLabels");
            editor.set(instead.key === "toEndpoints" ? at : name.at, instead.value);
          },
        },
    },
  },
});

/** What a name of the cluster says of its Service; both empty for a pattern, or for a name of something else. */
interface ClusterName {
  readonly service: string;
  readonly namespace: string;
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

/** What is meant in place of the one name: an entity, or labels of the pods where the Service is in sight. */
interface Instead {
  readonly key: "toEntities" | "toEndpoints";
  readonly value: YamlValue;
}

function insteadOf(name: ClusterName, known: Service | undefined): Instead | undefined {
  if (isApiServer(name)) return { key: "toEntities", value: "kube-apiserver" };
  const selector = known?.object.selector;
  if (selector === undefined || selector.size === 0) return undefined;
  const labels = { [`k8s:${POD_NAMESPACE}`]: name.namespace, ...Object.fromEntries(plainLabels(selector)) };
  return { key: "toEndpoints", value: labels };
}
