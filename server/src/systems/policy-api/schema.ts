/**
 * Fields of AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1, bundle v0.1.7) and ClusterNetworkPolicy (v1alpha2,
 * bundle v0.2.0), those of the experimental channel included: kubernetes-sigs/network-policy-api, config/crd.
 */

import { labelSelector, OBJECT_FIELDS } from "../../schema/common.js";
import { ANY, INTEGER, listOf, object, STRING, type Field, type ObjectSchema } from "../../schema/schema.js";
import type { TieredKind } from "./model.js";

type Fields = Readonly<Record<string, Field>>;

const LABEL_SELECTOR = labelSelector({});

const EVERY_NAMESPACE = "every namespace";

/** How the versions differ. */
interface Dialect {
  readonly kind: TieredKind;
  /** v1alpha1 requires both selectors of `pods`. */
  readonly podsNeedNamespaces: boolean;
  readonly ports: Fields;
  readonly action: Field;
  /** BaselineAdminNetworkPolicy has no domain names. */
  readonly domainNames: boolean;
}

function podsField(doc: string, { podsNeedNamespaces }: Dialect): Field {
  return {
    schema: object({
      namespaceSelector: {
        schema: LABEL_SELECTOR,
        doc: "Namespaces by their labels. Every namespace carries `kubernetes.io/metadata.name`.",
        empty: EVERY_NAMESPACE,
        ...(podsNeedNamespaces ? { required: true } : { missing: EVERY_NAMESPACE, null: EVERY_NAMESPACE }),
      },
      podSelector: {
        schema: LABEL_SELECTOR,
        doc: "Pods of those namespaces, by their labels.",
        required: true,
        empty: "every pod of those namespaces",
      },
    }),
    doc,
  };
}

function subjectField(dialect: Dialect): Field {
  return {
    schema: object({
      namespaces: {
        schema: LABEL_SELECTOR,
        doc: "All pods of the namespaces with these labels.",
        empty: "all pods of every namespace",
      },
      pods: podsField("Pods by their own labels and those of their namespace.", dialect),
    }),
    doc: "The pods that the policy applies to, by exactly one of the keys. Pods on the host's network are never among them.",
    required: true,
  };
}

function peersField(side: "from" | "to", dialect: Dialect): Field {
  const who = side === "from" ? "sources" : "destinations";
  return {
    schema: listOf(
      object({
        namespaces: {
          schema: LABEL_SELECTOR,
          doc: "All pods of the namespaces with these labels, those of the subject's own namespace too. Pods on the host's network are not among them.",
          empty: "all pods of every namespace",
        },
        pods: podsField(
          "Pods by their own labels and those of their namespace. Pods on the host's network are not among them.",
          dialect,
        ),
        ...(side === "to" ? egressPeers(dialect) : {}),
      }),
    ),
    doc: `The ${who} that the rule matches; one matching item is enough. Each item has exactly one key.`,
    required: true,
  };
}

function egressPeers({ domainNames }: Dialect): Fields {
  return {
    nodes: {
      schema: LABEL_SELECTOR,
      doc: "Nodes by their labels: traffic to the addresses of the Node objects. Experimental channel only.",
      empty: "every node",
    },
    networks: {
      schema: listOf(STRING),
      doc: "Address ranges such as `10.0.0.0/8`. They match by address alone, so `0.0.0.0/0` includes pods, nodes and Services.",
    },
    ...(domainNames ? { domainNames: DOMAIN_NAMES } : {}),
  };
}

const DOMAIN_NAMES: Field = {
  schema: listOf(STRING),
  doc: "DNS names. A leading `*.` stands for one or more labels: `*.example.com` matches `a.b.example.com`, not `example.com`. Only for rules that allow. Experimental channel only.",
};

function rulesField(direction: "ingress" | "egress", dialect: Dialect): Field {
  const side = direction === "ingress" ? "from" : "to";
  return {
    schema: listOf(
      object({
        name: {
          schema: STRING,
          doc: "A name for the rule, at most 100 characters. It has no effect on traffic.",
        },
        action: dialect.action,
        [side]: peersField(side, dialect),
        ...dialect.ports,
      }),
    ),
    doc: `Rules for ${direction}, in order: the first that matches decides.`,
    empty: `the policy has no effect on ${direction}`,
    missing: `the policy has no effect on ${direction}`,
    null: `the policy has no effect on ${direction}`,
  };
}

const NO_PORTS = "all traffic of every protocol, ICMP included";

const PORT_NUMBER = "A port number, from 1 to 65535.";
const PROTOCOL: Field = { schema: STRING, doc: "`TCP`, `UDP` or `SCTP`.", missing: "`TCP`", null: "`TCP`" };

const V1ALPHA1_PORTS: Fields = {
  ports: {
    schema: listOf(
      object({
        portNumber: {
          schema: object({
            protocol: PROTOCOL,
            port: { schema: INTEGER, doc: PORT_NUMBER, required: true },
          }),
          doc: "One port of the destination pod, by its number.",
        },
        portRange: {
          schema: object({
            protocol: PROTOCOL,
            start: { schema: INTEGER, doc: "First port of the range.", required: true },
            end: { schema: INTEGER, doc: "Last port of the range, itself included.", required: true },
          }),
          doc: "A range of ports of the destination pod.",
        },
        namedPort: {
          schema: STRING,
          doc: "Name of a container port, whatever its protocol. Experimental channel only.",
        },
      }),
    ),
    doc: "Ports that the rule matches; one matching item is enough. Each item has exactly one key.",
    missing: NO_PORTS,
    null: NO_PORTS,
  },
};

/** `tcp`, `udp` or `sctp`. */
function protocolField(name: string): Field {
  return {
    schema: object({
      destinationPort: {
        schema: object({
          number: { schema: INTEGER, doc: PORT_NUMBER },
          range: {
            schema: object({
              start: { schema: INTEGER, doc: "First port of the range; less than `end`.", required: true },
              end: { schema: INTEGER, doc: "Last port of the range, itself included.", required: true },
            }),
            doc: "A range of ports.",
          },
        }),
        doc: "Port of the destination pod: a `number` or a `range`.",
      },
    }),
    doc: `${name} connections to a port.`,
  };
}

const V1ALPHA2_PORTS: Fields = {
  protocols: {
    schema: listOf(
      object({
        tcp: protocolField("TCP"),
        udp: protocolField("UDP"),
        sctp: protocolField("SCTP"),
        destinationNamedPort: {
          schema: STRING,
          doc: "Name of a container port of the destination pod, whatever its protocol. Networks, nodes and domain names have none.",
        },
      }),
    ),
    doc: "Protocols and ports that the rule matches; one matching item is enough. Each item has exactly one key.",
    missing: NO_PORTS,
    null: NO_PORTS,
  },
};

const ADMIN: Dialect = {
  kind: "AdminNetworkPolicy",
  podsNeedNamespaces: true,
  ports: V1ALPHA1_PORTS,
  domainNames: true,
  action: {
    schema: STRING,
    doc: "`Allow` and `Deny` are final for this side. `Pass` leaves the decision to NetworkPolicies, and where none selects the pod to the BaselineAdminNetworkPolicy.",
    required: true,
  },
};

const BASELINE: Dialect = {
  kind: "BaselineAdminNetworkPolicy",
  podsNeedNamespaces: true,
  ports: V1ALPHA1_PORTS,
  domainNames: false,
  action: {
    schema: STRING,
    doc: "`Allow` or `Deny`, where no AdminNetworkPolicy decides and no NetworkPolicy selects the pod in this direction.",
    required: true,
  },
};

const CLUSTER: Dialect = {
  kind: "ClusterNetworkPolicy",
  podsNeedNamespaces: false,
  ports: V1ALPHA2_PORTS,
  domainNames: true,
  action: {
    schema: STRING,
    doc: "`Accept` and `Deny` are final for this side. `Pass` leaves the tier: from Admin to NetworkPolicies and then Baseline, from Baseline to the default, which allows.",
    required: true,
  },
};

const PRIORITY: Field = {
  schema: INTEGER,
  doc: "From 0 to 1000. Lower numbers are evaluated first. Of two policies with the same number that match the same traffic, either may decide.",
  required: true,
};

const TIER: Field = {
  schema: STRING,
  doc: "`Admin`: evaluated before NetworkPolicies, which cannot override it. `Baseline`: evaluated after them, for pods that no NetworkPolicy selects in the direction.",
  required: true,
};

function policySchema(dialect: Dialect, own: Fields, doc: string): ObjectSchema {
  return object({
    ...OBJECT_FIELDS,
    metadata: { ...(OBJECT_FIELDS.metadata as Field), required: true },
    spec: {
      schema: object({
        ...own,
        subject: subjectField(dialect),
        ingress: rulesField("ingress", dialect),
        egress: rulesField("egress", dialect),
      }),
      doc,
      required: true,
    },
    status: { schema: ANY, doc: "Written by the controller." },
  });
}

const SPEC_DOC = "What the policy applies to, and its rules.";

export const SCHEMAS: Readonly<Record<TieredKind, ObjectSchema>> = {
  AdminNetworkPolicy: policySchema(ADMIN, { priority: PRIORITY }, SPEC_DOC),
  BaselineAdminNetworkPolicy: policySchema(BASELINE, {}, SPEC_DOC),
  ClusterNetworkPolicy: policySchema(CLUSTER, { tier: TIER, priority: PRIORITY }, SPEC_DOC),
};
