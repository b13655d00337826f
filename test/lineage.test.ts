/** What snapshots keep of earlier ones, and that speculative ones leave the live View alone. */

import { describe, expect, it } from "vitest";
import type { End, Reach } from "../server/src/engine/answers.js";
import type { View } from "../server/src/analysis/view.js";
import { DEFAULT_SETTINGS, type Settings } from "../server/src/workspace/settings.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { clusterYaml } from "./kit/cluster.js";
import { endNamed } from "./kit/worlds.js";

const CLUSTER = `
shop  team=red
  web   app=web
  api   app=api
ops  team=blue
  prom  app=prom
`;

/** Ports of `api` that `web` may use. */
const policy = (port: number): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: ${port}}]}]
`;

const put = (path: string, text: string) => ({ type: "put", file: { id: path, path, text } }) as const;
const FILES = [put("cluster.yaml", clusterYaml(CLUSTER)), put("policy.yaml", policy(80))];
/** Another pod, so that the universe is another one. */
const MORE_PODS = put("cluster.yaml", clusterYaml(`${CLUSTER}  more  app=more\n`));

function viewIn(snapshot: Snapshot): View {
  const [scope] = snapshot.scopes;
  if (scope === undefined) throw new Error("no scope");
  return snapshot.view(scope);
}

function between(view: View, from: string, to: string): Reach {
  return view.reach(endNamed(view, from), endNamed(view, to));
}

/** Everything that passes, in words. */
function flowsOf(view: View): string[] {
  const name = (end: End): string => (end.type === "workload" ? end.workload.id : JSON.stringify(end));
  return [...view.flows()].map((it) => `${name(it.from)} ${name(it.to)} ${JSON.stringify(it.allowed)}`).sort();
}

const cold = (...changes: readonly ReturnType<typeof put>[]): Snapshot =>
  Snapshot.empty(DEFAULT_SETTINGS).with([...FILES, ...changes]);

describe("successive snapshots", () => {
  it("keep the answers that an edit elsewhere leaves alone", () => {
    const live = cold();
    const kept = between(viewIn(live), "shop/web", "shop/api").allowed;
    const edited = viewIn(live.with([put("other.yaml", policy(81).replace("name: api", "name: other"))]));
    const unrelated = viewIn(live.with([put("note.yaml", "kind: ConfigMap\n")]));
    expect(between(unrelated, "shop/web", "shop/api").allowed).toBe(kept);
    expect(between(edited, "shop/web", "shop/api").allowed).not.toBe(kept);
    expect(between(edited, "shop/web", "ops/prom").allowed).toBe(between(unrelated, "shop/web", "ops/prom").allowed);
  });
});

describe("an edit of something that policies do not look at", () => {
  const kept = (change: ReturnType<typeof put>): void => {
    const service = put("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n");
    const live = cold(service);
    const { allowed } = between(viewIn(live), "shop/web", "shop/api");
    const view = viewIn(live.with([change]));
    expect(between(view, "shop/web", "shop/api").allowed).toBe(allowed);
    expect(flowsOf(view)).toEqual(flowsOf(viewIn(cold(service, change))));
    const [policy] = view.policies;
    // The workload is the one of the text as it is now.
    expect(policy && view.selectedBy(policy)).toEqual(view.scope.workloads.filter((it) => it.name === "api"));
  };

  it("leaves the answers alone where it is in a workload", () => {
    kept(put("cluster.yaml", clusterYaml(CLUSTER).replaceAll("kind: Deployment", "# edited\nkind: Deployment")));
  });

  it("leaves the answers alone where it is in a Service that no policy names", () => {
    kept(put("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\n"));
  });
});

describe("a speculative snapshot", () => {
  it.each([
    ["another policy", [put("policy.yaml", policy(443))]],
    ["other pods", [MORE_PODS]],
    ["both", [put("policy.yaml", policy(443)), MORE_PODS]],
  ])("says what a cold one says, and leaves the live View and what it has kept alone: %s", (_, changes) => {
    const live = cold();
    const view = viewIn(live);
    const [said, kept] = [flowsOf(view), between(view, "shop/web", "shop/api").allowed];
    const speculative = live.speculate(changes);
    expect(flowsOf(viewIn(speculative))).toEqual(flowsOf(viewIn(cold(...changes))));
    expect(flowsOf(viewIn(speculative))).not.toEqual(said);
    // Further changes of it are speculative too.
    const further = [put("policy.yaml", policy(8443))];
    expect(flowsOf(viewIn(speculative.with(further)))).toEqual(flowsOf(viewIn(cold(...changes, ...further))));

    expect(viewIn(live)).toBe(view);
    const next = viewIn(live.with([put("note.yaml", "kind: ConfigMap\n")]));
    expect(between(next, "shop/web", "shop/api").allowed).toBe(kept);
    expect(flowsOf(next)).toEqual(said);
  });

  it("begins with what the live one knows", () => {
    const live = cold();
    const kept = between(viewIn(live), "shop/web", "shop/api").allowed;
    const speculative = viewIn(live.speculate([put("note.yaml", "kind: ConfigMap\n")]));
    expect(between(speculative, "shop/web", "shop/api").allowed).toBe(kept);
  });

  it("gives no document a number that the live one gives to another", () => {
    const live = cold();
    const tried = [...live.speculate([put("a.yaml", policy(1))]).files.values()];
    const made = [...live.with([put("b.yaml", policy(2))]).files.values()];
    const idsIn = (files: typeof tried, path: string) =>
      files.filter((it) => it.input.path === path).flatMap((it) => it.documents.map(({ parsed }) => parsed.id));
    const ids = [...idsIn(tried, "a.yaml"), ...idsIn(made, "b.yaml")];
    expect(new Set(ids).size).toBe(2);
  });
});

describe("a change that gives a policy another meaning, though not its text", () => {
  const cilium = (rule: string): ReturnType<typeof put> =>
    put(
      "cilium.yaml",
      `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: api, namespace: shop}
spec: {endpointSelector: {matchLabels: {app: api}}, ingress: [${rule}]}
`,
    );
  const group = (cidr: string): ReturnType<typeof put> =>
    put(
      "group.yaml",
      `apiVersion: cilium.io/v2
kind: CiliumCIDRGroup
metadata: {name: office}
spec: {externalCIDRs: [${cidr}]}
`,
    );
  const ofGroup = cilium("{fromCIDRSet: [{cidrGroupRef: office}]}");
  const at = (minor: number): Settings => ({
    ...DEFAULT_SETTINGS,
    versions: { ...DEFAULT_SETTINGS.versions, cilium: { major: 1, minor } },
  });

  it("is seen where the addresses of a group are others", () => {
    const before = Snapshot.empty(DEFAULT_SETTINGS).with([...FILES, ofGroup, group("192.0.2.0/25")]);
    const said = flowsOf(viewIn(before));
    const after = flowsOf(viewIn(before.with([group("198.51.100.0/24")])));
    expect(after).toEqual(flowsOf(viewIn(cold(ofGroup, group("198.51.100.0/24")))));
    expect(after).not.toEqual(said);
  });

  it("is seen where the policies meet another version", () => {
    // Ignored up to 1.15, and from then on nobody.
    const emptyList = cilium('{fromEndpoints: [], toPorts: [{ports: [{port: "9090", protocol: TCP}]}]}');
    const before = Snapshot.empty(at(15)).with([...FILES, emptyList]);
    const said = flowsOf(viewIn(before));
    const after = flowsOf(viewIn(before.withSettings(at(16))));
    expect(after).toEqual(flowsOf(viewIn(Snapshot.empty(at(16)).with([...FILES, emptyList]))));
    expect(after).not.toEqual(said);
  });
});
