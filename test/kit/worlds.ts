/** Small worlds for tests of the engine: manifests in, the View of their one scope out. */

import type { End, Reach } from "../../server/src/engine/answers.js";
import type { EngineSettings, View } from "../../server/src/analysis/view.js";
import { parseIp } from "../../server/src/model/ip.js";
import type { Protocol } from "../../server/src/engine/traffic.js";
import { DEFAULT_SETTINGS } from "../../server/src/workspace/settings.js";
import { Snapshot } from "../../server/src/workspace/snapshot.js";
import { createView } from "../../server/src/analysis/scope-view.js";

export type WorldSettings = Partial<EngineSettings>;

/**
 * The View of manifests that form one cluster.
 * @throws Error when the files fall into several scopes.
 */
export function worldOf(files: ReadonlyMap<string, string>, settings: WorldSettings = {}): View {
  const puts = [...files].map(([path, text]) => ({ type: "put", file: { id: path, path, text } }) as const);
  const versions = { ...DEFAULT_SETTINGS.versions, ...settings.versions };
  const all = { ...DEFAULT_SETTINGS, ...settings, versions };
  const { scopes } = Snapshot.empty(all).with(puts);
  const [scope] = scopes;
  if (scope === undefined || scopes.length > 1) throw new Error(`${scopes.length} scopes where one was expected`);
  return createView(scope, all);
}

/** The end that a test means by a short text: `shop/web`, `world`, an address or CIDR, `fqdn:…`, `entity:…`. */
export function endNamed(view: View, text: string): End {
  const [kind, rest] = splitAt(text, ":");
  if (text === "world") return { type: "world" };
  if (kind === "fqdn" && rest !== undefined) return { type: "fqdn", pattern: rest };
  if (kind === "entity" && rest !== undefined) return { type: "entity", name: rest };
  if (kind === "cidr" && rest !== undefined) return { type: "cidr", cidr: rest };
  const [address = ""] = text.split("/");
  const ip = parseIp(address);
  if (ip !== undefined)
    return { type: "cidr", cidr: text.includes("/") ? text : `${text}/${ip.family === 4 ? 32 : 128}` };
  const parts = text.split("/");
  const found = view.scope.workloads.filter(
    (it) => it.namespace === parts[0] && it.name === parts.at(-1) && (parts.length === 2 || it.kind === parts[1]),
  );
  const [workload] = found;
  if (workload === undefined || found.length > 1) throw new Error(`${found.length} workloads are called ${text}`);
  return { type: "workload", workload };
}

/** Answers about pairs of ends by name, each worked out once: tables ask about a pair port by port. */
export function reachByName(
  view: View,
  nameOf: (name: string) => string = (it) => it,
): (from: string, to: string) => Reach {
  const ends = new Map<string, End>();
  const known = new Map<string, Reach>();
  const end = (name: string): End => {
    const found = ends.get(name) ?? endNamed(view, nameOf(name));
    ends.set(name, found);
    return found;
  };
  return (from, to) => {
    const key = `${from} ${to}`;
    const reach = known.get(key) ?? view.reach(end(from), end(to));
    known.set(key, reach);
    return reach;
  };
}

function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

export type Verdict = "allowed" | "conditional" | "ambiguous" | "denied";

/** What one side of the pair, or both together, says of one port. */
export function verdictAt(
  side: Pick<Reach, "allowed" | "conditional" | "ambiguous"> | undefined,
  protocol: Protocol,
  port: number,
): Verdict {
  if (side === undefined) return "allowed";
  const has = (ranges: readonly (readonly [number, number])[]): boolean =>
    ranges.some(([low, high]) => low <= port && port <= high);
  if (has(side.allowed[protocol])) return "allowed";
  if (has(side.ambiguous[protocol])) return "ambiguous";
  return side.conditional.some((it) => has(it.traffic[protocol])) ? "conditional" : "denied";
}
