/** Policy tests in random worlds: what they come to follows from the list of flows, which is worked out in another way. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Flow, TestStatus, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { kubernetesWorld, manifestsOf, mixedWorld } from "./kit/random-worlds.js";

const PARAMETERS = { numRuns: Number(process.env.NETPOL_WORLDS ?? 25), seed: Number(process.env.NETPOL_SEED ?? "1") };
const PORT = 80;
vi.setConfig({ testTimeout: 60_000 + 2_000 * PARAMETERS.numRuns });

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
] as const)("policy tests in worlds of %s policies", (_name, worlds) => {
  it("agree with the flows", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(worlds, (world) => {
        const files = manifestsOf(world);
        const workspace = workspaceOf(files);
        const { workloads, flows } = workspace.flows();
        const ids = workloads.map((it) => it.id);
        const pairs = ids.flatMap((from) => [...ids, "world"].map((to) => ({ from, to })));
        const isAsked = ({ from, to }: { from: string; to: string }): boolean =>
          from !== to || flows.some((it) => it.from === from && it.to === to);
        const asked = pairs.filter(isAsked);
        const row = ({ from, to }: { from: string; to: string }): Flow | undefined =>
          flows.find((it) => it.from === from && it.to === to);
        const tests = asked.flatMap(({ from, to }) => [
          `  - {allow: {from: ${from}, to: ${to}, ports: ${PORT}}}`,
          `  - {allow: {from: ${from}, to: ${to}, ports: ${PORT}}, onCondition: true}`,
          `  - {allow: {from: ${from}, to: ${to}}}`,
          ...(to === "world" ? [] : [`  - {deny: {from: ${from}, to: ${to}, ports: ${PORT}}}`]),
        ]);
        const expected = asked.flatMap((pair) => {
          const of = stateOf(row(pair));
          return [
            of === "allowed",
            of === "allowed" || of === "conditional",
            row(pair) !== undefined && Object.keys(row(pair)?.allowed ?? {}).length > 0,
            ...(pair.to === "world" ? [] : [of === "denied"]),
          ].map((passes) => (passes ? "passed" : "failed"));
        });
        if (tests.length === 0) return;
        expect(statuses(withTests(files, tests))).toEqual(expected);
        for (const it of expected) seen.add(it);
      }),
      PARAMETERS,
    );
    expect([...seen].sort()).toEqual(["failed", "passed"]);
  });

  it("find each flow from and to an end, and nothing that is not one", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const files = manifestsOf(world);
        const workspace = workspaceOf(files);
        const { workloads, flows } = workspace.flows();
        const own = workloads.map((it) => it.id);
        if (own.length === 0) return;
        const tests = own.flatMap((id) => [
          `  - {deny: {from: any, to: ${id}}}`,
          `  - {deny: {from: ${id}, to: any}}`,
          `  - {deny: {from: ${id}, to: world}}`,
        ]);
        const results = withTests(files, tests).runPolicyTests();
        const isOutside = (end: string): boolean => /^(world$|cidr:|fqdn:)/.test(end);
        for (const [at, id] of own.entries()) {
          const [inward, outward, toWorld] = results.slice(at * 3, at * 3 + 3);
          const listed = (ends: (flow: Flow) => string | undefined): string[] =>
            flows.flatMap((it) => ends(it) ?? []).sort();
          expect(found(inward, "from", own)).toEqual(listed((it) => (it.to === id ? it.from : undefined)));
          expect(found(outward, "to", own)).toEqual(listed((it) => (it.from === id ? it.to : undefined)));
          expect(found(toWorld, "to", own)).toEqual(
            listed((it) => (it.from === id && isOutside(it.to) ? it.to : undefined)),
          );
        }
      }),
      PARAMETERS,
    );
  });
});

it("tests that are written from today's flows hold that all ports are open", () => {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}\n`;
  const policy = (ports: string): string =>
    [
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: db, namespace: shop}\nspec:",
      "  podSelector: {matchLabels: {app: db}}",
      `  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]${ports}}]\n`,
    ].join("\n");
  const filesOf = (ports: string): Map<string, string> =>
    new Map([
      ["web.yaml", pod("web")],
      ["db.yaml", pod("db")],
      ["policy.yaml", policy(ports)],
    ]);
  const today = workspaceOf(filesOf(""));
  const [scope = ""] = today.scopeNames;
  const text = today.testsOfToday(scope, "shop") ?? "";
  const statusesOf = (ports: string): TestStatus[] =>
    workspaceOf(new Map([...filesOf(ports), ["today.netpol-test.yaml", text]]))
      .runPolicyTests()
      .map((it) => it.status);
  expect(statusesOf("")).toEqual(["passed", "passed"]);
  expect(statusesOf(", ports: [{port: 80}]")).toEqual(["failed", "passed"]);
});

describe.each([
  ["Kubernetes", kubernetesWorld],
  ["Cilium and Kubernetes", mixedWorld],
] as const)("tests that are written from today's flows in worlds of %s policies", (_name, worlds) => {
  it("pass, and one fails when all policies are gone", () => {
    let tried = 0;
    fc.assert(
      fc.property(worlds, (world) => {
        const files = manifestsOf(world);
        const workspace = workspaceOf(files);
        const [scope = ""] = workspace.scopeNames;
        for (const namespace of workspace.namespaces(scope)) {
          const text = workspace.testsOfToday(scope, namespace) ?? "";
          const own = workspaceOf(new Map([...files, ["today.netpol-test.yaml", text]]));
          expect(own.policyTestProblems()).toEqual([]);
          const results = own.runPolicyTests();
          expect(
            results
              .filter((it) => it.status !== "passed")
              .map((it) => [it.name, it.notes, it.failures.map((f) => f.message), text]),
          ).toEqual([]);
          if (!text.includes("nothing reaches")) continue;
          const open = manifestsOf({ ...world, policies: [] });
          const after = workspaceOf(new Map([...open, ["today.netpol-test.yaml", text]]));
          expect(after.runPolicyTests().some((it) => it.status === "failed")).toBe(true);
          tried++;
        }
      }),
      PARAMETERS,
    );
    expect(tried).toBeGreaterThan(0);
  });
});

/** The ends that a test found, without pods that no manifest has, which no flow is listed of. */
function found(
  result: ReturnType<Workspace["runPolicyTests"]>[number] | undefined,
  side: "from" | "to",
  workloads: readonly string[],
): string[] {
  expect(result?.moreFailures).toBe(0);
  const isListed = (end: string): boolean => workloads.includes(end) || /^(world$|cidr:|fqdn:|entity:)/.test(end);
  return (result?.failures ?? [])
    .map((it) => it[side])
    .filter(isListed)
    .sort();
}

function stateOf(flow: Flow | undefined): "allowed" | "conditional" | "denied" {
  const has = (ranges: readonly (readonly [number, number])[] | undefined): boolean =>
    (ranges ?? []).some(([first, last]) => first <= PORT && PORT <= last);
  if (has(flow?.allowed.TCP)) return "allowed";
  return flow?.conditional.some((it) => it.protocol === "TCP" && has(it.ports)) === true ? "conditional" : "denied";
}

function withTests(files: ReadonlyMap<string, string>, tests: readonly string[]): Workspace {
  return workspaceOf(new Map([...files, ["world.netpol-test.yaml", `tests:\n${tests.join("\n")}\n`]]));
}

function statuses(workspace: Workspace): readonly TestStatus[] {
  expect(workspace.policyTestProblems()).toEqual([]);
  return workspace.runPolicyTests().map((it) => it.status);
}
