/**
 * Antrea's policies → the engine's form. No rule isolates; the first rule that matches decides, by the tier, the policy's
 * priority, and its own place in the policy (docs/antrea-network-policy.md; pkg/agent/controller/networkpolicy/priority.go).
 */

import type { RuleRef } from "../../../engine/answers.js";
import { ANY_PEER, type CompiledRule, type PeerSet, type Refinement } from "../../../engine/program.js";
import type { RuleReading } from "../../../model/reading.js";
import type { Policy } from "../../../model/scope.js";
import type { CompileContext } from "../../context.js";
import type { PlacedPolicy } from "../../placed.js";
import { unionOfPeers } from "../../peer-sets.js";
import { type AntreaPolicy, type AntreaRule, appliedToOf, type Choice, type ChoiceList } from "../model.js";
import { orderOf, type Place, placeOf } from "../tiers.js";
import { peersOf, type Subjects, subjectsOf, throughService } from "./chosen.js";
import { relativePeers } from "./relative-peers.js";
import { trafficOfRule } from "./traffic.js";

export function compileAntreaPolicy(policy: Policy, object: AntreaPolicy, context: CompileContext): PlacedPolicy[] {
  const priority = object.priority?.value;
  if (priority === undefined) return [];
  const place = placeOf(object, () => context.resources);
  return policy.reading.parts.flatMap(({ rules }) =>
    rules.flatMap((it) => placedRule(policy, it, { object, priority, place, context })),
  );
}

interface Compiling {
  readonly object: AntreaPolicy;
  readonly priority: number;
  readonly place: Place;
  readonly context: CompileContext;
}

/** Rules of policies of one priority go by their place in the policy, so that each is placed for itself. */
function placedRule(policy: Policy, reading: RuleReading, compiling: Compiling): PlacedPolicy[] {
  const { object, priority, place, context } = compiling;
  const rule = reading.written as AntreaRule;
  const { verdict, direction, index, at } = rule;
  if (verdict === undefined) return [];
  const ref: RuleRef = { policy, direction, verdict, at, reading };
  const order = orderOf(priority, index);
  const choices = appliedToOf(object, rule);
  const matches = matchesOf(rule, policy, context);
  const placed = (subjects: readonly Subjects[], own: readonly Match[]): PlacedPolicy[] =>
    own.length === 0
      ? []
      : subjects.map(({ queries, when }): PlacedPolicy => {
          const rules = own.flatMap((it) => compiledRules(rule, ref, it, [place.when, when]));
          const block = { isolates: false, rules };
          return {
            ...place.at,
            order,
            policy: { source: policy, subject: queries, tieGroup: order, [direction]: block },
          };
        });
  return [
    ...placed(subjectsOf(choices, policy, context), matches.absolute),
    ...placed(subjectsOfRelative(choices, policy, context), matches.relative),
  ];
}

/** Peers, and the pods of the policy to which they are peers: all, where none are said. */
interface Match {
  readonly subject?: PeerSet;
  readonly peers: PeerSet;
}

function matchesOf(
  { peers, toServices }: AntreaRule,
  policy: Policy,
  context: CompileContext,
): { readonly absolute: readonly Match[]; readonly relative: readonly Match[] } {
  if (toServices !== undefined) {
    return {
      absolute: [{ peers: unionOfPeers(toServices.items.map((it) => throughService(it, policy, context))) }],
      relative: [],
    };
  }
  if (peers === undefined) return { absolute: [{ peers: ANY_PEER }], relative: [] };
  const own = peers.items.filter((it) => it.namespaces === undefined);
  const related = peers.items.flatMap((it) =>
    it.namespaces === undefined ? [] : relatedOf(it, it.namespaces, context),
  );
  return {
    absolute: own.length === 0 ? [] : [{ peers: unionOfPeers(own.map((it) => peersOf(it, policy, context))) }],
    relative: related,
  };
}

function relatedOf(
  choice: Choice,
  relation: NonNullable<Choice["namespaces"]>,
  context: CompileContext,
): readonly Match[] {
  return relativePeers(choice, relation, context.namespaces);
}

/**
 * Of several items the controller counts one for each namespace, and of a group the namespaces alone, in ways that no document
 * describes (antreaclusternetworkpolicy.go, `getAffectedNamespacesForAppliedTo`).
 */
function subjectsOfRelative(
  list: ChoiceList | undefined,
  policy: Policy,
  context: CompileContext,
): readonly Subjects[] {
  const items = list?.items ?? [];
  if (items.some((it) => it.group !== undefined)) {
    return [{ queries: [[]], when: "Antrea applies the rule to the namespace of the pod" }];
  }
  const subjects = subjectsOf(list, policy, context);
  if (items.length === 1) return subjects;
  const when = "Antrea counts this item of several in `appliedTo`";
  return subjects.map((it) => ({ ...it, when: it.when === undefined ? when : `${it.when} and ${when}` }));
}

/** One for each part of its traffic that hangs on something else. */
function compiledRules(
  rule: AntreaRule,
  ref: RuleRef,
  { subject, peers }: Match,
  conditions: readonly (string | undefined)[],
): CompiledRule[] {
  return trafficOfRule(rule).map(({ traffic, when }): CompiledRule => {
    const refine = refinementOf(rule, [...conditions, when]);
    return {
      ref,
      verdict: ref.verdict,
      peers,
      traffic,
      ...(subject === undefined ? {} : { subject }),
      ...(refine === undefined ? {} : { refine }),
    };
  });
}

/** Connections that a rule takes to the proxy and that are not as it says are dropped. */
function refinementOf({ l7 }: AntreaRule, conditions: readonly (string | undefined)[]): Refinement | undefined {
  const asked = l7 === undefined ? [] : [l7.items.map((it) => it.words).join(" or ")];
  const all = [...conditions, ...asked].filter((it) => it !== undefined);
  return all.length === 0 ? undefined : { when: all.join(" and "), onMiss: l7 === undefined ? "next" : "deny" };
}
