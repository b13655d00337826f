/** Connection lists of np-guard's netpol-analyzer, of the cases that hold Kubernetes NetworkPolicies alone. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isScalar, parseAllDocuments, visit } from "yaml";
import {
  ALL_PORTS,
  PROTOCOLS,
  type Protocol,
  type Traffic,
  trafficOf,
  union,
  NO_TRAFFIC,
  equalTraffic,
} from "../../server/src/engine/traffic.js";
import type { End } from "../../server/src/engine/answers.js";
import type { View } from "../../server/src/analysis/view.js";
import { contains, formatIp, parseCidr, parseIp } from "../../server/src/model/ip.js";
import { workspaceOf } from "../kit/analyse.js";
import { worldOf } from "../kit/worlds.js";
import { Agreement, readJson } from "./agreement.js";

interface Index {
  readonly cases: readonly {
    readonly id: string;
    readonly group: string;
    readonly format: string;
    readonly dirs: readonly string[];
    readonly command: readonly string[];
    readonly expected: string;
  }[];
}

interface Case {
  readonly id: string;
  readonly files: ReadonlyMap<string, string>;
  readonly lines: readonly Line[];
}

export function compareNpGuard(folder: string): Agreement {
  return compareGroup(new Agreement("np-guard netpol-analyzer"), folder, "np-only");
}

/** The same with AdminNetworkPolicies and BaselineAdminNetworkPolicies. */
export function compareNpGuardTiers(folder: string): Agreement {
  return compareGroup(new Agreement("np-guard netpol-analyzer, tiers"), folder, "anp/banp");
}

function compareGroup(agreement: Agreement, folder: string, group: string): Agreement {
  for (const { id, files, lines } of casesIn(folder, group)) {
    agreement.cases++;
    const view = worldOf(group === "np-only" ? files : withBothSelectors(files));
    compareCase(agreement, id, view, lines, (from, to) => view.reach(from, to).allowed);
  }
  return agreement;
}

/** The same for some of the cases through `flows`: what users get is what the engine says. */
export function compareNpGuardFlows(folder: string): Agreement {
  const agreement = new Agreement("np-guard netpol-analyzer, through `flows`");
  const all = casesIn(folder, "np-only");
  for (const { id, files, lines } of all.filter((_, at) => at % Math.floor(all.length / SAMPLE) === 0)) {
    agreement.cases++;
    const view = worldOf(files);
    const { flows } = workspaceOf(files).flows();
    const listed = new Map(flows.map((it) => [`${it.from} ${it.to}`, it.allowed]));
    const allowed = (from: End, to: End): Traffic => {
      const ports = listed.get(`${nameIn(view, from)} ${nameIn(view, to)}`) ?? {};
      return { ...NO_TRAFFIC, ...ports };
    };
    compareCase(agreement, id, view, lines, allowed);
  }
  return agreement;
}

/**
 * np-guard reads `pods` with one selector as if the other were `{}`; the API server refuses it (AV-2), and so do we. With
 * both selectors there these cases are about the tiers.
 */
function withBothSelectors(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path, parseAllDocuments(text).map(withSelectors).join("---\n")]));
}

function withSelectors(document: Document): string {
  visit(document, {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.value !== "pods" || !isMap(value)) return;
      for (const selector of ["namespaceSelector", "podSelector"]) if (!value.has(selector)) value.set(selector, {});
    },
  });
  return document.toString();
}

/** How many cases are also asked through `flows`, at least. */
const SAMPLE = 20;

/** What `flows` calls an end; an address is part of the smallest network that policies name. */
function nameIn(view: View, end: End): string {
  if (end.type === "workload") return end.workload.id;
  if (end.type !== "cidr") throw new Error(`no end of np-guard's: ${end.type}`);
  const address = parseCidr(end.cidr);
  let best: { readonly text: string; readonly prefix: number } = { text: "world", prefix: 0 };
  for (const it of view.outsideEnds) {
    if (it.type !== "cidr") continue;
    const network = parseCidr(it.cidr);
    if (!network.ok || !address.ok || !contains(network.cidr, address.cidr)) continue;
    if (network.cidr.prefix > best.prefix) best = { text: `cidr:${it.cidr}`, prefix: network.cidr.prefix };
  }
  return best.text;
}

function casesIn(folder: string, wanted: string): readonly Case[] {
  return readJson<Index>(folder, "index.json").cases.flatMap(({ id, dirs, command, expected, group, format }) => {
    if (group !== wanted || format !== "txt") return [];
    // Explanations and differences have another layout, and a focus leaves lines out.
    if (command[0] !== "list" || command.includes("--explain") || command.includes("--focusworkload")) return [];
    const [directory = ""] = dirs;
    const lines = readLines(readFileSync(join(folder, expected), "utf8"));
    return [{ id, files: manifestsUnder(join(folder, "tests", directory)), lines }];
  });
}

function manifestsUnder(folder: string, prefix = ""): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      for (const [below, text] of manifestsUnder(path, `${prefix}${name}/`)) files.set(below, text);
    } else if (/\.(ya?ml|json)$/.test(name) && !name.endsWith("_output.json")) {
      files.set(prefix + name, readFileSync(path, "utf8"));
    }
  }
  return files;
}

/** An end of a line: a workload's id, or a range of IPv4 addresses. */
type LineEnd = { readonly id: string } | { readonly first: bigint; readonly last: bigint };
interface Line {
  readonly from: LineEnd;
  readonly to: LineEnd;
  readonly traffic: Traffic;
}

/** Lines of the connection section, which comes before any exposure section. */
function readLines(text: string): Line[] {
  const [section = ""] = text.split("Exposure Analysis Result");
  return section.split("\n").flatMap((line) => {
    const match = /^(.+?) => (.+?) : (.+)$/.exec(line.trim());
    const [, from = "", to = "", connection = ""] = match ?? [];
    return match === null ? [] : [{ from: readEnd(from), to: readEnd(to), traffic: readTraffic(connection) }];
  });
}

function readEnd(text: string): LineEnd {
  const range = /^([\d.]+)-([\d.]+)\[External\]$/.exec(text);
  if (range !== null) return { first: addressValue(range[1]), last: addressValue(range[2]) };
  const workload = /^(.+)\/(.+)\[(.+)\]$/.exec(text);
  if (workload === null) throw new Error(`no end of a connection: ${text}`);
  return { id: `${workload[1]}/${workload[3]}/${workload[2]}` };
}

function addressValue(text: string | undefined): bigint {
  const ip = parseIp(text ?? "");
  if (ip === undefined) throw new Error(`no address: ${text}`);
  return ip.value;
}

/** `All Connections`, or `TCP 80,443-445,UDP 53`: ranges without a protocol belong to the one before. */
function readTraffic(text: string): Traffic {
  if (text === "No Connections") return NO_TRAFFIC;
  let traffic = NO_TRAFFIC;
  let protocol: Protocol = "TCP";
  if (text === "All Connections")
    return PROTOCOLS.reduce((all, it) => union(all, trafficOf(it, ALL_PORTS)), NO_TRAFFIC);
  for (const token of text.split(",")) {
    const [, word, ports = ""] = /^(?:(TCP|UDP|SCTP) )?([\d-]+)$/.exec(token) ?? [];
    protocol = PROTOCOLS.find((it) => it === word) ?? protocol;
    const [low = 0, high = low] = ports.split("-").map(Number);
    traffic = union(traffic, trafficOf(protocol, [[low, high]]));
  }
  return traffic;
}

function compareCase(
  agreement: Agreement,
  id: string,
  view: View,
  lines: readonly Line[],
  allowed: (from: End, to: End) => Traffic,
): void {
  const workloads = view.scope.workloads.filter((it) => !it.hostNetwork);
  const known = new Map<string, End>(workloads.map((workload) => [workload.id, { type: "workload", workload }]));
  const addresses = sampleAddresses(view, lines);
  const ends: readonly (readonly [string, End])[] = [
    ...known,
    ...addresses.map(
      (it) =>
        [
          formatIp({ family: 4, value: it }),
          { type: "cidr", cidr: `${formatIp({ family: 4, value: it })}/32` },
        ] as const,
    ),
  ];
  const said = new Map<string, Traffic>();
  const namesOf = (end: LineEnd): string[] =>
    "id" in end
      ? [end.id]
      : addresses.filter((it) => end.first <= it && it <= end.last).map((it) => formatIp({ family: 4, value: it }));
  for (const { from, to, traffic } of lines) {
    for (const a of namesOf(from)) for (const b of namesOf(to)) said.set(`${a} ${b}`, traffic);
  }
  for (const [fromName, from] of ends) {
    for (const [toName, to] of ends) {
      if (fromName === toName || (from.type !== "workload" && to.type !== "workload")) continue;
      const ours = { ...allowed(from, to), other: false };
      const theirs = said.get(`${fromName} ${toName}`) ?? NO_TRAFFIC;
      agreement.compare(
        id,
        `${fromName} -> ${toName}`,
        words(ours),
        equalTraffic(ours, theirs) ? words(ours) : words(theirs),
      );
    }
  }
}

/** One address of every piece that either side tells apart. */
function sampleAddresses(view: View, lines: readonly Line[]): bigint[] {
  const samples = new Set<bigint>([0n, 0xffff_ffffn]);
  for (const { from, to } of lines) {
    for (const end of [from, to]) if ("first" in end) samples.add(end.first).add(end.last);
  }
  for (const end of view.outsideEnds) {
    if (end.type !== "cidr") continue;
    const parsed = parseCidr(end.cidr);
    if (!parsed.ok || parsed.cidr.family !== 4) continue;
    const size = 1n << BigInt(32 - parsed.cidr.prefix);
    for (const value of [
      parsed.cidr.first - 1n,
      parsed.cidr.first,
      parsed.cidr.first + size - 1n,
      parsed.cidr.first + size,
    ]) {
      if (value >= 0n && value <= 0xffff_ffffn) samples.add(value);
    }
  }
  return [...samples];
}

function words(traffic: Traffic): string {
  return PROTOCOLS.map((it) => `${it} ${traffic[it].map((range) => range.join("-")).join(",")}`).join(" ");
}
