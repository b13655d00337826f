/** The tables of kinds: each row once, with a source; and what becomes of objects of a few. */

import { describe, expect, test } from "vitest";
import { decodeDocument, type DecodedObject } from "../systems/decode-document.js";
import { DEFAULT_SETTINGS } from "../workspace/settings.js";
import { parseDocumentText } from "../syntax/parse.js";
import { INERT_KINDS, makesNoPods } from "./inert.js";
import { POD_KINDS } from "./kinds.js";

function objectsOf(text: string): readonly DecodedObject[] {
  return decodeDocument({ id: 1, ...parseDocumentText(text) }, DEFAULT_SETTINGS).objects;
}

function workloadsOf(text: string): Record<string, Record<string, string>> {
  return Object.fromEntries(
    objectsOf(text).flatMap((it) =>
      it.type === "workload"
        ? [[it.meta.name?.value, Object.fromEntries([...it.podLabels].map(([key, { value }]) => [key, value]))]]
        : [],
    ),
  );
}

describe("the tables", () => {
  test("have each kind once, and say where each row is from", () => {
    const pods = POD_KINDS.map(({ group, kind }) => `${group}/${kind}`);
    const inert = INERT_KINDS.flatMap(({ group, kinds }) => (kinds ?? ["*"]).map((it) => `${group}/${it}`));
    for (const list of [pods, inert]) expect(new Set(list).size).toBe(list.length);
    for (const { source } of [...POD_KINDS, ...INERT_KINDS]) expect(source).toMatch(/^https:\/\/\S+$/);
  });

  test("do not both have a kind", () => {
    for (const { group, kind } of POD_KINDS) expect(makesNoPods(group, kind), `${group}/${kind}`).toBe(false);
  });

  test("know built-in groups by their names", () => {
    expect(makesNoPods("apps", "Deployment")).toBe(true);
    expect(makesNoPods("gateway.networking.k8s.io", "HTTPRoute")).toBe(true);
    expect(makesNoPods("agents.x-k8s.io", "Sandbox")).toBe(false);
    expect(makesNoPods("monitoring.coreos.com", "PodMonitor")).toBe(true);
    expect(makesNoPods("example.com", "Thing")).toBe(false);
  });
});

describe("objects of operators", () => {
  test("make pods with the labels of all of them, of their set, and of the object", () => {
    const kafka = `apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: events, namespace: bus}
spec:
  kafka: {template: {pod: {metadata: {labels: {team: bus}}}}}
  entityOperator: {}
`;
    expect(workloadsOf(kafka)).toEqual({
      events: {
        team: "bus",
        "strimzi.io/cluster": "events",
        "strimzi.io/kind": "Kafka",
        "strimzi.io/name": "events-kafka",
      },
      "events-entity-operator": {
        "strimzi.io/cluster": "events",
        "strimzi.io/kind": "Kafka",
        "strimzi.io/name": "events-entity-operator",
      },
    });
    expect(objectsOf(kafka).at(-1)).toMatchObject({
      type: "pod-source",
      labels: new Map([["strimzi.io/cluster", "events"]]),
    });
  });

  test("make a set for each item of a list, with what the item says", () => {
    const tenant = `apiVersion: minio.min.io/v2
kind: Tenant
metadata: {name: store}
spec:
  pools: [{name: a, labels: {disk: ssd}}, {name: b}, {servers: 4}]
`;
    expect(workloadsOf(tenant)).toEqual({
      "store-a": { disk: "ssd", "v1.min.io/tenant": "store", "v1.min.io/pool": "a" },
      "store-b": { "v1.min.io/tenant": "store", "v1.min.io/pool": "b" },
    });
  });

  test("leave out labels that the object does not tell, and sets that are excluded", () => {
    const collector = (mode: string): string =>
      `apiVersion: opentelemetry.io/v1beta1\nkind: OpenTelemetryCollector\nmetadata: {name: c}\nspec: {mode: ${mode}}\n`;
    expect(Object.keys(workloadsOf(collector("deployment")).c ?? {})).not.toContain("app.kubernetes.io/instance");
    expect(workloadsOf(collector("sidecar"))).toEqual({});
  });

  test("have labels nobody knows where their name is made up", () => {
    const run = "apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {generateName: run-}\nspec: {}\n";
    expect(objectsOf(run)).toMatchObject([{ type: "pod-source", labels: new Map() }]);
  });
});

describe("any kind", () => {
  const THING = `apiVersion: example.com/v1
kind: Thing
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {serviceAccountName: web, hostNetwork: true, containers: [{name: web, ports: [{containerPort: 80}]}]}
`;
  test("with a pod template is a workload", () => {
    expect(objectsOf(THING)[0]).toMatchObject({
      type: "workload",
      kind: "Thing",
      serviceAccount: "web",
      hostNetwork: true,
      ports: [{ number: 80 }],
    });
  });

  test("is a source of unknown pods without one, unless it is known to make none", () => {
    expect(objectsOf(THING.replace("template:", "pattern:"))).toMatchObject([{ type: "pod-source", kind: "Thing" }]);
    expect(objectsOf("apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\n")).toEqual([]);
  });

  test("of Kubernetes itself needs its own group", () => {
    const controller = THING.replace("example.com/v1", "v1").replace("Thing", "ReplicationController");
    expect(workloadsOf(controller)).toEqual({ web: { app: "web" } });
    expect(objectsOf(controller)).toHaveLength(1);
  });
});

test("a static pod stays a Pod (KS-22)", () => {
  const pod = (kind: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: etcd-node, ownerReferences: [{kind: ${kind}, name: node, controller: true}]}\nspec: {}\n`;
  expect(objectsOf(pod("Node"))[0]).not.toHaveProperty("owner");
  expect(objectsOf(pod("DaemonSet"))[0]).toHaveProperty("owner");
});

describe("items of a typed list", () => {
  const LIST = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicyList
items:
- metadata: {name: a}
  spec: {podSelector: {}}
- kind: Namespace
  metadata: {name: b}
  spec: {podSelector: {}}
`;
  test("take kind and version from the list, also where they lack but one", () => {
    const objects = objectsOf(LIST);
    expect(objects.map((it) => it.type)).toEqual(["policy", "policy"]);
    expect(objects.flatMap((it) => it.problems)).toEqual([]);
  });

  test("of a list of any kind have to say both", () => {
    expect(objectsOf(LIST.replace("NetworkPolicyList", "List").replace("networking.k8s.io/v1", "v1"))).toMatchObject([
      { type: "namespace" },
    ]);
  });
});
