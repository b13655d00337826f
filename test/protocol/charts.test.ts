/** Charts are rendered where the client says that the user trusts the workspace, and nowhere else. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chartIn, fakeHelm, type FakeHelm, PRINTS } from "../kit/helm.js";
import { BARE } from "./clients.js";
import { Editor } from "./editor.js";

let editor: Editor;
let folder: string;
let helm: FakeHelm;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "netpol-charts-"));
  helm = fakeHelm(folder, PRINTS);
});

afterEach(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true, force: true });
});

const POLICY = "shop/templates/policy.yaml";

function options(trusted: boolean): Readonly<Record<string, unknown>> {
  return { status: true, trusted, netpol: { helm: "render", helmPath: helm.program } };
}

test("in a trusted workspace what a chart comes to counts, and again after an edit", async () => {
  editor = await Editor.start({ capabilities: BARE, files: chartIn("shop"), initializationOptions: options(true) });
  await editor.until("the chart's policy", () =>
    editor.received.find((it) => it.method === "netpol/status" && JSON.stringify(it.params).includes('"policies":1')),
  );
  expect(helm.runs()).toHaveLength(1);
  editor.open(POLICY);
  editor.type(POLICY, "policyTypes: [Ingress]", "policyTypes: [Ingress] # edited");
  await expect.poll(() => helm.runs().length, { timeout: 20_000 }).toBeGreaterThan(1);
});

test("in any other one nothing is run, and that is said", async () => {
  editor = await Editor.start({ capabilities: BARE, files: chartIn("shop"), initializationOptions: options(false) });
  await editor.until("the notice", () =>
    editor.received.find((it) => JSON.stringify(it.params).includes("the workspace is not trusted")),
  );
  expect(helm.runs()).toEqual([]);
});
