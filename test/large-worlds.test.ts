/** Hovers in worlds of thousands of workloads: whatever is left out is said, and what is said counts all of them. */

import { expect, it } from "vitest";
import type { Files } from "./kit/analyse.js";
import { workspaceOf } from "./kit/analyse.js";

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: last}}}]
      ports: [{port: 5432}]
    - from: [{podSelector: {matchLabels: {app: many}}}]
      ports: [{port: 80}]
`;

const pod = (name: string, app: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${app}}}\nspec: {containers: [{name: main}]}\n`;
const times = (count: number, one: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => one(at)).join("---\n");

/** Lines of the hover on the policy's kind. */
function hoverOn(files: Files): readonly string[] {
  const hover = workspaceOf(files).hover("policy.yaml", POLICY.indexOf("NetworkPolicy"));
  return (hover?.blocks ?? []).flatMap((it) => (it.type === "list" ? it.items : []));
}

it("counts every peer, however many there are and wherever they are written", () => {
  const pods = `${pod("db", "db")}---\n${times(3_500, (at) => pod(`many-${at}`, "many"))}---\n${pod("last", "last")}`;
  expect(
    hoverOn(
      new Map([
        ["pods.yaml", pods],
        ["policy.yaml", POLICY],
      ]),
    ),
  ).toEqual([
    expect.stringMatching(/^from `app=many` pods in `shop` \(matches \[`many-0`\].* and 3497 more\): TCP 80/),
    expect.stringMatching(/^from `app=last` pods in `shop` \(matches \[`last`\].*\): TCP 5432/),
  ]);
});

it("says how many workloads it has not compared", () => {
  const pods = `${times(60, (at) => pod(`db-${at}`, "db"))}---\n${pod("last", "last")}---\n${pod("many", "many")}`;
  expect(
    hoverOn(
      new Map([
        ["pods.yaml", pods],
        ["policy.yaml", POLICY],
      ]),
    ),
  ).toEqual([
    expect.stringMatching(/^from `app=last` pods/),
    expect.stringMatching(/^from `app=many` pods/),
    "10 more workloads were not compared; hover them",
  ]);
});

it("compares no further workloads once they have very many groups of peers", () => {
  const count = 1_100;
  const rule = (app: string, port: number): string =>
    `    - from: [{podSelector: {matchLabels: {app: ${app}}}}]\n      ports: [{port: ${port}}]\n`;
  const head = POLICY.slice(0, POLICY.indexOf("    - from"));
  const rules = Array.from({ length: count }, (_, at) => rule(`peer-${at}`, 1_000 + at));
  const pods = [
    times(3, (at) => pod(`db-${at}`, "db")),
    times(count, (at) => pod(`peer-${at}`, `peer-${at}`)),
    pod("last", "last"),
  ];
  const lines = hoverOn(
    new Map([
      ["pods.yaml", pods.join("---\n")],
      ["policy.yaml", head + rules.join("")],
      ["other.yaml", head.replace("name: db", "name: other") + rule("last", 80)],
    ]),
  );
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^from \[`last` .*: TCP 80, by \[`other` /),
    "2 more workloads were not compared; hover them",
  ]);
});
