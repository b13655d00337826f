/** A question whether one end may talk to another, and what an answer holds: the contract's form, as plain data. */

import type { ConnectionVerdict } from "../../engine/answers.js";
import type { PortRanges, Protocol } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { UnreadPolicy } from "../../model/scope.js";
import type { FlowReason } from "../flows/flows.js";
import type { IgnoredPolicy } from "../findings/ignored.js";
import type { RefusedPolicy } from "../findings/refused.js";

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol | "ICMP" | "ICMPv6";
  /** Of ICMP: the message's type, by its number in IANA's registry. Without it any message counts. */
  readonly icmpType?: number;
  /** Without a port any port counts. */
  readonly port?: number;
}

/** `ambiguous`: policies of equal rank disagree, and which of them applies is not defined. */
export type Verdict = ConnectionVerdict;

/** A policy and the line that counts: of a rule, or where the isolation is said. Lines count from 0. */
export type DecidingPlace = Omit<FlowReason, "direction">;

/** What a rule asks and the connection does not have. */
export interface FailedText {
  /** The kind of condition: `peer-label`, `namespace`, `port`, `protocol`, … */
  readonly condition: string;
  /** What is asked and what is there, as a clause. */
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

/** An allow rule that did not match, and would have allowed the connection if what it failed were otherwise. */
export interface NearestRule extends DecidingPlace {
  readonly failed: readonly FailedText[];
}

export interface SideAnswer {
  readonly verdict: Verdict;
  readonly isolatedBy: readonly DecidingPlace[];
  /** The rules that decided, whatever the tier; of an ambiguous answer those that disagree. */
  readonly decidedBy: readonly DecidingPlace[];
  /** Rules that left the decision to a later tier, first tier first; only where there are any. */
  readonly passedBy?: readonly DecidingPlace[];
  /** Of a side that denies: the rules that came nearest, nearest first; only where there are any. */
  readonly nearest?: readonly NearestRule[];
}

/** A policy of a system that is not read. */
export type NotCounted = Pick<UnreadPolicy, "system" | "kind" | "name" | "file" | "line">;

/** A policy with values that are not known here. */
export interface OpenPolicyPlace {
  /** `namespace/Kind/name`. */
  readonly policy: string;
  readonly file: string;
  /** Counted from 0: of the policy's name. */
  readonly line: number;
}

/** One pair of ends among those that a Service or labels stand for. */
export interface PairAnswer {
  readonly from: string;
  readonly to: string;
  /** Port of the pod: of a Service's port its target. */
  readonly port?: number;
  readonly verdict: Verdict;
}

/** What becomes of some ports, where none was asked about. The rest of the protocols' ports is denied. */
export interface PortsAnswer {
  readonly protocol: Protocol;
  readonly ports: PortRanges;
  readonly verdict: Verdict;
  /** Of a condition. */
  readonly when?: string;
  /** Ends that deny, of ports that the destination's containers have. */
  readonly deniedBy?: readonly Direction[];
}

/** Policies that would allow what is denied, as text to be added to a file. */
export interface Remedy {
  /** The file that the text was tried in, or a new one beside it. */
  readonly file: string;
  readonly text: string;
  /** Other pairs that it allows something: pods that have the same labels cannot be told apart. */
  readonly alsoAllows?: readonly { readonly from: string; readonly to: string }[];
}

export interface Answer {
  readonly scope: string;
  readonly from: string;
  readonly to: string;
  /** `unknown`: there are policies that are not counted, or hold values that are not known, and may decide otherwise. */
  readonly verdict: Verdict | "unknown";
  /** Where the verdict is unknown, what the policies say that are counted. */
  readonly verdictOfCounted?: Verdict;
  /** Policies of systems that are not read and that may select an end; only where there are any. */
  readonly notCounted?: readonly NotCounted[];
  /** Policies that may decide otherwise, by values that are not known here; only where there are any. */
  readonly open?: readonly OpenPolicyPlace[];
  readonly conditions: readonly string[];
  readonly egress: SideAnswer;
  readonly ingress: SideAnswer;
  /** Where an end is a Service or given by labels: each pair that it stands for. The two sides are those of the pair that decides. */
  readonly pairs?: readonly PairAnswer[];
  /** Where no port was asked about: by port. */
  readonly ports?: readonly PortsAnswer[];
  /** Of a denial that added policies would lift, each text for one file; only where that was tried and worked. */
  readonly wouldAllow?: readonly Remedy[];
  /** What else is to be known, each a sentence; only where there is something. */
  readonly notes?: readonly string[];
  /** Policies where the two ends are that count for nothing here. */
  readonly refused: readonly RefusedPolicy[];
  /** Those that the CNI enforces nothing of; only where there are any. */
  readonly ignored?: readonly IgnoredPolicy[];
}

export type CanResult =
  | { readonly ok: true; readonly answer: Answer }
  /** A sentence that says which end is unknown or ambiguous, with the nearest names. */
  | { readonly ok: false; readonly message: string };
