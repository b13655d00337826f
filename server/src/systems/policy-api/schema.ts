/**
 * Fields of AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1, bundle v0.1.7) and ClusterNetworkPolicy (v1alpha2,
 * bundle v0.2.0), those of the experimental channel included: kubernetes-sigs/network-policy-api, config/crd.
 */

import { allOf, quoted } from "../../base/quote.js";
import { labelSelector, OBJECT_FIELDS, selectorRules } from "../../schema/common.js";
import { type Choice, type Constraint, formatted, type Refusal, type Value } from "../../schema/constraint.js";
import { CIDR } from "../../schema/formats/cidr.js";
import { LABEL_KEY } from "../../schema/formats/labels.js";
import { PORT_NAME } from "../../schema/formats/port-name.js";
import { hasName } from "../../schema/object-name.js";
import type { ObjectCheck } from "../../schema/object-check.js";
import {
  ANY,
  type Elsewhere,
  type Field,
  type Fields,
  integer,
  type ListSchema,
  listOf,
  object,
  type ObjectSchema,
  type Schema,
  STRING,
  string,
} from "../../schema/schema.js";
import { isCalledDefault, namedPortsHavePods, namesAreAllowed, rangeRunsForward } from "./check.js";
import { DOMAIN_NAME } from "./domain-name.js";
import type { TieredKind } from "./model.js";

const API: Refusal = "api-server";

/** The schema checks only the structure of selectors (NV-10). What cannot be a label matches nothing (NV-14). */
const SELECTOR = labelSelector(selectorRules(LABEL_KEY, "nobody"));

/** Fields that the API had before v0.1.7, and that samples still use. */
const NAMESPACES: ObjectSchema = {
  ...SELECTOR,
  elsewhere: {
    fields: ["sameLabels", "notSameLabels"],
    about: "field of another version",
    check: "NP-5",
    says: (name) => `\`${name}\` was removed from the API (write one policy per tenant)`,
  },
};

/** Any string: what cannot be the name of a container port matches nothing (NV-14). */
const PORT_BY_NAME = string({
  format: formatted(PORT_NAME, { about: "name of a port", check: "NV-14", refusedBy: "nobody" }),
});

const EVERY_NAMESPACE = "every namespace";

/** How the kinds differ. */
interface Dialect {
  readonly ids: Ids;
  /** v1alpha1 requires both selectors of `pods`. */
  readonly podsNeedNamespaces: boolean;
  /** Rules of a direction, peers of a rule, and ports of a rule. */
  readonly most: number;
  readonly actions: readonly Value[];
  readonly actionDoc: string;
  readonly portsKey: string;
  readonly portsDoc: string;
  readonly port: ObjectSchema;
  readonly version: string;
  /** The version that is not this one, and what it calls the ports. */
  readonly foreign: { readonly version: string; readonly portsKey: string };
  /** BaselineAdminNetworkPolicy has no domain names. */
  readonly domainNames: boolean;
  readonly egressChecks: readonly ObjectCheck[];
}

/** Of the specification: who refuses what. */
interface Ids {
  readonly peers: string;
  readonly rules: string;
  readonly actions: string;
  readonly ports: string;
  readonly networks: string;
  readonly names: string;
}

const V1ALPHA1: Ids = {
  peers: "AV-2",
  rules: "AV-3",
  actions: "AV-6",
  ports: "AV-4",
  networks: "AV-5",
  names: "AV-5",
};
const V1ALPHA2: Ids = {
  peers: "NV-3",
  rules: "NV-5",
  actions: "NV-5",
  ports: "NV-8",
  networks: "NV-7",
  names: "NV-9",
};

/** Exactly one of the keys. A key that is dropped may have been meant for one of them. */
function oneOf(what: string, check: string, of: readonly string[]): Choice {
  const about = `choice of a ${what}`;
  return {
    of,
    none: {
      about,
      check,
      refusedBy: API,
      says: (blank) =>
        blank === undefined ? `This ${what} is empty` : `\`${blank}\` is null, so this ${what} is empty`,
    },
    several: {
      about,
      check,
      refusedBy: API,
      says: (present) => `${allOf(present)} cannot be combined in one ${what}`,
    },
  };
}

/** A list with at least one item and at most `most`. */
function someOf(schema: Schema, what: string, check: string, most: number): ListSchema {
  return listOf(schema, {
    least: {
      about: what,
      check,
      refusedBy: API,
      count: 1,
      says: (key) => `At least one item is required in \`${key}\``,
    },
    most: {
      about: what,
      check,
      refusedBy: API,
      count: most,
      says: (key) => `\`${key}\` must have at most ${most} items`,
    },
  });
}

function podsField(doc: string, { podsNeedNamespaces }: Dialect): Field {
  return {
    schema: object({
      namespaceSelector: {
        schema: SELECTOR,
        doc: "Namespaces by their labels. Every namespace has the label `kubernetes.io/metadata.name`.",
        empty: EVERY_NAMESPACE,
        ...(podsNeedNamespaces ? { required: true } : { missing: EVERY_NAMESPACE, null: EVERY_NAMESPACE }),
      },
      podSelector: {
        schema: SELECTOR,
        doc: "Pods in those namespaces, by their labels.",
        required: true,
        empty: "every pod in those namespaces",
      },
    }),
    doc,
  };
}

function subjectField(dialect: Dialect): Field {
  const fields: Fields = {
    namespaces: {
      schema: NAMESPACES,
      doc: "All pods in the namespaces with these labels.",
      empty: "all pods in every namespace",
    },
    pods: podsField("Pods by their own labels and the labels of their namespace.", dialect),
  };
  return {
    schema: object(fields, { choices: [oneOf("subject", dialect.ids.peers, Object.keys(fields))] }),
    doc: "The pods that the policy selects, by exactly one of the keys. It never selects pods that use the host network.",
    required: true,
  };
}

function peersField(side: "from" | "to", dialect: Dialect): Field {
  const who = side === "from" ? "sources" : "destinations";
  const fields: Fields = {
    namespaces: {
      schema: NAMESPACES,
      doc: "All pods in the namespaces with these labels, including the namespace of the selected pods. Does not match pods that use the host network.",
      empty: "all pods in every namespace",
    },
    pods: podsField(
      "Pods by their own labels and the labels of their namespace. Does not match pods that use the host network.",
      dialect,
    ),
    ...(side === "to" ? egressPeers(dialect) : {}),
  };
  const peer = object(fields, { choices: [oneOf("peer", dialect.ids.peers, Object.keys(fields))] });
  return {
    schema: someOf(peer, "peers", dialect.ids.rules, dialect.most),
    doc: `The ${who} that the rule matches: those that match any of the items. Each item has exactly one key.`,
    required: true,
  };
}

/** Networks and names of one peer, in all versions. */
const MOST_ENTRIES = 25;

function egressPeers({ domainNames, ids }: Dialect): Fields {
  return {
    nodes: {
      schema: SELECTOR,
      doc: "Nodes by their labels: traffic to the addresses of the Node objects. Experimental channel only.",
      empty: "every node",
    },
    networks: {
      schema: distinct(network(ids.networks), "networks", ids.networks),
      doc: "CIDR blocks such as `10.0.0.0/8`. They match any address, so `0.0.0.0/0` includes pods, nodes and Services.",
    },
    ...(domainNames
      ? {
          domainNames: {
            schema: distinct(domainNameSchema(ids.names), "domain names", ids.names),
            doc: "DNS names. A leading `*.` matches one or more labels: `*.example.com` matches `a.b.example.com`, but not `example.com`. Only in rules that allow. Experimental channel only.",
          },
        }
      : {}),
  };
}

function distinct(schema: Schema, what: string, check: string): ListSchema {
  return { ...someOf(schema, what, check, MOST_ENTRIES), unique: { about: what, check, refusedBy: API } };
}

/** As CEL's `isCIDR` reads it, which accepts host bits (k8s.io/apiserver pkg/cel/library/cidr.go). */
function network(check: string): Schema {
  const refused: Constraint = { about: "CIDR block", check, refusedBy: API };
  return string({
    format: formatted(CIDR, {
      "no-prefix": refused,
      unreadable: refused,
      "zeros-in-length": refused,
      "zeros-in-address": refused,
      mapped: refused,
      "host-bits": { about: "host bits", check, refusedBy: "nobody" },
    }),
    length: { about: "CIDR block", check, refusedBy: API, most: 43 },
  });
}

function domainNameSchema(check: string): Schema {
  const refused: Constraint = { about: "domain name", check, refusedBy: API };
  return string({
    format: formatted(DOMAIN_NAME, {
      wildcard: refused,
      "one-label": refused,
      name: refused,
      slip: { about: "domain name", check, refusedBy: "nobody" },
    }),
  });
}

function rulesField(direction: "ingress" | "egress", dialect: Dialect): Field {
  const side = direction === "ingress" ? "from" : "to";
  const { ids, most, portsKey, version, foreign } = dialect;
  const elsewhere: Elsewhere = {
    fields: [foreign.portsKey],
    about: "field of another version",
    check: "NP-9",
    says: (name) => `\`${name}\` is a field of ${foreign.version} (in ${version}, it is \`${portsKey}\`)`,
  };
  const rule = object(
    {
      name: {
        schema: string({ length: { about: "rule name", check: ids.rules, refusedBy: API, most: 100 } }),
        doc: "A name for the rule, of at most 100 characters. It has no effect on traffic.",
      },
      action: {
        schema: string({ values: { about: "action", check: ids.actions, refusedBy: API, each: dialect.actions } }),
        doc: dialect.actionDoc,
        required: true,
      },
      [side]: peersField(side, dialect),
      [portsKey]: {
        schema: someOf(dialect.port, portsKey, ids.ports, most),
        doc: dialect.portsDoc,
        missing: NO_PORTS,
        null: NO_PORTS,
      },
    },
    { elsewhere, ...(direction === "egress" ? { checks: dialect.egressChecks } : {}) },
  );
  const nothing = `the policy has no effect on ${direction}`;
  return {
    schema: listOf(rule, {
      most: {
        about: "rules",
        check: ids.rules,
        refusedBy: API,
        count: most,
        says: (key) => `\`${key}\` must have at most ${most} items`,
      },
    }),
    doc: `Rules for ${direction}, in order: the first that matches decides.`,
    empty: nothing,
    missing: nothing,
    null: nothing,
  };
}

const NO_PORTS = "all traffic of every protocol, including ICMP";

function portNumber(check: string): Schema {
  return integer({
    about: "port number",
    check,
    refusedBy: API,
    from: 1,
    to: 65535,
    says: (text) => `${quoted(text)} is not a valid port (1 to 65535)`,
  });
}

/** Any string: what is not a protocol with ports matches nothing. */
const PROTOCOL: Field = { schema: STRING, doc: "`TCP`, `UDP` or `SCTP`.", missing: "`TCP`", null: "`TCP`" };

const OLD_PORT_FIELDS: Fields = {
  portNumber: {
    schema: object({
      protocol: PROTOCOL,
      port: { schema: portNumber("AV-4"), doc: "The port's number, from 1 to 65535.", required: true },
    }),
    doc: "One port of the destination pod, by its number.",
  },
  portRange: {
    schema: object(
      {
        protocol: PROTOCOL,
        start: { schema: portNumber("AV-4"), doc: "First port of the range.", required: true },
        end: { schema: portNumber("AV-4"), doc: "Last port of the range, inclusive.", required: true },
      },
      { checks: [rangeRunsForward({ about: "port range", check: "NP-19", refusedBy: "nobody" }, true)] },
    ),
    doc: "A range of ports of the destination pod.",
  },
  namedPort: {
    schema: PORT_BY_NAME,
    doc: "Name of a container port, whatever its protocol. Experimental channel only.",
  },
};

/** `tcp`, `udp` or `sctp`. */
function protocolField(name: string): Field {
  const port = object(
    {
      number: { schema: portNumber("NV-8"), doc: "The port's number, from 1 to 65535." },
      range: {
        schema: object(
          {
            start: { schema: portNumber("NV-8"), doc: "First port of the range; less than `end`.", required: true },
            end: { schema: portNumber("NV-8"), doc: "Last port of the range, inclusive.", required: true },
          },
          { checks: [rangeRunsForward({ about: "port range", check: "NV-8", refusedBy: API }, false)] },
        ),
        doc: "A range of ports.",
      },
    },
    { choices: [oneOf("port", "NV-8", ["number", "range"])] },
  );
  return {
    schema: object(
      { destinationPort: { schema: port, doc: "Port of the destination pod: a `number` or a `range`." } },
      { choices: [oneOf("port", "NV-8", ["destinationPort"])] },
    ),
    doc: `${name} connections to a port.`,
  };
}

const NEW_PORT_FIELDS: Fields = {
  tcp: protocolField("TCP"),
  udp: protocolField("UDP"),
  sctp: protocolField("SCTP"),
  destinationNamedPort: {
    schema: PORT_BY_NAME,
    doc: "Name of a container port of the destination pod, whatever its protocol. Networks, nodes and domain names have no named ports.",
  },
};

/** What `Deny` and `Pass` mean in a kind. */
const DENY: Value = {
  value: "Deny",
  means: "denied, whatever later policies say",
  aliases: ["drop", "reject", "block"],
};

const FIRST_PORTS = {
  ids: V1ALPHA1,
  podsNeedNamespaces: true,
  most: 100,
  portsKey: "ports",
  portsDoc: "Ports that the rule matches, any of which matches. Each item has exactly one key.",
  port: object(OLD_PORT_FIELDS, { choices: [oneOf("port", V1ALPHA1.ports, Object.keys(OLD_PORT_FIELDS))] }),
  version: "v1alpha1",
  foreign: { version: "v1alpha2", portsKey: "protocols" },
} as const;

const OLD_NAMED_PORTS = namedPortsHavePods({ key: "ports", name: "namedPort" }, () => ({
  about: "named port",
  check: "AV-8",
  refusedBy: API,
}));

const ADMIN: Dialect = {
  ...FIRST_PORTS,
  domainNames: true,
  actions: [
    { value: "Allow", means: "allowed, whatever NetworkPolicies say", aliases: ["accept"] },
    DENY,
    { value: "Pass", means: "left to NetworkPolicies, and then to the baseline" },
  ],
  actionDoc:
    "`Allow` and `Deny` are final for this side. `Pass` leaves the decision to NetworkPolicies, or to the BaselineAdminNetworkPolicy if none selects the pod.",
  egressChecks: [OLD_NAMED_PORTS, namesAreAllowed],
};

const BASELINE: Dialect = {
  ...FIRST_PORTS,
  domainNames: false,
  actions: [
    { value: "Allow", means: "allowed, unless an earlier tier decides", aliases: ["accept"] },
    { ...DENY, means: "denied, unless an earlier tier decides" },
  ],
  actionDoc:
    "`Allow` or `Deny`, if no AdminNetworkPolicy decides and no NetworkPolicy selects the pod for this direction.",
  egressChecks: [OLD_NAMED_PORTS],
};

const CLUSTER: Dialect = {
  ids: V1ALPHA2,
  podsNeedNamespaces: false,
  most: 25,
  portsKey: "protocols",
  portsDoc: "Protocols and ports that the rule matches, any of which matches. Each item has exactly one key.",
  port: object(NEW_PORT_FIELDS, { choices: [oneOf("protocol", V1ALPHA2.ports, Object.keys(NEW_PORT_FIELDS))] }),
  version: "v1alpha2",
  foreign: { version: "v1alpha1", portsKey: "ports" },
  domainNames: true,
  actions: [
    { value: "Accept", means: "allowed, whatever later tiers say", aliases: ["allow"] },
    DENY,
    { value: "Pass", means: "left to the next tier" },
  ],
  actionDoc:
    "`Accept` and `Deny` are final for this side. `Pass` leaves the tier: from Admin to NetworkPolicies and then Baseline, from Baseline to the default, which allows.",
  egressChecks: [
    namedPortsHavePods({ key: "protocols", name: "destinationNamedPort" }, (peer) => ({
      about: "named port",
      check: "NV-11",
      refusedBy: peer === "networks" ? "nobody" : API,
    })),
    namesAreAllowed,
  ],
};

function priorityField(check: string): Field {
  return {
    schema: integer({
      about: "priority",
      check,
      refusedBy: API,
      from: 0,
      to: 1000,
      says: (text) => `${quoted(text)} is not a valid priority (0 to 1000)`,
    }),
    doc: "From 0 to 1000. Lower numbers are evaluated first. If two policies with the same priority match the same traffic, either may decide.",
    required: true,
  };
}

const TIER: Field = {
  schema: string({
    values: {
      about: "tier",
      check: "NV-2",
      refusedBy: API,
      each: [
        { value: "Admin", means: "evaluated before NetworkPolicies, which cannot override it" },
        {
          value: "Baseline",
          means: "evaluated after NetworkPolicies, for pods that none of them selects for the direction",
        },
      ],
    },
  }),
  doc: "When the policy is evaluated: `Admin` before NetworkPolicies, `Baseline` after them.",
  required: true,
};

function policySchema(dialect: Dialect, own: Fields, checks: readonly ObjectCheck[]): ObjectSchema {
  return object(
    {
      ...OBJECT_FIELDS,
      spec: {
        schema: object({
          ...own,
          subject: subjectField(dialect),
          ingress: rulesField("ingress", dialect),
          egress: rulesField("egress", dialect),
        }),
        doc: "The pods that the policy selects, and its rules.",
        required: true,
      },
      status: { schema: ANY, doc: "Written by the controller." },
    },
    { checks: [hasName, ...checks] },
  );
}

export const SCHEMAS: Readonly<Record<TieredKind, ObjectSchema>> = {
  AdminNetworkPolicy: policySchema(ADMIN, { priority: priorityField("AV-1") }, []),
  BaselineAdminNetworkPolicy: policySchema(BASELINE, {}, [isCalledDefault]),
  ClusterNetworkPolicy: policySchema(CLUSTER, { tier: TIER, priority: priorityField("NV-2") }, []),
};
