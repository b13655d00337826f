/** Ports that a controller calls for its custom resources, which no egress rule of its pods allows (NP1904). */

import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import type { NeedObject } from "../../model/need.js";
import { allowListOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { ToldAddress } from "../../model/workload.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { anyPolicyForSamePods, type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface ClosedCall {
  readonly at: Site;
  readonly controller: string;
  readonly by: NeedObject;
  readonly url: ToldAddress;
  readonly port: number;
  /** False if a policy in a file that nothing ties may allow it. */
  readonly isSure: boolean;
}

type Call = Omit<ClosedCall, "at" | "isSure">;

const NAME_KEYS: ReadonlySet<string> = new Set(["app.kubernetes.io/name", "app"]);

/** Each port once, at the egress rules of a policy that names the controller. */
export function* closedCalls(policy: Policy, view: View): Iterable<ClosedCall> {
  if (isRanked(policy)) return;
  for (const subject of subjectsOf(policy)) {
    const list = allowListOf(subject.part, "egress");
    if (subject.part.isolates.egress === undefined || list === undefined || list.rules.length === 0) continue;
    const said = new Set<number>();
    for (const call of namesIn(subject).flatMap((it) => view.memo(callsIn).get(it) ?? [])) {
      const allowed = said.has(call.port) ? "tied" : allowedBy(subject, call.port, view);
      if (allowed === "tied") continue;
      said.add(call.port);
      yield { ...call, at: partOf(list.at, "key"), isSure: allowed === "none" };
    }
  }
}

/** Values of the labels that name the application. */
function namesIn({ selector }: SubjectOf): readonly string[] {
  return selector.requirements
    .filter(({ key, operator, values }) => NAME_KEYS.has(key.value) && operator === "In" && values.length === 1)
    .flatMap(({ values }) => values.map((it) => it.value));
}

/** By the controller. */
function callsIn({ scope }: View): ReadonlyMap<string, readonly Call[]> {
  const found = new Map<string, Call[]>();
  for (const { object } of scope.needs) {
    const { controller, urls = [] } = object;
    if (controller === undefined) continue;
    const calls = urls.flatMap((url) =>
      url.port === undefined ? [] : { controller, by: object, url, port: url.port },
    );
    found.set(controller, [...(found.get(controller) ?? []), ...calls]);
  }
  return found;
}

/** Whatever its peers: which address a name has is not known. */
function allowedBy(subject: SubjectOf, port: number, view: View): ReturnType<typeof anyPolicyForSamePods> {
  const { namespace } = subject.policy;
  const isUnread = mayUnreadAllow(view, namespace, "egress");
  const allows = (policy: Policy): boolean => view.allowances(policy).some((it) => isFor(it, port));
  return isUnread ? "tied" : anyPolicyForSamePods(view, subject, allows);
}

function isFor({ by, traffic, conditional, namedPorts }: Allowance, port: number): boolean {
  if (by.direction !== "egress" || by.verdict === "deny") return false;
  return (
    namedPorts.length > 0 || [traffic, ...conditional.map((it) => it.traffic)].some((it) => hasPort(it, "TCP", port))
  );
}
