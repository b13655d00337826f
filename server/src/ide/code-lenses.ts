/** A line above each policy: how many workloads it selects, and how many peers its own rules allow or deny. */

import type { View } from "../analysis/view.js";
import type { Allowance } from "../engine/answers.js";
import { DIRECTIONS, type Direction } from "../model/direction.js";
import { peersOf, rulesOf, type RuleVerdict } from "../model/reading.js";
import type { Policy } from "../model/scope.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { endId } from "./flows/flows.js";
import { whyWithoutEffect } from "./hover/hover-policy.js";
import { inScopes, policyOf } from "./in-scopes.js";
import { noneMatched, podsOf } from "./none-matched.js";
import { podsText } from "./peer-words.js";
import { documentAt, placeAt, rangeInFile } from "./places.js";
import { objectAt } from "./target.js";
import type { Place } from "./types.js";

/** At most this many clusters are told apart. */
const MOST_SCOPES = 3;

/** Where lenses go: the first words of the file's policies, in the order written. Their words are made by `lensText`. */
export function lensesIn(file: FileState): Place[] {
  return file.documents.flatMap((document) =>
    document.decoded.objects
      .filter((it) => it.type === "policy")
      .map(({ meta }) => {
        const { start } = rangeInFile(document, meta.at);
        return placeAt(file, { start, end: start });
      }),
  );
}

/**
 * `selects 3 · allows in 2 · out 5`, cluster by cluster where they differ. Undefined where no policy is at the offset.
 *
 * @param offset Where the object begins.
 */
export function lensText(snapshot: Snapshot, file: FileState, offset: number): string | undefined {
  const document = documentAt(file, offset);
  const written = document === undefined ? undefined : objectAt(document, offset);
  if (written === undefined) return undefined;
  const texts = inScopes(snapshot, written).flatMap((it) => {
    const policy = policyOf(it);
    return policy === undefined ? [] : [{ scope: it.scope.name, text: textOf(it.view, policy) }];
  });
  const [first] = texts;
  // What builds the cluster leaves the file out, or cannot be read while it is written.
  if (first === undefined) return written.type === "policy" ? "in no cluster" : undefined;
  if (texts.every((it) => it.text === first.text)) return first.text;
  const shown = texts.slice(0, MOST_SCOPES).map((it) => `${it.scope}: ${it.text}`);
  return [...shown, ...(texts.length > MOST_SCOPES ? [`${texts.length - MOST_SCOPES} more clusters`] : [])].join(" | ");
}

function textOf(view: View, policy: Policy): string {
  const why = whyWithoutEffect(view, policy);
  if (why !== undefined) return `no effect: ${why}`;
  return [selectionText(view, policy), ...VERDICTS.flatMap((it) => peersText(view, policy, it))].join(" · ");
}

function selectionText(view: View, policy: Policy): string {
  const { parts } = policy.reading;
  if (parts.length > 0 && parts.every((it) => it.subject.of === "nodes")) return "selects nodes";
  const selected = view.selectedBy(policy).length;
  const isCertain =
    selected > 0 || parts.every((it) => noneMatched(view, policy, podsOf(it.subject, policy.namespace)) === "none");
  return isCertain ? `selects ${selected}` : "selects none in this workspace";
}

/** What a policy does to the traffic of its peers; other verdicts decide nothing by themselves. */
const VERDICTS: readonly RuleVerdict[] = ["allow", "deny"];
const WORDS: Readonly<Record<Direction, string>> = { ingress: "in", egress: "out" };

/** `allows in 2`, `out 5`: the verb is said once. */
function peersText(view: View, policy: Policy, verdict: RuleVerdict): string[] {
  const isolates = view.isolates(policy);
  const directions = DIRECTIONS.filter(
    (it) =>
      rulesOf(policy.reading).some((rule) => rule.direction === it && rule.verdict === verdict) ||
      (verdict === "allow" && isolates[it]),
  );
  return directions.map((it, index) => {
    const verb = index > 0 ? "" : verdict === "allow" ? "allows " : "denies ";
    return `${verb}${WORDS[it]} ${countText(view, policy, verdict, it)}`;
  });
}

function countText(view: View, policy: Policy, verdict: RuleVerdict, direction: Direction): string {
  const rules = view.allowances(policy).filter(({ by }) => by.direction === direction && by.verdict === verdict);
  if (rules.some((it) => it.anyPeer)) return "anyone";
  const outside = rules.some(({ ends }) => ends.some((it) => it.type === "world"));
  const peers = new Set(rules.flatMap((it) => peersOfRule(view, policy, it)));
  if (!outside) return String(peers.size);
  return peers.size === 0 ? "the outside" : `${peers.size} and the outside`;
}

/** One name for each peer inside, so that those of several rules count once. A choice of pods that may be elsewhere is one. */
function peersOfRule(view: View, policy: Policy, { by, workloads, ends }: Allowance): string[] {
  const { namespace } = policy;
  const choices = peersOf(by.reading).flatMap((it) => (it.type === "pods" ? [it] : []));
  const elsewhere = choices.filter(
    (it) => view.matchedBy(policy, it).length === 0 && noneMatched(view, policy, it) !== "none",
  );
  // Ends that stand for pods of no manifest are those of the choices.
  const others = ends.filter(({ type }) => type !== "world" && (type !== "unseen-pods" || choices.length === 0));
  return [...workloads.map((it) => it.id), ...others.map(endId), ...elsewhere.map((it) => podsText(it, namespace))];
}
