/**
 * The worked cases of the engine's model on hand-built programs: ordered tiers, passes near and far, staged policies,
 * baselines, a second stage. Cases 10 and 11 stand in test/semantics/worked-cases.md, with real policies.
 */

import { describe, expect, it } from "vitest";
import { type Cidr, parseCidr } from "../model/ip.js";
import type { Direction } from "../model/direction.js";
import type { RuleRef } from "./answers.js";
import { inWords } from "./conditions.js";
import { combine, OPEN, type Outcome } from "./outcome.js";
import { Engine } from "./engine.js";
import type {
  Block,
  CompiledPolicy,
  CompiledRule,
  PeerSet,
  PodQuery,
  Program,
  Refinement,
  Stage,
  Tier,
  TrafficSet,
  Verdict,
} from "./program.js";
import { ANY_PEER, NEXT_TIER } from "./program.js";
import { hasPort, type Protocol } from "./traffic.js";
import { EVERYTHING, singlePort, unionOf } from "./traffic-set.js";
import { type PodPoint, Universe } from "./universe.js";
import { explain } from "./why.js";

/* The world: web, front and px in namespace a, other and db in b, an address outside, another node. */

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.cidr;
}

function pod(namespace: string, app: string, role: string, address: string): PodPoint {
  return {
    kind: "pod",
    namespace,
    labels: new Map(Object.entries({ app, role })),
    namespaceLabels: new Map(),
    serviceAccount: "default",
    hostNetwork: false,
    ports: [],
    addresses: [cidr(`${address}/32`)],
  };
}

const PODS: Readonly<Record<string, PodPoint>> = {
  web: pod("a", "web", "web", "10.0.0.2"),
  front: pod("a", "front", "y", "10.0.0.3"),
  px: pod("a", "px", "x", "10.0.0.4"),
  other: pod("b", "other", "y", "10.1.0.3"),
  db: pod("b", "db", "none", "10.1.0.4"),
};

const UNIVERSE = new Universe(
  Object.values(PODS),
  [
    { kind: "address", cidr: cidr("0.0.0.0/0") },
    { kind: "address", cidr: cidr("8.8.8.0/24") },
    { kind: "address", cidr: cidr("8.8.8.8/32") },
    { kind: "entity", name: "node2", onNode: true },
  ],
  { blocksNamePods: true, blocksNameNodes: true, podCidrs: [] },
);

function idOf(name: string): number {
  const at = Object.keys(PODS).indexOf(name);
  if (at >= 0) return at;
  const outside =
    name === "node2" ? UNIVERSE.entity(name) : UNIVERSE.address(cidr(`${name === "ext" ? "8.8.8.8" : name}/32`));
  if (outside === undefined) throw new Error(`no end is called ${name}`);
  return outside;
}

/** `other -> web 443`, `web -> db 53/UDP`. */
function readFlow(flow: string) {
  const [, from = "", to = "", number = "", protocol = "TCP"] = /^(\S+) -> (\S+) (\d+)(?:\/(\w+))?$/.exec(flow) ?? [];
  return { from, to, number, protocol };
}

function verdict(program: Program, flow: string, pending = false): string {
  const { from, to, number, protocol } = readFlow(flow);
  const engine = new Engine(program, UNIVERSE, pending);
  const side = (subject: string, direction: Direction, peer: string): Outcome =>
    subject in PODS ? engine.side(idOf(subject), direction, idOf(peer)) : OPEN;
  const { allowed, conditional, ambiguous } = combine(side(from, "egress", to), side(to, "ingress", from));
  const word = protocol as Protocol;
  if (hasPort(allowed, word, Number(number))) return "✓";
  if (hasPort(ambiguous, word, Number(number))) return "?";
  const condition = conditional.find((it) => hasPort(it.traffic, word, Number(number)));
  return condition === undefined ? "✗" : `if ${inWords(condition.when)}`;
}

/**
 * Who decided, by the names of rules: `rule`, `end of TIER`, `default`; before `>` what passed it on; for each end that
 * does not leave it to the default.
 */
function decider(program: Program, flow: string, pending = false): string {
  const { from, to, number, protocol } = readFlow(flow);
  const engine = new Engine(program, UNIVERSE, pending);
  const asked = { from: idOf(from), to: idOf(to), protocol: protocol as Protocol, port: Number(number) };
  const { egress, ingress } = explain(engine, asked);
  const names = (rules: readonly RuleRef[]): string => rules.map((it) => NAMES.get(it) ?? "?").join(" + ");
  const told = [egress, ingress].flatMap((side) =>
    (side?.regions ?? []).map(({ decidedBy, passedBy }) => {
      const chain = passedBy.map((it) => `${names([it])} > `).join("");
      if (decidedBy.type === "rules") return `${chain}${names(decidedBy.rules)}`;
      return `${chain}${decidedBy.type === "end-of-tier" ? `end of ${decidedBy.tier}` : decidedBy.type}`;
    }),
  );
  const decided = told.filter((it) => it !== "default");
  return decided.length === 0 ? "default" : decided.join(", ");
}

/* Building programs. */

const NAMES = new Map<RuleRef, string>();

/** The rule with a name to be told by. */
function named(name: string, own: CompiledRule): CompiledRule {
  // All that explanations read of a reference.
  const ref = { verdict: own.verdict, reading: {} } as RuleRef;
  NAMES.set(ref, name);
  return { ...own, ref };
}

const IN_A: PodQuery = [{ facet: "namespace", key: "", operator: "In", values: ["a"] }];
const labelled = (key: string, value: string): PodQuery => [
  { facet: "pod-label", key, operator: "In", values: [value] },
];
const app = (name: string): PodQuery => labelled("app", name);
const tcp = (...ports: readonly number[]): TrafficSet => unionOf(ports.map((it) => singlePort("TCP", it)));
const udp = (port: number): TrafficSet => singlePort("UDP", port);
const from = (query: PodQuery): PeerSet => ({ pods: [query] });
const net = (text: string): PeerSet => ({ blocks: [{ cidr: cidr(text), except: [], matches: "by-network" }] });

function rule(word: Verdict, peers: PeerSet, traffic: TrafficSet = EVERYTHING, refine?: Refinement): CompiledRule {
  return { verdict: word, peers, traffic, ...(refine === undefined ? {} : { refine }) };
}

function policy(
  subject: PodQuery,
  direction: Direction,
  rules: readonly CompiledRule[],
  more: Partial<CompiledPolicy> & { readonly isolates?: boolean } = {},
): CompiledPolicy {
  const { isolates = true, ...rest } = more;
  const block: Block = { isolates, rules };
  return { subject: [subject], ...(direction === "ingress" ? { ingress: block } : { egress: block }), ...rest };
}

function tier(id: string, onNoMatch: Tier["onNoMatch"], policies: readonly CompiledPolicy[], passTo = NEXT_TIER): Tier {
  return { id, policies, onNoMatch, passTo };
}

const stage = (id: string, ...tiers: readonly Tier[]): Stage => ({
  id,
  tiers,
  defaults: { ingress: "allow", egress: "allow" },
});
const program = (...tiers: readonly Tier[]): Program => ({ stages: [stage("policies", ...tiers)] });
/** A Kubernetes NetworkPolicy: isolates, and its end is a denial. */
const np = (...policies: readonly CompiledPolicy[]): Tier => ({ ...tier("np", "deny", policies), unordered: true });
const NO_NP = np();

function table(
  columns: readonly Program[],
  rows: readonly (readonly [flow: string, ...expected: readonly string[]])[],
): void {
  it.each(rows)("%s", (flow, ...expected) => {
    expect(columns.map((it) => verdict(it, flow))).toEqual(expected);
  });
}

/** Who decided, column by column. */
function deciders(
  columns: readonly Program[],
  rows: readonly (readonly [flow: string, ...expected: readonly string[]])[],
): void {
  it.each(rows)("%s: who decided", (flow, ...expected) => {
    expect(columns.map((it) => decider(it, flow))).toEqual(expected);
  });
}

describe("case 1: pass, and the end of a tier that denies", () => {
  const security = (end: Tier["onNoMatch"]): Tier =>
    tier("security", end, [
      policy(labelled("role", "web"), "ingress", [
        named("https", rule("allow", ANY_PEER, tcp(443))),
        named("http", rule("pass", ANY_PEER, tcp(80))),
      ]),
    ]);
  const locked = np(policy(IN_A, "ingress", []));
  const columns = [
    program(security("deny"), NO_NP),
    program(security("deny"), locked),
    program(security("pass"), NO_NP),
    program(security("pass"), locked),
  ];
  table(columns, [
    ["other -> web 443", "✓", "✓", "✓", "✓"],
    ["other -> web 80", "✓", "✗", "✓", "✗"],
    ["other -> web 22", "✗", "✗", "✓", "✗"],
  ]);
  deciders(columns, [
    ["other -> web 443", "https", "https", "https", "https"],
    ["other -> web 80", "http > default", "http > end of np", "http > default", "http > end of np"],
    ["other -> web 22", "end of security", "end of security", "default", "end of np"],
  ]);
});

describe("case 2: a tier that denies hides the policies below it", () => {
  const dns = named("dns", rule("allow", ANY_PEER, udp(53)));
  const platform = (end: Tier["onNoMatch"], ...more: readonly CompiledRule[]): Tier =>
    tier("platform", end, [policy(IN_A, "egress", [dns, ...more])]);
  const web = np(policy(app("web"), "egress", [named("to db", rule("allow", from(app("db")), tcp(5432)))]));
  const columns = [
    program(platform("deny"), web),
    program(platform("deny", named("rest", rule("pass", ANY_PEER))), web),
    program(platform("pass"), web),
  ];
  table(columns, [
    ["web -> db 5432", "✗", "✓", "✓"],
    ["web -> other 53/UDP", "✓", "✓", "✓"],
    ["web -> db 22", "✗", "✗", "✗"],
    ["front -> db 5432", "✗", "✓", "✓"],
  ]);
  deciders(columns, [
    ["web -> db 5432", "end of platform", "rest > to db", "to db"],
    ["web -> other 53/UDP", "dns", "dns", "dns"],
    ["web -> db 22", "end of platform", "rest > end of np", "end of np"],
    ["front -> db 5432", "end of platform", "rest > default", "default"],
  ]);
});

describe("case 3: order around a policy that only isolates at the end of its tier", () => {
  const kubernetes = policy(app("web"), "ingress", [named("np", rule("allow", from(app("front")), tcp(80)))]);
  const vendor = (word: Verdict): CompiledPolicy =>
    policy(app("web"), "ingress", [named(word, rule(word, ANY_PEER, tcp(80)))]);
  const ordered = (...policies: readonly CompiledPolicy[]): Program => program(tier("default", "deny", policies));
  const columns = [
    ordered(kubernetes),
    ordered(vendor("allow"), kubernetes),
    ordered(kubernetes, vendor("allow")),
    ordered(vendor("deny"), kubernetes),
    ordered(kubernetes, vendor("deny")),
  ];
  table(columns, [
    ["front -> web 80", "✓", "✓", "✓", "✗", "✓"],
    ["other -> web 80", "✗", "✓", "✓", "✗", "✗"],
    ["other -> web 81", "✗", "✗", "✗", "✗", "✗"],
  ]);
  deciders(columns, [
    ["front -> web 80", "np", "allow", "np", "deny", "np"],
    ["other -> web 80", "end of default", "allow", "allow", "deny", "deny"],
    ["other -> web 81", ...columns.map(() => "end of default")],
  ]);
});

describe("case 4: directions that a policy isolates without rules", () => {
  const rules: Block = { isolates: true, rules: [named("front", rule("allow", from(app("front"))))] };
  const v3: CompiledPolicy = { subject: [app("web")], ingress: rules };
  const raw: CompiledPolicy = { ...v3, egress: { isolates: true, rules: [] } };
  const columns = [program(np(v3)), program(np(raw))];
  table(columns, [
    ["front -> web 80", "✓", "✓"],
    ["other -> web 80", "✗", "✗"],
    ["web -> db 5432", "✓", "✗"],
    ["web -> ext 443", "✓", "✗"],
  ]);
  deciders(columns, [
    ["front -> web 80", "front", "front"],
    ["other -> web 80", "end of np", "end of np"],
    ["web -> db 5432", "default", "end of np"],
    ["web -> ext 443", "default", "end of np"],
  ]);
});

describe("case 5: what a peer is when it is left out, negated or widened", () => {
  const notX: PodQuery = [{ facet: "pod-label", key: "role", operator: "NotIn", values: ["x"] }];
  const peers: readonly PeerSet[] = [
    ANY_PEER,
    from([...IN_A, ...notX]),
    { any: true, except: { pods: [labelled("role", "x")] } },
    from(IN_A),
    from([]),
    net("10.0.0.0/8"),
  ];
  const columns = peers.map((it) => program(np(policy(app("web"), "ingress", [named("own", rule("allow", it))]))));
  const rows: readonly (readonly [flow: string, ...expected: readonly string[]])[] = [
    ["front -> web 80", "✓", "✓", "✓", "✓", "✓", "✓"],
    ["px -> web 80", "✓", "✗", "✗", "✓", "✓", "✓"],
    ["other -> web 80", "✓", "✗", "✓", "✗", "✓", "✓"],
    ["ext -> web 80", "✓", "✗", "✓", "✗", "✗", "✗"],
  ];
  table(columns, rows);
  deciders(
    columns,
    rows.map(([flow, ...expected]) => [flow, ...expected.map((it) => (it === "✓" ? "own" : "end of np"))]),
  );
});

describe("case 6: pass is no allowance, and isolation is per direction", () => {
  const admin = tier("admin", "pass", [
    policy(IN_A, "ingress", [named("front", rule("pass", from(app("front"))))], { isolates: false }),
  ]);
  const baseline = tier("baseline", "pass", [
    policy(IN_A, "ingress", [named("all", rule("deny", ANY_PEER))], { isolates: false }),
  ]);
  const allowing = np(policy(app("web"), "ingress", [named("np", rule("allow", from(app("front"))))]));
  const columns = [
    program(admin, NO_NP, baseline),
    program(admin, np(policy(app("web"), "egress", [])), baseline),
    program(admin, allowing, baseline),
  ];
  table(columns, [
    ["front -> web 80", "✗", "✗", "✓"],
    ["other -> web 80", "✗", "✗", "✗"],
  ]);
  deciders(columns, [
    ["front -> web 80", "front > all", "front > all", "front > np"],
    ["other -> web 80", "all", "all", "end of np"],
  ]);
});

describe("case 7: a denied network that covers the cluster", () => {
  const everywhere = named("all", rule("deny", net("0.0.0.0/0")));
  const pods = named("pods", rule("pass", from([])));
  const admin = (...rules: readonly CompiledRule[]): Tier =>
    tier("admin", "pass", [policy(IN_A, "egress", rules, { isolates: false })]);
  const open = np(policy(app("web"), "egress", [named("np", rule("allow", ANY_PEER))]));
  const columns = [program(admin(everywhere), open), program(admin(pods, everywhere), open)];
  table(columns, [
    ["web -> db 80", "✗", "✓"],
    ["web -> ext 80", "✗", "✗"],
    ["web -> node2 80", "✗", "✗"],
  ]);
  deciders(columns, [
    ["web -> db 80", "all", "pods > np"],
    ["web -> ext 80", "all", "all"],
    ["web -> node2 80", "all", "all"],
  ]);
});

describe("case 8: a pass that goes far", () => {
  const operations = (passTo: string): Tier =>
    tier(
      "operations",
      "pass",
      [policy(app("web"), "ingress", [named("front", rule("pass", from(app("front"))))], { isolates: false })],
      passTo,
    );
  const application = tier("application", "pass", [
    policy(app("web"), "ingress", [named("drop", rule("deny", ANY_PEER))], { isolates: false }),
  ]);
  const allowed = np(policy(app("web"), "ingress", [named("np", rule("allow", from(app("front")), tcp(80)))]));
  const baseline = tier("baseline", "pass", [
    policy(app("web"), "ingress", [named("base", rule("deny", ANY_PEER))], { isolates: false }),
  ]);
  const columns = [
    program(operations("np"), application, allowed),
    program(operations("np"), application, NO_NP),
    program(operations("np"), application, NO_NP, baseline),
    program(operations(NEXT_TIER), application, allowed),
    // Never back: the next one.
    program(operations("operations"), allowed),
  ];
  table(columns, [
    ["front -> web 80", "✓", "✓", "✗", "✗", "✓"],
    ["front -> web 81", "✗", "✓", "✗", "✗", "✗"],
    ["other -> web 80", "✗", "✗", "✗", "✗", "✗"],
  ]);
  deciders(columns, [
    ["front -> web 80", "front > np", "front > default", "front > base", "front > drop", "front > np"],
    ["front -> web 81", "front > end of np", "front > default", "front > base", "front > drop", "front > end of np"],
    ["other -> web 80", "drop", "drop", "drop", "drop", "end of np"],
  ]);
});

describe("case 9: an allowance above or below the tier that isolates", () => {
  const isolating = np(policy(app("web"), "ingress", [named("np", rule("allow", from(app("front"))))]));
  const other = [
    policy(app("web"), "ingress", [named("other", rule("allow", from(app("other"))))], { isolates: false }),
  ];
  const columns = [
    program(isolating),
    program(isolating, tier("baseline", "pass", other)),
    program(tier("application", "pass", other), isolating),
  ];
  table(columns, [
    ["front -> web 80", "✓", "✓", "✓"],
    ["other -> web 80", "✗", "✗", "✓"],
  ]);
  deciders(columns, [
    ["front -> web 80", "np", "np", "np"],
    ["other -> web 80", "end of np", "end of np", "other"],
  ]);
});

describe("case 12: a second stage", () => {
  const allowed = np(
    policy(app("web"), "egress", [
      named("google", rule("allow", net("8.8.8.0/24"), tcp(443))),
      named("pods", rule("allow", from([]))),
    ]),
  );
  const outside = (text: string): PeerSet => ({ blocks: [{ cidr: cidr(text), except: [], matches: "outside" }] });
  const firewall = (...rules: readonly CompiledRule[]): Stage =>
    stage("firewall", tier("firewall", "pass", [policy(IN_A, "egress", rules, { isolates: false })]));
  const closed = named("closed", rule("deny", outside("0.0.0.0/0")));
  const some = firewall(named("dns", rule("allow", outside("8.8.8.8/32"), tcp(443))), closed);
  const columns: readonly Program[] = [
    program(allowed),
    { stages: [some] },
    { stages: [stage("policies", allowed), firewall(closed)] },
    { stages: [stage("policies", allowed), some] },
  ];
  table(columns, [
    ["web -> 8.8.8.8 443", "✓", "✓", "✗", "✓"],
    ["web -> 8.8.8.8 53/UDP", "✗", "✗", "✗", "✗"],
    ["web -> 1.1.1.1 443", "✗", "✗", "✗", "✗"],
    ["web -> db 80", "✓", "✓", "✓", "✓"],
  ]);
  deciders(columns, [
    ["web -> 8.8.8.8 443", "google", "dns", "google, closed", "google, dns"],
    ["web -> 8.8.8.8 53/UDP", "end of np", "closed", "end of np, closed", "end of np, closed"],
    ["web -> 1.1.1.1 443", "end of np", "closed", "end of np, closed", "end of np, closed"],
    ["web -> db 80", "pods", "default", "pods", "pods"],
  ]);
});

describe("case 13: staged policies", () => {
  const front = named("front", rule("allow", from(app("front"))));
  const staged = policy(app("web"), "ingress", [front], { staged: true });
  const enforced = policy(app("web"), "ingress", [named("http", rule("pass", ANY_PEER, tcp(80)))]);
  const alone = program(tier("sec", "deny", [staged]));
  const both = program(tier("sec", "deny", [staged, enforced]));
  const inScopes = (flow: string, answer: typeof verdict): readonly string[] =>
    [alone, both].flatMap((it) => [answer(it, flow, false), answer(it, flow, true)]);
  it.each([
    ["front -> web 80", "✓", "✓", "✓", "✓"],
    ["other -> web 80", "✓", "✗", "✓", "✓"],
    ["other -> web 22", "✓", "✗", "✗", "✗"],
  ])("%s", (flow, ...expected) => {
    expect(inScopes(flow, verdict)).toEqual(expected);
  });
  it.each([
    ["front -> web 80", "default", "front", "http > default", "front"],
    ["other -> web 80", "default", "end of sec", "http > default", "http > default"],
    ["other -> web 22", "default", "end of sec", "end of sec", "end of sec"],
  ])("%s: who decided", (flow, ...expected) => {
    expect(inScopes(flow, decider)).toEqual(expected);
  });
});

describe("case 14: what a deeper match refuses", () => {
  const web = (onMiss: Refinement["onMiss"]): Program =>
    program(
      tier("application", "deny", [
        policy(app("web"), "ingress", [
          named("get", rule("allow", ANY_PEER, tcp(80), { when: "GET /", onMiss })),
          named("front", rule("allow", from(app("front")), tcp(80))),
        ]),
      ]),
    );
  const columns = [web("deny"), web("next")];
  table(columns, [
    ["front -> web 80", "if GET /", "✓"],
    ["other -> web 80", "if GET /", "if GET /"],
    ["other -> web 81", "✗", "✗"],
  ]);
  // Where the condition does not hold.
  deciders(columns, [
    ["front -> web 80", "get", "front"],
    ["other -> web 80", "get", "end of application"],
    ["other -> web 81", "end of application", "end of application"],
  ]);
});

describe("policies of equal rank", () => {
  const tied = (name: string, word: Verdict, ...ports: readonly number[]): CompiledPolicy =>
    policy(app("web"), "ingress", [named(name, rule(word, ANY_PEER, tcp(...ports)))], { tieGroup: 1, isolates: false });
  const later = policy(app("web"), "ingress", [named("later", rule("deny", ANY_PEER, tcp(80)))], { isolates: false });
  const admin = (...policies: readonly CompiledPolicy[]): Tier => tier("admin", "pass", policies);
  const baseline = tier("baseline", "pass", [
    policy(app("web"), "ingress", [named("base", rule("deny", ANY_PEER, tcp(81)))], { isolates: false }),
  ]);
  const columns = [
    program(admin(tied("one", "allow", 80, 81), tied("two", "deny", 81, 82), later)),
    program(admin(tied("one", "allow", 80, 81), tied("two", "allow", 80), later)),
    program(admin(tied("one", "deny", 80, 81), tied("two", "pass", 80, 81, 82)), baseline),
    program(admin(tied("one", "allow", 80, 81), tied("two", "pass", 80, 81, 82)), baseline),
  ];
  table(columns, [
    ["other -> web 80", "✓", "✓", "?", "✓"],
    ["other -> web 81", "?", "✓", "✗", "?"],
    ["other -> web 82", "✗", "✓", "✓", "✓"],
    ["other -> web 83", "✓", "✓", "✓", "✓"],
  ]);
  deciders(columns, [
    ["other -> web 80", "one", "one + two", "one + two", "one"],
    ["other -> web 81", "one + two", "one", "one", "one + two"],
    ["other -> web 82", "two", "default", "two > default", "two > default"],
    ["other -> web 83", "default", "default", "default", "default"],
  ]);
});

describe("what is passed on, or denied, on a condition", () => {
  const perhaps: PeerSet = { perhaps: [{ peers: { entities: ["node2"] }, provided: "its label is x" }] };
  const admin = (...rules: readonly CompiledRule[]): Tier =>
    tier("admin", "pass", [policy(IN_A, "egress", rules, { isolates: false })]);
  const deny = named("deny", rule("deny", ANY_PEER));
  const pass = named("pass", rule("pass", perhaps));
  const locked = np(policy(app("web"), "egress", []));
  const columns = [
    program(admin(pass, deny)),
    program(admin(pass, deny), locked),
    program(admin(pass), locked),
    program(admin(named("perhaps", rule("deny", perhaps)), named("rest", rule("allow", ANY_PEER))), locked),
    program(admin(named("perhaps", rule("deny", perhaps)), named("same", rule("allow", perhaps)), deny)),
    program(
      admin(pass, named("get", rule("allow", ANY_PEER, EVERYTHING, { when: "GET /", onMiss: "next" })), deny),
      locked,
    ),
  ];
  table(columns, [
    ["web -> node2 80", "if its label is x", "✗", "✗", "if not its label is x", "✗", "if not its label is x and GET /"],
    ["web -> db 80", "✗", "✗", "✗", "✓", "✗", "if GET /"],
  ]);
  deciders(columns, [
    ["web -> node2 80", "deny", "deny", "end of np", "rest", "deny", "deny"],
    ["web -> db 80", "deny", "deny", "end of np", "rest", "deny", "deny"],
  ]);
});

describe("rules of one tier that agree", () => {
  const both = [named("one", rule("allow", ANY_PEER, tcp(80))), named("two", rule("allow", ANY_PEER, tcp(80, 81)))];
  const own = policy(app("web"), "ingress", both);
  const free = policy(app("web"), "ingress", both, { isolates: false });
  const baseline = tier("baseline", "pass", [
    policy(app("web"), "ingress", [named("base", rule("deny", ANY_PEER))], { isolates: false }),
  ]);
  // Of the third column's tier all would pass without its rules, so that none of them decides.
  const columns = [
    program(tier("ordered", "deny", [own])),
    program(np(own)),
    program(np(free)),
    program(np(free), baseline),
  ];
  deciders(columns, [
    ["other -> web 80", "one", "one + two", "default", "one + two"],
    ["other -> web 81", "two", "two", "default", "two"],
    ["other -> web 82", "end of ordered", "end of np", "default", "base"],
  ]);
});

describe("a conditional denial", () => {
  const ping = rule("deny", from(app("other")), tcp(80), { when: "GET /admin", onMiss: "next" });
  table(
    [program(np(policy(app("web"), "ingress", [ping, rule("allow", ANY_PEER)])))],
    [
      ["other -> web 80", "if not GET /admin"],
      ["other -> web 81", "✓"],
    ],
  );
});

describe("rules that only log, and rules with a subject of their own", () => {
  const own = { ...rule("deny", ANY_PEER, tcp(80)), subject: { pods: [app("front")] } };
  table(
    [program(np(policy(IN_A, "ingress", [rule("log", ANY_PEER), own, rule("allow", ANY_PEER, tcp(80))])))],
    [
      ["other -> web 80", "✓"],
      ["other -> front 80", "✗"],
      ["other -> web 81", "✗"],
    ],
  );
});

describe("regions", () => {
  it("are the pointwise answers, grouped", () => {
    const rules = [rule("deny", from(app("px")), tcp(80)), rule("allow", from(IN_A)), rule("allow", net("8.8.8.0/24"))];
    const engine = new Engine(program(np(policy(app("web"), "ingress", rules))), UNIVERSE);
    const regions = engine.profile(idOf("web"), "ingress").regions();
    expect(regions.flatMap((it) => it.peers.toArray()).sort((a, b) => a - b)).toEqual(
      UNIVERSE.points.map((_, id) => id),
    );
    for (const { peers, outcome } of regions) {
      peers.each((peer) => {
        expect(engine.side(idOf("web"), "ingress", peer)).toBe(outcome);
      });
    }
  });
});
