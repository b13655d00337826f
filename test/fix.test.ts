/** All safe fixes at once: in the workspace, and through `netpol check --fix` on files of every kind. */

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { onlyRules, SYNTAX_RULE, workspaceOf } from "./kit/analyse.js";
import { readPage, filesOf } from "./kit/pages.js";
import { RULE_PAGES } from "./kit/repository.js";
import { type CliOptions, type CliRun, runCli } from "./kit/run-cli.js";
import { edited } from "./kit/text-edits.js";
import { changedVerdicts } from "./kit/verdicts.js";
import { WITNESSES_FILE, witnessesFor } from "./kit/witnesses.js";
import { Workspace } from "../server/src/ide/index.js";
import { RULES } from "../server/src/rules/registry.js";
import { defineRule, type Editor, type Finding, type RuleSpec } from "../server/src/rules/rule.js";

/** Every pod of the namespace, twice said so that a safe fix (`null-value`, info) can say it plainly. */
const policy = (name: string, subject: string): string =>
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${name}
spec:
${subject}
  policyTypes: [Ingress]
`;
const NULLED = "  podSelector:  # all of them";
const PLAIN = "  podSelector: {}  # all of them";
const BARE = "  podSelector:\n    app: web";

/** The text after `fixAll`; undefined where it changes nothing. */
function fixed(text: string, settings: Parameters<typeof workspaceOf>[1] = {}): string | undefined {
  const edits = workspaceOf(new Map([["policy.yaml", text]]), settings)
    .fixAll("policy.yaml")
    ?.edits.get("policy.yaml");
  return edits === undefined ? undefined : edited(text, edits);
}

describe("Workspace.fixAll", () => {
  it("makes every safe fix of every document, and touches nothing else", async () => {
    const text = `# head\n${policy("one", NULLED)}---\n${policy("two", NULLED)}---\n${policy("three", PLAIN)}`;
    expect(fixed(text)).toBe(text.replaceAll(NULLED, PLAIN));
  });

  it("edits the characters that change", async () => {
    const text = policy("one", NULLED).replaceAll("\n", "\r\n");
    const edits = workspaceOf(new Map([["a.yaml", text]]))
      .fixAll("a.yaml")
      ?.edits.get("a.yaml");
    const at = text.indexOf("podSelector: ") + "podSelector: ".length;
    expect(edits).toEqual([{ range: { start: at, end: at }, newText: "{} " }]);
  });

  it("goes on until nothing is left, and then finds nothing to do", async () => {
    const nested = "  podSelector:\n    matchLabels:\n    matchExpressions:";
    const result = fixed(policy("one", nested));
    expect(result).toBeDefined();
    expect(fixed(result ?? "")).toBeUndefined();
  });

  it("leaves alone what changes traffic, what has another mend, and what a warning doubts", async () => {
    expect(fixed(policy("bare", BARE))).toBeUndefined();
    // The empty item could be taken out as well as written out.
    const emptyItem = policy("item", `${PLAIN}\n  ingress:\n    -`);
    const fixes = workspaceOf(new Map([["a.yaml", emptyItem]]))
      .diagnostics("a.yaml")
      .flatMap((it) => it.fixes);
    expect(new Set(fixes.map((it) => it.safety))).toEqual(new Set(["safe", "changes-traffic"]));
    expect(fixed(emptyItem)).toBeUndefined();
    // Admits every pod of the namespace, which is hardly what was meant.
    const peer =
      "  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n      ports: [{port: 80}]\n";
    const [finding] = workspaceOf(new Map([["a.yaml", policy("peer", PLAIN) + peer]])).diagnostics("a.yaml");
    expect(finding).toMatchObject({ rule: "null-value", severity: "warning", fixes: [{ safety: "safe" }] });
    expect(fixed(policy("peer", PLAIN) + peer)).toBeUndefined();
  });

  it("chooses between no two mends, of which one changes traffic", () => {
    const fix = (safety: "safe" | "changes-traffic", kind: string) => ({
      safety,
      fix: ({ at }: Finding) => ({ title: kind, edit: (editor: Editor) => editor.set(at, kind) }),
    });
    const mended = (others: RuleSpec<"policy", Finding>["fixes"]): string | undefined => {
      const rule = defineRule({
        ...{ code: "NP1699", name: "kind-of-policy", title: "A kind", severity: "info", premise: "file", on: "policy" },
        ...{ stage: { kind: "stable", since: "0.1.0" }, covers: [] },
        check: ({ object: { meta } }) => (meta.kind.value === "NetworkPolicy" ? [{ at: meta.kind.at }] : []),
        message: () => "A kind",
        fixes: { own: { ...fix("safe", "Other"), unasked: true }, ...others },
      });
      const workspace = new Workspace({ log: () => {}, now: () => 0 }, [], [rule]);
      workspace.apply([{ type: "put", file: { id: "a.yaml", path: "a.yaml", text: policy("one", PLAIN) } }]);
      const edits = workspace.fixAll("a.yaml")?.edits.get("a.yaml");
      return edits && edited(policy("one", PLAIN), edits);
    };
    expect(mended({})).toBe(policy("one", PLAIN).replace("NetworkPolicy", "Other"));
    expect(mended({ second: fix("safe", "Third") })).toBe(mended({}));
    expect(mended({ second: fix("changes-traffic", "Third") })).toBeUndefined();
  });

  it("takes nothing away: no rule that is there twice, no requirement, no port, no key", async () => {
    const rule = "    - from: [{namespaceSelector: {}}]\n      ports: [{port: 80}]\n";
    const ports = "    - ports: [{port: 1, endPort: 65535}]\n";
    expect(fixed(`${policy("twice", PLAIN)}  ingress:\n${rule}${rule}${ports}`)).toBeUndefined();
    const subject =
      "  podSelector:\n    matchExpressions: [{key: a, operator: Exists}, {key: a, operator: In, values: [b]}]";
    expect(fixed(policy("requirement", subject))).toBeUndefined();
    expect(fixed(policy("key", "  podSelector:\n    matchLabels: {app: web}\n    matchExpressions:"))).toBeUndefined();
  });

  it("leaves a document alone that is not complete, and no other", async () => {
    const whole = policy("whole", NULLED);
    for (const part of [
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  podSelector:\n",
      policy("broken", NULLED).replace("[Ingress]", "[Ingress"),
      policy("nameless", NULLED).replace(/name: .*\n/, "labels: {}\n"),
      `${policy("open", NULLED)}  ingress:\n    - from:\n        - # here\n`,
    ]) {
      expect(fixed(part)).toBeUndefined();
      expect(fixed(`${whole}---\n${part}`)).toBe(`${whole.replace(NULLED, PLAIN)}---\n${part}`);
    }
  });

  it("leaves alone what is not shown: switched off, or silenced", async () => {
    expect(fixed(policy("one", NULLED), { rules: new Map([["null-value", "off"]]) })).toBeUndefined();
    expect(fixed(policy("one", `  # netpol: ignore[null-value]\n${NULLED}`))).toBeUndefined();
    expect(fixed(policy("one", NULLED))).toBeDefined();
  });

  it("knows no file that is not there", async () => {
    expect(workspaceOf(new Map()).fixAll("gone.yaml")).toBeUndefined();
  });

  it("is offered as an action of its own kind where it has something to do, anywhere in the file", async () => {
    const workspace = workspaceOf(
      new Map([
        ["a.yaml", policy("one", NULLED)],
        ["b.yaml", policy("two", PLAIN)],
      ]),
    );
    const offered = (file: string) =>
      workspace.codeActions(file, { start: 0, end: 0 }).filter((it) => it.kind === "source.fixAll.netpol");
    expect(offered("b.yaml")).toEqual([]);
    const [action, ...others] = offered("a.yaml");
    expect(others).toEqual([]);
    expect(workspace.resolve("a.yaml", action?.id ?? "")).toEqual(workspace.fixAll("a.yaml"));
  });

  it("changes no verdict on any rule's page, and leaves text that parses", async () => {
    let changed = 0;
    for (const { code } of RULES) {
      const page = readPage(readFileSync(join(RULE_PAGES, `${code}.md`), "utf8"));
      for (const example of page.examples) {
        const before = filesOf(example);
        const workspace = workspaceOf(before, onlyRules(code, SYNTAX_RULE));
        for (const file of workspace.files) workspace.edit(file, workspace.fixAll(file)?.edits.get(file) ?? []);
        const after = new Map(workspace.files.map((it) => [it, workspace.textOf(it) ?? ""]));
        if ([...before].every(([file, text]) => after.get(file) === text)) continue;
        changed++;
        const witnesses = [WITNESSES_FILE, witnessesFor(before, after)] as const;
        const { settings } = workspaceOf(before);
        expect(
          changedVerdicts(new Map([...before, witnesses]), new Map([...after, witnesses]), settings),
          `${code}, line ${example.line}`,
        ).toEqual([]);
        for (const file of workspace.files) expect(workspace.fixAll(file), file).toBeUndefined();
      }
    }
    expect(changed).toBeGreaterThan(0);
  });
});

describe("a fix that cannot be written", () => {
  it("is not offered: an alias shows the text in another place too", async () => {
    const head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec:\n";
    const subject = (anchor: string): string => `  podSelector: ${anchor}{matchLabel: {app: web}}\n`;
    const peer = (selector: string): string =>
      `  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - podSelector: ${selector}\n`;
    const offered = (text: string): string[][] =>
      workspaceOf(new Map([["a.yaml", text]]), onlyRules("unknown-field"))
        .diagnostics("a.yaml")
        .map((it) => it.fixes.map(({ id }) => id));
    expect(offered(head + subject("") + peer("{}"))).toEqual([["rename"]]);
    expect(offered(head + subject("&subject ") + peer("*subject"))).toEqual([[], []]);
  });
});

describe("netpol check --fix", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "netpol-fix-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function put(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  const bytes = (name: string): Buffer => readFileSync(join(folder, name));
  const check = (args: readonly string[], options: CliOptions = {}): Promise<CliRun> =>
    runCli(["check", ...args], { cwd: folder, ...options });

  it("writes the files that it fixes and reports what is left", async () => {
    put({ "a.yaml": policy("a", NULLED), "deep/b.yaml": policy("b", NULLED), "c.yaml": policy("c", BARE) });
    const { status, stdout, stderr } = await check(["--fix", "--format", "json"]);
    expect(stderr).toBe("netpol: fixed a.yaml\nnetpol: fixed deep/b.yaml\n");
    const report = JSON.parse(stdout) as { diagnostics: { rule: string; file: string }[] };
    expect(report.diagnostics.filter((it) => it.file !== "c.yaml")).toEqual([]);
    expect(report.diagnostics.map((it) => it.rule)).toContain("bare-selector");
    expect(status).toBe(1);
    expect(bytes("a.yaml").toString()).toBe(policy("a", PLAIN));
    expect(bytes("deep/b.yaml").toString()).toBe(policy("b", PLAIN));
    expect(bytes("c.yaml").toString()).toBe(policy("c", BARE));
    expect((await check(["--fix"])).stderr).toBe("");
  });

  it("keeps line breaks, byte order marks and encodings", async () => {
    const text = policy("a", NULLED).replaceAll("\n", "\r\n");
    const after = policy("a", PLAIN).replaceAll("\n", "\r\n");
    const marked = (it: string): string => `\uFEFF${it}`;
    put({
      "marked.yaml": Buffer.from(marked(text), "utf8"),
      "wide.yaml": Buffer.from(marked(text), "utf16le"),
      "swapped.yaml": Buffer.from(marked(text), "utf16le").swap16(),
    });
    expect((await check(["--fix"])).status).toBe(0);
    expect(bytes("marked.yaml")).toEqual(Buffer.from(marked(after), "utf8"));
    expect(bytes("wide.yaml")).toEqual(Buffer.from(marked(after), "utf16le"));
    expect(bytes("swapped.yaml")).toEqual(Buffer.from(marked(after), "utf16le").swap16());
  });

  it("writes no file whose bytes it would lose, and says so", async () => {
    const damaged = Buffer.concat([Buffer.from("# caf\xe9\n", "latin1"), Buffer.from(policy("a", NULLED))]);
    put({ "a.yaml": damaged, "b.yaml": policy("b", NULLED) });
    const { status, stderr } = await check(["--fix"]);
    expect(status).toBe(2);
    expect(stderr).toContain("netpol: a.yaml cannot be written: some of its bytes are no text");
    expect(bytes("a.yaml")).toEqual(damaged);
    expect(bytes("b.yaml").toString()).toBe(policy("b", PLAIN));
  });

  it.skipIf(process.getuid?.() === 0)("says so where a file may not be written", async () => {
    put({ "a.yaml": policy("a", NULLED) });
    chmodSync(join(folder, "a.yaml"), 0o444);
    const { status, stderr } = await check(["--fix"]);
    expect(status).toBe(2);
    expect(stderr).toContain("a.yaml cannot be written: permission denied");
  });

  it("with --dry-run writes nothing and prints a diff that patch takes", async () => {
    const far = `${"# line\n".repeat(20)}---\n`;
    const last = policy("last", NULLED).trimEnd();
    const files = { "a.yaml": policy("a", NULLED) + far + last, "my dir/b.yaml": policy("b", NULLED) };
    put({ ...files, "c.yaml": policy("c", PLAIN) });
    const { status, stdout, stderr } = await check(["--fix", "--dry-run"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const [name, text] of Object.entries(files)) expect(bytes(name).toString()).toBe(text);
    expect(stdout).toContain("--- a/a.yaml\n+++ b/a.yaml\n@@ -4,7 +4,7 @@\n");
    expect(stdout).toContain(`-${NULLED}\n+${PLAIN}\n`);
    expect(stdout).toContain("\\ No newline at end of file\n");
    expect(stdout).not.toContain("c.yaml");

    const applied = spawnSync("git", ["apply", "-"], { cwd: folder, input: stdout, encoding: "utf8" });
    expect(applied.stderr).toBe("");
    for (const [name, text] of Object.entries(files)) {
      expect(bytes(name).toString()).toBe(text.replaceAll(NULLED, PLAIN));
    }
    expect((await check(["--fix", "--dry-run"])).stdout).toBe("");
  });

  it("reads standard input only to show the change", async () => {
    const input = policy("a", NULLED);
    expect((await check(["--fix", "--dry-run", "-"], { input })).stdout).toContain(`+${PLAIN}\n`);
    const { status, stderr } = await check(["--fix", "-"], { input });
    expect(status).toBe(2);
    expect(stderr).toContain("--fix cannot write standard input");
  });

  it("has no --dry-run without it", async () => {
    const { status, stderr } = await check(["--dry-run"]);
    expect(status).toBe(2);
    expect(stderr).toContain("--dry-run requires --fix");
  });
});
