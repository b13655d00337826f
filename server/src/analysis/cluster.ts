/**
 * The policies of a scope compiled into one program, with the ends that they name and the evaluator. What an earlier state
 * of the scope has worked out is kept wherever it holds for this one.
 */

import { sameVersions } from "../base/version.js";
import { Engine } from "../engine/engine.js";
import type { ProfileStore } from "../engine/profile-store.js";
import { type ScopeUniverse, scopeUniverse } from "../engine/scope-universe.js";
import type { Addressing } from "../engine/universe.js";
import { type Cidr, parseCidr } from "../model/ip.js";
import type { Policy, Scope } from "../model/scope.js";
import { assemble, compilePolicy } from "../systems/compile.js";
import type { CompileContext } from "../systems/context.js";
import type { PlacedPolicy } from "../systems/placed.js";
import { UNNAMED } from "../systems/profiles/profiles.js";
import { type KnownServiceAddress, serviceAddresses } from "./service-addresses.js";
import type { EngineSettings } from "./view.js";

export interface Cluster {
  readonly context: CompileContext;
  readonly compiled: ReadonlyMap<Policy, readonly PlacedPolicy[]>;
  readonly ends: ScopeUniverse;
  readonly engine: Engine;
}

/** What one state of a scope hands on to the next. */
export interface Predecessor extends Pick<Cluster, "context" | "compiled" | "ends"> {
  readonly profiles: ProfileStore;
}

export function predecessor({ context, compiled, ends, engine }: Cluster): Predecessor {
  return { context, compiled, ends, profiles: engine.profiles };
}

/** The same for a speculative state: what it works out is not added to what the predecessor has kept. */
export function forked(before: Predecessor): Predecessor {
  return { ...before, profiles: before.profiles.fork() };
}

export function compileCluster(scope: Scope, settings: EngineSettings, earlier?: Predecessor): Cluster {
  const context = contextOf(scope, settings, earlier?.context);
  const unchanged = earlier !== undefined && earlier.context === context ? earlier.compiled : undefined;
  const compiled = new Map(scope.policies.map((it) => [it, unchanged?.get(it) ?? compilePolicy(it, context)]));
  const program = assemble([...compiled.values()].flat(), context.profile);
  const { dropsLabel } = context.profile;
  const services = serviceAddresses(scope, settings);
  const input = {
    ...{ scope, program, dns: settings.dns, addressing: addressingOf(settings, services) },
    services: services.map(({ cidr, sight }) => ({ cidr, sight })),
    ...(dropsLabel === undefined ? {} : { dropped: { by: dropsLabel, versions: settings.versions } }),
  };
  const ends = scopeUniverse(input, earlier?.ends);
  return { context, compiled, ends, engine: new Engine(program, ends.universe, false, earlier?.profiles) };
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
    sameItems(
      before.services.map((it) => it.object),
      services.map((it) => it.object),
    ) &&
    before.services.every((it, at) => it.namespace === services[at]?.namespace && it.name === services[at]?.name);
  return same ? before : { versions, services, resources, profile };
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
