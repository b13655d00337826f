/** Policy tests that hold what is allowed today: who reaches the workloads of a namespace, and that nothing else does. */

import type { Peer, View } from "../../analysis/view.js";
import { endKey } from "../../analysis/compare.js";
import type { End } from "../../engine/answers.js";
import { ALL_PORTS, PROTOCOLS, type Traffic, union } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Workload } from "../../model/scope.js";
import { partsOf } from "../can/divided-block.js";
import { scalarText } from "../../syntax/write-scalar.js";
import { endId, hasReplicas } from "../flows/flows.js";
import { isOutside } from "./ends-meant.js";

/** Ends that fare alike, in words of a test, with the ports. */
interface Group {
  readonly ends: readonly string[];
  /** Blocks that policies divide: to allow one is to allow all of its parts. */
  readonly divided: ReadonlySet<string>;
  /** Empty for all ports. */
  readonly ports: readonly string[];
  readonly isConditional: boolean;
}

/** The text of a file of tests. A workload that no policy restricts has a comment that says so. */
export function testsOfToday(view: View, namespace: string): string {
  const workloads = view.scope.workloads
    .filter((it) => it.namespace === namespace)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const tests = workloads.flatMap((it) => [...testsOf(view, it, "ingress"), ...testsOf(view, it, "egress")]);
  return `tests:\n${tests.map((it) => `${it}\n`).join("")}`;
}

function testsOf(view: View, workload: Workload, direction: Direction): readonly string[] {
  const own = nameOf(view, workload);
  const isIn = direction === "ingress";
  if (view.isolatedBy(workload, direction).length === 0)
    return [`  # No policy restricts what ${own} ${isIn ? "accepts" : "sends"}.`];
  const groups = groupsOf(view, workload, direction);
  if (groups === "everything") return [`  # The policies allow everything that ${own} ${isIn ? "is sent" : "sends"}.`];
  if (groups === undefined) return [`  # A test cannot say what ${own} ${isIn ? "accepts" : "may reach"}.`];
  const named = direction === "ingress" ? "from" : "to";
  const [from, to] = direction === "ingress" ? ["any", own] : [own, "any"];
  const allowed = groups.flatMap(({ ends, divided, ports, isConditional }) => {
    const known = ends.filter((it) => !it.startsWith("{") && !divided.has(it));
    if (known.length === 0) return [];
    const pair = direction === "ingress" ? `from: ${list(known)}, to: ${own}` : `from: ${own}, to: ${list(known)}`;
    // Without ports one open port would be enough: all have to stay open.
    const test = `  - allow: {${pair}${portsIn(ports.length === 0 ? PROTOCOLS : ports)}}`;
    return [isConditional ? `${test}\n    onCondition: true` : test];
  });
  const except = groups.map(({ ends, ports }) => `        - {${named}: ${list(ends)}${portsIn(ports)}}`);
  const name = direction === "ingress" ? `nothing else reaches ${own}` : `${own} reaches nothing else`;
  const denied =
    except.length === 0
      ? [
          `  - name: ${direction === "ingress" ? `nothing reaches ${own}` : `${own} reaches nothing`}`,
          `    deny: {from: ${from}, to: ${to}}`,
        ]
      : [`  - name: ${name}`, "    deny:", `      from: ${from}`, `      to: ${to}`, "      except:", ...except];
  return [...allowed, denied.join("\n")];
}

/** Undefined where a test cannot say it: of pods that only a selector names, for one. */
function groupsOf(view: View, workload: Workload, direction: Direction): readonly Group[] | "everything" | undefined {
  const groups = new Map<
    string,
    { ends: string[]; divided: Set<string>; ports: readonly string[]; isConditional: boolean }
  >();
  const own: End = { type: "workload", workload };
  const peers = [...view.peersOf(workload, direction)].filter(
    ({ end }) => endKey(end) !== endKey(own) || hasReplicas(own),
  );
  const isOpen = ({ reach }: Peer): boolean =>
    reach.conditional.length === 0 && portsOf(trafficOf(reach))?.length === 0;
  if (peers.every(isOpen)) return "everything";
  // `world` as an exception holds for all that is outside, also for what is denied: then nothing may be left to ask about.
  const isWorldOpen = peers.some((it) => it.end.type === "world" && isOpen(it));
  if (isWorldOpen && peers.every((it) => isOpen(it) || isOutside(it.end))) return undefined;
  for (const { end, reach } of peers) {
    const ports = portsOf(trafficOf(reach));
    if (ports === undefined) continue;
    const name = endName(view, end);
    if (name === undefined) return undefined;
    const isConditional = reach.conditional.length > 0;
    const key = JSON.stringify([ports, isConditional]);
    const group = groups.get(key) ?? { ends: [], divided: new Set(), ports, isConditional };
    groups.set(key, group);
    if (!group.ends.includes(name)) group.ends.push(name);
    if (partsOf(end, view).length > 0) group.divided.add(name);
  }
  return [...groups.values()];
}

/** With what passes on a condition, and what policies of equal rank disagree about. */
function trafficOf({ allowed, conditional, ambiguous }: Peer["reach"]): Traffic {
  return conditional.reduce((all, it) => union(all, it.traffic), union(allowed, ambiguous));
}

/** Undefined where nothing passes; empty for everything. */
function portsOf(traffic: Traffic): readonly string[] | undefined {
  const [whole] = ALL_PORTS;
  const isWhole = ([range]: Traffic["TCP"]): boolean => range?.[0] === whole?.[0] && range?.[1] === whole?.[1];
  if (PROTOCOLS.every((it) => isWhole(traffic[it]))) return [];
  const ports = PROTOCOLS.flatMap((protocol) => {
    if (isWhole(traffic[protocol])) return [protocol];
    return traffic[protocol].map(([first, last]) => {
      const range = first === last ? `${first}` : `${first}-${last}`;
      return protocol === "TCP" ? range : `${range}/${protocol}`;
    });
  });
  return ports.length === 0 ? undefined : ports;
}

function portsIn(ports: readonly string[]): string {
  return ports.length === 0 ? "" : `, ports: ${list(ports)}`;
}

function list(items: readonly string[]): string {
  return items.length === 1 ? (items[0] ?? "") : `[${items.join(", ")}]`;
}

/** Undefined for pods that no test can name: of any namespace, or by a selector that is no list of labels. */
function endName(view: View, end: End): string | undefined {
  if (end.type === "workload") return nameOf(view, end.workload);
  if (end.type !== "unseen-pods") return scalarText(endId(end), "flow");
  if (end.namespace === undefined) return undefined;
  const labels = end.selector === "" ? [] : end.selector.split(",").map((it) => /^([^=!\s]+)=([^=\s]*)$/.exec(it));
  if (labels.some((it) => it === null)) return undefined;
  const pairs = labels.map((it) => `${scalarText(it?.[1] ?? "", "flow")}: ${scalarText(it?.[2] ?? "", "flow")}`);
  const where = `namespace: ${scalarText(end.namespace, "flow")}`;
  return pairs.length === 0 ? `{${where}}` : `{${where}, labels: {${pairs.join(", ")}}}`;
}

/** By namespace and name where that means one workload. */
function nameOf({ scope: { workloads } }: View, { id, namespace, name }: Workload): string {
  const short = `${namespace}/${name}`;
  const isUnique = workloads.every((it) => it.id === id || it.namespace !== namespace || it.name !== name);
  return scalarText(isUnique ? short : id, "flow");
}
