/** Reports of `check` for CI over whole folders of real manifests: right by the schemas of their formats. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { corpusFolders } from "./kit/folders.js";
import { FAULTS_OF } from "./kit/report-schemas.js";
import { CORPUS } from "./kit/repository.js";
import { runCli } from "./kit/run-cli.js";

const folders = corpusFolders(CORPUS);

let reports = "";

beforeAll(() => {
  reports = mkdtempSync(join(tmpdir(), "netpol-reports-"));
});

afterAll(() => {
  rmSync(reports, { recursive: true, force: true });
});

describe.skipIf(CORPUS === undefined)("the corpus", () => {
  it.each(folders)("%s", { timeout: 120_000 }, async (name) => {
    const formats = Object.entries(FAULTS_OF);
    const outputs = formats.flatMap(([format]) => ["--format", format, "--output", join(reports, format)]);
    const { status, stderr } = await runCli(["check", ...outputs, "."], { cwd: join(CORPUS ?? "", name) });
    expect([stderr, status === 0 || status === 1]).toEqual(["", true]);
    for (const [format, faultsOf] of formats) {
      expect(await faultsOf(readFileSync(join(reports, format), "utf8")), format).toEqual([]);
    }
  });
});
