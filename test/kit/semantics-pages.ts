/**
 * Pages of test/semantics: policies in, verdicts out.
 *
 * A section is a level-two heading, one line that names its source, and blocks: `cluster` (see `cluster.ts`) and
 * `settings` (`key: value` lines), which hold for their section and, above the first section, for the whole page; `yaml`
 * with policies and other manifests; `flows` with one verdict a line; `names` with DNS patterns; `requests` with HTTP.
 *
 * ```text
 * shop/web -> shop/api:8080/TCP   allowed      by shop/api-from-web
 * shop/web -> shop/db             denied       isolated by shop/db-locked
 * world    -> shop/web:80         conditional  if HTTP GET /
 * shop/web -> shop/api:9000/UDP   denied
 * shop/web -> shop/api:other      allowed      not isolated
 * shop/web -> ops/prom:9090       ambiguous
 * ```
 *
 * Without a port a line speaks of all traffic, with `*` of all ports of the protocol, with `other` of what has no ports.
 */

import { CNIS, versionsFrom } from "../../server/src/workspace/settings.js";
import type { CiliumItem } from "../../server/src/systems/cilium/model.js";
import { profileOf } from "../../server/src/systems/profiles/profiles.js";
import { parseVersion } from "../../server/src/base/version.js";
import { namePattern } from "../../server/src/systems/cilium/name-pattern.js";
import { admitsRequest } from "./http-match.js";
import {
  ALL_PORTS,
  ALL_TRAFFIC,
  includes,
  intersection,
  isEmpty,
  NO_TRAFFIC,
  PROTOCOLS,
  type Protocol,
  type Traffic,
  trafficOf,
  union,
} from "../../server/src/engine/traffic.js";
import type { End, Explanation, Reach, SideReach } from "../../server/src/engine/answers.js";
import type { View } from "../../server/src/analysis/view.js";
import { displayName, type Policy } from "../../server/src/model/scope.js";
import { CLUSTER_FILE, clusterYaml } from "./cluster.js";
import { readMarkdown } from "./markdown.js";
import { endNamed, type WorldSettings, worldOf } from "./worlds.js";

export interface Section {
  readonly title: string;
  /** The line below the heading that starts with a link or with ids of the specification. */
  readonly source: string;
  readonly cluster: string;
  readonly settings: string;
  readonly manifests: readonly string[];
  readonly flows: readonly string[];
  readonly names: readonly string[];
  readonly requests: readonly string[];
}

/** @throws Error for a block that is none of the above. */
export function readSemanticsPage(text: string): Section[] {
  const page = { cluster: "", settings: "" };
  const sections: (Section & { manifests: string[]; flows: string[]; names: string[]; requests: string[] })[] = [];
  let section: (typeof sections)[number] | undefined;
  for (const piece of readMarkdown(text)) {
    if (piece.type === "heading") {
      if (piece.level !== 2) continue;
      section = { title: piece.text, source: "", ...page, manifests: [], flows: [], names: [], requests: [] };
      sections.push(section);
    } else if (piece.type === "prose") {
      if (section?.source === "") Object.assign(section, { source: piece.text });
    } else {
      const [kind = ""] = piece.info;
      const lines = piece.content.split("\n").filter((it) => it.trim() !== "" && !it.startsWith("#"));
      if (kind === "cluster" || kind === "settings") Object.assign(section ?? page, { [kind]: piece.content });
      else if (section === undefined)
        throw new Error(`line ${piece.start}: a ${kind} block stands above the first section`);
      else if (kind === "yaml") section.manifests.push(piece.content);
      else if (kind === "flows" || kind === "names" || kind === "requests") section[kind].push(...lines);
      else throw new Error(`line ${piece.start}: a block is called ${kind}`);
    }
  }
  return sections;
}

/** One line for each verdict that is not as the section says. */
export function checkFlows(section: Section): string[] {
  const files = new Map([[CLUSTER_FILE, clusterYaml(section.cluster)]]);
  for (const [index, text] of section.manifests.entries()) files.set(`policy-${index}.yaml`, text);
  const view = worldOf(files, readSettings(section.settings));
  return [
    ...section.flows.flatMap((line) => checkFlow(view, line)),
    ...section.names.flatMap((line) => checkName(line)),
    ...section.requests.flatMap((line) => checkRequest(view, line)),
  ];
}

function readSettings(text: string): WorldSettings {
  const settings = new Map(
    text
      .split("\n")
      .filter((it) => it.trim() !== "")
      .map((it) => it.split(/:\s*/, 2) as [string, string]),
  );
  const versions = versionsFrom((setting) => parseVersion(settings.get(setting) ?? ""));
  return {
    ...(versions === undefined ? {} : { versions }),
    ...(settings.has("serviceCidrs") ? { serviceCidrs: settings.get("serviceCidrs")?.split(/,\s*/) ?? [] } : {}),
    ...(settings.has("podCidrs") ? { podCidrs: settings.get("podCidrs")?.split(/,\s*/) ?? [] } : {}),
    ...(settings.get("closedWorld") === "always" ? { closedWorld: "always" as const } : {}),
    ...(settings.get("addressBlocks") === "match pods" ? { addressBlocksMatchPods: true } : {}),
    ...(settings.has("cni") ? cniSettings(settings.get("cni") ?? "") : {}),
  };
}

function cniSettings(name: string): WorldSettings {
  const profile = profileOf(CNIS.find((it) => it === name));
  return { profile, addressBlocksMatchPods: profile.blocksMatchPods };
}

interface Asked {
  readonly from: End;
  readonly to: End;
  readonly traffic: Traffic;
  /** Missing when more than one port is asked about. */
  readonly port?: { readonly protocol: Protocol; readonly number: number };
}

function readAsked(view: View, text: string): Asked {
  const match = /^(\S+)\s*->\s*(\S+?)(?::(\*|\d+|other)(?:\/(TCP|UDP|SCTP))?)?$/.exec(text.trim());
  if (match === null) throw new Error(`no flow: ${text}`);
  const [, from = "", to = "", port, word] = match;
  const protocol = PROTOCOLS.find((it) => it === word);
  const number = Number(port);
  return {
    from: endNamed(view, from),
    to: endNamed(view, to),
    traffic: trafficAsked(port, protocol),
    ...(Number.isNaN(number) ? {} : { port: { protocol: protocol ?? "TCP", number } }),
  };
}

function trafficAsked(port: string | undefined, protocol: Protocol | undefined): Traffic {
  if (port === undefined) return ALL_TRAFFIC;
  if (port === "other") return { ...NO_TRAFFIC, other: true };
  return trafficOf(protocol ?? "TCP", port === "*" ? ALL_PORTS : [[Number(port), Number(port)]]);
}

function checkFlow(view: View, line: string): string[] {
  const match = /^(.*?)\s+(allowed|denied|conditional|ambiguous|partly)\b\s*(.*)$/.exec(line);
  if (match === null) throw new Error(`no verdict: ${line}`);
  const [, asked = "", verdict = "", reason = ""] = match;
  const question = readAsked(view, asked);
  const { from, to, traffic } = question;
  const reach = view.reach(from, to);
  const found = verdictOf(reach, traffic);
  const reasons = reasonsOf(view, question, reach);
  if (found !== verdict) return [`${line}\n  but it is ${found} ${reasons.join("; ")}`];
  return reason === "" || reasons.includes(reason.trim())
    ? []
    : [`${line}\n  but the reasons are: ${reasons.join("; ")}`];
}

function verdictOf(
  { allowed, conditional, ambiguous }: Pick<Reach, "allowed" | "conditional" | "ambiguous">,
  traffic: Traffic,
): string {
  if (includes(allowed, traffic)) return "allowed";
  if (includes(ambiguous, traffic)) return "ambiguous";
  if (!isEmpty(intersection(allowed, traffic))) return "partly";
  const open = conditional.reduce((all, it) => union(all, it.traffic), NO_TRAFFIC);
  return isEmpty(intersection(open, traffic)) ? "denied" : "conditional";
}

/** What decided on one end. */
type Decided = Pick<SideReach, "isolatedBy" | "deniedBy"> & {
  readonly isolated: boolean;
  readonly blocks: boolean;
  readonly admittedBy: SideReach["because"];
};

/** Everything a page may give as the reason: of one port who decides about it, else who decides about any of the traffic. */
function reasonsOf(view: View, { from, to, traffic, port }: Asked, reach: Reach): string[] {
  const sides = port === undefined ? sidesOf(reach, traffic) : sidesAt(view.why(from, to, port.protocol, port.number));
  const admitted = sides.flatMap((it) => it.admittedBy.map((ref) => ref.policy));
  const blocking = sides.filter((it) => it.blocks);
  const denied = blocking.flatMap((it) => it.deniedBy.map((ref) => ref.policy));
  const isolated = blocking.filter((it) => it.deniedBy.length === 0).flatMap((it) => it.isolatedBy);
  return [
    ...(sides.some((it) => it.isolated) ? [] : ["not isolated"]),
    ...(admitted.length === 0 ? [] : [`by ${names(admitted)}`]),
    ...(denied.length === 0 ? [] : [`denied by ${names(denied)}`]),
    ...(isolated.length === 0 ? [] : [`isolated by ${names(isolated)}`]),
    ...reach.conditional.filter((it) => !isEmpty(intersection(it.traffic, traffic))).map((it) => `if ${it.when}`),
  ];
}

function sidesOf({ egress, ingress }: Reach, traffic: Traffic): Decided[] {
  return [egress, ingress].flatMap((it) =>
    it === undefined
      ? []
      : [{ ...it, isolated: it.isolatedBy.length > 0, admittedBy: it.because, blocks: !includes(it.allowed, traffic) }],
  );
}

function sidesAt({ egress, ingress }: Explanation): Decided[] {
  return [egress, ingress].flatMap((it) =>
    it === undefined ? [] : [{ ...it, isolated: it.isolatedBy.length > 0, blocks: it.verdict === "denied" }],
  );
}

function names(policies: readonly Policy[]): string {
  return [...new Set(policies.map(displayName))].sort().join(", ");
}

/** `*.cilium.io  matches www.cilium.io, _x.cilium.io; not cilium.io`, a `matchName` with `=` before it. */
function checkName(line: string): string[] {
  const match = /^(=?)(\S+)\s+(?:in (\S+)\s+)?matches\s+(.*?)(?:;\s*not\s+(.*))?$/.exec(line);
  if (match === null) throw new Error(`no pattern: ${line}`);
  const [, exact, text = "", version = "1.19", yes = "", no = ""] = match;
  const at = { document: 0, node: 0, part: "value" } as const;
  const word = { value: text, at };
  const deep = Number(version.split(".")[1]) >= 19;
  const pattern = namePattern(exact === "=" ? { at, matchName: word } : { at, matchPattern: word }, deep);
  const list = (words: string): string[] => words.split(/,\s*/).filter((it) => it !== "");
  return [
    ...list(yes)
      .filter((it) => pattern?.covers(it) !== true)
      .map((it) => `${text} does not match ${it}`),
    ...list(no)
      .filter((it) => pattern?.covers(it) !== false)
      .map((it) => `${text} matches ${it}`),
  ];
}

/** `a/x -> a/y:80  GET /api  Host: h, X-Key: 1   passes | refused`. */
function checkRequest(view: View, line: string): string[] {
  const match = /^(\S+\s*->\s*\S+)\s+([A-Z]+) (\S+)(?:\s+with (.*?))?\s+(passes|refused)$/.exec(line);
  if (match === null) throw new Error(`no request: ${line}`);
  const [, asked = "", method = "", path = "", headerText = "", expected] = match;
  const { from, to, traffic } = readAsked(view, asked);
  const headers = new Map(
    headerText
      .split(/,\s*/)
      .filter((it) => it !== "")
      .map((it) => it.split(/:\s*/, 2) as [string, string])
      .map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  const host = headers.get("host");
  const request = { method, path, headers, ...(host === undefined ? {} : { host }) };
  const { allowed, conditional } = view.reach(from, to);
  const admitted = conditional
    .filter((it) => !isEmpty(intersection(it.traffic, traffic)))
    .some(({ by }) => {
      const written = by?.reading.written as Partial<CiliumItem> | undefined;
      const items = written?.toPorts?.items ?? [];
      return items.some((it) => admitsRequest(it.rules?.http?.rules ?? [], request));
    });
  const found = includes(allowed, traffic) || admitted ? "passes" : "refused";
  return found === expected ? [] : [`${line}\n  but it is ${found}`];
}
