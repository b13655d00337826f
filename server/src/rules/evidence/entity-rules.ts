/** Rules for ends that some systems have a word for and others have not: the API server, a CNI's own proxy. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { Traffic } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";

/** Items for the policy's list of rules of the direction; undefined where its system has no such word. */
export function entityRules(
  { object, namespace = "" }: Policy,
  direction: Direction,
  entity: string,
  traffic: Traffic,
): readonly YamlValue[] | undefined {
  const end = { type: "entity", names: [entity] } as const;
  return systemOf(object).scaffolds?.outsideRules({ namespace, direction, end, traffic });
}
