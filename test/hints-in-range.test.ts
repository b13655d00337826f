/** Hints of a part of a file are those of the whole file that are in the part, whoever has written what they are about. */

import { expect, it } from "vitest";
import type { Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";

const policy = (name: string, peers: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app: ${name}
  ingress:
    - from:
${peers}
`;
const POLICIES = [
  policy("web", "        - podSelector: {}\n        - ipBlock: {cidr: 10.0.0.0/8}"),
  policy("db", "        - podSelector:\n            matchLabels:\n              app: web"),
  policy("api", "        - namespaceSelector: {}\n          podSelector: {}"),
].join("---\n");
const PATCHES = ["web", "db"]
  .map((name) => policy(name, "        - podSelector: {}\n        - ipBlock: {cidr: 192.168.0.0/16}"))
  .join("---\n");
const CLUSTER = clusterYaml("shop\n  web  app=web\n  db  app=db\n  api  app=api\n");
const BUILD = "resources: [cluster.yaml, policies.yaml]\npatches: [{path: patches.yaml}]\n";
const ALL = { selectors: true, implied: true, addresses: true, peers: true, empty: true };

function sameInParts(workspace: Workspace, file: string, text: string): void {
  const whole = workspace.inlayHints(file, { start: 0, end: text.length }, ALL);
  expect(whole.length).toBeGreaterThan(3);
  for (let start = 0; start <= text.length; start += 25) {
    for (const length of [0, 40, 300]) {
      const end = Math.min(start + length, text.length);
      const inside = whole.filter((hint) => hint.offset >= start && hint.offset <= end);
      expect(workspace.inlayHints(file, { start, end }, ALL), `${file} ${start} to ${end}`).toEqual(inside);
    }
  }
}

it("is so in a file of several policies", () => {
  const files = new Map([
    ["cluster.yaml", CLUSTER],
    ["policies.yaml", POLICIES],
  ]);
  sameInParts(workspaceOf(files), "policies.yaml", POLICIES);
});

it("is so where a build takes parts of a policy from another file", () => {
  const files = new Map([
    ["cluster.yaml", CLUSTER],
    ["policies.yaml", POLICIES],
    ["patches.yaml", PATCHES],
    ["kustomization.yaml", BUILD],
  ]);
  const workspace = workspaceOf(files);
  sameInParts(workspace, "policies.yaml", POLICIES);
});
