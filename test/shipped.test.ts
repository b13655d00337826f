/** What ships, file by file; what the manifest declares is among it; the commands of the walkthrough; where the extension starts. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import picomatch from "picomatch";
import { afterAll, describe, expect, it } from "vitest";
import { forReaders, publishedAt } from "../scripts/release-documents.mjs";
import { fillReleaseFolder } from "../scripts/release-folder.mjs";
import { RULES } from "../server/src/rules/registry.js";
import { ROOT } from "./kit/repository.js";

interface Step {
  readonly description: string;
  readonly media: { readonly image: string };
  readonly completionEvents: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
  };
};
const steps = manifest.contributes.walkthroughs.flatMap((it) => it.steps);

/** Files that ship, besides one page for each rule. */
const SHIPPED = [
  ...["CHANGELOG.md", "LICENSE", "README.md", "THIRD-PARTY-NOTICES.txt", "package.json"],
  ...["client/dist/extension.js", "client/dist/flow-graph.css", "client/dist/flow-graph.js", "server/dist/netpol.cjs"],
  ...["client/dist/web-extension.js", "server/dist/netpol-web.js"],
  ...["can", "fixes", "graph", "icon", "problems"].map((it) => `docs/images/${it}.png`),
  ...["docs/rules/index.md", "snippets/policies.json"],
  ...["can", "cli", "editors", "settings", "sources"].map((it) => `docs/${it}.md`),
  ...["syntaxes/directives.tmLanguage.json", "syntaxes/values.tmLanguage.json"],
];
const pages = RULES.map((it) => `docs/rules/${it.code}.md`);

describe("the release folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "netpol-release-"));
  const filled = fillReleaseFolder(folder, undefined);
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("holds what ships, and nothing else", async () => {
    await filled;
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) =>
      statSync(join(folder, it)).isFile(),
    );
    expect(files.sort()).toEqual([...SHIPPED, ...pages, ".vscodeignore"].sort());
  });

  it("names the packages whose code is bundled, with their licenses", async () => {
    await filled;
    const notices = read("THIRD-PARTY-NOTICES.txt");
    const named = [...notices.matchAll(/^={72}\n(\S+) \S+ \((\S+)\)$/gm)].map(([, name, license]) => ({
      name,
      license,
    }));
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "server/package.json"), "utf8")) as {
      readonly dependencies: object;
    };
    expect(named.map((it) => it.name)).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    expect(
      named
        .map((it) => it.license)
        .filter((it) => !/^(?:MIT|ISC|BSD-3-Clause|Apache-2.0|BlueOak-1.0.0)$/.test(it ?? "")),
    ).toEqual([]);
    expect(notices).toMatch(/Permission is hereby granted/);
  });

  it("holds what its manifest names", async () => {
    await filled;
    const named = [
      manifest.main,
      manifest.browser,
      manifest.icon,
      ...manifest.contributes.grammars.map((it) => it.path),
      ...steps.map((it) => it.media.image),
    ];
    expect(named.filter((it) => !existsSync(join(folder, it)))).toEqual([]);
  });

  it("has a manifest and a README for those who have no clone", async () => {
    await filled;
    expect(Object.keys(JSON.parse(read("package.json")))).not.toContain("devDependencies");
    expect(read("README.md")).not.toMatch(/npm (run|start|test)/);
    expect(read("README.md")).toContain("Can A Talk to B?");
  });

  it("has pages for the preview, in which every link leads to what ships or to the web", async () => {
    await filled;
    const shown = SHIPPED.filter((it) => /^docs\/\w+\.md$/.test(it));
    const links = shown.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https:|#)([^)#]*)/g)].map(([, to]) => posix.join(posix.dirname(page), to ?? "")),
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((it) => !existsSync(join(folder, it)))).toEqual([]);
    expect(read("docs/sources.md")).not.toContain("](../");
  });
});

describe("documents for readers", () => {
  const text = "A [page](docs/a.md) and [a site](https://example.org).\n\n![A picture](docs/a.png)\n\nEnd.\n";

  it("have neither links nor pictures that lead nowhere", () => {
    expect(forReaders(text, undefined)).toBe("A page and [a site](https://example.org).\n\nEnd.\n");
  });

  it("keep what leads to published sources", () => {
    expect(forReaders(text, "https://github.com/a/b")).toBe(text);
  });

  it.each([
    ["https://github.com/a/b.git", "https://github.com/a/b"],
    ["git@gitlab.com:a/b/c.git", "https://gitlab.com/a/b/c"],
    ["ssh://git@github.com/a/b", "https://github.com/a/b"],
    ["https://user:secret@github.com/a/b", undefined],
    ["https://example.org/a/b", undefined],
    ["/srv/git/a", undefined],
  ])("are published at the remote %s as %s", (remote, address) => expect(publishedAt(remote)).toBe(address));
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
