/** May A talk to B: finds the two ends by what the user typed, and gives the verdict with the lines that decide. */

import type { Reach } from "../../engine/answers.js";
import type { Policy, Scope, UnreadPolicy } from "../../model/scope.js";
import type { View } from "../../analysis/view.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { endId, hasReplicas } from "../flows/flows.js";
import { ignoredPolicies } from "../findings/ignored.js";
import { refusedPolicies } from "../findings/refused.js";
import { namespaceOf, unreadAbout } from "../notices/unread.js";
import { placeOf } from "../places.js";
import type { Answer, CanResult, OpenPolicyPlace, PairAnswer, Question, SideAnswer, Verdict } from "./answer.js";
import { openConditions, portedProtocol, verdictBetween } from "./channel.js";
import { inParts, partsOf } from "./divided-block.js";
import { type HiddenBackends, hiddenVerdict } from "./hidden-backends.js";
import { findEnd, type FoundEnd } from "./find-end.js";
import { notesOn } from "./notes.js";
import { type CertainSide, decidedByOpen } from "../flows/open-policies.js";
import { portSummary } from "./port-summary.js";
import { remedyFor } from "./remedy.js";
import { backendsOf } from "./service-ports.js";
import { conditionsAtService, noteAtService, type SeenAtService, seenAtService } from "./service-address.js";
import { OPEN_SIDE, type Pair, sidesOf } from "./sides.js";

/** At most this many pairs: more than that belong in the list of flows. */
const MOST_PAIRS = 400;

export function can(snapshot: Snapshot, scopeName: string, question: Question): CanResult {
  const scope = snapshot.scopes.find((it) => it.name === scopeName);
  if (scope === undefined) return { ok: false, message: `No scope ${scopeName}` };
  const view = snapshot.view(scope);
  const from = findEnd(view, question.from);
  if (typeof from === "string") return { ok: false, message: from };
  if (from.given === "service") {
    return {
      ok: false,
      message: `\`${from.id}\` is a Service, and connections come from pods: use one of its pods as FROM`,
    };
  }
  const to = findEnd(view, question.to);
  if (typeof to === "string") return { ok: false, message: to };
  const found = decided(view, from, to, question);
  if (typeof found === "string") return { ok: false, message: found };
  const seen =
    to.hidden === undefined
      ? byPart(view, byAddress(view, found), question)
      : seenBehind(view, found, to.hidden, question);
  return { ok: true, answer: answerOf(snapshot, scope, question, seen) };
}

/** The verdict over all addresses of a block, of which rules may name some. */
function byPart(view: View, found: Found, question: Question): Found {
  const { from, to } = found;
  const isFrom = to.ends.every((it) => it.type !== "cidr");
  const block = isFrom ? from : to;
  const [end, another] = block.ends;
  const parts = end === undefined || another !== undefined || block.note !== undefined ? [] : partsOf(end, view);
  const fares = parts.flatMap((part) => {
    const own = decided(view, ...placed(isFrom, found, { ...block, ends: [part] }), question);
    return typeof own === "string" ? [] : [{ part, own }];
  });
  const best = fares.toSorted((a, b) => rankOf(b.own.deciding) - rankOf(a.own.deciding))[0];
  if (best === undefined) return found;
  const { verdict } = best.own.deciding;
  const [alike, others] = [true, false].map((isAlike) =>
    fares.flatMap(({ part, own }) => ((own.deciding.verdict === verdict) === isAlike ? [part] : [])),
  );
  const asked = { ...best.own, from, to };
  if (alike === undefined || others === undefined || others.length === 0) return asked;
  const deciding = { ...asked.deciding, verdict: "conditional" as const };
  return { ...asked, deciding, condition: inParts(alike, others) };
}

function placed(isFrom: boolean, { from, to }: Found, end: FoundEnd): readonly [FoundEnd, FoundEnd] {
  return isFrom ? [end, to] : [from, end];
}

/** Where policies see a Service's address, egress rules may allow that as well as the pods behind it. */
function byAddress(view: View, found: Found): Found {
  const asked = found.asked.map((it): Asked => {
    const atService = seenAtService(view, found.to, it);
    return atService === undefined || rankOf(atService) <= rankOf(it) ? it : { ...it, ...atService };
  });
  return { ...found, asked, deciding: decidingOf(asked) ?? found.deciding };
}

function decided(view: View, from: FoundEnd, to: FoundEnd, question: Question): Found | string {
  const pairs = pairsOf(from, to, question);
  if (typeof pairs === "string") return pairs;
  const asked = pairs.map((pair) => ({ pair, ...askedOf(view, pair) }));
  const deciding = decidingOf(asked);
  return deciding === undefined
    ? `\`${question.to}\` has no pods or addresses behind it`
    : { from, to, asked, deciding };
}

interface Found {
  readonly from: FoundEnd;
  readonly to: FoundEnd;
  readonly asked: readonly Asked[];
  readonly deciding: Asked;
  /** What the verdict depends on besides the rules of the two sides. */
  readonly condition?: string;
}

/** The verdict over everything that may be behind a Service's address. */
function seenBehind(view: View, found: Found, hidden: HiddenBackends, question: Question): Found {
  const { deciding } = found;
  const verdict = hiddenVerdict(view, hidden, deciding.pair, question);
  if (verdict === undefined || verdict === deciding.verdict) return found;
  const condition = `the rules allow the pods behind \`${question.to}\`, by their address and port`;
  return { ...found, deciding: { ...deciding, verdict }, ...(verdict === "conditional" ? { condition } : {}) };
}

function answerOf(snapshot: Snapshot, scope: Scope, question: Question, found: Found): Answer {
  const { from, to, asked, deciding } = found;
  const view = snapshot.view(scope);
  const { pair, reach, verdict, atService } = deciding;
  const ends = [...from.ends, ...to.ends];
  const namespaces = [...new Set(ends.flatMap((it) => namespaceOf(it) ?? []))];
  const ignored = ignoredPolicies(snapshot, scope, namespaces);
  const ofPod = reach === undefined ? { egress: OPEN_SIDE, ingress: OPEN_SIDE } : sidesOf(snapshot, view, pair, reach);
  const sides =
    atService === undefined
      ? ofPod
      : { ...ofPod, egress: sidesOf(snapshot, view, atService.pair, atService.reach).egress };
  const open = reach === undefined ? [] : openPlaces(snapshot, openOf(view, pair, sides));
  const certain = certainty(verdict, unreadAbout(scope, ends), open);
  const remedy =
    certain.verdict === "denied" && reach !== undefined
      ? remedyFor(snapshot, scope.name, view, pair, reach)
      : undefined;
  const isGroup = from.given !== "plain" || to.given !== "plain";
  const hasSummary = question.port === undefined && portedProtocol(question) !== undefined && !isGroup;
  const isAnswered = certain.verdict !== "denied" || remedy !== undefined;
  const notes = [
    ...[from, to].flatMap((it) => it.note ?? []),
    ...(atService === undefined ? [] : [noteAtService(atService)]),
    ...(reach === undefined ? [] : notesOn(view, pair, sides, reach, isAnswered)),
  ];
  return {
    ...{ scope: scope.name, from: from.id, to: to.id, ...certain },
    conditions: verdict === "allowed" ? [] : conditionsOf(found),
    ...sides,
    ...(isGroup ? { pairs: asked.map(pairAnswer) } : {}),
    ...(hasSummary && reach !== undefined ? { ports: portSummary(reach) } : {}),
    ...(remedy === undefined ? {} : { wouldAllow: remedy }),
    ...(notes.length === 0 ? {} : { notes }),
    refused: refusedPolicies(snapshot, scope, namespaces),
    ...(ignored.length === 0 ? {} : { ignored }),
  };
}

function conditionsOf({ deciding: { pair, reach, atService }, condition }: Found): string[] {
  return [
    ...(condition === undefined ? [] : [condition]),
    ...(atService === undefined ? [] : conditionsAtService(atService)),
    ...(reach === undefined ? [] : openConditions(atService === undefined ? reach : ingressOnly(reach), pair.channel)),
  ];
}

/** What the pod's own side asks, where the other side is about the Service's address. */
function ingressOnly(reach: Reach): Reach {
  return { ...reach, conditional: reach.ingress?.conditional ?? [] };
}

interface Asked {
  readonly pair: Pair;
  /** Undefined where no policy comes between the two. */
  readonly reach: Reach | undefined;
  readonly verdict: Verdict;
  /** Where egress rules decide on the address of the Service, not on the pod. */
  readonly atService?: SeenAtService["atService"];
}

function askedOf(view: View, { from, to, channel }: Pair): Omit<Asked, "pair"> {
  // No policy comes between a pod and itself; of a controller's pods two different ones are meant.
  if (endId(from) === endId(to) && from.type === "workload" && !hasReplicas(from)) {
    return { reach: undefined, verdict: "allowed" };
  }
  const reach = view.reach(from, to);
  return { reach, verdict: verdictBetween(reach, channel) };
}

/** Every pair of ends that the two texts stand for, with the port of the pod; a sentence where there is none. */
export function pairsOf(from: FoundEnd, to: FoundEnd, question: Question): readonly Pair[] | string {
  if (from.ends.length * to.ends.length > MOST_PAIRS) {
    return `\`${question.from}\` and \`${question.to}\` match ${from.ends.length} and ${to.ends.length} workloads, which is too many: add labels`;
  }
  const { protocol, port, icmpType } = question;
  const plain = {
    protocol,
    ...(port === undefined ? {} : { port }),
    ...(icmpType === undefined ? {} : { icmpType }),
  };
  if (to.service === undefined) {
    return from.ends.flatMap((own) => to.ends.map((other): Pair => ({ from: own, to: other, channel: plain })));
  }
  const backends = backendsOf(to.service, to.ends, question);
  if (typeof backends === "string") return backends;
  return from.ends.flatMap((own) =>
    backends.map(
      (it): Pair => ({
        from: own,
        to: it.end,
        channel: { protocol, port: it.port },
        servicePort: it.servicePort,
      }),
    ),
  );
}

/** Weakest first. */
const VERDICTS: readonly Verdict[] = ["denied", "ambiguous", "conditional", "allowed"];

/**
 * Of two ends with several ports the one that fares best, since any port counts where none is asked about; of several ends
 * the pair that fares worst, since one that does not work is reason enough to ask.
 */
function decidingOf(asked: readonly Asked[]): Asked | undefined {
  const byEnds = new Map<string, Asked>();
  for (const it of asked) {
    const key = `${endId(it.pair.from)} ${endId(it.pair.to)}`;
    const known = byEnds.get(key);
    if (known === undefined || rankOf(it) > rankOf(known)) byEnds.set(key, it);
  }
  let worst: Asked | undefined;
  for (const it of byEnds.values()) if (worst === undefined || rankOf(it) < rankOf(worst)) worst = it;
  return worst;
}

function rankOf({ verdict }: Pick<Asked, "verdict">): number {
  return VERDICTS.indexOf(verdict);
}

function pairAnswer({ pair: { from, to, channel }, verdict }: Asked): PairAnswer {
  const { port } = channel;
  return { from: endId(from), to: endId(to), ...(port === undefined ? {} : { port }), verdict };
}

function openOf(view: View, pair: Pair, sides: Pick<Answer, "egress" | "ingress">): readonly Policy[] {
  const side = ({ verdict, isolatedBy }: SideAnswer): CertainSide => ({
    denies: verdict === "denied",
    isolates: isolatedBy.length > 0,
  });
  const { port } = pair.channel;
  const connection = { from: pair.from, to: pair.to, ...(port === undefined ? {} : { port }) };
  return decidedByOpen(view, connection, { egress: side(sides.egress), ingress: side(sides.ingress) });
}

function openPlaces(snapshot: Snapshot, policies: readonly Policy[]): OpenPolicyPlace[] {
  return policies.flatMap(({ id, object }) => {
    const place = placeOf(snapshot, object.meta.name?.at ?? object.meta.kind.at);
    return place === undefined ? [] : [{ policy: id, file: place.file, line: place.start.line }];
  });
}

/** A verdict is none if policies of systems that are not read, or values that are not known, may change it. */
function certainty(
  verdict: Verdict,
  unread: readonly UnreadPolicy[],
  open: readonly OpenPolicyPlace[],
): Pick<Answer, "verdict" | "verdictOfCounted" | "notCounted" | "open"> {
  // What is denied stays denied by those that can only take away more.
  const deciding = verdict === "denied" ? unread.filter((it) => it.mayAllow) : unread;
  if (deciding.length + open.length === 0) return { verdict };
  const notCounted = deciding.map(({ system, kind, name, file, line }) => ({ system, kind, name, file, line }));
  return {
    ...{ verdict: "unknown", verdictOfCounted: verdict },
    ...(notCounted.length === 0 ? {} : { notCounted }),
    ...(open.length === 0 ? {} : { open }),
  };
}
