/** Who decided, under policies in tiers: `can`, `flows` and hovers, with their JSON, words and exit statuses. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Workspace } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { clusterYaml } from "./kit/cluster.js";
import { networkPolicy } from "./kit/manifests.js";
import { type CliRun, runCli } from "./kit/run-cli.js";

const CLUSTER = `
shop
  Pod/web  app=web
  Pod/db   app=db
`;

/** A rule for one port, or for every port, that stands alone on its line. */
function rule(action: string, port?: number): string {
  const protocols = port === undefined ? "" : `, protocols: [{tcp: {destinationPort: {number: ${port}}}}]`;
  return `    - {name: r, action: ${action}, from: [{namespaces: {}}]${protocols}}\n`;
}

/** The rules begin in line 8, counted from 0. */
function tiered(name: string, tier: "Admin" | "Baseline", priority: number, ...rules: readonly string[]): string {
  return `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: ${name}}
spec:
  tier: ${tier}
  priority: ${priority}
  subject: {namespaces: {}}
  ingress:
${rules.join("")}`;
}

/** Each policy in a file of its name, so that lines count from the policy's first. */
function worldWith(policies: Readonly<Record<string, string>>): Workspace {
  const files = Object.entries(policies).map(([name, text]) => [`${name}.yaml`, text] as const);
  return workspaceOf(new Map([["cluster.yaml", clusterYaml(CLUSTER)], ...files]));
}

function answer(workspace: Workspace, port?: number): Answer {
  const [scope = ""] = workspace.scopeNames;
  const ends = { from: "shop/web", to: "shop/db", protocol: "TCP" } as const;
  const result = workspace.can(scope, { ...ends, ...(port === undefined ? {} : { port }) });
  if (!result.ok) throw new Error(result.message);
  return result.answer;
}

const place = (name: string, line: number) => ({
  policy: `ClusterNetworkPolicy/${name}`,
  file: `${name}.yaml`,
  line,
});

const DENY_ALL = tiered("base", "Baseline", 0, rule("Deny"));
const WORLD = {
  admin: tiered("admin", "Admin", 10, rule("Accept", 80), rule("Pass", 90), rule("Deny", 91)),
  base: DENY_ALL,
};
/** Of port 81 one policy says this, and one of the same priority that. */
const TIED = {
  one: tiered("one", "Admin", 10, rule("Accept", 80), rule("Accept", 81)),
  two: tiered("two", "Admin", 10, rule("Deny", 81)),
  base: DENY_ALL,
};

describe("can", () => {
  const own = worldWith(WORLD);

  it("names a rule of the Admin tier that allows what the Baseline denies, though nothing isolates", () => {
    expect(answer(own, 80)).toMatchObject({
      verdict: "allowed",
      ingress: { verdict: "allowed", isolatedBy: [], decidedBy: [place("admin", 8)] },
    });
    expect(answer(own, 80).ingress).not.toHaveProperty("passedBy");
  });

  it("names what passed the decision on, and what decided after it", () => {
    expect(answer(own, 90).ingress).toMatchObject({
      verdict: "denied",
      isolatedBy: [],
      decidedBy: [place("base", 8)],
      passedBy: [place("admin", 9)],
      // A rule of the Admin tier goes before the one that denies.
      nearest: [{ ...place("admin", 8), failed: [{ condition: "port", message: "port 90: the rule allows TCP 80" }] }],
    });
    const open = networkPolicy("np", "{podSelector: {}, ingress: [{}]}", "shop");
    const np = expect.objectContaining({ policy: "shop/NetworkPolicy/np" }) as object;
    expect(answer(worldWith({ ...WORLD, np: open }), 90).ingress).toMatchObject({
      verdict: "allowed",
      decidedBy: [np],
      passedBy: [place("admin", 9)],
    });
  });

  it("names a denial of the Admin tier, whatever a NetworkPolicy allows", () => {
    const open = networkPolicy("np", "{podSelector: {}, ingress: [{}]}", "shop");
    expect(answer(worldWith({ ...WORLD, np: open }), 91).ingress).toMatchObject({
      verdict: "denied",
      decidedBy: [place("admin", 10)],
    });
  });

  it("names the policies that isolate where no rule of theirs matches", () => {
    const locked = networkPolicy("np", "{podSelector: {}}", "shop");
    const { ingress } = answer(worldWith({ np: locked, admin: WORLD.admin }), 90);
    expect(ingress).toMatchObject({ verdict: "denied", decidedBy: [], passedBy: [place("admin", 9)] });
    expect(ingress.isolatedBy).toMatchObject([{ policy: "shop/NetworkPolicy/np" }]);
  });

  it("without a port names what decides some of the traffic", () => {
    expect(answer(own)).toMatchObject({ verdict: "allowed", ingress: { decidedBy: [place("admin", 8)] } });
    expect(answer(worldWith({ base: DENY_ALL }))).toMatchObject({
      verdict: "denied",
      ingress: { decidedBy: [place("base", 8)] },
    });
  });

  it("is ambiguous where policies of one priority disagree, and names both", () => {
    const tied = worldWith(TIED);
    expect(answer(tied, 81)).toMatchObject({
      verdict: "ambiguous",
      egress: { verdict: "allowed" },
      ingress: { verdict: "ambiguous", decidedBy: [place("one", 9), place("two", 8)] },
    });
    expect(answer(tied, 80).verdict).toBe("allowed");
    expect(answer(tied).verdict).toBe("allowed");
    expect(answer(worldWith({ ...TIED, one: tiered("one", "Admin", 10, rule("Accept", 81)) })).verdict).toBe(
      "ambiguous",
    );
  });
});

describe("flows", () => {
  const row = (policies: Readonly<Record<string, string>>) =>
    worldWith(policies)
      .flows()
      .flows.find((it) => it.from === "shop/Pod/web" && it.to === "shop/Pod/db");

  it("names the Admin tier's rule, and leaves out what is denied below it", () => {
    expect(row(WORLD)).toEqual({
      ...{ from: "shop/Pod/web", to: "shop/Pod/db", allowed: { TCP: [[80, 80]] }, conditional: [] },
      because: [{ direction: "ingress", ...place("admin", 8) }],
    });
  });

  it("has what is ambiguous in a field of its own, with the rules that disagree", () => {
    expect(row(TIED)).toEqual({
      ...{ from: "shop/Pod/web", to: "shop/Pod/db", allowed: { TCP: [[80, 80]] }, conditional: [] },
      because: [{ direction: "ingress", ...place("one", 8) }],
      ambiguous: { TCP: [[81, 81]] },
      disputedBy: [
        { direction: "ingress", ...place("one", 9) },
        { direction: "ingress", ...place("two", 8) },
      ],
    });
  });

  it("has a row where all that may pass is ambiguous", () => {
    const one = tiered("one", "Admin", 10, rule("Accept", 81));
    expect(row({ ...TIED, one })).toMatchObject({ allowed: {}, ambiguous: { TCP: [[81, 81]] }, because: [] });
  });
});

describe("a hover", () => {
  it("says what is ambiguous, by which rules, and which tier's rule allows the rest", () => {
    const workspace = worldWith(TIED);
    const file = "cluster.yaml";
    const text = clusterYaml(CLUSTER);
    const hover = workspace.hover(file, text.indexOf("name: db") + 6);
    const lines = (hover?.blocks ?? []).flatMap((it) => (it.type === "list" ? it.items : []));
    expect(lines.map((it) => it.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"))).toContain(
      "from `web` (Pod): TCP 80; TCP 81 ambiguous: policies of equal priority disagree, by `one` (one.yaml:9), `one` (one.yaml:10), `two` (two.yaml:9)",
    );
  });
});

describe("the command line", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "netpol-tiers-"));
    for (const [name, text] of Object.entries(TIED)) writeFileSync(join(folder, `${name}.yaml`), text);
    writeFileSync(join(folder, "cluster.yaml"), clusterYaml(CLUSTER));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const netpol = (...args: readonly string[]): Promise<CliRun> => runCli(args, { cwd: folder });

  it("ends with 2 for what is ambiguous, and says why", async () => {
    const { status, stdout } = await netpol("can", "shop/web", "shop/db", "--port", "81");
    expect(status).toBe(2);
    expect(stdout.split("\n")).toEqual([
      "shop/Pod/web → shop/Pod/db, TCP 81: ambiguous",
      "  policies of equal priority disagree, and Kubernetes does not define which one applies",
      "  egress: allowed, no policy restricts it",
      "  ingress: ambiguous",
      "    disputed by ClusterNetworkPolicy/one (one.yaml:10)",
      "    disputed by ClusterNetworkPolicy/two (two.yaml:9)",
      "",
    ]);
  });

  it("has the verdict in its JSON", async () => {
    const { status, stdout } = await netpol("can", "shop/web", "shop/db", "--port", "81", "--format", "json");
    expect([status, JSON.parse(stdout)]).toMatchObject([2, { version: 1, verdict: "ambiguous" }]);
  });

  it("lists what is ambiguous as such, in every format", async () => {
    expect((await netpol("flows", "--why")).stdout).toContain(
      "  from shop/Pod/web: TCP 80 · TCP 81 ambiguous\n    ingress by ClusterNetworkPolicy/one (one.yaml:9)\n    ingress disputed by ClusterNetworkPolicy/one (one.yaml:10)\n    ingress disputed by ClusterNetworkPolicy/two (two.yaml:9)\n",
    );
    expect((await netpol("flows", "--format", "csv")).stdout).toContain(
      "\n,shop/Pod/web,shop/Pod/db,TCP,81,ambiguous\n",
    );
    expect((await netpol("flows", "--format", "mermaid")).stdout).toContain("TCP 81 ambiguous");
  });
});
