/** What the documents say is there, is there: links, commands, settings, checks; playground and index are as declared. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { LAYERS } from "../scripts/check-layers.mjs";
import { Workspace } from "../server/src/ide/index.js";
import { SETTING_NAMES } from "../server/src/workspace/settings.js";
import { anchorOf, readMarkdown } from "./kit/markdown.js";
import { ROOT } from "./kit/repository.js";
import { runCli } from "./kit/run-cli.js";

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const manifest = JSON.parse(read("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  };
};
const schema = JSON.parse(read("schemas/netpol-config.schema.json")) as {
  readonly properties: Readonly<Record<string, object>>;
};

const documents = [
  ...readdirSync(ROOT).filter((it) => it.endsWith(".md")),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((it) => it.endsWith(".md"))
    .map((it) => `docs/${it}`),
];

describe.each(documents)("%s", (file) => {
  const text = read(file);
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "");

  it("links to files that exist", async () => {
    const targets = [...prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? "");
    const local = targets.filter((it) => !/^[a-z]+:/.test(it));
    expect(local.filter((it) => !existsSync(join(ROOT, dirname(file), it)))).toEqual([]);
  });

  it("links to headings that exist", async () => {
    const targets = [...prose.replaceAll(/`[^`]*`/g, "").matchAll(/\]\(#([^)\s]+)\)/g)].map(([, target]) => target);
    const anchors = readMarkdown(text).flatMap((it) => (it.type === "heading" ? [anchorOf(it.text)] : []));
    expect(targets.filter((it) => it === undefined || !anchors.includes(it))).toEqual([]);
  });

  it("names npm commands that exist", async () => {
    const named = [...text.matchAll(/\bnpm (?:run ([a-z-]+)|(start|test)\b)/g)].map(
      ([, run, bare]) => run ?? bare ?? "",
    );
    expect(named.filter((it) => !(it in manifest.scripts))).toEqual([]);
  });
});

it("has scripts that exist", async () => {
  const files = Object.values(manifest.scripts).flatMap((it) => it.match(/\S+\.mjs/g) ?? []);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((it) => !existsSync(join(ROOT, it)))).toEqual([]);
});

describe("docs/settings.md", () => {
  const text = read("docs/settings.md");
  const settings = [...text.matchAll(/^\| `(\w+)` \|.*$/gm)];

  it("lists the settings that there are, with the flags that there are", async () => {
    expect(settings.map(([, key]) => key).sort()).toEqual(Object.keys(schema.properties).sort());
    const flags = [...settings.join("\n").matchAll(/`(--[a-z-]+)/g)].map(([, flag]) => flag ?? "");
    const cli = read("docs/cli.md");
    const help = cli.slice(cli.indexOf("<!-- gen:help -->"), cli.indexOf("<!-- /gen:help -->"));
    expect(flags.length).toBeGreaterThan(0);
    expect(flags.filter((it) => !help.includes(`  ${it} `))).toEqual([]);
  });

  it("shows settings that are in order", async () => {
    const [, yaml] = /```yaml\n# \.netpol\.yaml\n([\s\S]*?)```/.exec(text) ?? [];
    const workspace = new Workspace({ log: () => undefined, now: () => 0 });
    workspace.apply([{ type: "put", file: { id: "a", path: ".netpol.yaml", text: yaml ?? "persona: missing" } }]);
    expect([...workspace.allDiagnostics().values()].flat()).toEqual([]);
  });
});

it("names the commands of the palette in docs/editors.md", async () => {
  const unwrapped = read("docs/editors.md").replace(/\s+/g, " ");
  const hidden = manifest.contributes.menus.commandPalette.filter((it) => it.when === "false").map((it) => it.command);
  const titles = manifest.contributes.commands
    .filter((it) => !hidden.includes(it.command))
    .map((it) => it.title.replace("…", ""));
  expect(titles.filter((it) => !unwrapped.includes(it))).toEqual([]);
});

describe("README.md", () => {
  const text = read("README.md");

  it("leads with pictures, which are small, and shows no output of the terminal", async () => {
    const pictures = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, it]) => it ?? "");
    expect(pictures.length).toBeGreaterThan(2);
    for (const it of pictures) expect(statSync(join(ROOT, it)).size, it).toBeLessThan(150_000);
    expect(text.indexOf("![")).toBeLessThan(text.indexOf("\n## "));
    expect(text).not.toContain("```console");
  });

  it("can be read in two minutes", async () => {
    expect(text.split(/\s+/).length).toBeLessThan(700);
  });
});

describe("ARCHITECTURE.md", () => {
  const text = read("ARCHITECTURE.md");

  it("names paths and checks that exist", async () => {
    const paths = [...text.matchAll(/`((?:server|client|test|scripts|docs|bench|playground|schemas)(?:\/[^`\s*]+)?)`/g)]
      .map(([, path]) => path ?? "")
      .filter((it) => !it.includes("NPnnnn"));
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((it) => !existsSync(join(ROOT, it)))).toEqual([]);
  });

  it("has the table of layers that is checked", async () => {
    const rows = new Map(
      [...text.matchAll(/^\| (\w+) \| ([\w, –]+) \| .+ \|$/gm)].map(([, layer, other]) => [layer, other]),
    );
    for (const [layer, { layers }] of Object.entries(LAYERS)) {
      expect(rows.get(layer), layer).toBe(layers.length === 0 ? "–" : layers.join(", "));
    }
  });
});

it("has a changelog that begins with what is not released", async () => {
  expect(/^## (.*)$/m.exec(read("CHANGELOG.md"))?.[1]).toBe("Unreleased");
});

describe("the schema of the settings", () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);

  it("has a key for each setting and its default", async () => {
    expect(Object.keys(schema.properties).sort()).toEqual([...SETTING_NAMES].sort());
    for (const key of Object.keys(schema.properties)) {
      const inEditor = manifest.contributes.configuration.properties[`netpol.${key}`];
      expect(inEditor, `netpol.${key}`).toBeDefined();
      // What the editor calls null is left out of a file.
      expect(validate(inEditor?.default === null ? {} : { [key]: inEditor?.default }), key).toBe(true);
    }
  });

  it("refuses what the settings refuse", async () => {
    for (const wrong of [
      { persona: "loud" },
      { rules: { "unknown-field": "loud" } },
      { extra: 1 },
      { closedWorld: true },
      { helm: "masked" },
    ]) {
      expect(validate(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });
});

describe("the playground", () => {
  const errorsIn = async (folder: string): Promise<string[]> => {
    const { stdout } = await runCli(["check", "--format", "json", `playground/${folder}`]);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { severity: string; rule: string }[] };
    return diagnostics.filter((it) => it.severity === "error").map((it) => it.rule);
  };

  it.each(["shop", "cilium-l7"])("%s holds policies that a cluster accepts", async (folder) => {
    expect(await errorsIn(folder)).toEqual([]);
  });

  it("broken holds what a cluster refuses", async () => {
    expect(await errorsIn("broken")).toEqual([
      "malformed-yaml",
      "unknown-field",
      "unknown-field",
      "selector-operator",
      "unknown-policy-type",
      "malformed-cidr",
      "port-out-of-range",
      "quoted-port",
    ]);
  });
});
