/**
 * Fields of Antrea's kinds (antrea-io/antrea, build/charts/antrea/crds at fc70f2bb, a development state of 2.8), and what its
 * webhook refuses beside that (pkg/controller/networkpolicy/validate.go).
 */

import { allOf, quoted } from "../../base/quote.js";
import { labelKeys, labelSelector, OBJECT_FIELDS } from "../../schema/common.js";
import { type Choice, type Constraint, formatted, type Refusal } from "../../schema/constraint.js";
import { CIDR } from "../../schema/formats/cidr.js";
import { LABEL_KEY, LABEL_VALUE } from "../../schema/formats/labels.js";
import { hasName } from "../../schema/object-name.js";
import type { ObjectCheck } from "../../schema/object-check.js";
import {
  ANY,
  BOOLEAN,
  type Elsewhere,
  type Field,
  type Fields,
  integer,
  integerOrString,
  INTEGER,
  type ListSchema,
  listOf,
  object,
  type ObjectSchema,
  type Schema,
  STRING,
  string,
} from "../../schema/schema.js";
import { field } from "../../syntax/children.js";
import { exceptionsAreInside } from "../excepted-blocks.js";
import { PORT_PROTOCOLS } from "../protocols.js";
import {
  appliesOnce,
  choicesAreAlone,
  namesAreUnique,
  passesSomewhere,
  servicesTakeBlocks,
} from "./check/applied-to.js";
import { groupChoosesOnce, hasOtherChildren } from "./check/group.js";
import { FQDN } from "./check/fqdn.js";
import { l7Fits, multicastFits, portsRunForward, servicesAreAlone } from "./check/rule.js";
import { priorityIsFree } from "./check/tier.js";
import type { GroupKind, Kind, PolicyKind } from "./model.js";

/** The API server by the CRDs, or the webhook that it asks. */
const API: Refusal = "api-server";

/** The webhook looks at `matchLabels` alone, and the CRD not at whether values fit their operator. */
const SELECTOR = labelSelector({
  key: labelKeys(LABEL_KEY, API),
  value: API,
  values: API,
  operator: API,
  fit: "nobody",
});

const NO_BLOCK: Constraint = { about: "CIDR block", check: "TV-7", refusedBy: API };
const BLOCK = formatted(CIDR, {
  unreadable: NO_BLOCK,
  "no-prefix": NO_BLOCK,
  "zeros-in-length": NO_BLOCK,
  "zeros-in-address": NO_BLOCK,
  "host-bits": { about: "host bits", check: "TV-7", refusedBy: "nobody" },
});

const IP_BLOCK = object(
  {
    cidr: {
      schema: string({ format: BLOCK }),
      doc: "CIDR block such as `10.0.0.0/8`. It matches whatever has such an address, pods and nodes too.",
      required: true,
    },
    except: {
      schema: listOf(string({ format: BLOCK })),
      doc: "CIDR blocks inside `cidr` that are not matched. Since Antrea 2.2.",
    },
  },
  { checks: [exceptionsAreInside("TV-7")] },
);

function named(what: string, namespace: Pick<Field, "required" | "missing">): ObjectSchema {
  return object({
    name: { schema: STRING, doc: `Name of the ${what}.`, required: true },
    namespace: { schema: STRING, doc: `Namespace of the ${what}.`, ...namespace },
  });
}

const EVERY_NAMESPACE = "every namespace";
const OWN_NAMESPACE = "the policy's own namespace";

const PODS_DOC = "Pods by their labels";
const GROUP_DOC = {
  ClusterNetworkPolicy: "Name of a ClusterGroup.",
  NetworkPolicy: "Name of a Group in the policy's namespace.",
};

const EXTERNAL: Field = { schema: SELECTOR, doc: "ExternalEntities by their labels, such as virtual machines." };
const ACCOUNT: Field = { schema: named("service account", { required: true }), doc: "Pods by their service account." };
const NODES: Field = { schema: SELECTOR, doc: "Nodes by their labels: the addresses of these nodes." };

class Writer {
  readonly #kind: PolicyKind;
  readonly #isCluster: boolean;

  constructor(kind: PolicyKind) {
    this.#kind = kind;
    this.#isCluster = kind === "ClusterNetworkPolicy";
  }

  policy(): ObjectSchema {
    const appliedTo = this.#appliedTo(
      "The pods that the policy selects. Without it, each rule has its own `appliedTo`.",
    );
    const spec = object(
      {
        tier: {
          schema: STRING,
          doc: "The tier in which the policy is evaluated. It must exist.",
          missing: "`application`",
          null: "`application`",
          empty: "`application`",
        },
        priority: {
          schema: {
            type: "number",
            range: {
              about: "priority",
              check: "TV-1",
              refusedBy: API,
              from: 1,
              to: 10_000,
              says: (text) => `${quoted(text)} is not a valid priority (1 to 10000)`,
            },
          },
          doc: "From 1 to 10000. Lower numbers are evaluated first. Policies of one tier should have different priorities.",
          required: true,
        },
        appliedTo,
        ingress: this.#rules("ingress"),
        egress: this.#rules("egress"),
      },
      { elsewhere: FOREIGN, checks: [appliesOnce, servicesTakeBlocks, passesSomewhere, namesAreUnique] },
    );
    return whole({ schema: spec, doc: "The pods that the policy selects, and its rules.", required: true }, []);
  }

  #appliedTo(doc: string): Field {
    const pods = this.#isCluster
      ? "every pod in those namespaces, or in the whole cluster"
      : "every pod in the policy's namespace";
    const fields: Fields = {
      podSelector: { schema: SELECTOR, doc: `${PODS_DOC}.`, empty: pods },
      ...(this.#isCluster
        ? {
            namespaceSelector: {
              schema: SELECTOR,
              doc: NAMESPACES_DOC,
              empty: EVERY_NAMESPACE,
              missing: EVERY_NAMESPACE,
            },
          }
        : {}),
      externalEntitySelector: EXTERNAL,
      group: { schema: STRING, doc: GROUP_DOC[this.#kind] },
      ...(this.#isCluster
        ? {
            serviceAccount: ACCOUNT,
            service: {
              schema: named("Service", { required: true }),
              doc: "A Service of type NodePort: the rules are about connections to its node port. Ingress only, with `ipBlock` alone.",
            },
            nodeSelector: {
              schema: SELECTOR,
              doc: "Nodes by their labels: the policy is about the nodes themselves. Requires the feature gate NodeNetworkPolicy.",
            },
          }
        : {}),
    };
    const elsewhere: Elsewhere | undefined = this.#isCluster
      ? undefined
      : {
          fields: ["namespaceSelector", "namespaces", "serviceAccount", "service", "nodeSelector"],
          about: "field of another kind",
          check: "A6",
          says: (field) =>
            `${quoted(field)} is not allowed in \`appliedTo\` of a NetworkPolicy, only of a ClusterNetworkPolicy`,
        };
    const item = object(fields, {
      checks: [choicesAreAlone("TV-5", ["group", "nodeSelector", "serviceAccount", "service"])],
      ...(elsewhere === undefined ? {} : { elsewhere }),
    });
    return { schema: listOf(item), doc, empty: "each rule has its own", missing: "each rule has its own" };
  }

  #peers(side: "from" | "to"): Field {
    const who = side === "from" ? "sources" : "destinations";
    const own = this.#isCluster ? EVERY_NAMESPACE : OWN_NAMESPACE;
    const fields: Fields = {
      podSelector: {
        schema: SELECTOR,
        doc: `${PODS_DOC}: in ${own} unless \`namespaceSelector\` is in the same item.`,
        empty: "every pod in those namespaces",
      },
      namespaceSelector: { schema: SELECTOR, doc: NAMESPACES_DOC, empty: EVERY_NAMESPACE, missing: own, null: own },
      externalEntitySelector: EXTERNAL,
      ipBlock: { schema: IP_BLOCK, doc: "Addresses. Other keys of the same item are ignored." },
      nodeSelector: NODES,
      group: { schema: STRING, doc: `${GROUP_DOC[this.#kind]} A group that does not exist matches nothing.` },
      ...(this.#isCluster ? { namespaces: this.#relation(), serviceAccount: ACCOUNT } : {}),
      ...(side === "to"
        ? {
            fqdn: {
              schema: string({ format: formatted(FQDN, { about: "DNS name", check: "TV-8", refusedBy: API }) }),
              doc: "A DNS name outside the cluster. A `*` stands for any characters, dots included: `*example.com` matches `example.com` and `a.b.example.com`.",
            },
          }
        : {}),
      scope: {
        schema: string({
          values: {
            about: "scope",
            check: "TV-6",
            refusedBy: API,
            each: [
              { value: "Cluster", means: "pods of this cluster" },
              { value: "ClusterSet", means: "pods of all clusters of the set" },
            ],
          },
        }),
        doc: "Whether pods of other clusters of a set are meant, too.",
        missing: "`Cluster`",
        null: "`Cluster`",
      },
    };
    const peer = object(fields, {
      ...(this.#isCluster ? {} : { elsewhere: ONLY_IN_CLUSTER }),
      ...(side === "from" ? { elsewhere: this.#isCluster ? NOT_FROM : NOT_FROM_NOR_IN_NAMESPACE } : {}),
      checks: [choicesAreAlone("TV-6", ALONE), firstKeyCounts],
      excludes: [
        {
          field: "namespaces",
          others: ["namespaceSelector"],
          about: "namespaces of a peer",
          check: "TV-6",
          refusedBy: API,
          says: (other) => `\`namespaces\` and \`${other}\` cannot be combined in one item`,
        },
      ],
    });
    const all = `all ${who}, inside and outside the cluster`;
    return {
      schema: listOf(peer),
      doc: `The ${who} that the rule matches: those that match any of the items.`,
      empty: all,
      missing: all,
      null: all,
    };
  }

  #relation(): Field {
    const keys = ["match", "sameLabels"];
    const choice: Choice = {
      of: keys,
      none: {
        about: "namespaces of a peer",
        check: "TV-6",
        refusedBy: API,
        says: () => "`namespaces` requires `match` or `sameLabels`",
      },
      several: {
        about: "namespaces of a peer",
        check: "TV-6",
        refusedBy: API,
        says: (present) => `${allOf(present)} cannot be combined in \`namespaces\``,
      },
    };
    return {
      schema: object(
        {
          match: {
            schema: string({
              values: {
                about: "namespaces of a peer",
                check: "TV-6",
                refusedBy: API,
                each: [{ value: "Self", means: "the namespace of the pod that the policy selects" }],
              },
            }),
            doc: "`Self`: the namespace of the pod that the policy selects.",
          },
          sameLabels: {
            schema: listOf(string({ format: labelKeys(LABEL_KEY, API) })),
            doc: "Keys of labels: namespaces that have the same values for all of them as the namespace of the selected pod.",
          },
        },
        { choices: [choice] },
      ),
      doc: "Namespaces by their relation to that of the pod that the policy selects.",
    };
  }

  #rules(direction: "ingress" | "egress"): Field {
    const side = direction === "ingress" ? "from" : "to";
    const rule = object(
      {
        action: {
          schema: string({
            values: {
              about: "action",
              check: "TV-1",
              refusedBy: API,
              each: [
                { value: "Allow", means: "allowed, and no later rule is asked", aliases: ["accept"] },
                {
                  value: "Drop",
                  means: "denied without an answer, and no later rule is asked",
                  aliases: ["deny", "block"],
                },
                { value: "Reject", means: "denied with an answer, and no later rule is asked" },
                { value: "Pass", means: "left to NetworkPolicies and then to the baseline tier", aliases: ["next"] },
              ],
            },
          }),
          doc: "`Allow`, `Drop` and `Reject` decide. `Pass` skips all other rules of Antrea's tiers up to Kubernetes' NetworkPolicies.",
          required: true,
        },
        appliedTo: this.#appliedTo("The pods that this rule is about, where the policy itself has no `appliedTo`."),
        [side]: this.#peers(side),
        ports: PORTS,
        protocols: protocolsField(direction),
        l7Protocols: L7,
        ...(direction === "egress" ? { toServices: toServicesField(this.#isCluster) } : {}),
        name: {
          schema: STRING,
          doc: "A name for the rule, unlike those of the policy's other rules. It has no effect on traffic.",
          missing: "a name that Antrea makes",
        },
        enableLogging: { schema: BOOLEAN, doc: "Log connections that the rule decides.", missing: "`false`" },
        logLabel: {
          schema: string({ format: formatted(LABEL_VALUE, { about: "log label", check: "TV-1", refusedBy: API }) }),
          doc: "A text for the log, of at most 63 characters.",
        },
      },
      {
        checks: [
          portsRunForward,
          multicastFits(direction),
          l7Fits,
          ...(direction === "egress" ? [servicesAreAlone] : []),
        ],
      },
    );
    const nothing = `the policy has no effect on ${direction}`;
    return {
      schema: listOf(rule),
      doc: `Rules for ${direction}, in order: the first that matches decides.`,
      empty: nothing,
      missing: nothing,
      null: nothing,
    };
  }
}

const NAMESPACES_DOC = "Namespaces by their labels. Every namespace has the label `kubernetes.io/metadata.name`.";

/** Of several keys, the controller reads one and ignores the others (crd_utils.go, `toAntreaPeerForCRD`). */
const firstKeyCounts: ObjectCheck = ({ node, path, report }) => {
  const first = ["ipBlock", "fqdn"].map((it) => field(node, it)).find((it) => it !== undefined && it.text !== "");
  const other = node.entries().find(({ key, value }) => !value.isNull && key !== first?.key && key !== "scope");
  if (first === undefined || other === undefined || ALONE.includes(other.key)) return;
  report(
    { about: "ignored key of a peer", check: "A20", refusedBy: "nobody" },
    { at: other.value.site("key"), path: `${path}.${other.key}`, related: first.site("key") },
    { is: "idle", says: `\`${other.key}\` is ignored: of one item, Antrea reads only \`${first.key ?? ""}\`` },
  );
};

/** Keys of a peer beside which no other may be. */
const ALONE = ["group", "serviceAccount", "nodeSelector"];

const ONLY_IN_CLUSTER: Elsewhere = {
  fields: ["namespaces", "serviceAccount"],
  about: "field of another kind",
  check: "A6",
  says: (field) => `${quoted(field)} is not a field of a NetworkPolicy's peers, only of a ClusterNetworkPolicy's`,
};

const NOT_FROM: Elsewhere = {
  fields: ["fqdn"],
  about: "field of another direction",
  check: "TV-8",
  says: () => "`fqdn` is not allowed in ingress rules, only in egress rules",
};

const NOT_FROM_NOR_IN_NAMESPACE: Elsewhere = {
  ...ONLY_IN_CLUSTER,
  fields: [...ONLY_IN_CLUSTER.fields, ...NOT_FROM.fields],
  says: (field) => (NOT_FROM.fields.includes(field) ? NOT_FROM : ONLY_IN_CLUSTER).says(field),
};

const FOREIGN: Elsewhere = {
  fields: ["podSelector", "subject", "endpointSelector", "selector"],
  about: "field of another API",
  check: "TV-5",
  says: (field) => `${quoted(field)} is a field of another API; Antrea selects pods with \`appliedTo\``,
};

const NO_PORTS = "all traffic of every protocol, unless `protocols` is set";

/** Any number: one that no connection has matches nothing. */
const PORT: ListSchema = listOf(
  object({
    protocol: {
      schema: string({ values: { about: "protocol", check: "TV-1", refusedBy: API, each: PORT_PROTOCOLS } }),
      doc: "`TCP`, `UDP` or `SCTP`.",
      missing: "`TCP`",
      null: "`TCP`",
    },
    port: {
      schema: integerOrString({
        range: { about: "port", check: "TV-10", refusedBy: "nobody", from: 1, to: 65535 },
      }),
      doc: "Port of the destination, by number or by the name of a container port.",
      missing: "all ports of the protocol",
      null: "all ports of the protocol",
    },
    endPort: { schema: INTEGER, doc: "Last port of a range that starts at `port`.", missing: "only `port`" },
    sourcePort: { schema: INTEGER, doc: "Port of the source.", missing: "every source port" },
    sourceEndPort: {
      schema: INTEGER,
      doc: "Last port of a range that starts at `sourcePort`.",
      missing: "only `sourcePort`",
    },
  }),
);
const PORTS: Field = {
  schema: PORT,
  doc: "Ports that the rule matches: those that match any of the items.",
  empty: NO_PORTS,
  missing: NO_PORTS,
  null: NO_PORTS,
};

function protocolsField(direction: "ingress" | "egress"): Field {
  const number = (what: string): Field => ({
    schema: integer({ about: "ICMP number", check: "TV-1", refusedBy: API, from: 0, to: 255 }),
    doc: `${what} of the message, from 0 to 255.`,
    missing: `every ${what.toLowerCase()}`,
  });
  const types = direction === "ingress" ? [17] : [18, 22, 34];
  const item = object(
    {
      icmp: {
        schema: object({ icmpType: number("Type"), icmpCode: number("Code") }),
        doc: "Messages of ICMP.",
        empty: "every message",
      },
      igmp: {
        schema: object({
          igmpType: {
            schema: integer({
              about: "IGMP type",
              check: "TV-12",
              refusedBy: API,
              from: Math.min(...types),
              to: Math.max(...types),
              says: (text) => `${quoted(text)} is not a type of IGMP messages for ${direction} (${types.join(", ")})`,
            }),
            doc: `Type of the message: ${types.join(", ")}.`,
            missing: "every type",
          },
          groupAddress: { schema: STRING, doc: "Address of the multicast group.", missing: "every group" },
        }),
        doc: "Messages of IGMP, by which nodes join and leave multicast groups.",
        empty: "every message",
      },
    },
    { choices: [exactlyOne("protocol", "TV-1", ["icmp", "igmp"])] },
  );
  return {
    schema: listOf(item),
    doc: "Traffic without ports that the rule matches, besides that of `ports`.",
    empty: "no other traffic than that of `ports`",
    missing: "no other traffic than that of `ports`",
  };
}

function exactlyOne(what: string, check: string, of: readonly string[]): Choice {
  const about = `choice of a ${what}`;
  const either = of.map((it) => `\`${it}\``).join(" or ");
  return {
    of,
    none: { about, check, refusedBy: API, says: () => `This item requires ${either}` },
    several: { about, check, refusedBy: API, says: (present) => `${allOf(present)} cannot be combined in one item` },
  };
}

const METHODS = ["GET", "POST", "PUT", "HEAD", "DELETE", "TRACE", "OPTIONS", "CONNECT", "PATCH"];

const L7: Field = {
  schema: listOf(
    object(
      {
        http: {
          schema: object({
            host: { schema: STRING, doc: "Host of the request, with `*` at the start or end.", missing: "every host" },
            method: {
              schema: string({
                values: {
                  about: "HTTP method",
                  check: "TV-11",
                  refusedBy: API,
                  each: METHODS.map((value) => ({ value, means: `requests with ${value}` })),
                },
              }),
              doc: "Method of the request.",
              missing: "every method",
            },
            path: { schema: STRING, doc: "Path of the request, with `*` at the start or end.", missing: "every path" },
          }),
          doc: "Requests of HTTP.",
          empty: "every request",
        },
        tls: {
          schema: object({
            sni: {
              schema: STRING,
              doc: "Server name of the handshake, with `*` at the start or end.",
              missing: "every name",
            },
          }),
          doc: "Handshakes of TLS.",
          empty: "every handshake",
        },
      },
      { choices: [exactlyOne("protocol", "TV-11", ["http", "tls"])] },
    ),
  ),
  doc: "What the rule allows of the connections that it matches; the rest of these is dropped. Requires the feature gate L7NetworkPolicy.",
  empty: "all of the connections",
  missing: "all of the connections",
};

function toServicesField(isCluster: boolean): Field {
  const where = isCluster ? "none: the Service is not found" : OWN_NAMESPACE;
  return {
    schema: listOf(
      object({
        name: { schema: STRING, doc: "Name of the Service.", required: true },
        namespace: { schema: STRING, doc: "Namespace of the Service.", missing: where },
        scope: {
          schema: STRING,
          doc: "`Cluster`, or `ClusterSet` for a Service of a set of clusters.",
          missing: "`Cluster`",
        },
      }),
    ),
    doc: "Services: connections to their addresses, not those to the pods behind them. Cannot be combined with `to`, `ports` and `protocols`.",
  };
}

function whole(spec: Field, checks: readonly ObjectCheck[]): ObjectSchema {
  return object(
    { ...OBJECT_FIELDS, spec, status: { schema: ANY, doc: "Written by Antrea." } },
    { checks: [hasName, ...checks] },
  );
}

function tierSchema(): ObjectSchema {
  const spec = object({
    priority: {
      schema: integer({
        about: "priority",
        check: "TV-14",
        refusedBy: API,
        from: 0,
        to: 255,
        says: (text) => `${quoted(text)} is not a valid priority of a tier (0 to 255)`,
      }),
      doc: "Lower numbers are evaluated first, and no two tiers have the same. The tier `application` has 250.",
      required: true,
    },
    description: { schema: STRING, doc: "A text for people." },
  });
  return whole({ schema: spec, doc: "Place of the tier.", required: true }, [priorityIsFree]);
}

function groupSchema(kind: GroupKind): ObjectSchema {
  const isCluster = kind === "ClusterGroup";
  const own = isCluster ? EVERY_NAMESPACE : "the group's own namespace";
  const child: Schema = STRING;
  const fields: Fields = {
    podSelector: { schema: SELECTOR, doc: `${PODS_DOC}.`, empty: "every pod in those namespaces" },
    namespaceSelector: { schema: SELECTOR, doc: NAMESPACES_DOC, empty: EVERY_NAMESPACE, missing: own },
    ...(isCluster ? { nodeSelector: { ...NODES, doc: "Nodes by their labels. Since Antrea 2.6." } } : {}),
    externalEntitySelector: EXTERNAL,
    ipBlocks: { schema: listOf(IP_BLOCK), doc: "Addresses. In `appliedTo`, such a group selects nothing." },
    serviceReference: {
      schema: object({
        name: { schema: STRING, doc: "Name of the Service." },
        namespace: { schema: STRING, doc: "Namespace of the Service.", ...(isCluster ? {} : { missing: own }) },
      }),
      doc: "The pods behind a Service.",
    },
    childGroups: {
      schema: listOf(child),
      doc: `Names of other ${kind}s, whose members are members of this one. They must not have \`childGroups\` themselves.`,
    },
  };
  const spec = object(fields, { checks: [groupChoosesOnce(kind)] });
  return whole({ schema: spec, doc: "The members of the group, chosen in one way." }, [hasOtherChildren]);
}

export const SCHEMAS: Readonly<Record<Kind, ObjectSchema>> = {
  NetworkPolicy: new Writer("NetworkPolicy").policy(),
  ClusterNetworkPolicy: new Writer("ClusterNetworkPolicy").policy(),
  Tier: tierSchema(),
  Group: groupSchema("Group"),
  ClusterGroup: groupSchema("ClusterGroup"),
};
