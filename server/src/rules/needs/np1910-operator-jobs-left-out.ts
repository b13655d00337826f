/** NP1910: a policy selects an operator's pods by their role, and the jobs that the operator runs for them are cut off. */

import { nameSite } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";
import { leftOutJobs } from "./left-out-jobs.js";

export default defineRule({
  code: "NP1910",
  name: "operator-jobs-left-out",
  title: "Jobs of an operator that a policy leaves out",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: [],

  check: leftOutJobs,

  message: ({ policy, operator, workloads }) =>
    `Jobs of ${workloadNames(workloads, policy.namespace, 1)} are cut off: they do not have ${quoted(`${operator.role}=${operator.value}`)}`,
  note: ({ operator: { jobRole, jobs } }) =>
    `The operator also runs jobs (${jobs.slice(0, 3).join(", ")} and others), whose pods have ${quoted(jobRole)} instead. Other policies restrict their egress, and no rule allows them the API server, without which they fail.`,
  related: ({ workloads }) =>
    workloads.slice(0, 5).map((it) => ({ at: nameSite(it), message: `${it.kind} ${quoted(it.name)} has such jobs` })),
});
