/** A system that is read is not unread, and its record says which CNIs enforce it: no list elsewhere has to change. */

import { expect, it, vi } from "vitest";
import type { PartialSettings, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";

/** The system that nobody has reads one of the two kinds of a system that is known. */
vi.mock("../server/src/systems/registry.js", async (original) => {
  const [{ SYSTEMS }, { TOY }] = await Promise.all([
    original<typeof import("../server/src/systems/registry.js")>(),
    import("./kit/toy-system.js"),
  ]);
  const kinds = TOY.kinds.map((it) => {
    if (it.kind !== "NetworkPolicy") return it;
    const kind = "ApplicationNetworkPolicy";
    return {
      ...it,
      group: "networking.k8s.aws",
      kind,
      decode: (...of) => ({ ...it.decode(...of), kind }),
    } satisfies typeof it;
  });
  return { SYSTEMS: [{ ...TOY, kinds, enforcers: ["aws"] }, ...SYSTEMS] };
});

const READ = `apiVersion: networking.k8s.aws/v1
kind: ApplicationNetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  pods:
    matchLabels: {app: db}
`;
const UNREAD = `apiVersion: networking.k8s.aws/v1alpha1
kind: ClusterNetworkPolicy
metadata: {name: all}
spec: {}
`;
const CLUSTER = clusterYaml("shop\n  web  app=web\n  db   app=db\n");

function workspace(policies: string, settings: PartialSettings = {}): Workspace {
  return workspaceOf(
    new Map([
      ["cluster.yaml", CLUSTER],
      ["policies.yaml", policies],
    ]),
    settings,
  );
}

it("has no notice, and its policies count", () => {
  const own = workspace(READ);
  expect(own.notices()).toEqual([]);
  expect(own.contents().policies).toBe(1);
  const [scope = ""] = own.scopeNames;
  const answer = own.can(scope, { from: "shop/web", to: "shop/db", protocol: "TCP", port: 80 });
  expect(answer).toMatchObject({ answer: { verdict: "denied" } });
});

it("counts where its record has the CNI, and nowhere else", () => {
  const messagesWith = (cni: "calico" | "aws") =>
    workspace(READ, { cni })
      .notices()
      .map((it) => it.message);
  expect(messagesWith("aws")).toEqual([]);
  expect(messagesWith("calico")).toEqual([
    "Calico does not read the kind ApplicationNetworkPolicy: 1 policy has no effect (policies.yaml)",
  ]);
});

it("has one for its other kinds", () => {
  const messages = workspace(`${READ}---\n${UNREAD}`)
    .notices()
    .map((it) => it.message);
  expect(messages).toEqual([
    "Amazon VPC CNI policies are not read (1 ClusterNetworkPolicy in policies.yaml); they may change what is allowed",
  ]);
});
