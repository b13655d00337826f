/** "Can A talk to B?" as a client asks it: the ends to pick from, and the answer with its places. */

import { afterEach, expect, test } from "vitest";
import { BARE, RICH } from "./clients.js";
import { Editor } from "./editor.js";
import { deployment, misspelt, policy } from "./manifests.js";

let editor: Editor;

afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

const FILES = {
  "policies/web.yaml": policy("web"),
  "workloads.yaml": deployment("web"),
  "typo.yaml": misspelt("typo"),
};

async function start(): Promise<void> {
  editor = await Editor.start({ capabilities: BARE, files: FILES });
  editor.open("workloads.yaml");
  await editor.problemsOf("typo.yaml", (it) => it.length > 0);
}

test("ends are those of the workspace, with the one at the cursor", async () => {
  await start();
  const found = await editor.request<{ ends: { id: string; detail: string }[]; here?: string }>("netpol/ends", {
    textDocument: { uri: editor.uri("workloads.yaml") },
    position: editor.find("workloads.yaml", "containerPort"),
  });
  expect(found.ends.map((it) => it.id)).toEqual(["shop/Deployment/web", "world"]);
  expect(found.here).toBe("shop/Deployment/web");
});

test("what is typed is refused with the reason where it means no end", async () => {
  await start();
  const typed = async (text: string): Promise<object> => editor.request("netpol/ends", { typed: text });
  expect(await typed("300.1.1.1")).toEqual({ ends: [], refused: "`300.1.1.1` is not an IP address or CIDR block" });
  expect(await typed("10.0.0.0/33")).toEqual({ ends: [], refused: "`10.0.0.0/33` is not an IP address or CIDR block" });
  expect(await typed("shop/wbe")).toEqual({
    ends: [],
    refused: "No workload `shop/wbe`; did you mean `shop/Deployment/web`?",
  });
  for (const it of ["10.0.0.0/8", "example.com", "shop/app=new", "web"]) expect(await typed(it)).toEqual({ ends: [] });
});

test("an answer names its places by path and line", async () => {
  await start();
  const answer = await editor.request<{ verdict: string; text: string; places: Record<string, object> }>("netpol/can", {
    ...{ from: "world", to: "shop/web", port: 8080 },
  });
  expect(answer.verdict).toBe("denied");
  expect(answer.text).toMatch(/^world → shop\/Deployment\/web, TCP 8080: denied$/m);
  const [words] = Object.keys(answer.places);
  expect(words).toMatch(/^policies\/web\.yaml:\d+$/);
  expect(answer.text).toContain(words);
  expect(answer.places[words ?? ""]).toMatchObject({ uri: editor.uri("policies/web.yaml") });
});

test("a denial offers what would allow it, and the edit for it", async () => {
  await start();
  const question = { from: "world", to: "shop/web", port: 8080 };
  const answer = await editor.request<{ text: string; allow?: string }>("netpol/can", question);
  expect(answer.allow).toBe("Allow this: Add an ingress rule to `shop/NetworkPolicy/web`");
  expect(answer.text).toContain(answer.allow);
  const allowed = await editor.request<{ title: string; edit: { changes: Record<string, { newText: string }[]> } }>(
    "netpol/allow",
    question,
  );
  const [edit] = allowed.edit.changes[editor.uri("policies/web.yaml")] ?? [];
  expect(edit?.newText).toMatch(/cidr: 0\.0\.0\.0\/0/);
});

test("what is allowed already needs no edit", async () => {
  await start();
  expect(await editor.request("netpol/allow", { from: "shop/web", to: "shop/web", port: 8080 })).toEqual({
    message: "This is allowed already",
  });
});

test("a namespace is locked down in three steps: the namespace, the flows, the edit", async () => {
  await start();
  type Answer = {
    namespaces?: { name: string; scope?: string }[];
    here?: string;
    flows?: { id: string; from: string; to: string }[];
    message?: string;
  };
  const position = editor.find("workloads.yaml", "containerPort");
  const place = { textDocument: { uri: editor.uri("workloads.yaml") }, position };
  expect(await editor.request<Answer>("netpol/lockDown", place)).toEqual({
    namespaces: [{ name: "shop" }],
    here: "shop",
  });
  const { flows = [] } = await editor.request<Answer>("netpol/lockDown", { namespace: "shop" });
  expect(flows.map((it) => it.id)).toContain("shop/Deployment/web world");
  // A client that cannot create files is told so.
  const picked = { namespace: "shop", flows: ["shop/Deployment/web world"] };
  expect((await editor.request<Answer>("netpol/lockDown", picked)).message).toMatch(/none can be created here/);
});

test("a lock-down says which other clusters share its file", async () => {
  const overlay = (name: string): [string, string] => [
    `overlays/${name}/kustomization.yaml`,
    `resources: [../../base]\nnamespace: ${name}\n`,
  ];
  editor = await Editor.start({
    capabilities: RICH,
    files: {
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": deployment("web"),
      ...Object.fromEntries([overlay("a"), overlay("b")]),
    },
  });
  await editor.request("netpol/checkWorkspace");
  type Answer = { title?: string; message?: string; namespaces?: object[]; flows?: { from: string }[] };
  const { namespaces } = await editor.request<Answer>("netpol/lockDown", {});
  expect(namespaces).toEqual([
    { name: "a", scope: "overlays/a" },
    { name: "b", scope: "overlays/b" },
  ]);
  const asked = { namespace: "b", scope: "overlays/b" };
  expect((await editor.request<Answer>("netpol/lockDown", asked)).flows).not.toEqual([]);
  expect((await editor.request<Answer>("netpol/lockDown", { ...asked, scope: "overlays/a" })).message).toBe(
    "No workload of namespace `b` is in `overlays/a`, so its flows are not known",
  );
  const answer = await editor.request<Answer>("netpol/lockDown", {
    namespace: "a",
    flows: [],
  });
  expect(answer.title).toBe("Lock down `a`: allow only DNS");
  expect(answer.message).toBe("This also closes flows in `overlays/b`, which share the file");
});

test("what changed since earlier texts is told, with paths and what opens to the world", async () => {
  await start();
  const texts = (text: string | null): object[] =>
    ["policies/web.yaml", "typo.yaml"].map((it) => ({ uri: editor.uri(it), text }));
  type Answer = Record<"opened" | "closed" | "widened" | "narrowed" | "world", number> &
    Record<"summary" | "markdown", string>;
  const closed = await editor.request<Answer>("netpol/changes", { older: texts(null) });
  expect([closed.opened, closed.world]).toEqual([0, 0]);
  expect(closed.closed).toBeGreaterThan(0);
  const { widened, narrowed } = closed;
  const partly = narrowed === 0 ? "" : `, ${narrowed} narrowed`;
  expect([widened, closed.summary]).toEqual([0, `0 opened, ${closed.closed - narrowed} closed${partly}`]);
  expect(closed.markdown).toContain("`world → shop/Deployment/web`");
  const denying = policy("web").replace(/ {2}ingress:[\s\S]*/, "  ingress: []\n");
  const opened = await editor.request<Answer>("netpol/changes", { older: texts(denying) });
  expect([opened.opened > 0, opened.closed]).toEqual([true, 0]);
  expect(opened.markdown).toContain("(policies/web.yaml:");
  expect(opened.markdown).not.toContain("](<");
  const linked = { older: texts(denying), linkBase: editor.uri("") };
  expect((await editor.request<Answer>("netpol/changes", linked)).markdown).toMatch(
    /\[`shop\/NetworkPolicy\/web \(policies\/web\.yaml:(\d+)\)`\]\(<\/policies\/web\.yaml#L\1>\)/,
  );
  // Nothing leads to a file outside of the folder.
  const outside = { older: texts(denying), linkBase: editor.uri("other") };
  expect((await editor.request<Answer>("netpol/changes", outside)).markdown).not.toContain("](<");
});

test("clusters and files of several folders have the folder's name", async () => {
  const overlay = (name: string): [string, string][] =>
    ["shop", "old/mail", "new/mail"].flatMap((folder) => [
      [`${folder}/${name}/kustomization.yaml`, "namespace: shop\nresources: [../base]\n"],
      [`${folder}/base/kustomization.yaml`, "resources: [web.yaml, policy.yaml]\n"],
      [`${folder}/base/web.yaml`, deployment("web")],
      [`${folder}/base/policy.yaml`, policy("web")],
    ]);
  editor = await Editor.start({
    capabilities: RICH,
    files: { ...Object.fromEntries([...overlay("dev"), ...overlay("prod")]), "lone/web.yaml": deployment("web") },
    folders: ["shop", "old/mail", "new/mail", "lone"],
  });
  await editor.request("netpol/checkWorkspace");
  const { text } = await editor.request<{ text: string }>("netpol/scopes");
  const names = text.split("\n").filter((it) => /^\S/.test(it));
  const folders = ["shop", "old/mail", "new/mail"];
  expect(names).toEqual([...folders.flatMap((it) => [`dev (${it})`, `prod (${it})`]), "lone"]);
  expect(text).toContain("    old/mail/dev/kustomization.yaml: 2 objects");
  const answer = await editor.request<{ text: string; places: object }>("netpol/can", {
    from: "world",
    to: "shop/web",
  });
  const clusters = folders.flatMap((it) => [`dev (${it})`, `prod (${it})`]);
  expect(answer.text).toContain("In dev (shop) and prod (shop): world → shop/Deployment/web: denied");
  expect(answer.text).toContain("In lone: world → shop/Deployment/web: allowed");
  expect(Object.keys(answer.places)).toContain("new/mail/base/policy.yaml:11");
  type LockDown = { namespaces?: { name: string; scope?: string }[]; edit?: object; message?: string };
  const { namespaces = [] } = await editor.request<LockDown>("netpol/lockDown", {});
  expect(namespaces.map((it) => it.scope).sort()).toEqual([...clusters, "lone"].sort());
  const asked = { namespace: "shop", scope: "dev (new/mail)", flows: [] };
  const locked = await editor.request<LockDown>("netpol/lockDown", asked);
  expect(JSON.stringify(locked.edit)).toContain(editor.uri("new/mail"));
  expect(locked.message).toBe("This also closes flows in `prod (new/mail)`, which share the file");
  const older = folders.map((it) => ({ uri: editor.uri(`${it}/base/policy.yaml`), text: null }));
  const changes = await editor.request<{ opened: number; closed: number; markdown: string }>("netpol/changes", {
    older,
  });
  expect(changes.markdown).toContain(`in ${clusters.length} clusters: ${clusters.join(", ")}`);
});

test("an end that is not there is said in words", async () => {
  await start();
  const answer = await editor.request<{ verdict?: string; text: string }>("netpol/can", {
    from: "shop/wep",
    to: "world",
  });
  expect(answer.verdict).toBeUndefined();
  expect(answer.text).toMatch(/shop\/wep/);
});

test("a protocol that is none is refused", async () => {
  await start();
  for (const method of ["netpol/can", "netpol/allow"]) {
    const asked = editor.request(method, { from: "shop/web", to: "world", protocol: "HTTP" });
    await expect(asked).rejects.toMatchObject({ code: -32602, message: "unknown protocol HTTP" });
  }
});
