/** Holds the `cluster` shorthand to the manifests it stands for. */

import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { clusterYaml } from "./cluster.js";

function objects(shorthand: string): unknown[] {
  return parseAllDocuments(clusterYaml(shorthand)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
}

describe("cluster shorthand", () => {
  it("makes a namespace per line and a Deployment per indented line", () => {
    expect(objects("shop  team=red\n  web  app=web tier=1\nops\n")).toEqual([
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: { team: "red" } } },
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", namespace: "shop" },
        spec: {
          selector: { matchLabels: { app: "web", tier: "1" } },
          template: {
            metadata: { labels: { app: "web", tier: "1" } },
            spec: { containers: [{ name: "main", image: "example.com/main:1" }] },
          },
        },
      },
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "ops" } },
    ]);
  });

  it("reads kinds, ports and hostNetwork", () => {
    const [, pod, cron, job] = objects(
      "shop\n  Pod/probe app=probe hostNetwork ports=http:8080/TCP,53/UDP\n  CronJob/nightly app=n # at three\n  Job/once\n",
    );
    expect(pod).toMatchObject({
      kind: "Pod",
      metadata: { namespace: "shop", labels: { app: "probe" } },
      spec: {
        hostNetwork: true,
        containers: [
          {
            ports: [
              { containerPort: 8080, name: "http", protocol: "TCP" },
              { containerPort: 53, protocol: "UDP" },
            ],
          },
        ],
      },
    });
    expect(cron).toMatchObject({
      kind: "CronJob",
      spec: { jobTemplate: { spec: { template: { metadata: { labels: { app: "n" } } } } } },
    });
    expect(job).toMatchObject({ kind: "Job", spec: { template: { spec: {} } } });
  });

  it("says which line it cannot read", () => {
    expect(() => clusterYaml("  web app=web")).toThrow("line 1: a workload stands before the first namespace");
    expect(() => clusterYaml("shop\n  web app:web")).toThrow('line 2: "app:web" is no label');
    expect(() => clusterYaml("shop\n  Gizmo/web")).toThrow('line 2: "Gizmo" is none of Pod');
    expect(() => clusterYaml("shop\n  web ports=http")).toThrow('line 2: "http" is no port');
    expect(() => clusterYaml("shop hostNetwork")).toThrow("line 1: a namespace has labels only");
  });
});
