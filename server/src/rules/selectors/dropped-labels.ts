/** Labels that a policy requires but that the system enforcing it ignores (NP1512). */

import type { View } from "../../analysis/view.js";
import { systemOf } from "../../systems/kinds.js";
import { SYSTEMS } from "../../systems/registry.js";
import type { PolicySystem } from "../../systems/system.js";
import { hasDottedSource, isMeantForNamespaces } from "../evidence/misread-label-keys.js";
import { selectorsOf } from "../evidence/written-selectors.js";
import type { Severity } from "../rule.js";
import type { Policy } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";

/** A requirement on an ignored label. */
export interface DroppedLabel {
  readonly severity: Severity;
  readonly role: "subject" | "peer";
  readonly requirement: Requirement;
  /** The display name of the system that ignores it. */
  readonly by: string;
}

/** In the order written. */
export function* droppedLabels(policy: Policy, view: View): Iterable<DroppedLabel> {
  const own = systemOf(policy.object);
  const isOwn = own.traits.dropsLabel !== undefined;
  const enforcing = isOwn ? undefined : SYSTEMS.find((it) => view.dropsLabelsAs(it));
  const system = isOwn ? own : (enforcing ?? view.memo(labelDropper));
  if (system === undefined) return;
  // Without the setting, only other policies in the folder hint at what enforces a NetworkPolicy.
  const severity = isOwn || enforcing !== undefined ? "warning" : "info";
  for (const { role, selector } of selectorsOf(policy).filter((it) => it.of === "pod")) {
    for (const requirement of selector.requirements) {
      const key = requirement.key.value;
      // Other rules report keys that were meant for a namespace or have a dot instead of a colon.
      const isOthers = isOwn && (isMeantForNamespaces(key) || hasDottedSource(key));
      if (isOthers || system.traits.dropsLabel?.(key, view.settings.versions) !== true) continue;
      yield { severity, role, requirement, by: system.title };
    }
  }
}

/** A system that ignores labels and has policies here: it enforces policies of the other systems too. */
function labelDropper({ scope }: View): PolicySystem | undefined {
  return scope.policies.map((it) => systemOf(it.object)).find((it) => it.traits.dropsLabel !== undefined);
}
