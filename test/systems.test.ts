/** Each policy system's record is complete: every field filled, every kind read, compiled, explained and written. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { YamlValue } from "../server/src/base/yaml-value.js";
import { editorOf, editsByFile } from "../server/src/ide/actions/quick-fixes.js";
import type { View } from "../server/src/analysis/view.js";
import { ALL_TRAFFIC, hasPort, NO_TRAFFIC, type Traffic } from "../server/src/engine/traffic.js";
import {
  type PeerList,
  peersOf,
  type PodsPeer,
  type PolicyReading,
  portsOf,
  rulesOf,
} from "../server/src/model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../server/src/model/scope.js";
import { fieldOf, schemaAt } from "../server/src/schema/lookup.js";
import type { Schema } from "../server/src/schema/schema.js";
import { applyEdits } from "../server/src/syntax/text-edit.js";
import type { YamlEditor } from "../server/src/syntax/yaml-edit.js";
import { renderYaml } from "../server/src/syntax/render-yaml.js";
import { NETWORK_POLICIES } from "../server/src/systems/placed.js";
import { SYSTEMS } from "../server/src/systems/registry.js";
import type { ScaffoldedPolicy } from "../server/src/systems/policy-writer.js";
import type { KindRecord, PolicySystem } from "../server/src/systems/system.js";
import { CNIS, DEFAULT_SETTINGS, SETTING_NAMES } from "../server/src/workspace/settings.js";
import { Snapshot } from "../server/src/workspace/snapshot.js";
import { clusterYaml } from "./kit/cluster.js";
import { POLICY_SAMPLES } from "./kit/policy-samples.js";
import { ROOT } from "./kit/repository.js";
import { endNamed, worldOf } from "./kit/worlds.js";

const CLUSTER = clusterYaml(`
shop  team=red
  web  app=web
  db   app=db
  api  app=api
kube-system
  coredns  k8s-app=kube-dns
ops
  db  app=db
`);

const POLICY_FILE = "policies.yaml";

function snapshotOf(text: string): Snapshot {
  const puts = [
    { type: "put", file: { id: "cluster.yaml", path: "cluster.yaml", text: CLUSTER } },
    { type: "put", file: { id: POLICY_FILE, path: POLICY_FILE, text } },
  ] as const;
  return Snapshot.empty(DEFAULT_SETTINGS).with(puts);
}

/** The one policy of the text. */
function policyIn(snapshot: Snapshot): Policy {
  const [policy, ...more] = snapshot.scopes.flatMap((it) => it.policies);
  if (policy === undefined || more.length > 0) throw new Error(`${more.length + 1} policies where one was expected`);
  return policy;
}

function viewOf(...policies: readonly string[]): View {
  return worldOf(
    new Map([
      ["cluster.yaml", CLUSTER],
      [POLICY_FILE, policies.join("---\n")],
    ]),
  );
}

describe("the registry", () => {
  it("holds every folder with a record, each under an id of its own", () => {
    const folder = join(ROOT, "server/src/systems");
    const folders = readdirSync(folder).filter((it) => existsSync(join(folder, it, "system.ts")));
    expect(SYSTEMS.map((it) => it.id)).toEqual(folders.sort());
  });

  it("gives each kind of a group to one system", () => {
    const kinds = SYSTEMS.flatMap((system) => system.kinds.map(({ group, kind }) => `${group}/${kind}`));
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it("has one system that every cluster has, and it can be written", () => {
    expect(SYSTEMS.filter((it) => it.isBuiltIn).map((it) => it.scaffolds !== undefined)).toEqual([true]);
  });
});

describe.each(SYSTEMS.map((it) => [it.title, it] as const))("%s", (_, system) => {
  it("has names, and a version that settings can say", () => {
    expect(system.id).toMatch(/^[a-z][a-z-]*$/);
    expect(system.title).toMatch(/^[A-Z]/);
    if (system.version !== undefined) expect(SETTING_NAMES).toContain(system.version.setting);
  });

  it("names CNIs that settings can name, where not all enforce it", () => {
    for (const it of system.enforcers ?? []) expect(CNIS).toContain(it);
  });

  it("has words for what the neutral form leaves open", () => {
    expect(system.words.blocks).toMatch(/^[A-Z].*[^.]$/);
    expect(system.words.group ?? "set").toMatch(/\w/);
  });

  it("has words for the place in the order exactly where it has tiers of its own", () => {
    const { tiers = [], words } = system;
    expect(words.rank !== undefined).toBe(tiers.length > 0);
    for (const it of tiers) expect(it.order).not.toBe(0);
    const all = SYSTEMS.flatMap((it) => it.tiers ?? []).map((it) => it.id);
    expect(new Set([...all, NETWORK_POLICIES]).size).toBe(all.length + 1);
  });

  it("reads at least one kind that decides", () => {
    expect(system.kinds.map((it) => it.role)).toContain("policy");
  });
});

const KINDS = SYSTEMS.flatMap((system) => system.kinds.map((kind) => ({ system, kind, name: nameOf(kind) })));
const POLICY_KINDS = KINDS.filter(({ kind }) => kind.role === "policy");

function nameOf({ group, kind }: KindRecord): string {
  return `${group}/${kind}`;
}

describe.each(KINDS)("the kind $name", ({ system, kind }) => {
  it("names its group and its versions", () => {
    expect(kind.group).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    expect(kind.versions.length).toBeGreaterThan(0);
    for (const version of kind.versions) expect(version).toMatch(/^v\d+((alpha|beta)\d+)?$/);
  });

  it("explains each field of its schema", () => {
    for (const path of ["apiVersion", "kind", "metadata"]) expect(fieldOf(kind.schema, [path])?.doc).toBeDefined();
    if (kind.toldBy !== undefined) expect(schemaAt(kind.schema, ["spec", kind.toldBy])).toBeDefined();
    expect(unexplained(kind.schema, "")).toEqual([]);
  });

  it("decodes an object that says nothing, and keeps its kind", () => {
    for (const spec of ["spec: {}\n", "spec: []\n", "spec:\n", ""]) {
      const text = `apiVersion: ${kind.group}/${kind.versions[0] ?? ""}\nkind: ${kind.kind}\nmetadata: {name: a}\n${spec}`;
      const [file] = [...snapshotOf(text).files.values()].filter((it) => it.input.path === POLICY_FILE);
      const objects = file?.documents.flatMap((it) => it.decoded.objects) ?? [];
      expect(objects).toMatchObject([{ system: system.id, kind: kind.kind, type: kind.role }]);
    }
  });
});

/** Paths of fields whose documentation is no sentence, or whose readings are empty. */
function unexplained(schema: Schema, path: string): string[] {
  if (schema.type === "list") return unexplained(schema.of, path);
  if (schema.type !== "object") return [];
  return Object.entries(schema.fields).flatMap(([name, field]) => {
    const own = `${path}/${name}`;
    const readings = [field.empty, field.missing, field.null].filter((it) => it !== undefined);
    const isSaid = /^[A-Z0-9`].*\.$/s.test(field.doc) && readings.every((it) => it.trim() !== "");
    return [...(isSaid ? [] : [own]), ...unexplained(field.schema, own)];
  });
}

it("there is a sample of each kind that decides, and none else", () => {
  expect(Object.keys(POLICY_SAMPLES).sort()).toEqual(POLICY_KINDS.map(({ name }) => name).sort());
});

describe.each(POLICY_KINDS)("a policy of $name", ({ system, kind, name }) => {
  const text = POLICY_SAMPLES[name] ?? "";
  const snapshot = snapshotOf(text);
  const policy = policyIn(snapshot);
  const { reading } = policy;

  it("is of its kind, and nothing in it is wrong", () => {
    expect(policy.object).toMatchObject({ system: system.id, kind: kind.kind, clusterwide: kind.clusterwide });
    expect(policy.namespace).toBe(kind.clusterwide ? undefined : "shop");
    expect(policy.object.problems).toEqual([]);
  });

  it("is read with its subject, its lists, and peers and ports of every rule", () => {
    const [part] = reading.parts;
    if (part === undefined) throw new Error("the policy has no part");
    expect(part.subject).toMatchObject({ isWritten: true, of: "pods" });
    expect(part.rules).not.toEqual([]);
    for (const list of part.lists) {
      expect(list.rules.map(({ index }) => index)).toEqual(list.rules.map((_, index) => index));
      for (const rule of list.rules) expect(rule).toMatchObject({ list: list.key, direction: list.direction });
    }
    const peers = rulesOf(reading).flatMap(peersOf);
    const types = new Set(peers.map((it) => it.type));
    // A system without address blocks writes none for fixes either.
    const writesBlocks = rulesOf(reading).some((it) => it.peers.some((list) => writesBlock(system, list)));
    expect(types).toEqual(new Set(["pods", ...(writesBlocks ? ["block"] : [])]));
    expect(
      rulesOf(reading)
        .flatMap(portsOf)
        .map((it) => it.value),
    ).toContain(5432);
  });

  it("isolates, unless the record says that no policy does", () => {
    const isolates = reading.parts.some((it) => it.isolates.ingress !== undefined || it.isolates.egress !== undefined);
    expect(isolates).toBe(system.traits.neverIsolates !== true);
  });

  it("is read from its own text: every place is in its document", () => {
    for (const document of documentsOf(reading)) expect(document).toBe(policy.object.meta.document);
  });

  it("selects and matches pods", () => {
    const view = viewOf(text);
    const [own] = view.scope.policies;
    if (own === undefined) throw new Error("the policy is not there");
    const selected = own.reading.parts.map((it) => view.selectedBy(own, it).map(({ id }) => id));
    for (const ids of selected) expect(ids, "the sample selects `app=web`").toEqual(["shop/Deployment/web"]);
    const matched = podsPeersOf(own.reading)
      .flatMap((it) => view.matchedBy(own, it))
      .map((it) => it.id);
    expect(matched, "a rule of the sample names `app=db`").toContain("shop/Deployment/db");
    expect(matched).not.toContain("shop/Deployment/api");
  });

  it("compiles, each rule with its part of the reading", () => {
    const view = viewOf(text);
    const [own] = view.scope.policies;
    if (own === undefined) throw new Error("the policy is not there");
    const allowances = view.allowances(own);
    // Of what the system itself does not enforce nothing is compiled.
    expect(allowances.length > 0).toBe(system.ignores?.(own.object) === undefined);
    for (const { by } of allowances) {
      expect(rulesOf(own.reading)).toContain(by.reading);
      expect(by).toMatchObject({ direction: by.reading.direction, verdict: by.reading.verdict, at: by.reading.at });
    }
  });

  it("takes blocks, ports and namespaces where fixes write them", () => {
    const { pieces } = system;
    const lists = rulesOf(reading).flatMap((it) => it.peers);
    const blockLists = lists.filter((list) => list.peers.some((it) => it.type === "block"));
    for (const list of blockLists) {
      const after = edited(snapshot, (editor) => editor.append(list.at, added(pieces.blockPeer("192.0.2.0/24", list))));
      expect(blocksOf(after)).toEqual([...blocksOf(reading), "192.0.2.0/24"].sort());
    }
    for (const list of rulesOf(reading).flatMap((it) => it.ports)) {
      for (const protocol of ["TCP", "UDP"]) {
        const item = pieces.portItem(9999, list, protocol);
        // One port and no list of them, or no such protocol: there is no item to write.
        if (item === undefined) continue;
        const after = edited(snapshot, (editor) => editor.append(list.at, item));
        expect(rulesOf(after).flatMap(portsOf)).toMatchObject([
          { value: 5432 },
          { value: 9999, protocols: [protocol] },
        ]);
      }
      const everyPort = pieces.allPorts?.("TCP");
      if (everyPort === undefined) continue;
      const after = edited(snapshot, (editor) => editor.append(list.at, everyPort));
      expect(rulesOf(after).flatMap(portsOf).at(-1)).toMatchObject({ protocols: ["TCP"] });
      expect(rulesOf(after).flatMap(portsOf).at(-1)?.value).toBeUndefined();
    }
    for (const peer of podsPeersOf(reading)) {
      const entry = pieces.namespaceEntry(peer, "ops");
      if (typeof peer.namespaces !== "string") expect(entry).toBeUndefined();
      if (entry === undefined) continue;
      const after = edited(snapshot, (editor) => editor.insert(entry.into, entry.key, entry.value));
      expect(podsPeersOf(after).map((it) => it.namespaces)).toMatchObject([OPS]);
    }
  });

  it("resolves names with the rule that fixes add", () => {
    const egress = reading.parts[0]?.lists.find((it) => it.direction === "egress");
    const { dns } = DEFAULT_SETTINGS;
    const written = system.pieces.dnsRule(dns, policy.object);
    if (written === undefined) {
      // Where there are egress rules, one of them is about one protocol, as its order among others tells.
      if (egress !== undefined) expect(system.words.rank).toBeDefined();
      return;
    }
    // Whoever writes such a rule has egress rules in the sample.
    if (egress === undefined) throw new Error("the sample has no egress rules");
    // Between the two ends: an address block of the sample may stand for a resolver elsewhere.
    const reaches = (view: View) => {
      const { allowed, conditional } = view.reach(endNamed(view, "shop/web"), endNamed(view, "kube-system/coredns"));
      // A rule that inspects lookups allows them on a condition.
      const open = [allowed, ...conditional.map((it) => it.traffic)];
      return (["UDP", "TCP"] as const).every((protocol) => open.some((it) => hasPort(it, protocol, 53)));
    };
    expect(reaches(viewOf(text))).toBe(system.traits.neverIsolates === true);
    const after = editedText(snapshot, (editor) =>
      editor.append(egress.at, added(system.pieces.dnsRule(dns, policy.object))),
    );
    expect(reaches(viewOf(after))).toBe(true);
  });
});

function writesBlock({ pieces }: PolicySystem, list: PeerList): boolean {
  return pieces.blockPeer("192.0.2.0/24", list) !== undefined;
}

/** What is asked of namespaces by `kubernetes.io/metadata.name: ops`. */
const OPS = { requirements: [{ key: { value: NAMESPACE_NAME }, operator: "In", values: [{ value: "ops" }] }] };

function blocksOf(reading: PolicyReading): string[] {
  const peers = rulesOf(reading).flatMap(peersOf);
  return peers.flatMap((it) => (it.type === "block" ? [it.cidr.value] : [])).sort();
}

function podsPeersOf(reading: PolicyReading): PodsPeer[] {
  return rulesOf(reading)
    .flatMap(peersOf)
    .flatMap((it) => (it.type === "pods" ? [it] : []));
}

/** Every document that a place in the reading is in; the systems' own objects are not looked into. */
function documentsOf(part: unknown): unknown[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "document" in part && "node" in part ? [part.document] : [];
  const inner = Object.entries(part).flatMap(([key, it]) => (key === "written" ? [] : documentsOf(it)));
  return [...new Set([...own, ...inner])];
}

/** What is added to a list; a system that has no such thing has nothing to add. */
function added(value: YamlValue | undefined): YamlValue {
  if (value === undefined) throw new Error("the system writes no such piece");
  return value;
}

function editedText(snapshot: Snapshot, edit: (editor: YamlEditor) => void): string {
  const editor = editorOf(snapshot);
  edit(editor);
  const edits = editsByFile(snapshot, editor)?.edits.get(POLICY_FILE);
  if (edits === undefined) throw new Error("nothing was written");
  return applyEdits(snapshot.files.get(POLICY_FILE)?.input.text ?? "", edits);
}

/** The policy after an edit, which is to leave it valid. */
function edited(snapshot: Snapshot, edit: (editor: YamlEditor) => void): PolicyReading {
  const policy = policyIn(snapshotOf(editedText(snapshot, edit)));
  expect(policy.object.problems).toEqual([]);
  return policy.reading;
}

const WRITERS = SYSTEMS.flatMap(({ id, scaffolds }) => (scaffolds === undefined ? [] : [[id, scaffolds] as const]));

describe.each(WRITERS)("what %s writes for users", (id, writer) => {
  const texts = (...policies: readonly ScaffoldedPolicy[]): string[] =>
    policies.map(({ value, comments }) => renderYaml(value, { comments }));
  const to = (name: string) => ({ namespace: "shop", name });
  const db = { labels: new Map([["app", "db"]]), namespace: "shop" };
  const web = { labels: new Map([["app", "web"]]), namespace: "shop" };

  function worldWith(...policies: readonly ScaffoldedPolicy[]): View {
    const view = viewOf(...texts(...policies));
    expect(view.scope.policies.map(({ object }) => object.system)).toEqual(policies.map(() => id));
    expect(view.scope.policies.flatMap(({ object }) => object.problems)).toEqual([]);
    return view;
  }

  it.each([[["ingress"]], [["egress"]], [["ingress", "egress"]]] as const)("a default deny of %s", (directions) => {
    const view = worldWith(writer.defaultDeny(to("deny"), directions));
    const [policy] = view.scope.policies;
    if (policy === undefined) throw new Error("the policy is not there");
    expect(view.isolates(policy)).toEqual({
      ingress: directions.some((it) => it === "ingress"),
      egress: directions.some((it) => it === "egress"),
    });
    expect(view.selectedBy(policy).map((it) => it.name)).toEqual(["web", "db", "api"]);
    expect(view.allowances(policy)).toEqual([]);
  });

  it("an allowance of DNS, for some pods or for all of a namespace", () => {
    const { dns } = DEFAULT_SETTINGS;
    for (const subject of [web.labels, new Map<string, string>()]) {
      const view = worldWith(writer.defaultDeny(to("deny"), ["egress"]), writer.allowDns(to("dns"), subject, dns));
      const resolving = view.scope.workloads.filter(
        (it) => it.namespace === "shop" && view.dns(it).udp && view.dns(it).tcp,
      );
      expect(resolving.map((it) => it.name)).toEqual(subject.size === 0 ? ["web", "db", "api"] : ["web"]);
    }
  });

  it.each(["shop", "ops"])("both sides of a flow to %s, and nothing beside", (namespace) => {
    const traffic: Traffic = { ...NO_TRAFFIC, TCP: [[5432, 5432]], UDP: [[53, 60]] };
    const other = { ...db, namespace };
    const view = worldWith(
      writer.defaultDeny(to("deny"), ["ingress", "egress"]),
      writer.oneSide({ ...to("web"), direction: "egress", subject: web.labels, peer: other, traffic }),
      writer.oneSide({ namespace, name: "db", direction: "ingress", subject: db.labels, peer: web, traffic }),
    );
    const between = (from: string, end: string) => view.reach(endNamed(view, from), endNamed(view, end)).allowed;
    expect(between("shop/web", `${namespace}/db`)).toEqual(traffic);
    expect(between("shop/api", `${namespace}/db`)).toEqual(NO_TRAFFIC);
    expect(between("shop/web", "shop/api")).toEqual(NO_TRAFFIC);
  });

  it.each([
    ["203.0.113.7", { type: "address", cidr: "203.0.113.7/32" }],
    ["world", { type: "world" }],
    ["entity:kube-apiserver", { type: "entity", names: ["kube-apiserver"] }],
  ] as const)("one side towards %s, where the system has words for it", (name, end) => {
    const traffic: Traffic = { ...NO_TRAFFIC, TCP: [[443, 443]] };
    const policy = writer.outsideSide({ ...to("web"), direction: "egress", subject: web.labels, end, traffic });
    if (policy === undefined) {
      // Every system can name addresses.
      expect(end.type).not.toBe("address");
      return;
    }
    const view = worldWith(writer.defaultDeny(to("deny"), ["egress"]), policy);
    expect(view.reach(endNamed(view, "shop/web"), endNamed(view, name)).allowed).toEqual(traffic);
    expect(view.reach(endNamed(view, "shop/api"), endNamed(view, name)).allowed).toEqual(NO_TRAFFIC);
    expect(view.reach(endNamed(view, "shop/web"), endNamed(view, "shop/db")).allowed).toEqual(NO_TRAFFIC);
  });

  it("all that some pods may do, with comments above its rules", () => {
    const traffic: Traffic = { ...NO_TRAFFIC, TCP: [[5432, 5432]] };
    const policy = writer.forPods({
      ...to("web"),
      subject: web.labels,
      ingress: [],
      egress: [{ peers: [db, { ...db, namespace: "ops" }], traffic, comment: "Said above." }],
      dns: DEFAULT_SETTINGS.dns,
    });
    expect(texts(policy)[0]).toMatch(/^ +# Said above\.\n +- (?:to|action)/m);
    const view = worldWith(policy);
    const passes = (from: string, end: string) => view.reach(endNamed(view, from), endNamed(view, end)).allowed;
    expect(passes("shop/web", "shop/db")).toEqual(traffic);
    expect(passes("shop/web", "ops/db")).toEqual(traffic);
    expect(passes("shop/web", "shop/api")).toEqual(NO_TRAFFIC);
    expect(passes("shop/api", "shop/web")).toEqual(NO_TRAFFIC);
    const [subject] = view.scope.workloads.filter((it) => it.name === "web");
    expect(subject && view.dns(subject)).toMatchObject({ isolated: true, udp: true, tcp: true });
  });

  it("one side of a flow of everything, and of a whole protocol", () => {
    const udp: Traffic = { ...NO_TRAFFIC, UDP: [[1, 65535]] };
    for (const traffic of [ALL_TRAFFIC, udp]) {
      const side = { ...to("web"), direction: "egress", subject: web.labels, peer: db, traffic } as const;
      const view = worldWith(writer.oneSide(side));
      expect(view.reach(endNamed(view, "shop/web"), endNamed(view, "shop/db")).allowed).toEqual(traffic);
    }
  });
});
