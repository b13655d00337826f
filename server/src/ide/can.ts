/** May A talk to B: finds the two ends by what the user typed, and gives the verdict with the lines that decide. */

import { hasPort, type Protocol, type Traffic } from "../engine/traffic.js";
import type { ConnectionVerdict, End, Reach, Region, RuleRef, SideExplanation, SideReach } from "../engine/answers.js";
import type { Direction } from "../model/direction.js";
import { nameSite, type Policy, type UnreadPolicy } from "../model/scope.js";
import type { View } from "../analysis/view.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { findEnd } from "./find-end.js";
import { endId, hasReplicas, reasonOf, type FlowReason } from "./flows.js";
import { placeOf } from "./places.js";
import { type IgnoredPolicy, ignoredPolicies } from "./ignored.js";
import { type RefusedPolicy, refusedPolicies } from "./refused.js";
import { unreadAbout } from "./unread.js";

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  /** Without a port any port counts. */
  readonly port?: number;
}

/** `ambiguous`: policies of equal rank disagree, and which of them applies is not defined. */
export type Verdict = ConnectionVerdict;

/** A policy and the line that counts: of a rule, or where the isolation is said. Lines count from 0. */
export type DecidingPlace = Omit<FlowReason, "direction">;

export interface SideAnswer {
  readonly verdict: Verdict;
  readonly isolatedBy: readonly DecidingPlace[];
  /** The rules that decided, whatever the tier; of an ambiguous answer those that disagree. */
  readonly decidedBy: readonly DecidingPlace[];
  /** Rules that left the decision to a later tier, first tier first; only where there are any. */
  readonly passedBy?: readonly DecidingPlace[];
}

/** A policy of a system that is not read. */
export type NotCounted = Pick<UnreadPolicy, "system" | "kind" | "name" | "file" | "line">;

export interface Answer {
  readonly scope: string;
  readonly from: string;
  readonly to: string;
  /** `unknown`: there are policies that are not counted and may decide otherwise. */
  readonly verdict: Verdict | "unknown";
  /** Where the verdict is unknown, what the policies say that are counted. */
  readonly verdictOfCounted?: Verdict;
  /** Policies of systems that are not read and that may select an end; only where there are any. */
  readonly notCounted?: readonly NotCounted[];
  readonly conditions: readonly string[];
  readonly egress: SideAnswer;
  readonly ingress: SideAnswer;
  /** Policies where the two ends are that count for nothing here. */
  readonly refused: readonly RefusedPolicy[];
  /** Those that the CNI enforces nothing of; only where there are any. */
  readonly ignored?: readonly IgnoredPolicy[];
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
  const ignored = ignoredPolicies(snapshot, scope, namespaces);
  const inert = { refused, ...(ignored.length === 0 ? {} : { ignored }) };
  const ends = { scope: scopeName, from: endId(from), to: endId(to) };
  // No policy comes between a pod and itself; of a controller's pods two different ones are meant.
  if (ends.from === ends.to && from.type === "workload" && !hasReplicas(from)) {
    const open = { egress: OPEN_SIDE, ingress: OPEN_SIDE };
    return { ok: true, answer: { ...ends, verdict: "allowed", conditions: [], ...open, ...inert } };
  }
  const reach = view.reach(from, to);
  return {
    ok: true,
    answer: {
      ...ends,
      ...certainty(verdictOf(reach, question), unreadAbout(scope, [from, to])),
      conditions: [...new Set(reach.conditional.filter((it) => touches(it.traffic, question)).map((it) => it.when))],
      ...sides(snapshot, view, from, to, reach, question),
      ...inert,
    },
  };
}

/** A verdict that policies of systems that are not read may change is none. */
function certainty(
  verdict: Verdict,
  unread: readonly UnreadPolicy[],
): Pick<Answer, "verdict" | "verdictOfCounted" | "notCounted"> {
  // What is denied stays denied by those that can only take away more.
  const deciding = verdict === "denied" ? unread.filter((it) => it.mayAllow) : unread;
  if (deciding.length === 0) return { verdict };
  const notCounted = deciding.map(({ system, kind, name, file, line }) => ({ system, kind, name, file, line }));
  return { verdict: "unknown", verdictOfCounted: verdict, notCounted };
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
    return {
      egress: sideAnswer(snapshot, view, reach.egress, question, { end: from, direction: "egress" }),
      ingress: sideAnswer(snapshot, view, reach.ingress, question, { end: to, direction: "ingress" }),
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
  const { verdict, isolatedBy, regions } = side;
  const passing = [...side.admittedBy, ...conditionRules(side.conditional)];
  const decidedBy = { denied: side.deniedBy, ambiguous: rulesOf(regions), conditional: passing, allowed: passing };
  return answerOf(snapshot, view, of, { verdict, isolatedBy, decidedBy: decidedBy[verdict], regions });
}

/** Asked about any port: what decides some of the protocol's traffic. */
function sideAnswer(
  snapshot: Snapshot,
  view: View,
  side: SideReach | undefined,
  question: Question,
  of: Side,
): SideAnswer {
  if (side === undefined) return OPEN_SIDE;
  const verdict = verdictOf(side, question);
  const wanted = { allowed: "allow", conditional: "allow", ambiguous: "ambiguous", denied: "deny" } as const;
  const regions = side.regions.filter((it) => it.verdict === wanted[verdict] && touches(it.traffic, question));
  const conditional = side.conditional.filter((it) => touches(it.traffic, question));
  const deciding = new Set([...rulesOf(regions), ...conditional.map((it) => it.by)].map((it) => it.reading));
  const decided = (rules: readonly RuleRef[]): RuleRef[] => rules.filter((it) => deciding.has(it.reading));
  const passing = [...decided(side.because), ...conditionRules(conditional)];
  const decidedBy = {
    denied: decided(side.deniedBy),
    ambiguous: rulesOf(regions),
    conditional: passing,
    allowed: passing,
  };
  return answerOf(snapshot, view, of, {
    verdict,
    isolatedBy: side.isolatedBy,
    decidedBy: decidedBy[verdict],
    regions,
  });
}

function rulesOf(regions: readonly Region[]): readonly RuleRef[] {
  return regions.flatMap(({ decidedBy }) => (decidedBy.type === "rules" ? decidedBy.rules : []));
}

/** Rules that set a condition without allowing anything: where it holds they deny, or leave the decision to another tier. */
function conditionRules(conditional: Reach["conditional"]): readonly RuleRef[] {
  return conditional.flatMap(({ by }) => (by.verdict === "allow" ? [] : [by]));
}

function answerOf(
  snapshot: Snapshot,
  view: View,
  of: Side,
  side: Pick<SideExplanation, "verdict" | "isolatedBy" | "regions"> & { readonly decidedBy: readonly RuleRef[] },
): SideAnswer {
  const places = (rules: readonly RuleRef[]): DecidingPlace[] =>
    [...new Set(rules)].flatMap((it) => decidingPlace(snapshot, it));
  const passedBy = places(side.regions.flatMap((it) => it.passedBy));
  return {
    verdict: side.verdict,
    isolatedBy: side.isolatedBy.flatMap((it) => isolationPlace(snapshot, view, it, of)),
    decidedBy: places(side.decidedBy),
    ...(passedBy.length === 0 ? {} : { passedBy }),
  };
}

function decidingPlace(snapshot: Snapshot, rule: RuleRef): DecidingPlace[] {
  return reasonOf(snapshot, rule).map(({ policy, file, line }) => ({ policy, file, line }));
}

function touches(traffic: Traffic, { protocol, port }: Question): boolean {
  return port === undefined ? traffic[protocol].length > 0 : hasPort(traffic, protocol, port);
}

function verdictOf(
  { allowed, conditional, ambiguous }: Pick<Reach, "allowed" | "conditional" | "ambiguous">,
  question: Question,
): Verdict {
  if (touches(allowed, question)) return "allowed";
  if (conditional.some((it) => touches(it.traffic, question))) return "conditional";
  return touches(ambiguous, question) ? "ambiguous" : "denied";
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
