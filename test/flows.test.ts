/** `netpol flows` as its contract has it: ids, ranges, reasons, ends outside, scopes, order, formats, bad input. */

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Flow, FlowList, PartialSettings } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { DEFAULT_DNS } from "../server/src/workspace/settings.js";
import { clusterYaml } from "./kit/cluster.js";
import { ciliumPolicy, networkPolicy } from "./kit/manifests.js";
import { type CliRun, runCli } from "./kit/run-cli.js";
import { endNamed, type WorldSettings, worldOf } from "./kit/worlds.js";

const CLUSTER = `
shop
  web             app=web  ports=http:8080/TCP
  StatefulSet/db  app=db   ports=pg:5432/TCP
ops
  Pod/probe       app=probe
`;

/** Ingress to the database: from web on its named port; from one network on everything. */
const DB = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
      ports:
        - port: pg
    - from:
        - ipBlock: {cidr: 203.0.113.0/24}
`;

function listOf(files: Readonly<Record<string, string>>, settings: PartialSettings = {}): FlowList {
  return workspaceOf(new Map(Object.entries(files)), settings).flows();
}

/** The flows of the cluster above, or another one, under some policies. */
function flowsUnder(policies: string, cluster = CLUSTER): readonly Flow[] {
  return listOf({ "cluster.yaml": clusterYaml(cluster), "policies.yaml": policies }).flows;
}

function row(flows: readonly Flow[], from: string, to: string): Flow | undefined {
  const rows = flows.filter((it) => it.from === from && it.to === to);
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
}

const WEB = "shop/Deployment/web";
const STORE = "shop/StatefulSet/db";
const PROBE = "ops/Pod/probe";
const EVERYTHING = { TCP: [[1, 65535]], UDP: [[1, 65535]], SCTP: [[1, 65535]] };

describe("workloads", () => {
  const workload = (kind: string, name: string, metadata = "", labels = "app: x"): string =>
    kind === "Pod"
      ? `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {${labels}}${metadata}}\nspec: {containers: []}\n`
      : `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}${metadata}}\nspec: {selector: {matchLabels: {${labels}}}, template: {metadata: {labels: {${labels}}}, spec: {containers: []}}}\n`;
  const owned = (reference: string): string => `, ownerReferences: [{${reference}}]`;
  const ids = (...documents: readonly string[]): string[] =>
    listOf({ "a.yaml": documents.join("---\n") }).workloads.map((it) => it.id);

  it("are called namespace/Kind/name, with where they stand and whether they are isolated", async () => {
    const list = listOf({ "deploy/cluster.yaml": clusterYaml(CLUSTER), "policies.yaml": DB });
    expect(list.workloads).toEqual([
      {
        ...{ id: PROBE, namespace: "ops", kind: "Pod", name: "probe", file: "deploy/cluster.yaml" },
        isolated: { ingress: false, egress: false },
      },
      {
        ...{ id: WEB, namespace: "shop", kind: "Deployment", name: "web", file: "deploy/cluster.yaml" },
        isolated: { ingress: false, egress: false },
      },
      {
        ...{ id: STORE, namespace: "shop", kind: "StatefulSet", name: "db", file: "deploy/cluster.yaml" },
        isolated: { ingress: true, egress: false },
      },
    ]);
  });

  it("are in `default` without a namespace", async () => {
    expect(ids(workload("Deployment", "web"))).toEqual(["default/Deployment/web"]);
  });

  it("stand as the controller that owns them, whether or not its manifest is there", async () => {
    expect(ids(workload("Pod", "web-1", owned("kind: ReplicaSet, name: web-5d4, controller: true")))).toEqual([
      "default/ReplicaSet/web-5d4",
    ]);
    expect(
      ids(
        workload("StatefulSet", "db"),
        workload("Pod", "db-0", owned("kind: StatefulSet, name: db")),
        workload("Pod", "db-1", owned("kind: StatefulSet, name: db")),
      ),
    ).toEqual(["default/StatefulSet/db"]);
  });

  it("stand as a Pod when the reference has no kind", async () => {
    expect(ids(workload("Pod", "a-1", owned("name: a")), workload("Pod", "a-2", owned("name: a")))).toEqual([
      "default/Pod/a",
    ]);
  });

  it("on the host's network are listed, and no selector matches them", async () => {
    const cluster = "shop\n  web  app=web\n  DaemonSet/agent  app=agent  hostNetwork\n";
    const list = listOf({
      "cluster.yaml": clusterYaml(cluster),
      "policies.yaml": networkPolicy("web", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"),
    });
    const agent = "shop/DaemonSet/agent";
    expect(list.workloads.find((it) => it.id === agent)).toMatchObject({
      hostNetwork: true,
      isolated: { ingress: false, egress: false },
    });
    expect(list.workloads.find((it) => it.id === WEB)).not.toHaveProperty("hostNetwork");
    expect(row(list.flows, agent, WEB)).toBeUndefined();
    expect(row(list.flows, WEB, agent)?.allowed).toEqual(EVERYTHING);
  });
});

describe("a row", () => {
  it("holds what both ends let through, with the rules that admit it", async () => {
    const egress = networkPolicy(
      "web-egress",
      "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 5000, endPort: 6000}]}, {ports: [{port: 80}]}]}",
    );
    const flows = flowsUnder(`${DB}---\n${egress}`);
    // The rule for port 80 admits nothing of this row, and so it is not a reason for it.
    expect(row(flows, WEB, STORE)).toEqual({
      from: WEB,
      to: STORE,
      allowed: { TCP: [[5432, 5432]] },
      conditional: [],
      because: [
        { direction: "egress", policy: "shop/NetworkPolicy/web-egress", file: "policies.yaml", line: 18 },
        { direction: "ingress", policy: "shop/NetworkPolicy/db", file: "policies.yaml", line: 8 },
      ],
    });
  });

  it("has no reason for a direction in which the end is not isolated", async () => {
    expect(row(flowsUnder(DB), WEB, STORE)?.because.map((it) => it.direction)).toEqual(["ingress"]);
    expect(row(flowsUnder(DB), PROBE, WEB)).toMatchObject({ allowed: EVERYTHING, because: [] });
  });

  it("names every rule that admits some of it, also where one would do", async () => {
    const again = networkPolicy(
      "again",
      "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}",
    );
    const reasons = row(flowsUnder(`${DB}---\n${again}`), WEB, STORE)?.because;
    expect(reasons?.map((it) => it.policy)).toEqual(["shop/NetworkPolicy/again", "shop/NetworkPolicy/db"]);
  });

  it("has sorted ranges that neither touch nor overlap", async () => {
    const ports =
      "[{port: 443}, {port: 80}, {port: 90, endPort: 99}, {port: 81, endPort: 92}, {port: 53, protocol: UDP}]";
    const flows = flowsUnder(networkPolicy("p", `{podSelector: {}, ingress: [{ports: ${ports}}]}`));
    expect(row(flows, PROBE, WEB)?.allowed).toEqual({
      TCP: [
        [80, 99],
        [443, 443],
      ],
      UDP: [[53, 53]],
    });
  });

  it("is left out where nothing passes", async () => {
    const flows = flowsUnder(networkPolicy("lock", "{podSelector: {}}"));
    expect(flows.filter((it) => it.to.startsWith("shop/"))).toEqual([]);
    expect(row(flows, WEB, PROBE)?.allowed).toEqual(EVERYTHING);
  });

  it("from a workload to itself speaks of two pods, and a bare Pod has but one", async () => {
    const flows = flowsUnder(DB);
    expect(row(flows, WEB, WEB)?.allowed).toEqual(EVERYTHING);
    expect(row(flows, STORE, STORE)).toBeUndefined();
    expect(row(flows, PROBE, PROBE)).toBeUndefined();
  });

  it("tells apart what passes only where a deeper match holds, once for each condition", async () => {
    const rule = (port: number): string =>
      `{fromEndpoints: [{matchLabels: {app: web}}], toPorts: [{ports: [{port: "${port}", protocol: TCP}], rules: {http: [{method: GET, path: "/v1/.*"}]}}]}`;
    const spec = `{endpointSelector: {matchLabels: {app: db}}, ingress: [${rule(8080)}, ${rule(8081)}, {fromEndpoints: [{}], toPorts: [{ports: [{port: "9090", protocol: TCP}]}]}]}`;
    const flow = row(flowsUnder(ciliumPolicy("db", spec)), WEB, STORE);
    expect(flow?.allowed).toEqual({ TCP: [[9090, 9090]] });
    expect(flow?.conditional).toEqual([{ protocol: "TCP", ports: [[8080, 8081]], when: "HTTP GET /v1/.*" }]);
    expect(flow?.because).toHaveLength(3);
  });

  it("with conditions alone is in the list", async () => {
    const spec =
      '{endpointSelector: {}, ingress: [{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET}]}}]}]}';
    const flow = row(flowsUnder(ciliumPolicy("all", spec)), PROBE, WEB);
    expect(flow?.allowed).toEqual({});
    expect(flow?.conditional.map((it) => it.when)).toEqual(["HTTP GET"]);
  });
});

describe("ends outside", () => {
  const outside = (flows: readonly Flow[]): string[] =>
    [...new Set(flows.flatMap((it) => [it.from, it.to]))].filter((it) => !it.includes("/") || it.includes(":"));

  it("are the world and the networks that policies name", async () => {
    const flows = flowsUnder(DB);
    expect(outside(flows).sort()).toEqual(["cidr:203.0.113.0/24", "world"]);
    expect(row(flows, "cidr:203.0.113.0/24", STORE)?.allowed).toEqual(EVERYTHING);
    expect(row(flows, "world", STORE)).toBeUndefined();
    expect(row(flows, WEB, "world")?.allowed).toEqual(EVERYTHING);
  });

  it("are no network of which smaller ones leave nothing", () => {
    const from = (cidrs: readonly string[]): string =>
      cidrs.map((it, at) => `{from: [{ipBlock: {cidr: ${it}}}], ports: [{port: ${80 + at}}]}`).join(", ");
    const named = (...cidrs: readonly string[]): string[] =>
      outside(flowsUnder(networkPolicy("db", `{podSelector: {matchLabels: {app: db}}, ingress: [${from(cidrs)}]}`)));
    const halves = ["203.0.113.0/25", "203.0.113.128/25"] as const;
    expect(
      named("203.0.113.0/24", halves[0])
        .filter((it) => it.startsWith("cidr:"))
        .sort(),
    ).toEqual([...["cidr:203.0.113.0/24", "cidr:203.0.113.0/25"]]);
    expect(
      named("203.0.113.0/24", ...halves)
        .filter((it) => it.startsWith("cidr:"))
        .sort(),
    ).toEqual([...["cidr:203.0.113.0/25", "cidr:203.0.113.128/25"]]);
  });

  it("are DNS names, where the subject's look-ups are seen", async () => {
    const lookUps =
      '{toEndpoints: [{matchLabels: {k8s-app: kube-dns, io.kubernetes.pod.namespace: kube-system}}], toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]}';
    const names = '{toFQDNs: [{matchPattern: "*.example.com"}], toPorts: [{ports: [{port: "443", protocol: TCP}]}]}';
    const flows = flowsUnder(
      ciliumPolicy("web", `{endpointSelector: {matchLabels: {app: web}}, egress: [${lookUps}, ${names}]}`),
    );
    expect(row(flows, WEB, "fqdn:*.example.com")).toMatchObject({ allowed: { TCP: [[443, 443]] } });
    expect(row(flows, WEB, "world")).toBeUndefined();
  });

  it("are the entities that policies name, and not all that `cluster` covers", async () => {
    const entities = (list: string): readonly Flow[] =>
      flowsUnder(
        ciliumPolicy("web", `{endpointSelector: {matchLabels: {app: web}}, ingress: [{fromEntities: [${list}]}]}`),
      );
    expect(outside(entities("cluster"))).toEqual(["world"]);
    const named = entities("cluster, kube-apiserver");
    expect(outside(named).sort()).toEqual(["entity:kube-apiserver", "world"]);
    expect(row(named, "entity:kube-apiserver", WEB)?.allowed).toEqual(EVERYTHING);
    expect(row(named, "world", WEB)).toBeUndefined();
  });

  it("address blocks name pods only where the settings say so", async () => {
    const policies = networkPolicy("web", "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}");
    const files = { "cluster.yaml": clusterYaml(CLUSTER), "policies.yaml": policies };
    expect(row(listOf(files).flows, PROBE, WEB)).toBeUndefined();
    expect(row(listOf(files, { podCidrs: ["10.244.0.0/16"] }).flows, PROBE, WEB)?.allowed).toEqual(EVERYTHING);
  });
});

describe("names that DNS ports have", () => {
  const policy = (udp: string, tcp: string): string =>
    networkPolicy(
      "dns",
      `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: ${udp}, protocol: UDP}, {port: ${tcp}}]}]}`,
    );
  const reach = (policies: string, settings: WorldSettings = {}) => {
    const view = worldOf(
      new Map([
        ["cluster.yaml", clusterYaml(CLUSTER)],
        ["policies.yaml", policies],
      ]),
      settings,
    );
    const end = endNamed(view, "shop/web");
    const { udp, tcp } = end.type === "workload" ? view.dns(end.workload) : { udp: false, tcp: false };
    return { udp, tcp };
  };

  it("are known for DNS pods that no manifest has", async () => {
    expect(reach(policy("dns", "dns-tcp"))).toEqual({ udp: true, tcp: true });
    expect(reach(policy("domain", "dns"))).toEqual({ udp: false, tcp: false });
  });

  it("stand for the ports of the settings", async () => {
    const dns = { ...DEFAULT_DNS, ports: [5353] };
    expect(reach(policy("dns", "dns-tcp"), { dns })).toEqual({ udp: true, tcp: true });
    expect(reach(policy("53", "53"), { dns })).toEqual({ udp: false, tcp: false });
  });

  it("are those of the DNS pods where a manifest has them", async () => {
    const cluster = `${clusterYaml(CLUSTER)}---\n${clusterYaml("kube-system\n  coredns  k8s-app=kube-dns  ports=domain:53/UDP,domain-tcp:53/TCP\n")}`;
    const files = { "cluster.yaml": cluster, "policies.yaml": policy("domain", "dns-tcp") };
    expect(row(listOf(files).flows, WEB, "kube-system/Deployment/coredns")?.allowed).toEqual({ UDP: [[53, 53]] });
  });
});

describe("order", () => {
  it("is by `from`, then `to`, whatever the order of files and documents", async () => {
    const cluster = clusterYaml(CLUSTER);
    const back = cluster.split("---\n").reverse().join("---\n");
    const one = listOf({ "a.yaml": cluster, "b.yaml": DB });
    const two = listOf({ "b.yaml": DB, "a.yaml": back });
    expect(two).toEqual(one);
    const keys = one.flows.map((it) => `${it.from} ${it.to}`);
    expect(keys).toEqual([...keys].sort());
    expect(keys.length).toBeGreaterThan(5);
  });
});

describe("the command", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "netpol-flows-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function put(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }
  const netpol = (...args: readonly string[]): Promise<CliRun> => runCli(["flows", ...args], { cwd: folder });
  async function json(
    ...args: readonly string[]
  ): Promise<FlowList & { version: number; notices: { file?: string; message: string }[] }> {
    const { status, stdout, stderr } = await netpol("--format", "json", ...args);
    expect([status, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout);
  }
  const usual = { "deploy/cluster.yaml": clusterYaml(CLUSTER), "deploy/policies.yaml": DB };
  const pairs = (flows: readonly Flow[]): string[] => flows.map((it) => `${it.from} ${it.to}`);

  it("prints the JSON of the contract, the same bytes each time", async () => {
    put(usual);
    const list = await json();
    expect(Object.keys(list)).toEqual(["version", "workloads", "flows", "notices"]);
    expect(list.version).toBe(1);
    expect(list.workloads.map((it) => it.id)).toEqual([PROBE, WEB, STORE]);
    expect(row(list.flows, WEB, STORE)).toEqual({
      ...{ from: WEB, to: STORE, allowed: { TCP: [[5432, 5432]] }, conditional: [] },
      because: [{ direction: "ingress", policy: "shop/NetworkPolicy/db", file: "deploy/policies.yaml", line: 8 }],
    });
    expect((await netpol("--format", "json")).stdout).toBe((await netpol("deploy", "--format", "json")).stdout);
  });

  it("prints text grouped by destination, with reasons when asked", async () => {
    put(usual);
    expect((await netpol("--to", "shop/db", "--why")).stdout).toBe(
      [
        STORE,
        `  from ${WEB}: TCP 5432`,
        "    ingress by shop/NetworkPolicy/db (deploy/policies.yaml:9)",
        "  from cidr:203.0.113.0/24: everything",
        "    ingress by shop/NetworkPolicy/db (deploy/policies.yaml:13)",
        "",
        "2 flows between 3 workloads and outside.",
        "",
      ].join("\n"),
    );
    expect((await netpol("--to", "db")).stdout).not.toContain("ingress by");
  });

  it("shows only what is asked for", async () => {
    put(usual);
    expect(pairs((await json("--from", "web", "--to", "ops/probe")).flows)).toEqual([`${WEB} ${PROBE}`]);
    expect(pairs((await json("--from", STORE, "--to", "world")).flows)).toEqual([`${STORE} world`]);
    const inOps = await json("--namespace", "ops");
    expect(inOps.workloads.map((it) => it.id)).toEqual([PROBE]);
    expect(inOps.flows.every((it) => it.from === PROBE || it.to === PROBE)).toBe(true);
    expect(pairs(inOps.flows)).toContain(`${WEB} ${PROBE}`);
    expect((await json("--from", "cidr:198.51.100.0/24")).flows).toEqual([]);
  });

  it("marks workloads and flows with their scope where there are several", async () => {
    put({
      ".netpol.yaml": "scopes:\n  staging: [staging/**]\n  live: [live/**]\n",
      "staging/all.yaml": clusterYaml(CLUSTER),
      "live/all.yaml": `${clusterYaml(CLUSTER)}---\n${DB}`,
    });
    const both = await json();
    expect(both.workloads.filter((it) => it.id === WEB).map((it) => it.scope)).toEqual(["live", "staging"]);
    expect(both.flows.filter((it) => it.from === PROBE && it.to === STORE).map((it) => it.scope)).toEqual(["staging"]);
    const live = await json("--scope", "live");
    expect(live.flows.some((it) => "scope" in it) || live.workloads.some((it) => "scope" in it)).toBe(false);
    expect(row(live.flows, PROBE, STORE)).toBeUndefined();
    expect((await netpol("--to", "db")).stdout).toContain(`${STORE} [staging]`);
    expect(await netpol("--scope", "test")).toMatchObject({
      ...{ status: 2, stdout: "" },
      stderr: expect.stringContaining("unknown scope test; known:"),
    });
  });

  it("says when there are no policies, or no workloads, and ends with 0", async () => {
    put({ "cluster.yaml": clusterYaml(CLUSTER) });
    expect(await netpol()).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("There are no policies in this workspace"),
    });
    expect((await json()).notices.map((it) => it.message)).toContain(
      "There are no policies in this workspace, so everything can talk to everything",
    );
    put({ "cluster.yaml": DB });
    expect(await netpol()).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("There are no workloads in this workspace"),
    });
    expect(await json()).toMatchObject({ workloads: [], flows: [] });
    put({ "cluster.yaml": "" });
    expect((await netpol()).stdout).toContain("0 flows between 0 workloads and outside.");
  });

  it("says when a namespace has no workload", async () => {
    put(usual);
    expect(await netpol("--namespace", "nowhere")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("There are no workloads in namespace nowhere"),
    });
  });

  it("is a usage error for an end that is not there, with the nearest", async () => {
    put(usual);
    expect(await netpol("--from", "shop/webb")).toMatchObject({
      ...{ status: 2, stdout: "" },
      stderr: "netpol: No workload `shop/webb`; did you mean `shop/Deployment/web`?\n",
    });
    expect((await netpol("--to", "other/db")).stderr).toContain("did you mean `shop/StatefulSet/db`?");
  });

  it("leaves out policies that their system refuses, and the rest is answered", async () => {
    const refused = networkPolicy("refused", "{podSelector: {}, ingress: [{ports: [{port: 70000}]}]}");
    put({ ...usual, "deploy/refused.yaml": refused, "deploy/broken.yaml": "kind: NetworkPolicy\nspec: {\n" });
    const list = await json();
    expect(row(list.flows, PROBE, WEB)?.allowed).toEqual(EVERYTHING);
    expect(row(list.flows, WEB, STORE)?.allowed).toEqual({ TCP: [[5432, 5432]] });
    expect(list.notices).toContainEqual({
      file: "deploy/refused.yaml",
      message: expect.stringMatching(/^shop\/NetworkPolicy\/refused at line \d+ has no effect\. The API server/),
    });
    expect(list.notices.filter((it) => it.file === "deploy/broken.yaml")).toEqual([
      {
        file: "deploy/broken.yaml",
        message: "The document at line 1 is not valid YAML: only what can be read is checked",
      },
    ]);
  });

  it("has notices as `check` has them", async () => {
    put({
      ...usual,
      "deploy/chart/Chart.yaml": "name: x\n",
      "deploy/chart/templates/a.yaml": "kind: {{ .Values.kind }}\n",
    });
    const { notices } = await json();
    const checked = JSON.parse((await runCli(["check", "--format", "json"], { cwd: folder })).stdout);
    expect(notices).toEqual(checked.notices);
    expect(notices.length).toBeGreaterThan(0);
  });

  const conditional = {
    "cluster.yaml": clusterYaml("shop\n  web  app=web\n"),
    "policies.yaml": ciliumPolicy(
      "web",
      '{endpointSelector: {matchLabels: {app: web}}, egress: [{}], ingress: [{fromEntities: [world], toPorts: [{ports: [{port: "80", protocol: TCP}, {port: "443", protocol: TCP}], rules: {http: [{method: "GET", path: "/a,\\"b\\"#c"}]}}]}]}',
    ),
  };

  it("prints CSV that a reader of CSV takes", async () => {
    put(conditional);
    const rows = readCsv((await netpol("--format", "csv")).stdout);
    expect(rows).toEqual([
      ["scope", "from", "to", "protocol", "ports", "condition"],
      ["", "world", WEB, "TCP", "80 443", 'HTTP GET /a,"b"#c'],
    ]);
  });

  it("prints Graphviz text with every name quoted", async () => {
    put(conditional);
    const lines = (await netpol("--format", "dot")).stdout.trimEnd().split("\n");
    const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
    expect(lines.slice(0, 2)).toEqual(["digraph flows {", "  rankdir=LR;"]);
    expect(lines.at(-1)).toBe("}");
    const body = lines.slice(2, -1);
    expect(body).toHaveLength(3);
    for (const it of body) {
      expect(it).toMatch(new RegExp(`^  ${quoted}(?: -> ${quoted} \\[label=${quoted}\\])?;$`));
    }
  });

  it("prints a Mermaid flow chart whose labels end where they should", async () => {
    put(conditional);
    const lines = (await netpol("--format", "mermaid")).stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("flowchart LR");
    const body = lines.slice(1);
    expect(body).toHaveLength(3);
    for (const it of body) expect(it).toMatch(/^ {2}(v\d+\["[^"]*"\]|v\d+ -->\|"[^"]*"\| v\d+)$/);
    expect(body.at(-1)).toContain("TCP 80, 443 if HTTP GET /a,#quot;b#quot;#35;c");
  });

  const BOTH = { "cluster.yaml": clusterYaml(CLUSTER), "policies.yaml": DB };

  it("draws the only namespace as SVG that brings its style, with names as text", async () => {
    put(conditional);
    const { status, stdout } = await netpol("--format", "svg");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [\s\S]*<style>[\s\S]*<\/svg>\n$/);
    expect(stdout).toMatch(/<text class="name"[^>]*>/);
    expect(stdout).toContain("if HTTP GET /a,&quot;b&quot;#c");
    expect(stdout).not.toMatch(/NaN|undefined|<script/);
  });

  it("draws the overview of several namespaces, unless one is asked for", async () => {
    put(BOTH);
    expect((await netpol("--format", "svg")).stdout).toContain('class="cell ');
    expect((await netpol("--format", "svg", "--namespace", "ops")).stdout).toContain('data-vertex="ops/Pod/probe"');
    expect(await netpol("--format", "svg", "--namespace", "none")).toMatchObject({ status: 2, stdout: "" });
    expect(await netpol("--format", "svg", "--from", "shop/web")).toMatchObject({ status: 2, stdout: "" });
  });

  it("writes a page without script or network, whose policy names its style", async () => {
    put(BOTH);
    const { stdout } = await netpol("--format", "html");
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(stdout) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(stdout).toContain(`content="default-src 'none'; style-src 'sha256-${hash}';`);
    expect(stdout.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /<script|https?:|style="|NaN|undefined/,
    );
    for (const name of ["ops", "shop"]) {
      expect(stdout).toContain(`href="#ns-${name}"`);
      expect(stdout).toContain(`<section id="ns-${name}">`);
    }
  });

  it("refuses a format that is not there", async () => {
    expect(await netpol("--format", "xml")).toMatchObject({ status: 2, stdout: "" });
  });
});

/** Rows of comma-separated values as RFC 4180 has them. */
function readCsv(text: string): string[][] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) =>
      [...`${line},`.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*)),/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
}
