/** Flows that are to pass, what is written for them, and the answer: plain data. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { End } from "../../engine/answers.js";
import type { Traffic } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { PolicyPart } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { NewPolicy, ScaffoldedPolicy } from "../../systems/policy-writer.js";
import type { WorkspaceEdit } from "../types.js";

export interface Goal {
  readonly from: End;
  readonly to: End;
  readonly traffic: Traffic;
}

/** What lets one end have its part of a flow. */
export type Addition = AddedRules | AddedPolicy;

/** Rules for a policy that is there. */
export interface AddedRules {
  readonly type: "rules";
  readonly policy: Policy;
  readonly part: PolicyPart;
  readonly direction: Direction;
  readonly rules: readonly YamlValue[];
}

/** A policy of its own. */
export interface AddedPolicy {
  readonly type: "policy";
  readonly policy: NewPolicy;
  readonly scaffold: ScaffoldedPolicy;
  /** One of the same file, or of the file's folder. */
  readonly beside: Policy;
}

/** Two ends by their names, with the cluster where there are several. */
export interface PairName {
  readonly from: string;
  readonly to: string;
  readonly scope?: string;
}

/** An edit that was tried and works, or in one sentence why there is none. */
export type Allowed =
  | {
      readonly ok: true;
      /** What it writes, as the title of an action: "Add an ingress rule to `shop/NetworkPolicy/db`". */
      readonly title: string;
      readonly edit: WorkspaceEdit;
      /** Other pairs that it allows something: pods that have the same labels cannot be told apart. */
      readonly alsoAllows: readonly PairName[];
      /** Other clusters in which the same ends are denied the same even so. */
      readonly stillDenied?: readonly string[];
      /** Of a lock-down: other clusters that the new file is part of, and in which it closes flows too. */
      readonly alsoCloses?: readonly string[];
    }
  | { readonly ok: false; readonly message: string };
