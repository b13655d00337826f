/** A system that is not there: its record alone has its policies decoded, read, compiled, checked, answered about and explained. */

import { expect, it, vi } from "vitest";
import { renderText } from "../server/src/ide/index.js";
import { clusterYaml } from "./kit/cluster.js";
import { workspaceOf } from "./kit/analyse.js";

vi.mock("../server/src/systems/registry.js", async (original) => {
  const [{ SYSTEMS }, { TOY }] = await Promise.all([
    original<typeof import("../server/src/systems/registry.js")>(),
    import("./kit/toy-system.js"),
  ]);
  return { SYSTEMS: [TOY, ...SYSTEMS] };
});

const POLICY = `apiVersion: toy.example.com/v1
kind: ToyPolicy
metadata: {name: db, namespace: shop}
spec:
  pods:
    matchLabels: {app: db}
  rules:
  - from: {matchLabels: {app: web}}
    port: 5432
`;
const CLUSTER = clusterYaml(`
shop
  web  app=web
  api  app=api
  db   app=db
`);

const workspace = workspaceOf(
  new Map([
    ["cluster.yaml", CLUSTER],
    ["policy.yaml", POLICY],
  ]),
);

function hoverOn(text: string): string {
  const hover = workspace.hover("policy.yaml", POLICY.indexOf(text));
  return hover === undefined ? "" : renderText(hover.blocks);
}

it("is counted", () => {
  expect(workspace.contents().policies).toBe(1);
});

it("is answered about", () => {
  const [scope = ""] = workspace.scopeNames;
  const ask = (from: string, port: number) => workspace.can(scope, { from, to: "shop/db", protocol: "TCP", port });
  expect(ask("shop/web", 5432)).toMatchObject({
    answer: {
      verdict: "allowed",
      ingress: {
        isolatedBy: [{ policy: "shop/ToyPolicy/db", line: 6 }],
        decidedBy: [{ policy: "shop/ToyPolicy/db", line: 7 }],
      },
    },
  });
  expect(ask("shop/web", 80)).toMatchObject({ answer: { verdict: "denied" } });
  expect(ask("shop/api", 5432)).toMatchObject({ answer: { verdict: "denied" } });
  const flows = workspace.flows().flows.filter((it) => it.to === "shop/Deployment/db");
  expect(flows).toMatchObject([{ from: "shop/Deployment/web", allowed: { TCP: [[5432, 5432]] } }]);
});

it("is explained in hovers, whole and in its parts", () => {
  expect(hoverOn("db, namespace")).toBe(
    [
      "ToyPolicy shop/db",
      "Selects db (Deployment). Restricts ingress.",
      "Allowed in by this policy",
      "  - from app=web pods in shop (matches web): TCP 5432 (policy.yaml:8)",
    ].join("\n\n"),
  );
  expect(hoverOn("matchLabels: {app: web}")).toContain("app=web pods in shop.\n\nMatches now: web (Deployment).");
  expect(hoverOn("5432")).toBe("Allows TCP 5432 from app=web pods in shop.\n\nMatches now: web (Deployment).");
  expect(hoverOn("port:")).toContain("port: The TCP port that they may connect to.\n\n  - Omitted: every TCP port");
});

it("is checked by the rules that are about any policy", () => {
  const text = `apiVersion: toy.example.com/v1
kind: ToyPolcy
metadata: {name: a, namespace: shop}
spec:
  pods:
    matchLabels: {app: dbb}
  rules:
  - from: {matchLabels: {app: web}}
    prt: 5432
---
apiVersion: toy.example.com/v2
kind: ToyPolicy
metadata: {name: b, namespace: shop}
spec:
  pods:
    matchLabels: {app: db}
  rules:
  - from: {matchLabels: {app: web}}
    port: "80"
---
${POLICY}`;
  const checked = workspaceOf(
    new Map([
      ["cluster.yaml", CLUSTER],
      ["policy.yaml", text],
    ]),
  );
  expect(checked.diagnostics("policy.yaml").map(({ code, start }) => [code, start.line])).toEqual([
    ["NP1007", 1],
    ["NP1107", 5],
    ["NP1002", 8],
    ["NP1007", 10],
    ["NP1003", 18],
  ]);
});

it("may have a kind of another system's name: the group tells them apart, and ids say it", () => {
  const toy = POLICY.replace("ToyPolicy", "NetworkPolicy");
  const own =
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: db, namespace: shop}\nspec: {podSelector: {}}\n";
  const text = `${toy}---\n${own}---\n${own.replace(/.*\n/, "")}`;
  const both = workspaceOf(
    new Map([
      ["cluster.yaml", CLUSTER],
      ["policy.yaml", text],
    ]),
  );
  const { flows } = both.flows();
  const to = flows.find((it) => it.from === "shop/Deployment/web" && it.to === "shop/Deployment/db");
  expect(to?.because.map((it) => it.policy)).toEqual(["shop/NetworkPolicy.toy.example.com/db"]);
  const [scope = ""] = both.scopeNames;
  const denied = both.can(scope, { from: "shop/db", to: "shop/web", protocol: "TCP", port: 80 });
  expect(denied).toMatchObject({ answer: { ingress: { isolatedBy: [{ policy: "shop/NetworkPolicy/db" }] } } });
  const hover = both.hover("policy.yaml", text.indexOf("pods:"));
  expect(renderText(hover?.blocks ?? [])).toContain("pods: The pods that are protected.");
  // A slip in the group changes nothing about that.
  for (const policy of [toy.replace("example", "exmple"), own.replace("networking", "networkin")]) {
    const field = workspaceOf(new Map([["policy.yaml", policy]])).hover(
      "policy.yaml",
      policy.search(/pods:|podSelector:/),
    );
    expect(renderText(field?.blocks ?? [])).toMatch(
      /^(pods: The pods that are protected|podSelector: The pods that the policy selects)/m,
    );
  }
  // Without a group it is the built-in one, and so the second of that name.
  expect(both.diagnostics("policy.yaml").map(({ code, start }) => [code, start.line])).toEqual([
    ["NP1006", 15],
    ["NP1601", 16],
  ]);
});

it("lends what it cannot write itself from the API that every cluster has", () => {
  const at = POLICY.indexOf("ToyPolicy");
  const deny = workspace
    .codeActions("policy.yaml", { start: at, end: at })
    .find((it) => it.id.includes("default-deny:"));
  const edit = deny === undefined ? undefined : workspace.resolve("policy.yaml", deny.id);
  expect(edit?.edits.get("policy.yaml")?.[0]?.newText).toContain("kind: NetworkPolicy\n");
});

it("has its own words for what is wrong, and leaves the other system's kind of that name its own", () => {
  const toy = POLICY.replace("ToyPolicy", "NetworkPolicy").replace("  rules:", "  ingressDeny: []\n  rules:");
  const own = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  ingressDeny: []
  ingress: [{from: [{}], ports: }]
`;
  const checked = workspaceOf(
    new Map([
      ["cluster.yaml", CLUSTER],
      ["toy.yaml", toy],
      ["own.yaml", own],
    ]),
  );
  const said = (file: string) => checked.diagnostics(file).map(({ message }) => message);
  expect(said("toy.yaml")).toEqual(["Unknown field `ingressDeny` in `spec`: it is dropped, or the policy is rejected"]);
  expect(said("own.yaml")).toEqual([
    "Unknown field `ingressDeny` in `spec`: NetworkPolicy has no deny rules",
    "This item of `from` has no peer: the API server rejects the policy",
    "`ports` is null: all ports are allowed",
  ]);
});

it("has its lists of rules found under the keys that it gives them, denials among them", () => {
  const rule = "  - from: {matchLabels: {app: web}}\n    port: 5432\n";
  const named = (name: string, rules: string) =>
    workspaceOf(
      new Map([
        ["cluster.yaml", CLUSTER],
        ["policy.yaml", POLICY.replace("name: db", `name: ${name}`).replace(`rules:\n${rule}`, `rules:${rules}`)],
      ]),
    );
  const said = (it: ReturnType<typeof workspaceOf>) => it.diagnostics("policy.yaml").map(({ message }) => message);
  expect(said(named("allow-web", `\n${rule}`))).toEqual([]);
  expect(said(named("allow-web", " []"))).toEqual([
    "`allow-web` allows no sources: it restricts ingress and has no rules",
  ]);
  const mixed = named("db", `\n  - {}\n  - from: {matchLabels: {app: web}}\n    deny: true\n`);
  expect(said(mixed)).toEqual([]);
  const [scope = ""] = mixed.scopeNames;
  const ask = (from: string) => mixed.can(scope, { from, to: "shop/db", protocol: "TCP", port: 5432 });
  expect(ask("shop/api")).toMatchObject({ answer: { verdict: "allowed" } });
  expect(ask("shop/web")).toMatchObject({ answer: { verdict: "denied" } });
});
