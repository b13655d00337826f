/** What `kubectl get … -o yaml` prints of a cluster: checked as it is, and compared with the files that it should be like. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./kit/repository.js";
import { type CliRun, runCli } from "./kit/run-cli.js";

const FOLDER = join(ROOT, "test/live-cluster");
/** A Deployment with its ReplicaSet and a Pod of it, with all that a cluster adds, and a policy that somebody edited there. */
const CLUSTER = readFileSync(join(FOLDER, "cluster.yaml"), "utf8");

const netpol = (args: readonly string[], input = ""): Promise<CliRun> => runCli(args, { cwd: FOLDER, input });

interface Flows {
  readonly workloads: readonly { readonly id: string }[];
}

async function workloadsIn(text: string): Promise<string[]> {
  const { stdout } = await netpol(["flows", "--format", "json", "-"], text);
  return (JSON.parse(stdout) as Flows).workloads.map((it) => it.id);
}

it("is checked from standard input", async () => {
  const { status, stdout } = await netpol(["check", "-"], CLUSTER);
  expect(status).toBe(0);
  expect(stdout).toBe("Read 1 file, 1 policy, 2 workloads. No problems.\n");
});

it("has one workload for a Deployment, its ReplicaSet and its pods, in any order", async () => {
  expect(await workloadsIn(CLUSTER)).toEqual(["shop/Deployment/db", "shop/Deployment/web"]);
  const items = CLUSTER.slice(CLUSTER.indexOf("- apiVersion"), CLUSTER.indexOf("kind: List")).split(/^(?=- )/m);
  const reversed = `apiVersion: v1\nkind: List\nitems:\n${items.toReversed().join("")}`;
  expect(await workloadsIn(reversed)).toEqual(["shop/Deployment/db", "shop/Deployment/web"]);
});

it("names a ReplicaSet where its Deployment is not asked for, and ends where objects own each other", async () => {
  const pod = (name: string, owner: string, kind = "ReplicaSet"): string =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: shop\n  ownerReferences: [{kind: ${kind}, name: ${owner}, controller: true}]\n---\n`;
  const replicaSet = (name: string, owner: string): string =>
    `apiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: ${name}\n  namespace: shop\n  ownerReferences: [{kind: ReplicaSet, name: ${owner}, controller: true}]\n---\n`;
  expect(await workloadsIn(pod("web-5f-1", "web-5f") + pod("web-5f-2", "web-5f"))).toEqual(["shop/ReplicaSet/web-5f"]);
  const round = await workloadsIn(replicaSet("a", "b") + replicaSet("b", "a") + pod("p", "a"));
  expect(round.length).toBeGreaterThan(0);
});

it("is compared with the files of a repository: what was edited in the cluster shows as flows", async () => {
  const { stdout } = await netpol(["diff", "repository.yaml", "cluster.yaml", "--fail-on", "opened"]);
  expect(stdout).toBe(`+ world → shop/Deployment/db: TCP 5432
    by shop/NetworkPolicy/db (cluster.yaml:109)
+ shop/Deployment/db → shop/Deployment/db: TCP 5432
    by shop/NetworkPolicy/db (cluster.yaml:109)
2 opened, 0 closed.
`);
});
