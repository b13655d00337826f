/** Label keys with a source that Cilium does not have, and the key that was meant (NP1511). */

import type { View } from "../../analysis/view.js";
import { RESERVED_IDENTITIES } from "../../systems/cilium/schema/values.js";
import type { Requirement } from "../../model/selector.js";
import { isMisspelling } from "../evidence/misspelling.js";

/** Sources that people use for Kubernetes or a container; no pod label has one of them. */
const NOT_OF_PODS = /^(container|docker|kubernetes|kube|pod|label|k8)$/i;

/** The key that was meant; undefined if the written one may be right. */
export function meantKey({ key: { value: key } }: Requirement, view: View): string | undefined {
  const colon = key.indexOf(":");
  return colon < 0 ? withColon(key, view) : withSource(key.slice(0, colon), key.slice(colon + 1));
}

/** `k8s.io.kubernetes.pod.namespace`, `any.app` and `reserved.host`: a dot where the colon belongs. */
function withColon(key: string, view: View): string | undefined {
  const [, source = "", rest = ""] = /^(k8s|any|reserved)\.(.+)$/.exec(key) ?? [];
  if (rest === "" || (source === "reserved" && !RESERVED_IDENTITIES.includes(rest))) return undefined;
  const isCiliums = /^io\.(kubernetes\.pod\.namespace$|cilium\.k8s\.)/.test(rest);
  // With a slash it is a domain, as in `k8s.io/name`, and some pod may have such a label.
  if (source === "k8s" && !isCiliums && (rest.includes("/") || rest.startsWith("io."))) return undefined;
  if (source === "any" && rest.includes("/")) return undefined;
  return view.scope.workloads.some((it) => it.labels.has(key)) ? undefined : `${source}:${rest}`;
}

function withSource(source: string, rest: string): string | undefined {
  if (rest === "" || rest.includes(":")) return undefined;
  const lower = source.toLowerCase();
  if (source !== lower && ["k8s", "any", "reserved"].includes(lower)) return `${lower}:${rest}`;
  if (NOT_OF_PODS.test(source)) return `k8s:${rest}`;
  if (source !== "reserved" || RESERVED_IDENTITIES.includes(rest)) return undefined;
  const near = RESERVED_IDENTITIES.find(
    (it) => isMisspelling(rest, it) || rest.replace(/[-_]/g, "") === it.replace(/-/g, ""),
  );
  return near === undefined ? undefined : `reserved:${near}`;
}
