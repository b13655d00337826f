/** The picture of a namespace with many workloads: names are whole, nothing is written over something else, and a legend says the rest. */

import { expect, it } from "vitest";
import { drawNamespace, namespaceLegend } from "../server/src/ide/index.js";
import { workspaceOf } from "./kit/analyse.js";
import { networkPolicy } from "./kit/manifests.js";

const LONG = "recommendation-feature-store-synchronizer";
const NAMES = [
  LONG,
  ...Array.from({ length: 39 }, (_, at) => (at % 4 === 0 ? `orders-event-publisher-${at}` : `app-${at}`)),
];

/** Each calls three others, whose ports have one to four digits; the last one calls a workload that does not let it in. */
const FILES = new Map([
  ["workloads.yaml", NAMES.map(workload).join("---\n")],
  [
    "policies.yaml",
    [
      networkPolicy("deny", "{podSelector: {}, policyTypes: [Ingress]}"),
      ...NAMES.map((name, at) =>
        networkPolicy(name, `{podSelector: {matchLabels: {app: ${name}}}, ingress: [${rules(at)}]}`),
      ),
      networkPolicy(
        "out",
        `{podSelector: {matchLabels: {app: app-38}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: ${LONG}}}}]}]}`,
      ),
    ].join("---\n"),
  ],
]);

function workload(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec: {selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}}}
`;
}

function rules(at: number): string {
  const callers = [at + 1, at * 3 + 2, at * 7 + 5].map((it) => NAMES[it % NAMES.length] ?? "");
  return callers
    .map((it, port) => `{from: [{podSelector: {matchLabels: {app: ${it}}}}], ports: [{port: ${8 * 10 ** (port % 4)}}]}`)
    .join(", ");
}

const workspace = workspaceOf(FILES);
const [scope = ""] = workspace.scopeNames;
const graph = workspace.graph(scope, "shop")?.unfolded;
if (graph === undefined) throw new Error("no graph");
const svg = drawNamespace(graph, false);

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const boxes = [
  ...svg.matchAll(
    /class="vertex[^>]*translate\(([-\d.]+) ([-\d.]+)\)[\s\S]*?class="box" width="([-\d.]+)" height="([-\d.]+)"/g,
  ),
].map(rectangle);
const labels = [
  ...svg.matchAll(/class="ground" x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"/g),
].map(rectangle);

function rectangle([, ...parts]: RegExpMatchArray): Rectangle {
  const [x = 0, y = 0, width = 0, height = 0] = parts.map(Number);
  return { x, y, width, height };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

it("writes ports over no other ports and over no box", () => {
  expect(boxes.length).toBeGreaterThan(30);
  expect(labels.length).toBeGreaterThan(60);
  for (const [at, label] of labels.entries()) {
    for (const other of [...labels.slice(at + 1), ...boxes])
      expect(overlap(label, other), JSON.stringify([label, other])).toBe(false);
  }
});

it("draws no box over another", () => {
  for (const [at, box] of boxes.entries())
    for (const other of boxes.slice(at + 1)) expect(overlap(box, other), JSON.stringify([box, other])).toBe(false);
});

it("writes a long name whole, in lines", () => {
  const [, text = ""] =
    /<text class="name"[^>]*>((?:(?!<\/text>)[\s\S])*synchronizer(?:(?!<\/text>)[\s\S])*)<\/text>/.exec(svg) ?? [];
  const lines = [...text.matchAll(/<tspan[^>]*>([^<]*)<\/tspan>/g)].map(([, line]) => line);
  expect(lines).toEqual(["recommendation-", "feature-store-", "synchronizer"]);
});

it("parts the words of two lines, and no word that is broken", () => {
  const texts = [...svg.matchAll(/<text class="(?:name|below)"[^>]*>(.*?)<\/text>/g)].map(([, it = ""]) =>
    it.replaceAll(/<[^>]*>/g, ""),
  );
  expect(texts).toContain(LONG);
  expect(texts).toContain("Deployment ingress restricted");
});

it("says in a legend what its lines and marks mean, and nothing of what it does not have", () => {
  expect(
    namespaceLegend(graph)
      .match(/<li>.*?<\/li>/g)
      ?.map((it) => it.replaceAll(/<[^>]*>/g, "")),
  ).toEqual([
    "allowed by policies",
    "no policy restricts it",
    "allowed on one side only, so denied",
    "left: ingress restricted, right: egress restricted",
  ]);
});
