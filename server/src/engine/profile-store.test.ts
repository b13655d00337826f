/** Tests that a fork of a store keeps its own to itself, and that what no state uses any more is given up. */

import { expect, it } from "vitest";
import { PodIndex } from "./selectors.js";
import { type Profile, WholeProfile } from "./profile.js";
import { ProfileStore } from "./profile-store.js";
import type { Program } from "./program.js";
import { EXTERNAL_ONLY, Universe } from "./universe.js";

const UNIVERSE = new Universe([], [], EXTERNAL_ONLY, new PodIndex([]));
const PROGRAM: Program = { stages: [{ id: "policies", tiers: [], defaults: { ingress: "allow", egress: "allow" } }] };
const profile = (): Profile => new WholeProfile(PROGRAM, UNIVERSE, "ingress", [], undefined);

it("is read by a fork and not written by it", () => {
  const store = new ProfileStore();
  const [own, tried] = [profile(), profile()];
  store.set("ingress", "1", own);
  const fork = store.fork();
  fork.set("ingress", "2", tried);
  expect(fork.get("ingress", "1")).toBe(own);
  expect(fork.get("ingress", "2")).toBe(tried);
  expect(store.get("ingress", "2")).toBeUndefined();
  expect(fork.get("egress", "1")).toBeUndefined();
});

it("gives up what is not in use once it holds much", () => {
  const store = new ProfileStore();
  const used = profile();
  store.set("egress", "used", used);
  for (let at = 0; at < 10; at++) store.set("egress", `${at}`, profile());
  store.sweep(() => new Set([used]));
  expect(store.get("egress", "9")).toBeDefined();
  for (let at = 0; at < 200; at++) store.set("egress", `${at}`, profile());
  store.sweep(() => new Set([used]));
  expect(store.get("egress", "9")).toBeUndefined();
  expect(store.get("egress", "used")).toBe(used);
});
