/**
 * The policies of a scope compiled into one program, with the ends that they name and the evaluator. What an earlier state
 * of the scope has worked out is kept wherever it holds for this one.
 */

import { derive, type Derived, sameItems } from "../base/derived-list.js";
import { memoize } from "../base/memoize.js";
import { sameVersions } from "../base/version.js";
import { Engine } from "../engine/engine.js";
import { Ground, type GroundInput } from "../engine/ground.js";
import { type GatheredMentions, mentionsOf } from "../engine/mentions.js";
import type { ProfileStore } from "../engine/profile-store.js";
import { type ScopeUniverse, scopeUniverse } from "../engine/scope-universe.js";
import type { Program } from "../engine/program.js";
import type { Addressing } from "../engine/universe.js";
import { type Cidr, parseCidr } from "../model/ip.js";
import type { Policy, Scope, Service } from "../model/scope.js";
import { assemble, compilePolicy } from "../systems/compile.js";
import type { CompileContext } from "../systems/context.js";
import type { PlacedPolicy } from "../systems/placed.js";
import { UNNAMED } from "../systems/profiles/profiles.js";
import { type KnownServiceAddress, serviceAddresses } from "./service-addresses.js";
import type { EngineSettings } from "./view.js";

export interface Cluster {
  readonly settings: EngineSettings;
  readonly context: CompileContext;
  readonly services: readonly KnownServiceAddress[];
  /** Policies that are in force, with what they are compiled into. */
  readonly compiled: Derived<Policy, PlacedPolicy>;
  readonly program: Program;
  readonly mentions: GatheredMentions;
  readonly ends: ScopeUniverse;
  readonly engine: Engine;
}

/** What one state of a scope hands on to the next. */
export interface Predecessor extends Cluster {
  /** Where the next one keeps its profiles. */
  readonly profiles: ProfileStore;
}

export function predecessor(cluster: Cluster): Predecessor {
  return { ...cluster, profiles: cluster.engine.profiles };
}

/** The same for a speculative state: what it works out is not added to what the predecessor has kept. */
export function forked(before: Predecessor): Predecessor {
  return { ...before, profiles: before.profiles.fork() };
}

/** What policies are compiled into in a context, once each. */
export const compiledIn = memoize((context: CompileContext) =>
  memoize((policy: Policy): readonly PlacedPolicy[] => compilePolicy(policy, context)),
);

export function compileCluster(scope: Scope, settings: EngineSettings, earlier?: Predecessor): Cluster {
  const context = contextOf(scope, settings, earlier?.context);
  const unchanged = earlier?.context === context ? earlier : undefined;
  const compiled = derive(scope.policies, compiledIn(context), unchanged?.compiled);
  const program = assemble(
    compiled.list,
    context.profile,
    unchanged && { placed: unchanged.compiled.list, program: unchanged.program },
  );
  const mentions = mentionsOf(program, earlier?.mentions);
  const isAsBefore = unchanged?.settings === settings;
  const services = isAsBefore ? unchanged.services : serviceAddresses(scope, settings);
  const around = isAsBefore ? unchanged.ends.ground.input : surroundings(settings, services);
  const ground = Ground.of({ ...around, scope }, earlier?.ends.ground);
  const ends = scopeUniverse(ground, mentions.mentions, earlier?.ends);
  const engine = new Engine(program, ends.universe, false, earlier?.engine, earlier?.profiles);
  return { settings, context, services, compiled, program, mentions, ends, engine };
}

function surroundings(settings: EngineSettings, services: readonly KnownServiceAddress[]): Omit<GroundInput, "scope"> {
  const { dropsLabel } = settings.profile ?? UNNAMED;
  return {
    dns: settings.dns,
    addressing: addressingOf(settings, services),
    services: services.map(({ cidr, sight }) => ({ cidr, sight })),
    ...(dropsLabel === undefined ? {} : { dropped: { by: dropsLabel, versions: settings.versions } }),
  };
}

/** The same context as before when nothing in it has changed, so that what was compiled in it holds. */
function contextOf(scope: Scope, settings: EngineSettings, before?: CompileContext): CompileContext {
  const { services, resources } = scope;
  const { versions, profile = UNNAMED } = settings;
  const same =
    before !== undefined &&
    before.profile === profile &&
    sameVersions(before.versions, versions) &&
    sameItems(before.resources, resources) &&
    sameServices(before.services, services);
  return same ? before : { versions, services, resources, profile };
}

function sameServices(a: readonly Service[], b: readonly Service[]): boolean {
  return a === b || (a.length === b.length && a.every((it, at) => isSameService(it, b[at])));
}

function isSameService(a: Service, b: Service | undefined): boolean {
  if (a === b || b === undefined) return a === b;
  const isOne = a.object === b.object && a.namespace === b.namespace && a.name === b.name;
  return isOne && sameItems(a.endpoints ?? [], b.endpoints ?? []);
}

function addressingOf(settings: EngineSettings, services: readonly KnownServiceAddress[]): Addressing {
  const matches = settings.addressBlocksMatchPods ?? false;
  return {
    blocksNamePods: matches,
    blocksNameNodes: matches,
    podCidrs: networks(settings.podCidrs ?? []),
    serviceCidrs: services.filter((it) => it.isOwn).map((it) => it.cidr),
    allPodsInSight: settings.closedWorld === "always",
  };
}

function networks(texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => {
    const parsed = parseCidr(text);
    return parsed.ok ? [parsed.cidr] : [];
  });
}
