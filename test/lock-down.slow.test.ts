/** A lock-down in random worlds: what is ticked passes afterwards, what policies that are there allow stays, and nothing else passes. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Allowed, Workspace } from "../server/src/ide/index.js";
import { contains, parseCidr } from "../server/src/model/ip.js";
import { workspaceOf } from "./kit/analyse.js";
import { applyEdit } from "./kit/fixes.js";
import { kubernetesWorld, manifestsOf, mixedWorld } from "./kit/random-worlds.js";

const RUNS = Number(process.env.NETPOL_WORLDS ?? 100);
/** The same worlds each time, so that a run can be compared with the last; another seed brings others. */
const SEED = process.env.NETPOL_SEED ?? "1";
const PARAMETERS = { numRuns: RUNS, seed: Number(SEED) };
vi.setConfig({ testTimeout: 60_000 + 2_000 * RUNS });

const NAMESPACE = "n1";

/** A workspace of its own with the edit made. */
function applied(files: ReadonlyMap<string, string>, allowed: Allowed): Workspace {
  if (!allowed.ok) throw new Error(allowed.message);
  const changed = workspaceOf(files);
  applyEdit(changed, allowed.edit);
  return workspaceOf(new Map(changed.files.map((it) => [it, changed.textOf(it) ?? ""])));
}

/** `world` holds all addresses and names, a network those in it: they are ticked with it. */
function isPart(pair: string, ticked: string): boolean {
  const [[from = "", to = ""], [own = "", other = ""]] = [pair.split(" "), ticked.split(" ")];
  return isIn(from, own) && isIn(to, other);
}

function isIn(end: string, whole: string): boolean {
  if (end === whole) return true;
  if (whole === "world") return /^(cidr|fqdn):/.test(end);
  const [inner, outer] = [end, whole].map((it) => parseCidr(it.replace(/^cidr:/, "")));
  return inner?.ok === true && outer?.ok === true && contains(outer.cidr, inner.cidr);
}

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
] as const)("a lock-down in worlds of %s policies", (_name, worlds) => {
  it("lets pass what is ticked, and nothing else", () => {
    let done = 0;
    fc.assert(
      fc.property(worlds, fc.infiniteStream(fc.boolean()), (world, ticks) => {
        const files = manifestsOf(world);
        const workspace = workspaceOf(files);
        const [scope = ""] = workspace.scopeNames;
        const plan = workspace.lockDownFlows(scope, NAMESPACE);
        if (!plan.ok) return;
        const picked = plan.flows.filter(() => ticks.next().value === true);
        const allowed = workspace.lockDown(
          scope,
          NAMESPACE,
          picked.map((it) => it.id),
        );
        if (!allowed.ok) return;
        done++;
        const after = applied(files, allowed);
        const denied = applied(files, workspace.lockDown(scope, NAMESPACE, []));
        expect(denied.flowsSince(workspace).changes.filter((it) => Object.keys(it.opened).length > 0)).toEqual([]);
        const { changes } = after.flowsSince(denied);
        const opened = changes.map((it) => `${it.from} ${it.to}`);
        const ids = picked.map((it) => it.id);
        expect(opened).toEqual(expect.arrayContaining(ids));
        // A name may lead to an address that is ticked: it is let through on that condition, and opened is nothing.
        const others = changes.filter(
          (it) => Object.keys(it.opened).length > 0 || !/ fqdn:|^fqdn:/.test(`${it.from} ${it.to}`),
        );
        const beside = others.map((it) => `${it.from} ${it.to}`).filter((it) => !ids.some((own) => isPart(it, own)));
        expect(beside).toEqual([]);
        expect(changes.flatMap((it) => Object.keys(it.closed))).toEqual([]);
      }),
      PARAMETERS,
    );
    expect(done).toBeGreaterThan(RUNS / 20);
  });
});
