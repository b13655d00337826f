/** The structural check: what it records about unknown fields, nulls, duplicates and merged objects. */

import { describe, expect, it } from "vitest";
import { NETWORK_POLICY } from "./kubernetes/schema.js";
import type { ShapeProblem } from "../model/shape-problem.js";
import { locate } from "../syntax/locate.js";
import { parseDocumentText } from "../syntax/parse.js";
import { rootOf } from "../syntax/yaml-document.js";
import { decodeNetworkPolicy } from "./kubernetes/decode.js";
import { type WalkOptions, walkSchema } from "../schema/walk.js";

function walked(text: string, nullItems: WalkOptions["nullItems"] = "zero-value") {
  const document = { id: 1, ...parseDocumentText(text) };
  const root = rootOf(document);
  if (root === undefined) throw new Error("the text holds nothing");
  const { problems } = walkSchema(root, NETWORK_POLICY, {
    kind: "NetworkPolicy",
    system: "kubernetes",
    title: "Kubernetes",
    nullItems,
  });
  const textAt = ({ at }: ShapeProblem) => {
    const { start, end } = locate(document, at);
    return { text: text.slice(start, end), line: text.slice(0, start).split("\n").length };
  };
  return { problems, textAt };
}

const HEAD = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n";

describe("an unknown field", () => {
  it("knows the nearest object around it that has such a field and lacks it", () => {
    const { problems } = walked(
      `${HEAD}spec:\n  ingress:\n    - ports:\n        - port: 80\n          from: [{podSelector: {}}]\n`,
    );
    expect(problems).toMatchObject([{ type: "unknown-field", field: "from", place: { path: "spec.ingress" } }]);
  });

  it("knows the only object below it that has such a field and lacks it", () => {
    const { problems } = walked(
      `${HEAD}spec:\n  ingress:\n    - from:\n        - ipBlock: {cidr: 10.0.0.0/8}\n          except: [10.1.0.0/16]\n`,
    );
    expect(problems).toMatchObject([{ field: "except", place: { path: "spec.ingress.from.ipBlock" } }]);
  });

  it("has no place where the field is there already, where several could take it, or where its type does not fit", () => {
    const there = `${HEAD}spec:\n  ingress:\n    - from: []\n      ports: [{port: 80, from: []}]\n`;
    const several = `${HEAD}spec:\n  ingress: [{}]\n  egress: [{}]\n  ports: [{port: 80}]\n`;
    const type = `${HEAD}spec:\n  ingress:\n    - ports: [{port: 80, from: all}]\n`;
    for (const text of [there, several, type]) {
      const { problems } = walked(text);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ type: "unknown-field" });
      expect(problems[0]).not.toHaveProperty("place");
    }
  });

  it("says which known fields would take its value", () => {
    const { problems } = walked(`${HEAD}spec:\n  ingress:\n    - port: 80\n    - prots: []\n`);
    expect(problems).toMatchObject([
      { field: "port", nearest: "ports", fitting: [] },
      { field: "prots", nearest: "ports", fitting: ["from", "ports"] },
    ]);
  });

  it("is no directive of a patch", () => {
    expect(walked(`${HEAD}spec:\n  $patch: replace\n  podSelector: {}\n`).problems).toEqual([]);
    const peers = `${HEAD}spec:\n  podSelector: {}\n  ingress: [{from: [{podSelector: {}}, {$patch: replace}]}]\n`;
    const root = rootOf({ id: 1, ...parseDocumentText(peers) });
    const version = { major: 1, minor: 36 };
    if (root === undefined) throw new Error("the text holds nothing");
    expect(decodeNetworkPolicy(root, { versions: { kubernetes: version, cilium: version } }).problems).toEqual([]);
  });
});

describe("a null", () => {
  it("is shown at the hyphen of its item", () => {
    const { problems, textAt } = walked(`${HEAD}spec:\n  ingress:\n    -\n  egress:\n    -   \n    - {}\n`);
    expect(problems).toMatchObject([
      { type: "null-value", where: "item", field: "ingress", readAs: "zero-value" },
      { type: "null-value", where: "item", field: "egress", readAs: "zero-value" },
    ]);
    expect(problems.map(textAt)).toEqual([
      { text: "-", line: 6 },
      { text: "-", line: 8 },
    ]);
  });

  it("in a list of a custom resource is refused", () => {
    const { problems } = walked(`${HEAD}spec:\n  ingress: [~]\n`, "refused");
    expect(problems).toMatchObject([{ readAs: "refused", refusedBy: "api-server" }]);
  });

  it("in a list is refused where what it stands for lacks something", () => {
    const policyTypes = `${HEAD}spec:\n  policyTypes: [~]\n`;
    const expressions = `${HEAD}spec:\n  podSelector: {matchExpressions: [~]}\n`;
    for (const text of [policyTypes, expressions]) {
      expect(walked(text).problems).toMatchObject([{ where: "item", readAs: "refused", refusedBy: "api-server" }]);
    }
    const values = `${HEAD}spec:\n  podSelector: {matchExpressions: [{key: a, operator: In, values: [~]}]}\n`;
    expect(walked(values).problems).toMatchObject([{ where: "item", readAs: "zero-value" }]);
  });

  it("in a map of texts is the empty text, or no entry at all", () => {
    const text = `${HEAD}spec:\n  podSelector:\n    matchLabels: {app: , tier: web}\n`;
    expect(walked(text).problems).toMatchObject([{ where: "entry", field: "app", readAs: "zero-value" }]);
    expect(walked(text, "refused").problems).toMatchObject([{ where: "entry", field: "app", readAs: "missing" }]);
  });

  it("in the place of a field is the same as no field, and of a required one a gap", () => {
    const { problems } = walked(
      `${HEAD}spec:\n  ingress:\n    - from:\n        - ipBlock:\n            cidr:\n      ports:\n`,
    );
    expect(problems.map(({ type, path }) => `${type} ${path}`)).toEqual([
      "missing-field spec.ingress.from.ipBlock.cidr",
      "null-value spec.ingress.ports",
    ]);
  });
});

describe("a duplicate key", () => {
  it("is known to begin what was meant as the next item", () => {
    const { problems } = walked(
      `${HEAD}spec:\n  ingress:\n    - from: []\n      ports: []\n      from: []\n      ports: []\n`,
    );
    expect(problems).toMatchObject([
      { type: "duplicate-key", key: "from", startsItem: true },
      { type: "duplicate-key", key: "ports", startsItem: false },
    ]);
  });

  it("that merges another object into this one hides the other's fields", () => {
    const ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: b}\nspec:\n  rules: []\n";
    const policy = `${HEAD}spec:\n  podSelector: {}\n`;
    for (const text of [policy + ingress, ingress + policy]) {
      const { problems } = walked(text);
      expect(problems.map(({ type }) => type)).toEqual([
        "duplicate-key",
        "duplicate-key",
        "duplicate-key",
        "duplicate-key",
      ]);
    }
  });
});
