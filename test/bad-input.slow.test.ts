/** Bad input ends, each case in a process that is killed when it does not, and takes nothing from the files beside it. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { buildCli, spawnCli } from "./kit/run-cli.js";

/** Sorted behind every bad file, with exactly one error of its own. */
const BESIDE = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: beside, namespace: beside}
spec:
  podSelector: {}
  policyType: [Ingress]
`;
const POLICY = BESIDE.replaceAll("beside", "shop").replace("policyType:", "policyTypes:");
const bombs = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`).join("");
const many = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => item(i)).join("");

const TEXTS: Readonly<Record<string, string | Buffer>> = {
  "NUL characters": "a: \0\0b\n\0",
  "bytes that are no UTF-8": Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x80, 0x0a]),
  "UTF-16": Buffer.from(`\ufeff${POLICY}`, "utf16le"),
  "a byte order mark": `\ufeff${POLICY}`,
  "lone carriage returns": POLICY.replaceAll("\n", "\r"),
  "a policy cut short": POLICY.slice(0, 90),
  "an alias bomb": `a0: &a0 [x]\n${bombs}`,
  "an anchor inside itself": "a: &a [*a, {b: *a}]\n",
  "deep flow": "[".repeat(20_000),
  "deep indentation": many(500, (i) => `${" ".repeat(i)}a:\n`),
  "a line of a million characters": `a: ${"x".repeat(1_000_000)}\n`,
  "10,000 policies": many(10_000, (i) => `---\n${POLICY.replace("name: shop", `name: p${i}`)}`),
  "10,000 blocks": `${POLICY}  ingress:\n  - from:\n${many(10_000, (i) => `    - ipBlock: {cidr: 10.${i >> 8}.${i & 255}.0/24}\n`)}`,
  "10,000 requirements": POLICY.replace(
    "podSelector: {}",
    `podSelector: {matchExpressions: [${many(10_000, (i) => `{key: k${i}, operator: Exists},`)}]}`,
  ),
};

let folder = "";
beforeAll(buildCli);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "netpol-bad-"));
  writeFileSync(join(folder, "z.yaml"), BESIDE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The run came to its own end, without a fault of netpol, and found what stands in the file beside. */
function expectToEnd(): void {
  const { status, stdout, stderr } = spawnCli(["check", "--format", "json", "."], { cwd: folder });
  expect(status, `null means that it was killed; ${stderr.slice(0, 500)}`).toBe(1);
  const report = JSON.parse(stdout) as { diagnostics: { file: string; rule: string }[] };
  expect(report.diagnostics.filter((it) => it.file === "z.yaml").map((it) => it.rule)).toContain("unknown-field");
  expect(`${stdout}${stderr}`).not.toMatch(/crashed|TypeError|RangeError/);
}

it.each(Object.entries(TEXTS))(
  "ends with %s",
  (_, text) => {
    writeFileSync(join(folder, "a.yaml"), text);
    expectToEnd();
  },
  60_000,
);

it.skipIf(process.platform === "win32")(
  "ends with folders, loops, pipes and cycles where files are sought",
  () => {
    mkdirSync(join(folder, "folder.yaml"));
    symlinkSync(".", join(folder, "loop"));
    symlinkSync("self.yaml", join(folder, "self.yaml"));
    mkdirSync(join(folder, "piped"));
    for (const it of ["pipe.yaml", "piped/kustomization.yaml", "piped/.gitignore", ".gitignore"]) {
      expect(spawnSync("mkfifo", [join(folder, it)]).status).toBe(0);
    }
    for (const [name, other] of [
      ["one", "two"],
      ["two", "one"],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "kustomization.yaml"), `resources: [../${other}, ../../../outside, .]\n`);
    }
    expectToEnd();
  },
  60_000,
);
