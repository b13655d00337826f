/** Words of one policy API, its old versions or its tutorials that people write in another (CP-11). */

import type { UnknownField } from "../../model/shape-problem.js";
import type { LostField } from "../../systems/lost-field.js";
import { wordsOf } from "../words/shape-words.js";

/** What people mean by a field name, most likely first: the first one that is allowed at the place counts. */
const MEANT: Readonly<Record<string, readonly string[] | undefined>> = {
  apiKind: ["kind"],
  from: ["to", "fromEndpoints", "toEndpoints"],
  to: ["from", "toEndpoints", "fromEndpoints"],
  fromPods: ["fromEndpoints", "from"],
  toPods: ["toEndpoints", "to"],
  fromEndpoints: ["toEndpoints", "from", "to"],
  toEndpoints: ["fromEndpoints", "to", "from"],
  fromEntities: ["toEntities"],
  toEntities: ["fromEntities"],
  fromCIDR: ["toCIDR"],
  toCIDR: ["fromCIDR"],
  fromCIDRSet: ["toCIDRSet"],
  toCIDRSet: ["fromCIDRSet"],
  fromNodes: ["toNodes"],
  toNodes: ["fromNodes"],
  fromGroups: ["toGroups"],
  toGroups: ["fromGroups"],
  podSelector: ["endpointSelector"],
  endpointSelector: ["podSelector"],
  selector: ["podSelector", "endpointSelector"],
  labels: ["matchLabels"],
  namespace: ["namespaceSelector"],
  labelSelector: ["podSelector", "endpointSelector"],
  expressions: ["matchExpressions"],
  ports: ["toPorts"],
  toPorts: ["ports"],
  fromPorts: ["toPorts", "ports"],
  pathRegex: ["path"],
  pathPrefix: ["path"],
  methodRegex: ["method"],
  methods: ["method"],
  hostRegex: ["host"],
  types: ["policyTypes"],
  auth: ["authentication"],
  cidrBlock: ["ipBlock"],
};

/** The field of this place that is meant: another API's word for it, or else a near miss. */
export function meantField({ field, known, nearest, siblings }: UnknownField): string | undefined {
  const words = Object.hasOwn(MEANT, field) ? MEANT[field] : undefined;
  const meant = words?.find((it) => known.includes(it)) ?? nearest;
  return meant === undefined || siblings.some((it) => it.key === meant) ? undefined : meant;
}

/** What to write instead of a field that this API does not have at all, in words. */
export function counterpart(problem: UnknownField): string | undefined {
  const { field, homes } = problem;
  const instead = wordsOf(problem)?.instead;
  return homes.length > 0 || instead === undefined || !Object.hasOwn(instead, field) ? undefined : instead[field];
}

/**
 * A clause such as "all sources are allowed"; undefined where nothing short is always true.
 * @param system Of the object.
 */
export function effectOfLoss(system: string | undefined, lost: LostField): string | undefined {
  return (system === undefined ? undefined : wordsOf({ system }))?.effectOfLoss(lost);
}
