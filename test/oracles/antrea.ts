/** Answers of Antrea: what its end-to-end tests connect, and what its webhook takes and refuses. */

import { onlyRules, workspaceOf } from "../kit/analyse.js";
import type { Agreement } from "./agreement.js";
import { compareFlows, compareValidity } from "./system-cases.js";

export function compareAntrea(folder: string): Agreement {
  return compareFlows("Antrea's flows", folder, "antrea", withNames);
}

/** Its namespace `y` is written without quotes, and by that a boolean to Kubernetes. */
function withNames(text: string): string {
  return text.replaceAll(/: y$/gm, ': "y"');
}

export function compareAntreaValidity(folder: string): Agreement {
  return compareValidity("Antrea's validity", folder, haveErrors);
}

/** What several objects say of each other is a matter of rules. */
function haveErrors(manifests: ReadonlyMap<string, string>): boolean {
  const workspace = workspaceOf(manifests, onlyRules("NP2105", "NP2109"));
  return workspace.files.some((it) => workspace.diagnostics(it).some(({ severity }) => severity === "error"));
}
