/** Random programs of the engine: tiers with passes near and far, ties, conditions, isolation, several stages. */

import fc from "fast-check";
import type { RuleRef } from "../../server/src/engine/answers.js";
import type {
  AddressBlock,
  Block,
  CompiledPolicy,
  CompiledRule,
  PeerSet,
  PodQuery,
  Program,
  Stage,
  Tier,
  Verdict,
} from "../../server/src/engine/program.js";
import { ANY_PEER, NEXT_TIER } from "../../server/src/engine/program.js";
import { EVERYTHING, singlePort } from "../../server/src/engine/traffic-set.js";
import { Universe } from "../../server/src/engine/universe.js";
import { parseCidr } from "../../server/src/model/ip.js";
import type { Policy } from "../../server/src/model/scope.js";
import { podPoint } from "./pod-point.js";

/** The only ports that random rules and questions speak of. */
export const PROGRAM_PORTS: readonly number[] = [80, 81];
/** Pods by their one label; each is told apart by it. */
export const PROGRAM_PODS: readonly string[] = ["a", "b"];

export const PROGRAM_UNIVERSE = new Universe(PROGRAM_PODS.map(podPoint), [], {
  blocksNamePods: true,
  blocksNameNodes: true,
  podCidrs: [],
});

export interface ProgramShape {
  /** Conditions: deeper matches, and blocks that have a pod perhaps. */
  readonly conditions: boolean;
  readonly ties: boolean;
}

const app = (name: string): PodQuery => [{ facet: "pod-label", key: "app", operator: "In", values: [name] }];

/** Nobody knows a pod's address here, so whether a block has it is a condition. */
const BLOCKS = ["10.0.0.0/8", "192.168.0.0/16"].map((text): AddressBlock => {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new Error(text);
  return { cidr: parsed.cidr, except: [], matches: "by-network" };
});

function peersOf({ conditions }: ProgramShape): fc.Arbitrary<PeerSet> {
  const named = PROGRAM_PODS.map((it): PeerSet => ({ pods: [app(it)] }));
  const limited = named.flatMap((it): PeerSet[] => [
    { any: true, except: it },
    { any: true, within: [it] },
  ]);
  const certain = fc.constantFrom<PeerSet>(ANY_PEER, ...named, ...limited);
  const blocks = BLOCKS.map((it): PeerSet => ({ blocks: [it] }));
  const limitedBlocks = blocks.flatMap((it): PeerSet[] => [
    { any: true, except: it },
    { pods: [app("a")], within: [it] },
    { ...it, except: { pods: [app("b")] } },
  ]);
  const perhaps = fc.constantFrom<PeerSet>(...blocks, ...blocks, ...limitedBlocks);
  return conditions
    ? fc.oneof({ weight: 4, arbitrary: certain }, { weight: 1, arbitrary: perhaps })
    : fc.oneof({ weight: 2, arbitrary: fc.constant(ANY_PEER) }, { weight: 1, arbitrary: certain });
}

function ruleOf(verdicts: readonly Verdict[], shape: ProgramShape): fc.Arbitrary<CompiledRule> {
  const traffic = fc.constantFrom(EVERYTHING, ...PROGRAM_PORTS.map((it) => singlePort("TCP", it)));
  const refine = fc.record({
    when: fc.constantFrom("GET /", "SNI x"),
    onMiss: fc.constantFrom("next", "deny"),
  } as const);
  return fc
    .record({ verdict: fc.constantFrom(...verdicts), peers: peersOf(shape), traffic })
    .chain((rule) =>
      shape.conditions && rule.verdict === "allow"
        ? fc
            .option(refine, { freq: 4, nil: undefined })
            .map((it) => (it === undefined ? rule : { ...rule, refine: it }))
        : fc.constant(rule),
    );
}

const DECIDING: readonly Verdict[] = ["allow", "deny", "pass"];

function policyOf(shape: ProgramShape, ordered: boolean): fc.Arbitrary<CompiledPolicy> {
  const verdicts: readonly Verdict[] = ordered ? [...DECIDING, "log"] : ["allow", "allow", "deny"];
  const block = fc
    .record({ isolates: fc.boolean(), rules: fc.array(ruleOf(verdicts, shape), { minLength: 1, maxLength: 3 }) })
    .map((it): Block => it);
  return fc
    .record({
      subject: fc.constantFrom([[]], ...PROGRAM_PODS.map((it) => [app(it)])),
      ingress: fc.option(block, { nil: undefined }),
      egress: fc.option(block, { nil: undefined }),
    })
    .map(({ subject, ingress, egress }) => ({
      subject,
      ...(ingress === undefined ? {} : { ingress }),
      ...(egress === undefined ? {} : { egress }),
    }));
}

/** Of an unordered tier the denials come first, as a policy of their own, so that their order says nothing. */
function inPhases(policies: readonly CompiledPolicy[]): CompiledPolicy[] {
  const part = (policy: CompiledPolicy, verdict: Verdict): CompiledPolicy => {
    const only = (block: Block): Block => ({ ...block, rules: block.rules.filter((it) => it.verdict === verdict) });
    return {
      ...policy,
      ...(policy.ingress === undefined ? {} : { ingress: only(policy.ingress) }),
      ...(policy.egress === undefined ? {} : { egress: only(policy.egress) }),
    };
  };
  return [...policies.map((it) => part(it, "deny")), ...policies.map((it) => part(it, "allow"))];
}

function tierOf(id: string, later: readonly string[], shape: ProgramShape): fc.Arbitrary<Tier> {
  return fc.boolean().chain((ordered) =>
    fc
      .record({
        onNoMatch: fc.constantFrom("deny", "pass", "pass", "allow"),
        passTo: fc.constantFrom(NEXT_TIER, NEXT_TIER, ...later),
        policies: fc.array(policyOf(shape, ordered), { maxLength: 3 }),
        tied: ordered && shape.ties ? fc.boolean() : fc.constant(false),
      } as const)
      .map(({ tied, policies, ...tier }): Tier => {
        const named = policies.map((policy, at) => namedPolicy(`${id}-${at}`, policy));
        if (!ordered) return { id, ...tier, policies: inPhases(named), unordered: true };
        // The first two have equal rank.
        return {
          id,
          ...tier,
          policies: tied ? named.map((it, at) => (at < 2 ? { ...it, tieGroup: 1 } : it)) : named,
        };
      }),
  );
}

/** The policy with a name, and its rules with references to it: all that explanations read of a policy. */
function namedPolicy(name: string, policy: CompiledPolicy): CompiledPolicy {
  const source = { id: name, name } as Policy;
  const referred = (block: Block, direction: RuleRef["direction"]): Block => ({
    ...block,
    rules: block.rules.map((rule, at) => {
      const ref = { policy: source, direction, verdict: rule.verdict, reading: { name: `${name} ${direction} ${at}` } };
      return { ...rule, ref: ref as unknown as RuleRef };
    }),
  });
  return {
    ...policy,
    source,
    ...(policy.ingress === undefined ? {} : { ingress: referred(policy.ingress, "ingress") }),
    ...(policy.egress === undefined ? {} : { egress: referred(policy.egress, "egress") }),
  };
}

export function randomProgram(shape: ProgramShape): fc.Arbitrary<Program> {
  const end = fc.constantFrom("allow", "allow", "deny");
  const stage = (id: string, tierIds: readonly string[]): fc.Arbitrary<Stage> =>
    fc
      .record({
        tiers: fc.tuple(...tierIds.map((it, at) => tierOf(it, tierIds.slice(at + 1), shape))),
        defaults: fc.record({ ingress: end, egress: end } as const),
      })
      .map((it) => ({ id, ...it }));
  return fc.oneof(
    { weight: 4, arbitrary: stage("one", ["t0", "t1", "t2"]).map((it) => ({ stages: [it] })) },
    {
      weight: 1,
      arbitrary: fc.tuple(stage("one", ["t0", "t1"]), stage("two", ["u0"])).map((stages) => ({ stages })),
    },
  );
}
