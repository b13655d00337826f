/** What the extension's package declares is there and ships: pictures, programs, grammars, and commands of the walkthrough. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";
import { describe, expect, it } from "vitest";
import { ROOT } from "./kit/repository.js";

interface Step {
  readonly description: string;
  readonly media: { readonly image: string };
  readonly completionEvents: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
  };
};
const steps = manifest.contributes.walkthroughs.flatMap((it) => it.steps);
const allowed = readFileSync(join(ROOT, ".vscodeignore"), "utf8").match(/(?<=^!).+$/gm) ?? [];

/** Built ones need not be on disk yet. */
const BUILT = /\/dist\//;

describe("the package", () => {
  const declared = [
    manifest.main,
    manifest.icon,
    ...manifest.contributes.grammars.map((it) => it.path),
    ...steps.map((it) => it.media.image),
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "docs/rules/NP1001.md",
    "server/dist/netpol.cjs",
  ].map((it) => it.replace(/^\.\//, ""));

  it.each(declared)("holds %s", (file) => {
    expect(picomatch(allowed)(file)).toBe(true);
    if (!BUILT.test(file)) expect(existsSync(join(ROOT, file))).toBe(true);
  });

  it.each(["server/src/lsp/main.ts", "test/docs.test.ts", "client/dist/extension.js.map", "package-lock.json"])(
    "leaves out %s",
    (file) => expect(picomatch(allowed)(file)).toBe(false),
  );
});

describe("the walkthrough", () => {
  const known = new Set(manifest.contributes.commands.map((it) => it.command));

  it("runs commands that there are, and a step is done when its command was run", () => {
    expect(steps.length).toBeGreaterThan(3);
    for (const { description, completionEvents } of steps) {
      const linked = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, it]) => it ?? "");
      const awaited = completionEvents.map((it) => it.replace(/^onCommand:/, ""));
      expect(linked).toEqual(expect.arrayContaining(awaited));
      expect([...linked, ...awaited].filter((it) => it.startsWith("netpol.") && !known.has(it))).toEqual([]);
    }
  });
});

describe("the extension starts", () => {
  const patterns = manifest.activationEvents.flatMap((it) => /^workspaceContains:(.+)$/.exec(it)?.[1] ?? []);
  const starts = (file: string): boolean => patterns.some((it) => picomatch(it, { dot: true })(file));

  it.each([
    ...[".netpol.yaml", "policies.yaml", "apps/shop/netpol.yml", "apps/shop/network-policies/web.yaml"],
    ...["base/kustomization.yml", "base/Kustomization", "deploy/cnp-web.yaml"],
  ])("in a folder with %s", (file) => expect(starts(file)).toBe(true));

  it.each(["src/index.ts", "docker-compose.yml", "deploy/web.yaml", "docs/policy.md"])("not for %s", (file) =>
    expect(starts(file)).toBe(false),
  );
});
