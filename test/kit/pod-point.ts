/** A pod as the engine knows it, for tests that build programs by hand or at random. */

import type { PodPoint } from "../../server/src/engine/universe.js";

/** In namespace `ns`, told by its label `app`; without ports, and without an address that is known. */
export function podPoint(app: string): PodPoint {
  return {
    kind: "pod",
    namespace: "ns",
    labels: new Map([["app", app]]),
    namespaceLabels: new Map(),
    serviceAccount: "default",
    hostNetwork: false,
    ports: [],
    addresses: [],
  };
}
