/** Where in its template what Helm prints is written: the line, or that of what is round it, never a line that it may not be. */

import { describe, expect, test } from "vitest";
import type { Value } from "../kustomize/index.js";
import { lineDocument } from "./line-document.js";
import { objectsIn } from "./read-output.js";

/** The lines of the template, from 1, where what lies under the keys of the only object is said to be written. */
function lineOf(template: string, output: string, ...keys: readonly (string | number)[]): number {
  const lines = lineDocument(template, 7);
  const [object] = objectsIn(`---\n# Source: web/templates/p.yaml\n${output}`, () => lines);
  let value: Value | undefined = object;
  for (const key of keys) {
    if (typeof key === "number") value = value?.kind === "list" ? value.items[key] : undefined;
    else value = value?.kind === "map" ? value.get(key) : undefined;
  }
  expect(value, keys.join(".")).toBeDefined();
  expect(value?.at.document.id).toBe(7);
  return value?.at.place ?? -1;
}

const HEAD = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n";

describe("a line of the output", () => {
  test("is written where the template has the only line like it", () => {
    const template = `${HEAD}  podSelector:\n    matchLabels: {app: web}\n  policyTypes: [Ingress]\n`;
    expect(lineOf(template, template, "kind")).toBe(2);
    expect(lineOf(template, template, "spec", "podSelector", "matchLabels", "app")).toBe(7);
    expect(lineOf(template, template, "spec", "policyTypes", 0)).toBe(8);
  });

  test("is written by a line with actions whose literal text it has", () => {
    const template = `${HEAD}  podSelector:\n    matchLabels:\n      app: {{ .Release.Name }}-web\n      tier: "{{ .Values.tier }}"\n`;
    const output = `${HEAD}  podSelector:\n    matchLabels:\n      app: shop-web\n      tier: "front"\n`;
    expect(lineOf(template, output, "spec", "podSelector", "matchLabels", "app")).toBe(8);
    expect(lineOf(template, output, "spec", "podSelector", "matchLabels", "tier")).toBe(9);
  });

  test("that an action writes is said to be where the action's parent is", () => {
    const template = `${HEAD}  podSelector:\n    matchLabels:\n      {{- include "labels" . | nindent 6 }}\n`;
    const output = `${HEAD}  podSelector:\n    matchLabels:\n      app: web\n`;
    expect(lineOf(template, output, "spec", "podSelector", "matchLabels", "app")).toBe(7);
  });

  test("is told apart from one that looks the same elsewhere", () => {
    const template = `${HEAD}  ingress:\n    - from:\n        - podSelector: {}\n  egress:\n    - to:\n        - podSelector: {}\n`;
    expect(lineOf(template, template, "spec", "ingress", 0, "from", 0)).toBe(8);
    expect(lineOf(template, template, "spec", "egress", 0, "to", 0, "podSelector")).toBe(11);
  });

  test("of items that are all literal is told by their order", () => {
    const template = `${HEAD}  ingress:\n    - ports:\n        - port: 80\n    - ports:\n        - port: 80\n`;
    expect(lineOf(template, template, "spec", "ingress", 1, "ports", 0, "port")).toBe(10);
  });

  test("of a loop is written by the loop's line each time", () => {
    const template = `${HEAD}  ingress:\n    - ports:\n        {{- range .Values.ports }}\n        - port: {{ . }}\n        {{- end }}\n`;
    const output = `${HEAD}  ingress:\n    - ports:\n        - port: 80\n        - port: 443\n`;
    expect(lineOf(template, output, "spec", "ingress", 0, "ports", 0, "port")).toBe(9);
    expect(lineOf(template, output, "spec", "ingress", 0, "ports", 1, "port")).toBe(9);
  });

  test("that one of two branches has written is said to be where their parent is", () => {
    const template = `${HEAD}  podSelector:\n    matchLabels:\n      {{- if .Values.a }}\n      app: {{ .Values.b }}\n      {{- else }}\n      app: {{ .Values.c }}\n      {{- end }}\n`;
    const output = `${HEAD}  podSelector:\n    matchLabels:\n      app: web\n`;
    expect(lineOf(template, output, "spec", "podSelector", "matchLabels", "app")).toBe(7);
  });

  test("that an action may have written in the place of a conditional line is not said to be that line", () => {
    const template = `${HEAD}  {{- if .Values.strict }}\n  policyTypes: [Ingress]\n  {{- end }}\n  {{- toYaml .Values.spec | nindent 2 }}\n`;
    const output = `${HEAD}  policyTypes: [Ingress]\n`;
    expect(lineOf(template, output, "spec", "policyTypes")).toBe(5);
  });

  test("with the name of a field inside another is not taken for it", () => {
    const template = `kind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n`;
    expect(lineOf(template, template, "metadata", "name")).toBe(3);
    expect(lineOf(template, template, "spec", "template", "spec", "containers", 0, "name")).toBe(8);
  });

  test("of an object of which the file makes several is told by what only it says, else the head stands for it", () => {
    const two = (name: string): string => `kind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports: []\n`;
    const template = `${two("a")}---\n${two("b")}`;
    expect(lineOf(template, two("b"), "metadata", "name")).toBe(9);
    expect(lineOf(template, two("b"), "spec")).toBe(0);
  });
});

describe("the output", () => {
  test("is taken apart into objects, those of lists too", () => {
    const lines = lineDocument("", 7);
    const output =
      "---\n# Source: a/templates/x.yaml\nkind: List\nitems:\n- kind: A\n- kind: B\n---\n# Source: a/NOTES\n\n";
    expect(objectsIn(output, () => lines).map((it) => it.get("kind"))).toMatchObject([{ text: "A" }, { text: "B" }]);
  });

  test("asks for templates by their path in the chart", () => {
    const lines = lineDocument("", 7);
    const asked: string[] = [];
    objectsIn("---\n# Source: a/charts/b/templates/x.yaml\nkind: A\n", (path) => {
      asked.push(path);
      return lines;
    });
    expect(asked).toEqual(["charts/b/templates/x.yaml"]);
  });

  test("of any size takes time that grows with it and no faster", () => {
    const many = Array.from({ length: 4_000 }, (_, at) => `    - port: ${at % 7}`).join("\n");
    const template = `kind: A\nspec:\n  a:\n    {{- range .x }}\n    - port: {{ . }}\n    {{- end }}\n${many}\n${"{{".repeat(50_000)}`;
    const start = performance.now();
    objectsIn(`kind: A\nspec:\n  a:\n${many}\n`, () => lineDocument(template, 7));
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
