// Measures what it costs to build a repository's kustomizations, beside all that is done from nothing, and after an edit.
// Usage: npm run bench:kustomize [-- --rounds 5] [--edits 60] [--folder FOLDER]
//
// Without --folder: 100 kustomizations over 3,000 files. Twenty applications have a base and three overlays, each with a
// namespace, labels and patches of its own; twenty more are one kustomization each. What rendering costs is told by the same
// objects written out, in a workspace without kustomizations. The core is driven in this process.

import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleCore, filesIn, put } from "./core.mjs";

const { values: given } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    edits: { type: "string", default: "60" },
    folder: { type: "string" },
  },
});

/** What rendering may take of the whole: what is done until there are clusters, less what that takes for the objects written out. */
const MOST_OF_THE_WHOLE = 0.2;
/** Milliseconds from an edit in a base to what an editor shows first, 95 times of 100. */
const EDIT = 50;
const APPS = 20;
const OVERLAYS = ["dev", "stage", "prod"];
const FILES_OF_A_BASE = 100;
const PATCHES_OF_AN_OVERLAY = 9;
const FILES_OF_A_SINGLE = 18;

const folder = mkdtempSync(path.join(tmpdir(), "netpol-bench-"));
try {
  const module = path.join(folder, "core.mjs");
  await bundleCore(module, {
    Workspace: "ide/index.js",
    Snapshot: "workspace/snapshot.js",
    layered: "workspace/settings.js",
  });
  const { Workspace, Snapshot, layered } = await import(pathToFileURL(module));
  const files = given.folder === undefined ? repository() : filesIn(given.folder);
  const kustomizations = files.filter((it) => it.path.endsWith("kustomization.yaml"));
  console.log(`Node ${process.version}, load average ${loadavg()[0].toFixed(1)}`);
  console.log(`${kustomizations.length} kustomizations, ${files.length} files; milliseconds, medians\n`);
  const written = given.folder === undefined ? writtenOut() : undefined;
  const settings = layered({ scopes: new Map(OVERLAYS.map((it) => [it, [`${it}/**`, "platform/**"]])) });
  // The last workspace alone is kept: what others hold would be gone through again and again.
  let workspace;
  const round = () => {
    const steps = building(Snapshot, layered(), files);
    const all = everything(Workspace, files);
    workspace = all.workspace;
    return {
      ...steps,
      whole: all.whole,
      ...(written && { written: total(building(Snapshot, settings, written)) }),
    };
  };
  const rounds = Array.from({ length: Number(given.rounds) + 1 }, round).slice(1);
  const median = (of) => quantile(rounds.map(of), 0.5);
  const whole = median((it) => it.whole);
  for (const step of ["read", "build", "scopes", "whole"]) {
    const time = median((it) => it[step]);
    console.log(
      `${step.padEnd(12)}${time.toFixed(1).padStart(9)}${`${((time / whole) * 100).toFixed(1)} %`.padStart(9)}`,
    );
  }
  if (written !== undefined) {
    const out = median((it) => it.written);
    console.log(
      `\nUntil there are clusters: ${median(total).toFixed(1)}, of the same objects written out ${out.toFixed(1)}`,
    );
    judge("rendering", ((median(total) - out) / whole) * 100, MOST_OF_THE_WHOLE * 100, "% of the whole");
    const { own, all } = editTimes(workspace, files);
    const [p50, p95] = [quantile(own, 0.5), quantile(own, 0.95)];
    console.log(`\nEdit in a base: own findings after p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}`);
    judge("own findings p95", p95, EDIT, "ms");
    console.log(`Those of all clusters: p50 ${quantile(all, 0.5).toFixed(1)}, p95 ${quantile(all, 0.95).toFixed(1)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function building(Snapshot, settings, files) {
  const began = performance.now();
  const snapshot = Snapshot.empty(settings).with(files.map(put));
  const read = performance.now();
  for (const it of snapshot.builds.roots) void it.build;
  const built = performance.now();
  void snapshot.scopes;
  return { read: read - began, build: built - read, scopes: performance.now() - built };
}

/** Milliseconds until there are clusters. */
function total({ read, build, scopes }) {
  return read + build + scopes;
}

function everything(Workspace, files) {
  const workspace = new Workspace({ log: (it) => console.error(it), now: () => performance.now() });
  const began = performance.now();
  workspace.apply(files.map(put));
  workspace.allDiagnostics();
  return { workspace, whole: performance.now() - began };
}

/** A letter more or less in the peer of a base's policy, until the document's own findings are there, and all. */
function editTimes(workspace, files) {
  const { path: id, text } = files.find((it) => it.path === "apps/app-3/base/part-8.yaml");
  const at = text.lastIndexOf("app: ") + "app: ".length;
  const [own, all] = [[], []];
  for (let edit = 0; edit < Number(given.edits); edit++) {
    const began = performance.now();
    workspace.apply([put({ path: id, text: `${text.slice(0, at)}${"x".repeat(edit % 3)}${text.slice(at)}` })]);
    workspace.ownDiagnostics(id);
    own.push(performance.now() - began);
    workspace.allDiagnostics();
    all.push(performance.now() - began);
  }
  return { own, all };
}

function repository() {
  const files = [];
  const add = (at, text) => files.push({ path: at, text });
  for (let app = 0; app < APPS; app++) {
    const base = `apps/app-${app}/base`;
    const names = Array.from({ length: FILES_OF_A_BASE - 1 }, (_, part) => `part-${part}.yaml`);
    add(`${base}/kustomization.yaml`, kustomization({ resources: names }));
    for (const [part, name] of names.entries()) add(`${base}/${name}`, manifest(app, part));
    for (const overlay of OVERLAYS) {
      const at = `apps/app-${app}/overlays/${overlay}`;
      const patches = Array.from({ length: PATCHES_OF_AN_OVERLAY }, (_, patch) => `patch-${patch}.yaml`);
      const extra = `namespace: app-${app}-${overlay}\nlabels:\n  - includeSelectors: true\n    pairs:\n      env: ${overlay}\n`;
      add(`${at}/kustomization.yaml`, extra + kustomization({ resources: ["../../base"], patches }));
      for (const [patch, name] of patches.entries()) add(`${at}/${name}`, replicas(patch * 3, patch));
    }
  }
  for (let single = 0; single < APPS; single++) {
    const at = `platform/part-${single}`;
    const names = Array.from({ length: FILES_OF_A_SINGLE - 1 }, (_, part) => `part-${part}.yaml`);
    add(`${at}/kustomization.yaml`, `namespace: platform-${single}\n${kustomization({ resources: names })}`);
    for (const [part, name] of names.entries()) add(`${at}/${name}`, manifest(APPS + single, part));
  }
  return files;
}

/** What the kustomizations come to, but for the replicas: a folder for each overlay, and one for what all have. */
function writtenOut() {
  const files = [];
  for (let app = 0; app < APPS; app++) {
    for (const overlay of OVERLAYS) {
      for (let part = 0; part < FILES_OF_A_BASE - 1; part++) {
        const placed = `metadata:\n  namespace: app-${app}-${overlay}\n  labels:\n    env: ${overlay}\n`;
        const text = manifest(app, part)
          .replace("metadata:\n", placed)
          .replaceAll(/^( *)app: .*$/gm, `$&\n$1env: ${overlay}`);
        files.push({ path: `${overlay}/app-${app}/part-${part}.yaml`, text });
      }
    }
  }
  for (let single = 0; single < APPS; single++) {
    for (let part = 0; part < FILES_OF_A_SINGLE - 1; part++) {
      const text = manifest(APPS + single, part).replace("metadata:\n", `metadata:\n  namespace: platform-${single}\n`);
      files.push({ path: `platform/part-${single}/part-${part}.yaml`, text });
    }
  }
  return files;
}

function kustomization({ resources, patches = [] }) {
  const list = (name, items) => (items.length === 0 ? "" : `${name}:\n${items.map((it) => `  - ${it}\n`).join("")}`);
  return (
    list("resources", resources) +
    list(
      "patches",
      patches.map((it) => `path: ${it}`),
    )
  );
}

/** By turns a Deployment, its Service, what it reads, and the policy that opens it for the next one. */
function manifest(app, part) {
  const name = `web-${part - (part % 3)}`;
  const next = `web-${(part - (part % 3) + 3) % (FILES_OF_A_BASE - 1)}`;
  if (part % 3 === 0) {
    return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        tier: tier-${app}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.${part}
          env:
            - name: NEXT
              value: http://${next}:8080
          ports:
            - name: http
              containerPort: 8080
`;
  }
  if (part % 3 === 1) {
    return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: http
`;
  }
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
spec:
  podSelector:
    matchLabels:
      app: ${name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: ${next}
      ports:
        - port: 8080
`;
}

function replicas(part, patch) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${part}
spec:
  replicas: ${patch + 2}
`;
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function judge(name, value, most, unit) {
  const met = value <= most;
  console.log(`${met ? "met   " : "MISSED"} ${name}: ${value.toFixed(1)} of ${most} ${unit}`);
}
