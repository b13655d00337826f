/** What each of two ends says of a connection, with the lines that decide and, of one that denies, the rules that came nearest. */

import type { End, Explanation, Reach, Region, RuleRef, SideExplanation, SideReach } from "../../engine/answers.js";
import type { NearRule } from "../../analysis/near-rules.js";
import type { View } from "../../analysis/view.js";
import type { Direction } from "../../model/direction.js";
import { nameSite, type Policy } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { reasonOf } from "../flows/flows.js";
import { placeOf } from "../places.js";
import type { DecidingPlace, NearestRule, SideAnswer } from "./answer.js";
import { askedTraffic, type Channel, messageOf, portedProtocol, touches, verdictOf } from "./channel.js";
import { failedText } from "./failed-words.js";

/** Of an end that no policy manages. */
export const OPEN_SIDE: SideAnswer = { verdict: "allowed", isolatedBy: [], decidedBy: [] };

/** Two ends and what is asked about them. */
export interface Pair {
  readonly from: End;
  readonly to: End;
  readonly channel: Channel;
  /** Of a Service's backend: the port that was asked for at the Service. */
  readonly servicePort?: number;
}

/** One end, and the direction in which its own policies are asked. */
interface Side {
  readonly pair: Pair;
  readonly direction: Direction;
}

/** @param reach Between the two. */
export function sidesOf(
  snapshot: Snapshot,
  view: View,
  pair: Pair,
  reach: Reach,
): { readonly egress: SideAnswer; readonly ingress: SideAnswer } {
  const { from, to, channel } = pair;
  const protocol = portedProtocol(channel);
  const { port } = channel;
  const why = protocol === undefined || port === undefined ? undefined : view.why(from, to, protocol, port);
  const side = (direction: Direction): SideAnswer => {
    const of = { pair, direction };
    return why === undefined
      ? sideAnswer(snapshot, view, reach[direction], of)
      : explainedSide(snapshot, view, why, of);
  };
  return { egress: side("egress"), ingress: side("ingress") };
}

/** Of one connection the engine knows which rules decide: with them gone the answer is another. */
function explainedSide(snapshot: Snapshot, view: View, why: Explanation, of: Side): SideAnswer {
  const side = why[of.direction];
  if (side === undefined) return OPEN_SIDE;
  const { verdict, isolatedBy, regions } = side;
  const passing = [...side.admittedBy, ...conditionRules(side.conditional)];
  const decidedBy = { denied: side.deniedBy, ambiguous: rulesOf(regions), conditional: passing, allowed: passing };
  return answerOf(snapshot, view, of, { verdict, isolatedBy, decidedBy: decidedBy[verdict], regions });
}

/** Asked about any port: what decides some of the protocol's traffic. */
function sideAnswer(snapshot: Snapshot, view: View, side: SideReach | undefined, of: Side): SideAnswer {
  if (side === undefined) return OPEN_SIDE;
  const { channel } = of.pair;
  const verdict = verdictOf(side, channel);
  const wanted = { allowed: "allow", conditional: "allow", ambiguous: "ambiguous", denied: "deny" } as const;
  const regions = side.regions.filter((it) => it.verdict === wanted[verdict] && touches(it.traffic, channel));
  const conditional = side.conditional.filter((it) => touches(it.traffic, channel));
  const deciding = new Set([...rulesOf(regions), ...conditional.flatMap((it) => it.by ?? [])].map((it) => it.reading));
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
  return conditional.flatMap(({ by }) => (by === undefined || by.verdict === "allow" ? [] : [by]));
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
  const nearest = side.verdict === "denied" ? nearestRules(snapshot, view, of) : [];
  return {
    verdict: side.verdict,
    isolatedBy: side.isolatedBy.flatMap((it) => isolationPlace(snapshot, view, it, of)),
    decidedBy: places(side.decidedBy),
    ...(passedBy.length === 0 ? {} : { passedBy }),
    ...(nearest.length === 0 ? {} : { nearest }),
  };
}

function nearestRules(snapshot: Snapshot, view: View, of: Side): NearestRule[] {
  const { from, to, channel } = of.pair;
  const near = view.nearRules(from, to, of.direction, askedTraffic(channel), { message: messageOf(channel) });
  return near.flatMap((it) =>
    decidingPlace(snapshot, it.by).map((place) => ({ ...place, failed: failedOf(snapshot, it, of) })),
  );
}

function failedOf(snapshot: Snapshot, { by, failed }: NearRule, { pair, direction }: Side): NearestRule["failed"] {
  const { from, to, channel } = pair;
  const [subject, peer] = direction === "egress" ? [from, to] : [to, from];
  const context = { policy: by.policy, subject, peer, destination: to, question: channel };
  return failed.flatMap((it) => {
    const place = placeOf(snapshot, it.at);
    if (place === undefined) return [];
    return [{ condition: it.type, message: failedText(it, context), file: place.file, line: place.start.line }];
  });
}

function decidingPlace(snapshot: Snapshot, rule: RuleRef): DecidingPlace[] {
  return reasonOf(snapshot, rule).map(({ policy, file, line }) => ({ policy, file, line }));
}

/** Where a policy says that it isolates the end. */
function isolationPlace(snapshot: Snapshot, view: View, policy: Policy, { pair, direction }: Side): DecidingPlace[] {
  const end = direction === "egress" ? pair.from : pair.to;
  const part = policy.reading.parts.find(
    (it) =>
      it.isolates[direction] !== undefined &&
      (end.type !== "workload" || view.selectedBy(policy, it).includes(end.workload)),
  );
  const at = part?.isolates[direction] ?? nameSite(policy);
  const place = placeOf(snapshot, at);
  return place === undefined ? [] : [{ policy: policy.id, file: place.file, line: place.start.line }];
}
