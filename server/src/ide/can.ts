/** May A talk to B: finds the two ends by what the user typed, and gives the verdict with the lines that decide. */

import { difference, hasPort, isEmpty, NO_TRAFFIC, type Protocol, type Traffic } from "../engine/traffic.js";
import type { ConditionalTraffic, End, Reach, SideExplanation, SideReach } from "../engine/answers.js";
import type { RuleRef } from "../engine/answers.js";
import type { Direction } from "../model/direction.js";
import { nameSite, type Policy } from "../model/scope.js";
import type { View } from "../analysis/view.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { findEnd } from "./find-end.js";
import { endId, hasReplicas, reasonOf, type FlowReason } from "./flows.js";
import { placeOf } from "./places.js";
import { type RefusedPolicy, refusedPolicies } from "./refused.js";

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  /** Without a port any port counts. */
  readonly port?: number;
}

export type Verdict = "allowed" | "denied" | "conditional";

/** A policy and the line that counts: of a rule, or where the isolation is said. Lines count from 0. */
export type DecidingPlace = Omit<FlowReason, "direction">;

export interface SideAnswer {
  readonly verdict: Verdict;
  readonly isolatedBy: readonly DecidingPlace[];
  readonly decidedBy: readonly DecidingPlace[];
}

export interface Answer {
  readonly scope: string;
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  readonly conditions: readonly string[];
  readonly egress: SideAnswer;
  readonly ingress: SideAnswer;
  /** Policies where the two ends are that count for nothing here. */
  readonly refused: readonly RefusedPolicy[];
}

export type CanResult =
  | { readonly ok: true; readonly answer: Answer }
  /** A sentence that says which end is unknown or ambiguous, with the nearest names. */
  | { readonly ok: false; readonly message: string };

/** One end, and the direction in which its own policies are asked. */
interface Side {
  readonly end: End;
  readonly direction: Direction;
}

/** Of an end that no policy manages. */
const OPEN_SIDE: SideAnswer = { verdict: "allowed", isolatedBy: [], decidedBy: [] };

export function can(snapshot: Snapshot, scopeName: string, question: Question): CanResult {
  const scope = snapshot.scopes.find((it) => it.name === scopeName);
  if (scope === undefined) return { ok: false, message: `No scope ${scopeName}` };
  const view = snapshot.view(scope);
  const from = findEnd(view, question.from);
  if (typeof from === "string") return { ok: false, message: from };
  const to = findEnd(view, question.to);
  if (typeof to === "string") return { ok: false, message: to };
  const namespaces = [from, to].flatMap((it) => (it.type === "workload" ? [it.workload.namespace] : []));
  const refused = refusedPolicies(snapshot, scope, namespaces);
  const ends = { scope: scopeName, from: endId(from), to: endId(to) };
  // No policy comes between a pod and itself; of a controller's pods two different ones are meant.
  if (ends.from === ends.to && from.type === "workload" && !hasReplicas(from)) {
    const open = { egress: OPEN_SIDE, ingress: OPEN_SIDE };
    return { ok: true, answer: { ...ends, verdict: "allowed", conditions: [], ...open, refused } };
  }
  const reach = view.reach(from, to);
  return {
    ok: true,
    answer: {
      ...ends,
      verdict: verdictOf(reach.allowed, reach.conditional, question),
      conditions: [...new Set(reach.conditional.filter((it) => touches(it.traffic, question)).map((it) => it.when))],
      ...sides(snapshot, view, from, to, reach, question),
      refused,
    },
  };
}

function sides(
  snapshot: Snapshot,
  view: View,
  from: End,
  to: End,
  reach: Reach,
  question: Question,
): Pick<Answer, "egress" | "ingress"> {
  const { port, protocol } = question;
  if (port === undefined) {
    const asked = askedTraffic(question);
    return {
      egress: sideAnswer(snapshot, view, reach.egress, question, asked, { end: from, direction: "egress" }),
      ingress: sideAnswer(snapshot, view, reach.ingress, question, asked, { end: to, direction: "ingress" }),
    };
  }
  const why = view.why(from, to, protocol, port);
  return {
    egress: explainedSide(snapshot, view, why.egress, { end: from, direction: "egress" }),
    ingress: explainedSide(snapshot, view, why.ingress, { end: to, direction: "ingress" }),
  };
}

/** Of one connection the engine knows which rules decide: with them gone the answer is another. */
function explainedSide(snapshot: Snapshot, view: View, side: SideExplanation | undefined, of: Side): SideAnswer {
  if (side === undefined) return OPEN_SIDE;
  const deciding = side.verdict === "denied" ? side.deniedBy : side.admittedBy;
  return {
    verdict: side.verdict,
    isolatedBy: side.isolatedBy.flatMap((it) => isolationPlace(snapshot, view, it, of)),
    decidedBy: deciding.flatMap((it) => decidingPlace(snapshot, it)),
  };
}

function decidingPlace(snapshot: Snapshot, rule: RuleRef): DecidingPlace[] {
  return reasonOf(snapshot, rule).map(({ policy, file, line }) => ({ policy, file, line }));
}

function askedTraffic({ protocol, port }: Question): Traffic {
  return { ...NO_TRAFFIC, [protocol]: [port === undefined ? [1, 65535] : [port, port]] };
}

function touches(traffic: Traffic, { protocol, port }: Question): boolean {
  return port === undefined ? traffic[protocol].length > 0 : hasPort(traffic, protocol, port);
}

function verdictOf(allowed: Traffic, conditional: readonly ConditionalTraffic[], question: Question): Verdict {
  if (touches(allowed, question)) return "allowed";
  return conditional.some((it) => touches(it.traffic, question)) ? "conditional" : "denied";
}

function sideAnswer(
  snapshot: Snapshot,
  view: View,
  side: SideReach | undefined,
  question: Question,
  asked: Traffic,
  of: Side,
): SideAnswer {
  if (side === undefined) return OPEN_SIDE;
  const verdict = verdictOf(side.allowed, side.conditional, question);
  const deciding = verdict === "denied" ? side.deniedBy : side.because;
  // A rule decides this question only if it admits or denies some of what was asked.
  const relevant = deciding.filter((rule) => {
    const allowance = view
      .allowances(rule.policy)
      .find((it) => it.by.at.node === rule.at.node && it.by.at.document === rule.at.document);
    if (allowance === undefined) return true;
    const own = [allowance.traffic, ...allowance.conditional.map((it) => it.traffic)];
    return allowance.namedPorts.length > 0 || own.some((it) => !isEmpty(difference(asked, difference(asked, it))));
  });
  return {
    verdict,
    isolatedBy: side.isolatedBy.flatMap((it) => isolationPlace(snapshot, view, it, of)),
    decidedBy: relevant.flatMap((it) => decidingPlace(snapshot, it)),
  };
}

/** Where a policy says that it isolates the end. */
function isolationPlace(snapshot: Snapshot, view: View, policy: Policy, { end, direction }: Side): DecidingPlace[] {
  const part = policy.reading.parts.find(
    (it) =>
      it.isolates[direction] !== undefined &&
      end.type === "workload" &&
      view.selectedBy(policy, it).includes(end.workload),
  );
  const at = part?.isolates[direction] ?? nameSite(policy);
  const place = placeOf(snapshot, at);
  return place === undefined ? [] : [{ policy: policy.id, file: place.file, line: place.start.line }];
}
