/** What is said of a file between an edit and the run over all documents that it asks for. */

import { expect, test } from "vitest";
import { type Change, Workspace } from "../ide/index.js";
import { type Convert, Findings, type Report } from "./findings.js";

const FILE = "a.yaml";

/** Blocks DNS, which only all policies together tell, and has a field that its own document tells to be none. */
const policy = (comment: string): string => `${comment}apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{ports: [{port: 443}]}]
  ingres: []
`;

const put = (text: string): Change => ({ type: "put", file: { id: FILE, path: FILE, text } });
const convert: Convert = ({ rule, start, end }) => ({ message: rule, range: { start, end } });
const told = ({ items }: Report): string[] => items.map((it) => `${it.message} ${it.range.start.line}`);

test("each finding is said once, at its place after the edit", async () => {
  const failures: string[] = [];
  const workspace = new Workspace({ log: (it) => failures.push(it), now: () => 0 });
  const findings = new Findings(workspace);
  workspace.apply([put(policy(""))]);
  expect(await findings.update(convert, () => false)).toBe(true);
  expect(told(findings.complete(FILE, convert))).toEqual(["egress-blocks-dns 6", "unknown-field 7"]);
  workspace.apply([put(policy("# one line more\n"))]);
  expect(findings.isCurrent).toBe(false);
  expect(told(findings.interim(FILE, convert))).toEqual(["egress-blocks-dns 7", "unknown-field 8"]);
  expect(failures).toEqual([]);
});
