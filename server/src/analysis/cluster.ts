/**
 * The policies of a scope compiled into one program, with the ends that they name and the evaluator. What an earlier state
 * of the scope has worked out is kept wherever it holds for this one.
 */

import { concatMap } from "../base/concat-map.js";
import { sameVersions } from "../base/version.js";
import { Engine } from "../engine/engine.js";
import type { ProfileStore } from "../engine/profile-store.js";
import { type ScopeUniverse, scopeUniverse } from "../engine/scope-universe.js";
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
  readonly compiled: ReadonlyMap<Policy, readonly PlacedPolicy[]>;
  readonly ends: ScopeUniverse;
  readonly engine: Engine;
}

/** What one state of a scope hands on to the next. */
export interface Predecessor extends Omit<Cluster, "engine"> {
  readonly profiles: ProfileStore;
}

export function predecessor({ engine, ...cluster }: Cluster): Predecessor {
  return { ...cluster, profiles: engine.profiles };
}

/** The same for a speculative state: what it works out is not added to what the predecessor has kept. */
export function forked(before: Predecessor): Predecessor {
  return { ...before, profiles: before.profiles.fork() };
}

export function compileCluster(scope: Scope, settings: EngineSettings, earlier?: Predecessor): Cluster {
  const context = contextOf(scope, settings, earlier?.context);
  const unchanged = earlier?.context === context ? earlier : undefined;
  const compiled = new Map<Policy, readonly PlacedPolicy[]>();
  for (const it of scope.policies) compiled.set(it, unchanged?.compiled.get(it) ?? compilePolicy(it, context));
  const program = assemble(
    concatMap(compiled.values(), (it) => it),
    context.profile,
  );
  const { dropsLabel } = context.profile;
  const isAsBefore = unchanged?.settings === settings;
  const services = isAsBefore ? unchanged.services : serviceAddresses(scope, settings);
  const input = {
    ...{ scope, program, dns: settings.dns, addressing: addressingOf(settings, services) },
    services: services.map(({ cidr, sight }) => ({ cidr, sight })),
    ...(dropsLabel === undefined ? {} : { dropped: { by: dropsLabel, versions: settings.versions } }),
  };
  const ends = scopeUniverse(input, earlier?.ends);
  const engine = new Engine(program, ends.universe, false, earlier?.profiles);
  return { settings, context, services, compiled, ends, engine };
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
    before.services.length === services.length &&
    before.services.every((it, at) => isSameService(it, services[at]));
  return same ? before : { versions, services, resources, profile };
}

function isSameService(a: Service, b: Service | undefined): boolean {
  if (a === b || b === undefined) return a === b;
  const isOne = a.object === b.object && a.namespace === b.namespace && a.name === b.name;
  return isOne && sameItems(a.endpoints ?? [], b.endpoints ?? []);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((it, at) => it === b[at]);
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
