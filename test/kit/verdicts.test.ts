/** Shows that the proof behind `safe` can fail: changes of traffic are seen, changes of words are not. */

import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../server/src/ide/index.js";
import { clusterYaml } from "./cluster.js";
import { changedVerdicts } from "./verdicts.js";
import { WITNESSES_FILE, witnessesFor } from "./witnesses.js";

const CLUSTER = clusterYaml("shop\n  web app=web\n  db app=db\n");
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 5432}]
`;

const files = (policy: string, rest: readonly (readonly [string, string])[] = []): Map<string, string> =>
  new Map([["policy.yaml", policy], ...rest]);

describe("changedVerdicts", () => {
  const cluster = ["cluster.yaml", CLUSTER] as const;

  it("names the pairs between which something else passes", () => {
    const changed = changedVerdicts(
      files(POLICY, [cluster]),
      files(POLICY.replace("5432", "5433"), [cluster]),
      DEFAULT_SETTINGS,
    );
    expect(changed).toEqual(["shop/Deployment/web → shop/Deployment/db: TCP 5432, afterwards TCP 5433"]);
  });

  it("is content with another way to say the same", () => {
    const same = POLICY.replace("port: 5432", "protocol: TCP, port: 5432, endPort: 5432");
    expect(changedVerdicts(files(POLICY, [cluster]), files(same, [cluster]), DEFAULT_SETTINGS)).toEqual([]);
  });
});

describe("witnessesFor", () => {
  it("makes pods for each selector, so that a change shows where no workload is in sight", () => {
    const [before, after] = [files(POLICY), files(POLICY.replace("app: web", "app: api"))];
    expect(changedVerdicts(before, after, DEFAULT_SETTINGS), "nobody is there to see it").toEqual([]);
    const witnesses = [[WITNESSES_FILE, witnessesFor(before, after)] as const];
    const changed = changedVerdicts(
      new Map([...before, ...witnesses]),
      new Map([...after, ...witnesses]),
      DEFAULT_SETTINGS,
    );
    expect(changed.length).toBeGreaterThan(0);
  });

  it("makes namespaces with the labels that selectors ask for, and ports of the names used", () => {
    const text = witnessesFor(
      files(`apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: a, namespace: shop}
spec:
  endpointSelector: {matchExpressions: [{key: app, operator: In, values: [db, web]}]}
  ingress:
    - fromEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: ops, "k8s:role": admin}}]
      toPorts: [{ports: [{port: metrics}]}]
    - fromEndpoints: [{matchLabels: {k8s:io.cilium.k8s.namespace.labels.team: red}}]
`),
    );
    for (const part of [
      "name: ops",
      "role: admin",
      "app: db",
      "team: red",
      "name: metrics",
      "name: witness-elsewhere",
    ]) {
      expect(text).toContain(part);
    }
  });
});
