/**
 * A policy system that nobody has: pods by plain labels, and ingress rules with one peer and one port that allow or deny. Its record is all
 * there is of it, as a stranger would write one.
 */

import { partOf, type Site, type Sourced } from "../../server/src/base/source.js";
import { readMeta } from "../../server/src/decode/object.js";
import { boolean, field, integer, items } from "../../server/src/decode/read.js";
import { everything, readSelector } from "../../server/src/decode/selector.js";
import { ANY_PEER, type CompiledRule } from "../../server/src/engine/program.js";
import { inNamespace, podLabels } from "../../server/src/engine/queries.js";
import { fixedTraffic } from "../../server/src/engine/traffic-set.js";
import { ALL_PORTS, trafficOf } from "../../server/src/engine/traffic.js";
import {
  type PodsReading,
  type PolicyReading,
  type RuleReading,
  rulesOf,
  rulesOfLists,
} from "../../server/src/model/reading.js";
import type { Policy, PolicyObject } from "../../server/src/model/scope.js";
import type { LabelSelector } from "../../server/src/model/selector.js";
import { labelSelector, OBJECT_FIELDS } from "../../server/src/schema/common.js";
import { BOOLEAN, INTEGER, listOf, object } from "../../server/src/schema/schema.js";
import { walkSchema } from "../../server/src/schema/walk.js";
import type { YamlNode } from "../../server/src/syntax/yaml-document.js";
import { inPhase } from "../../server/src/systems/placed.js";
import type { PolicySystem } from "../../server/src/systems/system.js";

interface ToyPolicy extends PolicyObject {
  readonly specAt: Site;
  readonly pods: LabelSelector;
  readonly rules?: { readonly at: Site; readonly items: readonly ToyRule[] };
}

interface ToyRule {
  readonly at: Site;
  /** Undefined: anyone. */
  readonly from?: LabelSelector;
  readonly port?: Sourced<number>;
  readonly verdict: "allow" | "deny";
}

const LABEL_SELECTOR = labelSelector({});

const SCHEMA = object({
  ...OBJECT_FIELDS,
  spec: {
    schema: object({
      pods: { schema: LABEL_SELECTOR, doc: "The pods that are protected.", empty: "every pod of the namespace" },
      rules: {
        schema: listOf(
          object({
            from: { schema: LABEL_SELECTOR, doc: "Pods of the same namespace that may connect.", missing: "anyone" },
            deny: { schema: BOOLEAN, doc: "Denies the connections instead." },
            port: { schema: INTEGER, doc: "The TCP port that they may connect to.", missing: "every TCP port" },
          }),
        ),
        doc: "Who may connect.",
      },
    }),
    doc: "Whom the policy protects, and who may connect.",
  },
});

/** The second is a kind of the built-in system too: what tells them apart is the group. */
const KINDS = ["ToyPolicy", "NetworkPolicy"] as const;
type Kind = (typeof KINDS)[number];

function decode(root: YamlNode, kind: Kind): ToyPolicy {
  const spec = field(root, "spec");
  const specAt = (spec ?? root).site("value");
  const rules = field(spec, "rules");
  const selector = (node: YamlNode | undefined) =>
    node?.kind === "map" ? readSelector(node, "empty") : everything(node?.site("value") ?? specAt);
  return {
    type: "policy",
    system: "toy",
    kind,
    clusterwide: false,
    meta: readMeta(root, kind, "toy.example.com/v1"),
    problems: walkSchema(root, SCHEMA, { kind, system: "toy", title: "Toys", nullItems: "refused" }).problems,
    specAt,
    pods: selector(field(spec, "pods")),
    ...(rules === undefined ? {} : { rules: { at: rules.site("value"), items: items(rules).map(decodeRule) } }),
  };

  function decodeRule(node: YamlNode): ToyRule {
    const port = integer(field(node, "port"));
    const from = field(node, "from");
    return {
      at: node.site("value"),
      ...(from === undefined ? {} : { from: selector(from) }),
      verdict: boolean(field(node, "deny"))?.value === true ? "deny" : "allow",
      ...(port === undefined ? {} : { port }),
    };
  }
}

function read({ specAt, pods, rules }: ToyPolicy): PolicyReading {
  const list = { key: "rules", direction: "ingress" } as const;
  const lists = rules === undefined ? [] : [{ ...list, at: rules.at, rules: rules.items.map(readRule) }];
  const subject = { ...readPods(pods), isWritten: pods.at.node !== specAt.node, of: "pods" } as const;
  const isolates = { ingress: partOf(rules?.at ?? specAt, "key") };
  return {
    parts: [
      {
        at: specAt,
        subject,
        lists,
        rules: rulesOfLists(lists),
        allowKeys: { ingress: list.key },
        isolates,
        written: pods,
      },
    ],
  };
}

function readPods(selector: LabelSelector): PodsReading {
  return { at: selector.at, selector, namespaces: "own", others: [], written: selector };
}

function readRule(rule: ToyRule, index: number): RuleReading {
  const { at, from, port, verdict } = rule;
  return {
    at,
    list: "rules",
    direction: "ingress",
    verdict,
    index,
    who: from === undefined ? "everyone" : "listed",
    peers:
      from === undefined
        ? []
        : [{ key: "from", at: from.at, peers: [{ type: "pods", ...readPods(from) }], written: from }],
    ports:
      port === undefined
        ? []
        : [
            {
              key: "port",
              at: port.at,
              item: at,
              ports: [{ at: port.at, port, value: port.value, protocols: ["TCP"], isText: false }],
              conditions: [],
              written: rule,
            },
          ],
    conditions: [],
    isIcmp: false,
    isNull: false,
    written: rule,
  };
}

const query = (selector: LabelSelector, namespace = "default") => [...inNamespace(namespace), ...podLabels(selector)];

function compileRule(policy: Policy, reading: RuleReading, verdict: "allow" | "deny"): CompiledRule {
  const { direction, at } = reading;
  const rule = reading.written as ToyRule;
  return {
    ref: { policy, direction, verdict, at, reading },
    verdict,
    peers: rule.from === undefined ? ANY_PEER : { pods: [query(rule.from, policy.namespace)] },
    traffic: fixedTraffic(trafficOf("TCP", rule.port === undefined ? ALL_PORTS : [[rule.port.value, rule.port.value]])),
  };
}

export const TOY: PolicySystem = {
  id: "toy",
  title: "Toy",
  kinds: KINDS.map((kind) => ({
    group: "toy.example.com",
    kind,
    versions: ["v1"],
    role: "policy",
    clusterwide: false,
    schema: SCHEMA,
    decode: (root) => decode(root, kind),
  })),
  read: (policy) => read(policy as ToyPolicy),
  subjects: ({ namespace }, { subject }) => [query(subject.written as LabelSelector, namespace)],
  pods: ({ namespace }, { written }) => ({ pods: [query(written as LabelSelector, namespace)] }),
  compile: (policy) => {
    const { pods } = policy.object as ToyPolicy;
    const subject = [query(pods, policy.namespace)];
    return (["deny", "allow"] as const).map((verdict) => {
      const own = rulesOf(policy.reading).filter((it) => it.verdict === verdict);
      const rules = own.map((it) => compileRule(policy, it, verdict));
      return inPhase(verdict, { source: policy, subject, ingress: { isolates: verdict === "allow", rules } });
    });
  },
  words: { blocks: "There are no address blocks", instead: {}, effectOfLoss: () => undefined },
  traits: {},
  pieces: {
    dnsRule: () => undefined,
    blockPeer: () => undefined,
    portItem: () => undefined,
    namespaceEntry: () => undefined,
  },
};
