/** The layer table finds what it must find, and holds for the sources as they are. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { breaches, LAYERS } from "../scripts/check-layers.mjs";
import { ROOT } from "./kit/repository.js";

const breach = (path: string, text: string): string[] => breaches([{ path, text }]);

describe("the layer table", () => {
  it("lets a layer import what lies below it", () => {
    expect(breach("decode/a.ts", 'import { b } from "../model/b.js";\nimport "./c.js";\n')).toEqual([]);
  });

  it("finds an import upwards, of values or of types, on one line or several", () => {
    const text = 'import type {\n  B,\n  C,\n} from "../ide/index.js";\n';
    expect(breach("engine/a.ts", `/** A. */\n${text}`)).toEqual([
      "server/src/engine/a.ts:2: `engine` may not import `ide`",
    ]);
  });

  it("finds re-exports and dynamic imports", () => {
    expect(breach("base/a.ts", 'export * from "../model/b.js";\n')).toHaveLength(1);
    expect(breach("base/a.ts", 'const b = await import("../model/b.js");\n')).toHaveLength(1);
  });

  it("takes no string for an import", () => {
    expect(breach("base/a.ts", 'export const text = "from";\nconst more = ["import ", "x"];\n')).toEqual([]);
  });

  it("keeps Node and packages out of the core", () => {
    expect(breach("engine/a.ts", 'import { join } from "node:path";\n')).toHaveLength(1);
    expect(breach("engine/a.ts", 'import fs from "fs";\n')).toHaveLength(1);
    expect(breach("engine/a.ts", 'import { parse } from "yaml";\n')).toHaveLength(1);
    expect(breach("syntax/a.ts", 'import { parse } from "yaml";\n')).toEqual([]);
    expect(breach("cli/a.ts", 'import { createConnection } from "vscode-languageserver/node";\n')).toEqual([]);
  });

  it("keeps Node out of the language server, and what packages have for Node alone", () => {
    expect(breach("lsp/a.ts", 'import { existsSync } from "node:fs";\n')).toHaveLength(1);
    expect(breach("lsp/a.ts", 'import { listFiles } from "../node/node-disk.js";\n')).toHaveLength(1);
    expect(breach("lsp/a.ts", 'import { createConnection } from "vscode-languageserver/node";\n')).toHaveLength(1);
    expect(breach("lsp/a.ts", 'import { ResponseError } from "vscode-languageserver";\n')).toEqual([]);
  });

  it("keeps rules apart from each other", () => {
    expect(breach("rules/shape/np1001-a.ts", 'import b from "./np1002-b.js";\n')).toHaveLength(1);
    expect(breach("rules/shape/np1001-a.ts", 'import { words } from "./words.js";\n')).toEqual([]);
    expect(breach("rules/registry.ts", 'import a from "./shape/np1001-a.js";\n')).toEqual([]);
  });

  it("keeps rooms apart from each other, but for those that are shared", () => {
    expect(breach("systems/kubernetes/a.ts", 'import { b } from "../cilium/b.js";\n')).toEqual([
      "server/src/systems/kubernetes/a.ts:1: `systems/kubernetes` may not import `systems/cilium`",
    ]);
    expect(breach("systems/kubernetes/a.ts", 'import { b } from "../context.js";\n')).toEqual([]);
    expect(breach("systems/kinds.ts", 'import a from "./kubernetes/system.js";\n')).toHaveLength(1);
    expect(breach("systems/registry.ts", 'import a from "./kubernetes/system.js";\n')).toEqual([]);
    expect(breach("rules/ports/a.ts", 'import { b } from "../selectors/b.js";\n')).toHaveLength(1);
    expect(breach("rules/ports/a.ts", 'import { b } from "../evidence/b.js";\n')).toEqual([]);
    expect(breach("rules/evidence/a.ts", 'import { b } from "../words/b.js";\n')).toEqual([]);
    expect(breach("rules/words/a.ts", 'import { b } from "../evidence/b.js";\n')).toHaveLength(1);
  });

  it("lets systems be known by their records alone, but for their own rules", () => {
    expect(breach("ide/a.ts", 'import { b } from "../systems/kubernetes/model.js";\n')).toEqual([
      "server/src/ide/a.ts:1: what is in `systems/kubernetes` is for `rules/kubernetes` alone; ask the system's record",
    ]);
    expect(breach("rules/ports/a.ts", 'import { b } from "../../systems/cilium/model.js";\n')).toHaveLength(1);
    expect(breach("rules/cilium/a.ts", 'import { b } from "../../systems/cilium/model.js";\n')).toEqual([]);
    expect(breach("ide/a.ts", 'import { b } from "../systems/kinds.js";\n')).toEqual([]);
    expect(breach("workspace/a.ts", 'import { b } from "../systems/profiles/profiles.js";\n')).toEqual([]);
  });

  it("finds a system's own name where none is known, and no word that it is part of", () => {
    const modules = [
      { path: "systems/toy/system.ts", text: "/** Toy. */\n" },
      { path: "systems/kubernetes/system.ts", text: "/** Kubernetes. */\n" },
      { path: "engine/a.ts", text: "/** As toy has it. */\n" },
      { path: "engine/b.ts", text: "/** As a toyshop and Kubernetes have it. */\n" },
    ];
    expect(breaches(modules)).toEqual(["server/src/engine/a.ts:1: `engine` names the product toy"]);
  });

  it("finds products where none is known, and circles", () => {
    expect(breach("engine/a.ts", "/** A. */\n// As Cilium does it.\n")).toEqual([
      "server/src/engine/a.ts:2: `engine` names the product Cilium",
    ]);
    expect(breach("systems/cilium/a.ts", "/** As Cilium does it. */\n")).toEqual([]);
    const circle = [
      { path: "engine/a.ts", text: 'import { b } from "./b.js";\n' },
      { path: "engine/b.ts", text: 'import { a } from "./a.js";\n' },
    ];
    expect(breaches(circle)).toEqual(["a circle of imports: engine/a.ts → engine/b.ts → engine/a.ts"]);
    const forTypes = circle.map((it) => ({ ...it, text: it.text.replace("import", "import type") }));
    expect(breaches(forTypes)).toEqual([]);
  });

  it("lets faces in by the door alone", () => {
    expect(breach("cli/a.ts", 'import { Workspace } from "../ide/index.js";\n')).toEqual([]);
    expect(breach("cli/a.ts", 'import { hoverAt } from "../ide/hover.js";\n')).toHaveLength(1);
    expect(breach("cli/a.ts", 'import { serve } from "../lsp/session.js";\n')).toHaveLength(1);
  });

  it("knows every folder and the compiler's references agree with it", () => {
    expect(breach("extra/a.ts", "")).toEqual(["server/src/extra/a.ts: `extra` is no layer"]);
    const folders = readdirSync(join(ROOT, "server/src"), { withFileTypes: true }).filter((it) => it.isDirectory());
    expect(folders.map((it) => it.name).sort()).toEqual(Object.keys(LAYERS).sort());
    for (const [layer, { layers }] of Object.entries(LAYERS)) {
      const config = JSON.parse(readFileSync(join(ROOT, "server/src", layer, "tsconfig.json"), "utf8")) as {
        references: { path: string }[];
      };
      expect(config.references.map((it) => it.path.replace("../", "")).sort(), layer).toEqual([...layers].sort());
    }
  });

  it("holds for the sources", () => {
    const folder = join(ROOT, "server/src");
    const modules = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((it) => it.endsWith(".ts") && !it.endsWith(".test.ts"))
      .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
    expect(modules.length).toBeGreaterThan(100);
    expect(breaches(modules)).toEqual([]);
  });
});
