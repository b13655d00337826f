/** The policy that `npm run code` opens. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findPolicy } from "../scripts/find-policy.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "netpol-find-"));
});

afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

it("finds a policy by what it is, in whatever file, the nearest to the root first", () => {
  put("a/deep/x.yaml", "kind: NetworkPolicy\n");
  put("app.yaml", "kind: Deployment\nspec: {kind: NetworkPolicy}\n");
  put("b/all.yml", "kind: Service\n---\nkind: CiliumNetworkPolicy\n");
  expect(findPolicy(root)).toBe(join(root, "b/all.yml"));
});

it("looks into no hidden folder and no package, and finds nothing where nothing is", () => {
  put(".git/x.yaml", "kind: NetworkPolicy\n");
  put("node_modules/y/x.yaml", "kind: NetworkPolicy\n");
  expect(findPolicy(root)).toBeUndefined();
});
