/** Pods that an operator creates beside those that a policy selects by their role, and that other policies cut off (NP1910). */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { End } from "../../engine/answers.js";
import { allowListOf, type PolicyPart } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import { isRanked } from "../evidence/ranked-policies.js";

/** Pods of one role, and the jobs of the same object, which need the API server as they do. */
interface Operator {
  /** A label that the jobs do not have, and its value. */
  readonly role: string;
  readonly value: string;
  /** Other labels that the jobs do not have. */
  readonly absent: readonly string[];
  /** The label that they have instead, and its values. */
  readonly jobRole: string;
  readonly jobs: readonly string[];
}

const OPERATORS: readonly Operator[] = [
  {
    // https://github.com/cloudnative-pg/cloudnative-pg/blob/main/pkg/specs/jobs.go
    role: "cnpg.io/podRole",
    value: "instance",
    absent: ["cnpg.io/instanceRole", "role"],
    jobRole: "cnpg.io/jobRole",
    jobs: ["initdb", "import", "pgbasebackup", "full-recovery", "join", "snapshot-recovery"],
  },
];

export interface LeftOutJobs {
  readonly at: Site;
  readonly policy: Policy;
  readonly operator: Operator;
  readonly workloads: readonly [Workload, ...Workload[]];
}

/** Once for each role that the subject asks for. */
export function* leftOutJobs(policy: Policy, view: View): Iterable<LeftOutJobs> {
  for (const part of policy.reading.parts) {
    for (const asked of part.subject.selector?.requirements ?? []) {
      const operator = OPERATORS.find((it) => isRoleOf(asked, it));
      if (operator === undefined || !hasEgress(part)) continue;
      const [first, ...more] = view
        .selectedBy(policy, part)
        .filter((it) => firstFor(it, operator, view) === policy && areCutOff(it, operator, view));
      if (first !== undefined) yield { at: asked.at, policy, operator, workloads: [first, ...more] };
    }
  }
}

function isRoleOf({ key, operator, values }: Requirement, { role, value }: Operator): boolean {
  return key.value === role && operator === "In" && values.length === 1 && values[0]?.value === value;
}

function hasEgress(part: PolicyPart): boolean {
  return part.subject.of === "pods" && (allowListOf(part, "egress")?.rules.length ?? 0) > 0;
}

/** Of several policies for the role, the first is where they are missed. */
function firstFor(workload: Workload, operator: Operator, view: View): Policy | undefined {
  return view
    .policiesOn(workload, "egress")
    .find(({ reading }) =>
      reading.parts.some(
        (it) => hasEgress(it) && (it.subject.selector?.requirements ?? []).some((asked) => isRoleOf(asked, operator)),
      ),
    );
}

const API_SERVER: End = { type: "entity", name: "kube-apiserver" };
const API_PORTS = [443, 6443] as const;

/** True if the pods of the role may reach the API server, and no job may. */
function areCutOff(workload: Workload, operator: Operator, view: View): boolean {
  const { namespace } = workload;
  if (view.policiesOn(workload, "egress").some(isRanked) || isDenied({ type: "workload", workload }, view))
    return false;
  if (view.scope.unreadPolicies.some((it) => it.mayAllow && it.hasEgress)) return false;
  const { absent, role, jobRole, jobs } = operator;
  const common = [...workload.labels].filter(([key]) => key !== role && !absent.includes(key));
  return jobs.every((job) => isDenied({ type: "pods", namespace, labels: new Map([...common, [jobRole, job]]) }, view));
}

function isDenied(from: End, view: View): boolean {
  return API_PORTS.every((port) => view.why(from, API_SERVER, "TCP", port).verdict === "denied");
}
