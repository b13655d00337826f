/**
 * The policies of a scope compiled into one program, with the ends that they name and the evaluator. What an earlier state
 * of the scope has worked out is kept wherever it holds for this one.
 */

import { derive, type Derived } from "../base/derived-list.js";
import { Engine } from "../engine/engine.js";
import { Ground, type GroundInput } from "../engine/ground.js";
import { type GatheredMentions, mentionsOf } from "../engine/mentions.js";
import type { ProfileStore } from "../engine/profile-store.js";
import { type ScopeUniverse, scopeUniverse } from "../engine/scope-universe.js";
import type { Program } from "../engine/program.js";
import type { Addressing } from "../engine/universe.js";
import { type Cidr, parseCidr } from "../model/ip.js";
import type { Policy, Scope } from "../model/scope.js";
import { assemble } from "../systems/compile.js";
import type { PlacedPolicy } from "../systems/placed.js";
import { UNNAMED } from "../systems/profiles/profiles.js";
import { Compiler } from "./compiler.js";
import { type KnownServiceAddress, serviceAddresses } from "./service-addresses.js";
import type { EngineSettings } from "./view.js";

export interface Cluster {
  readonly settings: EngineSettings;
  readonly compiler: Compiler;
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

export function compileCluster(scope: Scope, settings: EngineSettings, earlier?: Predecessor): Cluster {
  const { services, resources, namespaces } = scope;
  const { versions, profile = UNNAMED } = settings;
  const compiler = Compiler.of({ versions, services, resources, namespaces, profile }, earlier?.compiler);
  const compiled = derive(
    scope.policies,
    compiler.compiled,
    earlier?.compiler === compiler ? earlier.compiled : undefined,
  );
  const isAsBefore = earlier?.settings === settings && earlier.compiler === compiler;
  const known = earlier?.compiler.context.profile === profile ? earlier : undefined;
  const program = assemble(compiled.list, profile, known && { placed: known.compiled.list, program: known.program });
  const mentions = mentionsOf(program, earlier?.mentions);
  const addresses = isAsBefore ? earlier.services : serviceAddresses(scope, settings);
  const around = isAsBefore ? earlier.ends.ground.input : surroundings(settings, addresses);
  const ground = Ground.of({ ...around, scope }, earlier?.ends.ground);
  const ends = scopeUniverse(ground, mentions.mentions, earlier?.ends);
  const engine = new Engine(program, ends.universe, false, earlier?.engine, earlier?.profiles);
  return { settings, compiler, services: addresses, compiled, program, mentions, ends, engine };
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
