/** Bad input ends, each case in a process that is killed when it does not, and takes nothing from the files beside it. */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Notice, noticeLines } from "../server/src/ide/index.js";
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
  "deep flow that ends": `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`,
  "deep maps in flow": `a: ${"{b: ".repeat(10_000)}1${"}".repeat(10_000)}\n`,
  "deep lists in a policy": POLICY.replace("{}", `{matchLabels: {app: ${"[".repeat(10_000)}${"]".repeat(10_000)}}}`),
  "deep items of lists on one line": `${"- ".repeat(10_000)}a\n`,
  "a JSON list of 100,000 items": `{"apiVersion": "v1", "kind": "List", "items": [${many(100_000, (i) => `{"a": ${i}},`)}{}]}`,
  "a plain JSON list of 100,000 items": `[${many(100_000, (i) => `{"a": ${i}},`)}{}]`,
  "200,000 documents": many(200_000, (i) => `---\na: ${i}\n`),
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

/** The run came to its own end, without a fault of netpol, and found what stands in the file beside. Gives its notices. */
function expectToEnd(): readonly string[] {
  const { status, stdout, stderr } = spawnCli(["check", "--format", "json", "."], { cwd: folder });
  expect(status, `null means that it was killed; ${stderr.slice(0, 500)}`).toBe(1);
  const report = JSON.parse(stdout) as { diagnostics: { file: string; rule: string }[]; notices: Notice[] };
  expect(report.diagnostics.filter((it) => it.file === "z.yaml").map((it) => it.rule)).toContain("unknown-field");
  expect(`${stdout}${stderr}`).not.toMatch(/crashed|TypeError|RangeError/);
  return noticeLines(report.notices);
}

it.each(Object.entries(TEXTS))(
  "ends with %s",
  (_, text) => {
    writeFileSync(join(folder, "a.yaml"), text);
    expectToEnd();
  },
  60_000,
);

it("ends with a file of 100 MB, of which it tells", () => {
  writeFileSync(join(folder, "a.yaml"), Buffer.alloc(100 << 20, "a: 1\n---\n"));
  expect(expectToEnd()).toContainEqual(expect.stringContaining("a.yaml"));
}, 60_000);

it.skipIf(process.platform !== "linux")(
  "ends with names that are no UTF-8 or hold a line break, devices and sockets",
  async () => {
    const server = createServer().listen(join(folder, "socket.yaml"));
    try {
      await once(server, "listening");
      const invalid = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x62, 0xff, 0xfe]), Buffer.from(".yaml")]);
      writeFileSync(invalid, POLICY);
      writeFileSync(join(folder, "c\nd.yaml"), POLICY);
      symlinkSync("/dev/zero", join(folder, "zero.yaml"));
      symlinkSync("/dev/tty", join(folder, "tty.yaml"));
      expectToEnd();
    } finally {
      server.close();
    }
  },
  60_000,
);

it.skipIf(process.platform === "win32")(
  "ends with folders that vanish meanwhile",
  async () => {
    for (let at = 0; at < 400; at++) {
      mkdirSync(join(folder, `f${at}`));
      for (const it of ["a.yaml", "b.yaml"]) writeFileSync(join(folder, `f${at}`, it), POLICY);
    }
    // Slow enough to be at it still when the files are read.
    const removing = spawn("sh", ["-c", 'for it in f*; do rm -r "$it"; sleep 0.01; done'], { cwd: folder });
    const removed = once(removing, "exit");
    for (let left = 3; left > 0; left--) expectToEnd();
    expect(await removed).toEqual([0, null]);
  },
  120_000,
);

// Who may read everything may read this, too.
it.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
  "ends with a folder and a file that are locked",
  () => {
    mkdirSync(join(folder, "locked"));
    writeFileSync(join(folder, "shut.yaml"), POLICY);
    for (const it of ["locked", "shut.yaml"]) chmodSync(join(folder, it), 0);
    const notices = expectToEnd();
    for (const it of ["locked", "shut.yaml"]) expect(notices).toContainEqual(expect.stringContaining(it));
    chmodSync(join(folder, "locked"), 0o700);
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
