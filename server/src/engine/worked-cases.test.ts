/**
 * The worked cases of the engine's model on hand-built programs: ordered tiers, passes near and far, staged policies,
 * baselines, a second stage. Cases 10 and 11 stand in test/semantics/worked-cases.md, with real policies.
 */

import { describe, expect, it } from "vitest";
import { type Cidr, parseCidr } from "../model/ip.js";
import type { Direction } from "../model/direction.js";
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
function verdict(program: Program, flow: string, pending = false): string {
  const [, from = "", to = "", number = "", protocol = "TCP"] = /^(\S+) -> (\S+) (\d+)(?:\/(\w+))?$/.exec(flow) ?? [];
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

/* Building programs. */

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
const np = (...policies: readonly CompiledPolicy[]): Tier => tier("np", "deny", policies);
const NO_NP = np();

function table(
  columns: readonly Program[],
  rows: readonly (readonly [flow: string, ...expected: readonly string[]])[],
): void {
  it.each(rows)("%s", (flow, ...expected) => {
    expect(columns.map((it) => verdict(it, flow))).toEqual(expected);
  });
}

describe("case 1: pass, and the end of a tier that denies", () => {
  const security = (end: Tier["onNoMatch"]): Tier =>
    tier("security", end, [
      policy(labelled("role", "web"), "ingress", [rule("allow", ANY_PEER, tcp(443)), rule("pass", ANY_PEER, tcp(80))]),
    ]);
  const locked = np(policy(IN_A, "ingress", []));
  table(
    [
      program(security("deny"), NO_NP),
      program(security("deny"), locked),
      program(security("pass"), NO_NP),
      program(security("pass"), locked),
    ],
    [
      ["other -> web 443", "✓", "✓", "✓", "✓"],
      ["other -> web 80", "✓", "✗", "✓", "✗"],
      ["other -> web 22", "✗", "✗", "✓", "✗"],
    ],
  );
});

describe("case 2: a tier that denies hides the policies below it", () => {
  const dns = rule("allow", ANY_PEER, udp(53));
  const platform = (end: Tier["onNoMatch"], ...more: readonly CompiledRule[]): Tier =>
    tier("platform", end, [policy(IN_A, "egress", [dns, ...more])]);
  const web = np(policy(app("web"), "egress", [rule("allow", from(app("db")), tcp(5432))]));
  table(
    [
      program(platform("deny"), web),
      program(platform("deny", rule("pass", ANY_PEER)), web),
      program(platform("pass"), web),
    ],
    [
      ["web -> db 5432", "✗", "✓", "✓"],
      ["web -> other 53/UDP", "✓", "✓", "✓"],
      ["web -> db 22", "✗", "✗", "✗"],
      ["front -> db 5432", "✗", "✓", "✓"],
    ],
  );
});

describe("case 3: order around a policy that only isolates at the end of its tier", () => {
  const kubernetes = policy(app("web"), "ingress", [rule("allow", from(app("front")), tcp(80))]);
  const vendor = (word: Verdict): CompiledPolicy => policy(app("web"), "ingress", [rule(word, ANY_PEER, tcp(80))]);
  table(
    [
      program(np(kubernetes)),
      program(np(vendor("allow"), kubernetes)),
      program(np(kubernetes, vendor("allow"))),
      program(np(vendor("deny"), kubernetes)),
      program(np(kubernetes, vendor("deny"))),
    ],
    [
      ["front -> web 80", "✓", "✓", "✓", "✗", "✓"],
      ["other -> web 80", "✗", "✓", "✓", "✗", "✗"],
      ["other -> web 81", "✗", "✗", "✗", "✗", "✗"],
    ],
  );
});

describe("case 4: directions that a policy isolates without rules", () => {
  const rules: Block = { isolates: true, rules: [rule("allow", from(app("front")))] };
  const v3: CompiledPolicy = { subject: [app("web")], ingress: rules };
  const raw: CompiledPolicy = { ...v3, egress: { isolates: true, rules: [] } };
  table(
    [program(np(v3)), program(np(raw))],
    [
      ["front -> web 80", "✓", "✓"],
      ["other -> web 80", "✗", "✗"],
      ["web -> db 5432", "✓", "✗"],
      ["web -> ext 443", "✓", "✗"],
    ],
  );
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
  table(
    peers.map((it) => program(np(policy(app("web"), "ingress", [rule("allow", it)])))),
    [
      ["front -> web 80", "✓", "✓", "✓", "✓", "✓", "✓"],
      ["px -> web 80", "✓", "✗", "✗", "✓", "✓", "✓"],
      ["other -> web 80", "✓", "✗", "✓", "✗", "✓", "✓"],
      ["ext -> web 80", "✓", "✗", "✓", "✗", "✗", "✗"],
    ],
  );
});

describe("case 6: pass is no allowance, and isolation is per direction", () => {
  const admin = tier("admin", "pass", [
    policy(IN_A, "ingress", [rule("pass", from(app("front")))], { isolates: false }),
  ]);
  const baseline = tier("baseline", "pass", [policy(IN_A, "ingress", [rule("deny", ANY_PEER)], { isolates: false })]);
  table(
    [
      program(admin, NO_NP, baseline),
      program(admin, np(policy(app("web"), "egress", [])), baseline),
      program(admin, np(policy(app("web"), "ingress", [rule("allow", from(app("front")))])), baseline),
    ],
    [
      ["front -> web 80", "✗", "✗", "✓"],
      ["other -> web 80", "✗", "✗", "✗"],
    ],
  );
});

describe("case 7: a denied network that covers the cluster", () => {
  const everywhere = rule("deny", net("0.0.0.0/0"));
  const admin = (...rules: readonly CompiledRule[]): Tier =>
    tier("admin", "pass", [policy(IN_A, "egress", rules, { isolates: false })]);
  const open = np(policy(app("web"), "egress", [rule("allow", ANY_PEER)]));
  table(
    [program(admin(everywhere), open), program(admin(rule("pass", from([])), everywhere), open)],
    [
      ["web -> db 80", "✗", "✓"],
      ["web -> ext 80", "✗", "✗"],
      ["web -> node2 80", "✗", "✗"],
    ],
  );
});

describe("case 8: a pass that goes far", () => {
  const operations = (passTo: string): Tier =>
    tier(
      "operations",
      "pass",
      [policy(app("web"), "ingress", [rule("pass", from(app("front")))], { isolates: false })],
      passTo,
    );
  const application = tier("application", "pass", [
    policy(app("web"), "ingress", [rule("deny", ANY_PEER)], { isolates: false }),
  ]);
  const allowed = np(policy(app("web"), "ingress", [rule("allow", from(app("front")), tcp(80))]));
  const baseline = tier("baseline", "pass", [
    policy(app("web"), "ingress", [rule("deny", ANY_PEER)], { isolates: false }),
  ]);
  table(
    [
      program(operations("np"), application, allowed),
      program(operations("np"), application, NO_NP),
      program(operations("np"), application, NO_NP, baseline),
      program(operations(NEXT_TIER), application, allowed),
    ],
    [
      ["front -> web 80", "✓", "✓", "✗", "✗"],
      ["front -> web 81", "✗", "✓", "✗", "✗"],
      ["other -> web 80", "✗", "✗", "✗", "✗"],
    ],
  );
});

describe("case 9: an allowance above or below the tier that isolates", () => {
  const isolating = np(policy(app("web"), "ingress", [rule("allow", from(app("front")))]));
  const other = [policy(app("web"), "ingress", [rule("allow", from(app("other")))], { isolates: false })];
  table(
    [
      program(isolating),
      program(isolating, tier("baseline", "pass", other)),
      program(tier("application", "pass", other), isolating),
    ],
    [
      ["front -> web 80", "✓", "✓", "✓"],
      ["other -> web 80", "✗", "✗", "✓"],
    ],
  );
});

describe("case 12: a second stage", () => {
  const allowed = np(
    policy(app("web"), "egress", [rule("allow", net("8.8.8.0/24"), tcp(443)), rule("allow", from([]))]),
  );
  const outside = (text: string): PeerSet => ({ blocks: [{ cidr: cidr(text), except: [], matches: "outside" }] });
  const firewall = (...rules: readonly CompiledRule[]): Stage =>
    stage("firewall", tier("firewall", "pass", [policy(IN_A, "egress", rules, { isolates: false })]));
  const closed = rule("deny", outside("0.0.0.0/0"));
  const some = firewall(rule("allow", outside("8.8.8.8/32"), tcp(443)), closed);
  table(
    [
      program(allowed),
      { stages: [some] },
      { stages: [stage("policies", allowed), firewall(closed)] },
      { stages: [stage("policies", allowed), some] },
    ],
    [
      ["web -> 8.8.8.8 443", "✓", "✓", "✗", "✓"],
      ["web -> 8.8.8.8 53/UDP", "✗", "✗", "✗", "✗"],
      ["web -> 1.1.1.1 443", "✗", "✗", "✗", "✗"],
      ["web -> db 80", "✓", "✓", "✓", "✓"],
    ],
  );
});

describe("case 13: staged policies", () => {
  const staged = policy(app("web"), "ingress", [rule("allow", from(app("front")))], { staged: true });
  const enforced = policy(app("web"), "ingress", [rule("pass", ANY_PEER, tcp(80))]);
  const alone = program(tier("sec", "deny", [staged]));
  const both = program(tier("sec", "deny", [staged, enforced]));
  it.each([
    ["front -> web 80", "✓", "✓", "✓", "✓"],
    ["other -> web 80", "✓", "✗", "✓", "✓"],
    ["other -> web 22", "✓", "✗", "✗", "✗"],
  ])("%s", (flow, ...expected) => {
    const found = [alone, both].flatMap((it) => [verdict(it, flow, false), verdict(it, flow, true)]);
    expect(found).toEqual(expected);
  });
});

describe("case 14: what a deeper match refuses", () => {
  const web = (onMiss: Refinement["onMiss"]): Program =>
    program(
      np(
        policy(app("web"), "ingress", [
          rule("allow", ANY_PEER, tcp(80), { when: "GET /", onMiss }),
          rule("allow", from(app("front")), tcp(80)),
        ]),
      ),
    );
  table(
    [web("deny"), web("next")],
    [
      ["front -> web 80", "if GET /", "✓"],
      ["other -> web 80", "if GET /", "if GET /"],
      ["other -> web 81", "✗", "✗"],
    ],
  );
});

describe("policies of equal rank", () => {
  const one = policy(app("web"), "ingress", [rule("allow", ANY_PEER, tcp(80, 81))], { tieGroup: 1, isolates: false });
  const two = policy(app("web"), "ingress", [rule("deny", ANY_PEER, tcp(81, 82))], { tieGroup: 1, isolates: false });
  const later = policy(app("web"), "ingress", [rule("deny", ANY_PEER, tcp(80))], { isolates: false });
  table(
    [program(tier("admin", "pass", [one, two, later]))],
    [
      ["other -> web 80", "✓"],
      ["other -> web 81", "?"],
      ["other -> web 82", "✗"],
      ["other -> web 83", "✓"],
    ],
  );
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
  const own = { ...rule("deny", ANY_PEER, tcp(80)), subject: [app("front")] };
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
