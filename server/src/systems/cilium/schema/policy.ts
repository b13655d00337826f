/**
 * Fields of CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy and CiliumCIDRGroup (cilium.io/v2), with their readings
 * (B.2.4). Fields of every minor from 1.15 on are here, so that none is an unknown name; the decoder's checks say which
 * of them a version lacks.
 */

import { DENY_TO_PORTS, FQDN, ICMPS, TO_PORTS } from "./ports.js";
import { LABEL_SELECTOR, OBJECT_FIELDS } from "../../../schema/common.js";
import { ANY, BOOLEAN, listOf, mapOf, object, STRING, type Field, type ObjectSchema } from "../../../schema/schema.js";

type Fields = Readonly<Record<string, Field>>;

const CIDR_SET = object({
  cidr: { schema: STRING, doc: "Address range such as `10.0.0.0/8`; a single address needs its `/32` or `/128`." },
  cidrGroupRef: {
    schema: STRING,
    doc: "Name of a CiliumCIDRGroup that holds the ranges. A group that does not exist matches nothing.",
  },
  cidrGroupSelector: {
    schema: LABEL_SELECTOR,
    doc: "CiliumCIDRGroups by their labels. Since Cilium 1.17.",
    since: { minor: 17, check: "CV-10" },
    empty: "every CiliumCIDRGroup",
  },
  except: {
    schema: listOf(STRING),
    doc: "Ranges inside `cidr` that this item leaves out. Another item may still match them.",
  },
});

const GROUP = object({
  aws: {
    schema: object({
      labels: { schema: mapOf(STRING), doc: "Tags of the instances." },
      securityGroupsIds: { schema: listOf(STRING), doc: "Identifiers of security groups." },
      securityGroupsNames: { schema: listOf(STRING), doc: "Names of security groups." },
      region: { schema: STRING, doc: "AWS region that is asked." },
    }),
    doc: "Instances in AWS, whose addresses the operator looks up.",
  },
});

const SERVICE = object({
  k8sService: {
    schema: object({
      serviceName: { schema: STRING, doc: "Name of the Service." },
      namespace: {
        schema: STRING,
        doc: "Namespace of the Service.",
        empty: "Services of that name in every namespace",
        missing: "Services of that name in every namespace",
        null: "Services of that name in every namespace",
      },
    }),
    doc: "One Service by name; ignored where `k8sServiceSelector` stands beside it.",
  },
  k8sServiceSelector: {
    schema: object({
      selector: { schema: LABEL_SELECTOR, doc: "Services by their labels.", required: true },
      namespace: {
        schema: STRING,
        doc: "Namespace of the Services.",
        empty: "every namespace",
        missing: "every namespace",
        null: "every namespace",
      },
    }),
    doc: "Services by their labels.",
  },
});

const AUTHENTICATION: Field = {
  schema: object({
    mode: {
      schema: STRING,
      doc: "`required`, `disabled` or `test-always-fail`.",
      required: true,
    },
  }),
  doc: "Mutual authentication that traffic of this item needs.",
  missing: "none, unless another policy asks for it",
};

/** The peer keys that allow and deny items share. */
function peersOf(side: "from" | "to"): Fields {
  const who = side === "from" ? "sources" : "destinations";
  const nothing = "matches nothing; the direction is isolated all the same (before Cilium 1.16 the key was ignored)";
  const blank = "as if the key were not there: with `toPorts` or `icmps` beside it the item means any peer";
  const more = (doc: string): Field => ({ schema: listOf(LABEL_SELECTOR), doc, empty: nothing, null: blank });
  return {
    [`${side}Endpoints`]: {
      schema: listOf(LABEL_SELECTOR),
      doc: `Pods as ${who}, by their labels. In a CiliumNetworkPolicy pods of its own namespace, unless a selector names \`k8s:io.kubernetes.pod.namespace\` or a namespace label. \`{}\` as an item: every pod of the own namespace; in a CiliumClusterwideNetworkPolicy every managed pod, but neither nodes nor the world.`,
      empty: nothing,
      null: blank,
    },
    [`${side}CIDR`]: {
      schema: listOf(STRING),
      doc: `Address ranges as ${who}. They match addresses outside the cluster: not pods, not nodes.`,
      empty: nothing,
      null: blank,
    },
    [`${side}CIDRSet`]: {
      schema: listOf(CIDR_SET),
      doc: `Address ranges as ${who}, with exceptions or from a CiliumCIDRGroup. They match addresses outside the cluster: not pods, not nodes.`,
      empty: nothing,
      null: blank,
    },
    [`${side}Entities`]: {
      schema: listOf(STRING),
      doc: `Groups of ${who} that Cilium names: \`world\`, \`cluster\`, \`host\`, \`remote-node\`, \`kube-apiserver\`, \`ingress\`, \`health\`, \`init\`, \`unmanaged\`, \`none\`, \`all\`.`,
      empty: nothing,
      null: blank,
    },
    [`${side}Nodes`]: {
      ...more(
        `Nodes other than the own one as ${who}, by the labels of the Node. Needs the agent's flag \`enable-node-selector-labels\`. Since Cilium 1.16.`,
      ),
      since: { minor: 16, check: "CV-7" },
    },
    [`${side}Groups`]: {
      schema: listOf(GROUP),
      doc: `Groups of a cloud provider as ${who}, turned into address ranges.`,
      ...(side === "from" ? { since: { minor: 16, check: "CV-16" } } : {}),
      empty: "as if the key were not there",
      null: blank,
    },
    [`${side}Requires`]: {
      schema: listOf(LABEL_SELECTOR),
      doc: `Further labels that all ${who} of the policy must have. Deprecated in Cilium 1.17, removed in 1.19.`,
      empty: "no requirement",
    },
    ...(side === "to" ? { toServices: SERVICES } : {}),
  };
}

const SERVICES: Field = {
  schema: listOf(SERVICE),
  doc: "Pods behind Services, or the addresses of a Service without selector. Ports beside it are those of the pods.",
  empty: "as if the key were not there: with `toPorts` beside it any destination on those ports",
  null: "as if the key were not there: with `toPorts` beside it any destination on those ports",
};

const FQDNS: Field = {
  schema: listOf(FQDN),
  doc: "DNS names as destinations: the addresses that pods of the node were told for them, which takes `rules.dns` on the way to the DNS server. Addresses inside the cluster are not covered.",
  empty: "as if the key were not there: with `toPorts` beside it any destination on those ports",
  null: "as if the key were not there: with `toPorts` beside it any destination on those ports",
};

const INGRESS_ITEM = object({
  ...peersOf("from"),
  toPorts: TO_PORTS,
  icmps: ICMPS,
  authentication: AUTHENTICATION,
});
const EGRESS_ITEM = object({
  ...peersOf("to"),
  toFQDNs: FQDNS,
  toPorts: TO_PORTS,
  icmps: ICMPS,
  authentication: AUTHENTICATION,
});
const INGRESS_DENY_ITEM = object({ ...peersOf("from"), toPorts: DENY_TO_PORTS, icmps: ICMPS });
const EGRESS_DENY_ITEM = object({ ...peersOf("to"), toPorts: DENY_TO_PORTS, icmps: ICMPS });

function itemsOf(item: ObjectSchema, doc: string, one: string): Field {
  return {
    schema: listOf(item),
    doc: `${doc} ${one}`,
    empty:
      "no entry and no isolation, as if the key were not there; alone it makes the policy invalid since Cilium 1.18",
    missing: "the direction is left as it is",
    null: "the direction is left as it is",
  };
}

const SPEC = object({
  endpointSelector: {
    schema: LABEL_SELECTOR,
    doc: "The subject: pods that the policy applies to, in a CiliumNetworkPolicy those of its namespace.",
    empty: "every pod of the namespace; in a CiliumClusterwideNetworkPolicy every pod of the cluster",
    missing: "refused, unless `nodeSelector` is there",
    null: "refused, unless `nodeSelector` is there",
  },
  nodeSelector: {
    schema: LABEL_SELECTOR,
    doc: "The subject: nodes and their host-network pods, by the labels of the Node. Only in a CiliumClusterwideNetworkPolicy, and only enforced with the host firewall.",
    empty: "every node",
    missing: "refused, unless `endpointSelector` is there",
    null: "refused, unless `endpointSelector` is there",
  },
  ingress: itemsOf(
    INGRESS_ITEM,
    "What may come in; the subject is isolated for ingress as soon as there is one item.",
    "`[{}]` isolates and admits nothing.",
  ),
  ingressDeny: itemsOf(
    INGRESS_DENY_ITEM,
    "What may not come in, whatever any policy admits.",
    "It isolates as well: what no policy admits is then denied too.",
  ),
  egress: itemsOf(
    EGRESS_ITEM,
    "What may go out; the subject is isolated for egress as soon as there is one item.",
    "`[{}]` isolates and admits nothing.",
  ),
  egressDeny: itemsOf(
    EGRESS_DENY_ITEM,
    "What may not go out, whatever any policy admits.",
    "It isolates as well: what no policy admits is then denied too.",
  ),
  enableDefaultDeny: {
    schema: object({
      ingress: {
        schema: BOOLEAN,
        doc: "Whether this policy isolates the subject for ingress.",
        missing: "`true` where there is an item of `ingress` or `ingressDeny`",
        null: "`true` where there is an item of `ingress` or `ingressDeny`",
      },
      egress: {
        schema: BOOLEAN,
        doc: "Whether this policy isolates the subject for egress.",
        missing: "`true` where there is an item of `egress` or `egressDeny`",
        null: "`true` where there is an item of `egress` or `egressDeny`",
      },
    }),
    doc: "Whether the policy isolates its subject; with `false` its rules only add to what others say. `true` without items does nothing. Since Cilium 1.16.",
    since: { minor: 16, check: "B.1.1" },
    empty: "each direction that has items is isolated",
    missing: "each direction that has items is isolated",
    null: "each direction that has items is isolated",
  },
  labels: {
    schema: listOf(
      object({
        key: { schema: STRING, doc: "The label's key.", required: true },
        value: { schema: STRING, doc: "The label's value." },
        source: { schema: STRING, doc: "Where the label comes from, such as `k8s`." },
      }),
    ),
    doc: "Labels by which Cilium's tools find this rule again. They select nothing.",
  },
  description: { schema: STRING, doc: "A text for people." },
  log: {
    schema: object({ value: { schema: STRING, doc: "A text of at most 32 printable characters." } }),
    doc: "A text that Hubble shows with flows that this policy decides. Since Cilium 1.18.",
    since: { minor: 18, check: "B.1.1" },
  },
});

const POLICY: ObjectSchema = object({
  ...OBJECT_FIELDS,
  spec: {
    schema: SPEC,
    doc: "What the policy applies to, and what it admits and denies.",
    missing: "nothing, unless `specs` is there",
    null: "nothing, unless `specs` is there",
  },
  specs: {
    schema: listOf(SPEC),
    doc: "Several rules in one object, each with a subject of its own, beside the one in `spec`. If one is refused, all are.",
    empty: "no rule",
  },
  status: { schema: ANY, doc: "Written by Cilium: whether the policy is valid." },
});

/** Both kinds have the same fields; what a namespaced policy may not use is a matter of its check. */
export const CILIUM_NETWORK_POLICY: ObjectSchema = POLICY;
export const CILIUM_CLUSTERWIDE_NETWORK_POLICY: ObjectSchema = POLICY;

export const CILIUM_CIDR_GROUP: ObjectSchema = object({
  ...OBJECT_FIELDS,
  spec: {
    schema: object({
      externalCIDRs: {
        schema: listOf(STRING),
        doc: "Address ranges of the group; a single address needs its `/32` or `/128`.",
        empty: "the group matches nothing",
        required: true,
      },
    }),
    doc: "What belongs to the group.",
    required: true,
  },
});
