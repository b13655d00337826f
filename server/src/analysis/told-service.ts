/** A name as a pod looks it up → the Service of the scope that it stands for. */

import type { Service } from "../model/scope.js";
import { serviceNamed } from "./services-of-pods.js";
import type { View } from "./view.js";

/** Whatever the cluster's domain is called, this comes before it. */
const SVC = ".svc";

/**
 * @param host `db`, `db.data`, `db.data.svc`, `db.data.svc.cluster.local`; of a headless Service a pod's name may come first.
 * @param namespace Where the pod that asks is.
 */
export function toldService(host: string, namespace: string, view: View): Service | undefined {
  const svc = `${host}.`.indexOf(`${SVC}.`);
  const [first = "", second, third, ...more] = (svc < 0 ? host : host.slice(0, svc)).split(".");
  if (more.length > 0) return undefined;
  if (second === undefined) return svc < 0 ? serviceNamed(first, namespace, view) : undefined;
  if (third !== undefined) return serviceNamed(second, third, view);
  return serviceNamed(first, second, view) ?? (svc < 0 ? serviceNamed(second, namespace, view) : undefined);
}
