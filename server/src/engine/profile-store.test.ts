/** Tests which profiles one state of a scope hands on to the next, and that a fork keeps its own to itself. */

import { expect, it } from "vitest";
import { PodIndex } from "./selectors.js";
import { type Profile, WholeProfile } from "./profile.js";
import { ProfileStore } from "./profile-store.js";
import type { CompiledPolicy, Program } from "./program.js";
import { EXTERNAL_ONLY, Universe } from "./universe.js";

const UNIVERSE = new Universe([], [], EXTERNAL_ONLY, new PodIndex([]));
const PROGRAM: Program = { stages: [{ id: "policies", tiers: [], defaults: { ingress: "allow", egress: "allow" } }] };
const GROUND = { program: PROGRAM, universe: UNIVERSE, pending: false };
const profile = (): Profile => new WholeProfile(PROGRAM, UNIVERSE, "ingress", [], undefined);

it("serves states with the same universe, defaults and tiers", () => {
  const store = new ProfileStore(GROUND);
  const denying = {
    stages: PROGRAM.stages.map((it) => ({ ...it, defaults: { ingress: "deny", egress: "allow" } as const })),
  };
  expect(store.serves({ ...GROUND, program: { stages: [...PROGRAM.stages] } })).toBe(true);
  expect(store.serves({ ...GROUND, program: denying })).toBe(false);
  expect(store.serves({ ...GROUND, pending: true })).toBe(false);
  expect(store.serves({ ...GROUND, universe: new Universe([], [], EXTERNAL_ONLY) })).toBe(false);
});

it("is read by a fork and not written by it", () => {
  const store = new ProfileStore(GROUND);
  const [own, tried] = [profile(), profile()];
  store.set("ingress", "1", own);
  const fork = store.fork();
  fork.set("ingress", "2", tried);
  expect(fork.get("ingress", "1")).toBe(own);
  expect(fork.get("ingress", "2")).toBe(tried);
  expect(store.get("ingress", "2")).toBeUndefined();
  expect(fork.get("egress", "1")).toBeUndefined();
});

it("numbers a policy once, in forks too", () => {
  const store = new ProfileStore(GROUND);
  const [a, b] = [{} as CompiledPolicy, {} as CompiledPolicy];
  const fork = store.fork();
  expect([store.serialOf(a), fork.serialOf(b), store.serialOf(b), fork.serialOf(a)]).toEqual([1, 2, 2, 1]);
});
