/** Answers of Calico: what Felix' functional tests and the selector's own tests connect, and what its API takes and refuses. */

import type { Agreement } from "./agreement.js";
import { compareFlows, compareValidity } from "./system-cases.js";

export function compareCalico(folder: string): Agreement {
  return compareFlows("Calico's flows", folder, "calico");
}

export function compareCalicoValidity(folder: string): Agreement {
  return compareValidity("Calico's validity", folder);
}
