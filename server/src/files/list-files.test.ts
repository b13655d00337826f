/** Tests the listing of a workspace on real folders: what is ignored, links, folders that may not be read. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeFolder } from "../node/node-folder.js";
import { listFiles } from "./list-files.js";

let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "netpol-list-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(...files: readonly (string | readonly [string, string])[]): void {
  for (const file of files) {
    const [name, text] = typeof file === "string" ? [file, "a: 1\n"] : file;
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

const listed = (exclude: readonly string[] = [], below = ""): string[] =>
  listFiles(new NodeFolder(path.join(root, below)), exclude).paths;

describe("listFiles", () => {
  it("takes YAML and JSON, hidden files too, and nothing else", () => {
    put(
      "a.yaml",
      "b.yml",
      "c.json",
      "D.YAML",
      ".netpol.yaml",
      ".github/w.yml",
      "Kustomization",
      "x.yaml.tpl",
      "readme.md",
    );
    expect(listed()).toEqual([".github/w.yml", ".netpol.yaml", "D.YAML", "Kustomization", "a.yaml", "b.yml", "c.json"]);
  });

  it("leaves out .git and node_modules at any depth", () => {
    put(".git/a.yaml", "node_modules/a.yaml", "x/node_modules/y/a.yaml", "x/a.yaml");
    expect(listed()).toEqual(["x/a.yaml"]);
  });

  it("honours nested .gitignore files, the nearest first", () => {
    put(
      [".gitignore", "build/\n*.gen.yaml\n"],
      "build/a.yaml",
      "x/build/a.yaml",
      "a.gen.yaml",
      ["x/.gitignore", "!keep.gen.yaml\n/only-here.yaml\n"],
      "x/keep.gen.yaml",
      "x/other.gen.yaml",
      "x/only-here.yaml",
      "x/y/only-here.yaml",
    );
    expect(listed()).toEqual(["x/keep.gen.yaml", "x/y/only-here.yaml"]);
  });

  it("honours .gitignore files above the root, up to the top of the repository", () => {
    put([".gitignore", "*.secret.yaml\n"], ".git/HEAD", "deploy/a.yaml", "deploy/b.secret.yaml");
    expect(listed([], "deploy")).toEqual(["a.yaml"]);
  });

  it("lists an ignored folder that is named as the root", () => {
    put([".gitignore", "out/\n"], ".git/HEAD", "out/a.yaml");
    expect(listed()).toEqual([]);
    expect(listed([], "out")).toEqual(["a.yaml"]);
  });

  it("lists a folder below the root by paths from the root, with the ignore files on the way", () => {
    put([".gitignore", "*.gen.yaml\n"], ".git/HEAD", ["ws/.gitignore", "/deploy/tmp/\n"], "ws/deploy/a.yaml");
    put("ws/deploy/b.gen.yaml", "ws/deploy/tmp/c.yaml", "ws/other/d.yaml");
    expect(listFiles(new NodeFolder(path.join(root, "ws")), [], "deploy").paths).toEqual(["deploy/a.yaml"]);
    expect(listFiles(new NodeFolder(path.join(root, "ws")), ["deploy/a.yaml"], "deploy").paths).toEqual([]);
    expect(listFiles(new NodeFolder(path.join(root, "ws")), [], "deploy/tmp").paths).toEqual(["deploy/tmp/c.yaml"]);
  });

  it("ignores .gitignore files above the root outside a repository", () => {
    put([".gitignore", "*.yaml\n"], "deploy/a.yaml");
    expect(listed([], "deploy")).toEqual(["a.yaml"]);
  });

  it("leaves out what a glob matches, itself or by a folder above", () => {
    put("a.yaml", "charts/x/a.yaml", "x/charts/a.yaml", "x/a.test.yaml");
    expect(listed(["charts"])).toEqual(["a.yaml", "x/a.test.yaml", "x/charts/a.yaml"]);
    expect(listed(["**/charts/**", "**/*.test.yaml"])).toEqual(["a.yaml"]);
    expect(listed(["./x/"])).toEqual(["a.yaml", "charts/x/a.yaml"]);
  });

  it("ends on rings of links and lists every file once", () => {
    put("ws/a.yaml", "ws/deep/b.yaml", "outside/c.yaml");
    mkdirSync(path.join(root, ".git"));
    symlinkSync(path.join(root, "ws"), path.join(root, "ws/deep/loop"));
    symlinkSync(root, path.join(root, "ws/around"));
    symlinkSync("self", path.join(root, "ws/self"));
    symlinkSync(path.join(root, "ws/a.yaml"), path.join(root, "ws/again.yaml"));
    symlinkSync(path.join(root, "outside"), path.join(root, "ws/shared"));
    symlinkSync(path.join(root, "outside"), path.join(root, "ws/shared-too"));
    symlinkSync(path.join(root, "ws"), path.join(root, "outside/back"));
    const { paths, notices } = listFiles(new NodeFolder(path.join(root, "ws")), []);
    expect(paths.map((it) => it.replace("shared-too", "shared"))).toEqual(["a.yaml", "deep/b.yaml", "shared/c.yaml"]);
    expect(notices).toEqual([]);
  });

  it("does not follow a link out of the repository, and says so", () => {
    put("ws/a.yaml", "outside/b.yaml", "outside/c.txt", "n.yaml");
    symlinkSync(path.join(root, "outside"), path.join(root, "ws/shared"));
    symlinkSync("../outside/b.yaml", path.join(root, "ws/b.yaml"));
    symlinkSync("../outside/c.txt", path.join(root, "ws/c.txt"));
    symlinkSync("../n.yaml", path.join(root, "ws/.netpol.yaml"));
    const message = "Symbolic link is not followed: it leads out of the repository";
    const { paths, unread, notices } = listFiles(new NodeFolder(path.join(root, "ws")), []);
    expect({ paths, unread, notices }).toEqual({
      paths: ["a.yaml"],
      unread: [".netpol.yaml", "b.yaml", "c.txt", "shared"].map((it) => ({ path: it })),
      notices: [".netpol.yaml", "b.yaml", "shared"].map((file) => ({ file, message })),
    });
    expect(new NodeFolder(path.join(root, "ws")).leadsOut(".netpol.yaml")).toBe(true);
    expect(new NodeFolder(path.join(root, "ws")).leadsOut("a.yaml")).toBe(false);
    mkdirSync(path.join(root, ".git"));
    expect(listFiles(new NodeFolder(path.join(root, "ws")), []).paths).toEqual([
      ".netpol.yaml",
      "a.yaml",
      "b.yaml",
      "shared/b.yaml",
    ]);
    expect(new NodeFolder(path.join(root, "ws")).leadsOut(".netpol.yaml")).toBe(false);
  });

  it("says where links inside lead", () => {
    put(
      "overlays/2.x/a.yaml",
      ["apps/kustomization.yaml", "resources:\n  - ../overlays/default\n  - web.yaml\n"],
      "apps/db.yaml",
    );
    symlinkSync("2.x", path.join(root, "overlays/default"));
    symlinkSync("db.yaml", path.join(root, "apps/web.yaml"));
    expect(listFiles(new NodeFolder(root), [])).toEqual({
      paths: ["apps/db.yaml", "apps/kustomization.yaml", "overlays/2.x/a.yaml"],
      unread: [
        { path: "apps/web.yaml", link: "apps/db.yaml" },
        { path: "overlays/default", link: "overlays/2.x" },
      ],
      hasLinks: true,
      notices: [],
    });
  });

  it("takes what a kustomization names, whatever it is called, and knows of what it leaves alone", () => {
    put("base/app.conf", "base/readme.md", "base/ignored.yaml", "base/gone/x.yaml", "outside.txt");
    put(["base/.gitignore", "ignored.yaml\n"], ["base/web", "kind: Pod\n"]);
    put([
      "base/kustomization.yaml",
      "resources: [web, ignored.yaml]\nconfigMapGenerator: [{files: [key=app.conf, ../../x]}]\n",
    ]);
    const { paths, unread } = listFiles(new NodeFolder(root), []);
    expect(paths).toEqual(["base/app.conf", "base/gone/x.yaml", "base/kustomization.yaml", "base/web"]);
    expect(unread).toEqual([{ path: "base/ignored.yaml" }]);
  });

  it.each([
    "deploy.yaml.tpl",
    "deploy.yaml.j2",
    "deploy.tmpl",
    "deploy.template.yaml",
    "deploy.example.yaml",
    "deploy.yaml.enc",
    "deploy.yaml.gpg",
  ])("knows that a template makes a file: %s", (template) => {
    put(`app/${template}`, ["app/kustomization.yaml", "resources:\n  - deploy.yaml\n"]);
    expect(listFiles(new NodeFolder(root), []).unread).toEqual([
      { path: "app/deploy.yaml", madeBy: `app/${template}` },
    ]);
  });

  it.each(["resources: [deploy.yaml]", 'resources: ["deploy.yaml", ../base]', "resources: [a.yaml, deploy.yaml, ]"])(
    "finds it in a list in brackets: %s",
    (resources) => {
      put("app/deploy.yaml.tpl", ["app/kustomization.yaml", `${resources}\n`]);
      expect(listFiles(new NodeFolder(root), []).unread).toEqual([
        { path: "app/deploy.yaml", madeBy: "app/deploy.yaml.tpl" },
      ]);
    },
  );

  it.each(["other.yaml.tpl", "deploy.sops.yaml", "deploy.yaml.md", "my-deploy.yaml.tpl", "deploy.enc.yaml"])(
    "takes no other file for a template: %s",
    (file) => {
      put(`app/${file}`, ["app/kustomization.yaml", "resources:\n  - deploy.yaml\n"]);
      expect(listFiles(new NodeFolder(root), []).unread).toEqual([]);
    },
  );

  it("knows that templates make the kustomization of a folder", () => {
    put(["kustomization.yaml", "resources: \n  - web/\n  - db\n  - gone\n"]);
    put("web/deploy.yaml", "web/kustomization.yaml.template", "db/kustomization.yaml.template", "gone/x.yaml");
    expect(listFiles(new NodeFolder(root), []).unread).toEqual([
      { path: "db/kustomization.yaml", madeBy: "db/kustomization.yaml.template" },
      { path: "web/kustomization.yaml", madeBy: "web/kustomization.yaml.template" },
    ]);
  });

  it.each([
    ["scripts/up.sh", "envsubst < x > apps/web/deploy.yaml"],
    ["up.sh", 'helm template web | tee "$ROOT/web/deploy.yaml"'],
    ["up.sh", "kustomize build x -o apps/web/deploy.yaml"],
    ["Makefile", "render:\n\tcp x.yaml apps/web/deploy.yaml\n"],
    ["Makefile", "apps/web/deploy.yaml: x.in\n\t./render $< \n"],
    ["Makefile.release", "render:\n\tgen x \\\n\t&& mv ./x.yaml ./apps/web/deploy.yaml \\\n\t&& rm -r x\n"],
    ["Makefile", "\tcontroller-gen crd paths=./... output:crd:artifacts:config=./apps/web\n"],
    ["Makefile", "\tcontroller-gen crd output:crd:dir=apps/web paths=./...\n"],
    ["apps/web/render.sh", "render > deploy.yaml"],
    ["up.sh", "cd apps/web\nrender > deploy.yaml"],
    ["main.tf", `  filename = "\${local.apps}/web/deploy.yaml"`],
    [".github/workflows/up.yml", "      - run: render > apps/web/deploy.yaml\n"],
    [
      "ansible/tasks/network/web.yml",
      '- copy:\n    src: "{{ root }}/apps/web/kustomization.yaml"\n- template:\n    dest: "{{ out }}/deploy.yaml"\n',
    ],
    ["tasks/main.yml", "- template:\n    src: deploy.j2\n    dest: apps/web/deploy.yaml\n"],
  ])("knows that a script makes a file: %s, %s", (script, text) => {
    put([script, text], ["apps/web/kustomization.yaml", "resources:\n  - deploy.yaml\n"]);
    expect(listFiles(new NodeFolder(root), []).unread).toEqual([{ path: "apps/web/deploy.yaml", madeBy: script }]);
  });

  it.each([
    ["up.sh", "kubectl apply -f apps/web/deploy.yaml"],
    ["up.sh", "cp apps/web/deploy.yaml x"],
    ["up.sh", "render > deploy.yaml"],
    ["up.sh", "render > apps/db/deploy.yaml"],
    ["up.sh", 'render > "$OUT/deploy.yaml"'],
    ["main.tf", '  source = "apps/web/deploy.yaml"'],
    ["README.md", "render > apps/web/deploy.yaml"],
    ["Makefile", "\tcontroller-gen crd output:crd:dir=apps/db paths=./apps/web\n"],
  ])("takes no other mention in a script for that: %s, %s", (script, text) => {
    put([script, text], ["apps/web/kustomization.yaml", "resources:\n  - deploy.yaml\n"]);
    expect(listFiles(new NodeFolder(root), []).unread).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("looks for no template where a link leads out", () => {
    put(["ws/kustomization.yaml", "resources:\n  - out/deploy.yaml\n"], ["private/deploy.yaml.tpl", "kind: Pod\n"]);
    symlinkSync("../private", path.join(root, "ws/out"));
    expect(listFiles(new NodeFolder(path.join(root, "ws")), []).unread).toEqual([{ path: "out" }]);
  });

  it("knows a name that a script puts there", () => {
    const script = 'sed -i -e "s|WEB_MANIFEST|./web.yaml|g" -e s/DB/x/ out/kustomization.yaml\n';
    put(["up.sh", script], ["apps/web/kustomization.yaml", "resources:\n  - WEB_MANIFEST\n  - DB_MANIFEST\n"]);
    expect(listFiles(new NodeFolder(root), []).unread).toEqual([{ path: "apps/web/WEB_MANIFEST", madeBy: "up.sh" }]);
  });

  it("leaves alone what Git ignores and a kustomization names, even if it does not exist", () => {
    put([".gitignore", "env/\n/manager/kustomization.yaml\n*.local.yaml\n"]);
    put("manager/manager.yaml", "app/deploy.yaml", "app/page.html");
    put([
      "app/kustomization.yaml",
      `resources:
  - deploy.yaml
  - ../manager # the image is set in there
  - gone.yaml
patches: [{path: my.local.yaml}]
configMapGenerator:
  - envs:
      - ./env/a.env
    files:
      - key=env/b
      - default.conf=page.html/default.conf
    literals: [x=env/c]
`,
    ]);
    const { paths, unread } = listFiles(new NodeFolder(root), []);
    expect(paths).toEqual(["app/deploy.yaml", "app/kustomization.yaml", "manager/manager.yaml"]);
    expect(unread.map((it) => it.path)).toEqual([
      "app/env/a.env",
      "app/env/b",
      "app/my.local.yaml",
      "manager/kustomization.yaml",
    ]);
  });

  it("gives a notice for a link that leads nowhere", () => {
    put("a.yaml");
    symlinkSync("gone", path.join(root, "b.yaml"));
    expect(listFiles(new NodeFolder(root), [])).toEqual({
      paths: ["a.yaml"],
      unread: [],
      hasLinks: true,
      notices: [{ file: "b.yaml", message: "Broken symbolic link" }],
    });
  });

  it("gives a notice for a root that is not there", () => {
    const { paths, notices } = listFiles(new NodeFolder(path.join(root, "gone")), []);
    expect(paths).toEqual([]);
    expect(notices).toEqual([{ file: ".", message: "Folder cannot be read: no such file or folder" }]);
  });

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)("gives a notice for a folder that may not be read, and lists the rest", () => {
    put("a.yaml", "locked/b.yaml");
    chmodSync(path.join(root, "locked"), 0);
    const { paths, notices } = listFiles(new NodeFolder(root), []);
    chmodSync(path.join(root, "locked"), 0o755);
    expect(paths).toEqual(["a.yaml"]);
    expect(notices).toEqual([{ file: "locked", message: "Folder cannot be read: permission denied" }]);
  });
});
