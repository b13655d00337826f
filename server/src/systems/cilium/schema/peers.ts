/** Fields of Cilium policies that name peers (B.1.3), with their readings (B.2.4). */

import { bothOf, quoted } from "../../../base/quote.js";
import { type Constraint, type Count, formatted, sinceMinor } from "../../../schema/constraint.js";
import { CIDR } from "../../../schema/formats/cidr.js";
import { SUBDOMAIN } from "../../../schema/formats/subdomain.js";
import {
  type Field,
  type Fields,
  listOf,
  mapOf,
  type ObjectSchema,
  object,
  STRING,
  string,
} from "../../../schema/schema.js";
import { exceptionsAreInside } from "../check/blocks.js";
import { DNS_NAME, DNS_PATTERN, type DnsNameFlaw } from "./formats.js";
import { SELECTOR, SERVICE_SELECTOR } from "./selector.js";
import { ENTITIES } from "./values.js";

const NO_BLOCK: Constraint = { about: "address block", check: "CV-9", refusedBy: "api-server" };
const SPELLING = { about: "spelling of a block", check: "CV-9" } as const;

/**
 * CV-9. The schema takes what has a prefix; the agent's parser takes no zeros in front. The schema's pattern until 1.15
 * takes none before a prefix length, and no IPv4 address inside an IPv6 one. Bits beyond the length are cut off.
 */
export const BLOCK = string({
  format: formatted(CIDR, {
    "no-prefix": NO_BLOCK,
    unreadable: NO_BLOCK,
    "zeros-in-length": { ...SPELLING, refusedBy: sinceMinor(16, "agent", "api-server") },
    "zeros-in-address": { ...SPELLING, refusedBy: "agent" },
    mapped: { ...SPELLING, refusedBy: [{ gone: 16, by: "api-server" }] },
    "host-bits": { about: "bits beyond the length", check: "CV-9", refusedBy: "nobody" },
  }),
});

const CIDR_SOURCES = ["cidr", "cidrGroupRef", "cidrGroupSelector"];
const CIDR_SOURCE = { about: "range", check: "CV-10", refusedBy: "api-server" } as const;

const CIDR_SET = object(
  {
    cidr: { schema: BLOCK, doc: "Address range such as `10.0.0.0/8`; a single address needs its `/32` or `/128`." },
    cidrGroupRef: {
      schema: string({
        format: formatted(SUBDOMAIN, {
          ...CIDR_SOURCE,
          about: "group name",
          says: (text) => `${quoted(text, 24)} is no name that a CiliumCIDRGroup can have`,
        }),
      }),
      doc: "Name of a CiliumCIDRGroup that holds the ranges. A group that does not exist matches nothing.",
    },
    cidrGroupSelector: {
      schema: SELECTOR,
      doc: "CiliumCIDRGroups by their labels. Since Cilium 1.17.",
      since: { minor: 17, check: "CV-10" },
      empty: "every CiliumCIDRGroup",
    },
    except: {
      schema: listOf(BLOCK),
      doc: "Ranges inside `cidr` that this item leaves out. Another item may still match them.",
    },
  },
  {
    choices: [
      {
        of: CIDR_SOURCES,
        none: { ...CIDR_SOURCE, says: () => "This item names no addresses" },
        several: { ...CIDR_SOURCE, says: (present) => `One item has ${bothOf(present)}` },
      },
    ],
    checks: [exceptionsAreInside],
  },
);

const NO_NAME: Constraint = { about: "DNS name", check: "CV-12", refusedBy: "api-server" };
const NAME_FLAWS: Readonly<Record<DnsNameFlaw, Constraint>> = {
  empty: NO_NAME,
  wildcard: NO_NAME,
  url: NO_NAME,
  characters: NO_NAME,
  "too-long": { ...NO_NAME, refusedBy: sinceMinor(17, "api-server") },
};

/** CV-12. A name or a pattern: the items of `toFQDNs` and of DNS rules. Before 1.16 an item without either matched nothing. */
export const FQDN: ObjectSchema = object(
  {
    matchName: {
      schema: string({ format: formatted(DNS_NAME, NAME_FLAWS) }),
      doc: "One DNS name, exactly; upper and lower case are the same.",
    },
    matchPattern: {
      schema: string({ format: formatted(DNS_PATTERN, NAME_FLAWS) }),
      doc: "A DNS name with wildcards. `*` stands for characters inside one label, so `*.example.com` covers neither `example.com` nor `a.b.example.com`. A leading `**.` covers several labels since Cilium 1.19.",
    },
  },
  {
    choices: [
      {
        of: ["matchName", "matchPattern"],
        none: {
          ...NO_NAME,
          refusedBy: sinceMinor(16, "api-server", "nobody"),
          says: () => "This item names no DNS name",
        },
        several: {
          ...NO_NAME,
          refusedBy: sinceMinor(16, "api-server", "agent"),
          says: () => "One item has both `matchName` and `matchPattern`",
        },
      },
    ],
  },
);

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
      selector: { schema: SERVICE_SELECTOR, doc: "Services by their labels.", required: true },
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

/** The peer keys that allow and deny items share. */
export function peersOf(side: "from" | "to"): Fields {
  const who = side === "from" ? "sources" : "destinations";
  const nothing = "matches nothing; the direction is isolated all the same (before Cilium 1.16 the key was ignored)";
  const blank = "as if the key were not there: with `toPorts` or `icmps` beside it the item means any peer";
  const more = (doc: string): Field => ({ schema: listOf(SELECTOR), doc, empty: nothing, null: blank });
  return {
    [`${side}Endpoints`]: {
      schema: listOf(SELECTOR),
      doc: `Pods as ${who}, by their labels. In a CiliumNetworkPolicy pods of its own namespace, unless a selector names \`k8s:io.kubernetes.pod.namespace\` or a namespace label. \`{}\` as an item: every pod of the own namespace; in a CiliumClusterwideNetworkPolicy every managed pod, but neither nodes nor the world.`,
      empty: nothing,
      null: blank,
    },
    [`${side}CIDR`]: {
      schema: listOf(BLOCK),
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
      schema: listOf(string({ values: ENTITIES })),
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
      schema: listOf(SELECTOR, { most: noneSince19(`${side}Requires`) }),
      doc: `Further labels that all ${who} of the policy must have. Deprecated in Cilium 1.17, removed in 1.19.`,
      deprecated: {
        since: 17,
        gone: 19,
        check: "CV-6",
        says: `\`${side}Requires\` is deprecated since Cilium 1.17 and gone from 1.19 on`,
      },
      empty: "no requirement",
    },
    ...(side === "to" ? { toServices: SERVICES } : {}),
  };
}

/** CV-6. The schema admits the key with an empty list. */
function noneSince19(field: string): Count {
  const says = (): string => `\`${field}\` is gone since Cilium 1.19`;
  return { count: 0, about: "version", check: "CV-6", refusedBy: sinceMinor(19, "api-server"), says };
}

const SERVICES: Field = {
  schema: listOf(SERVICE),
  doc: "Pods behind Services, or the addresses of a Service without selector. Ports beside it are those of the pods.",
  empty: "as if the key were not there: with `toPorts` beside it any destination on those ports",
  null: "as if the key were not there: with `toPorts` beside it any destination on those ports",
};

export const FQDNS: Field = {
  schema: listOf(FQDN),
  doc: "DNS names as destinations: the addresses that pods of the node were told for them, which takes `rules.dns` on the way to the DNS server. Addresses inside the cluster are not covered.",
  empty: "as if the key were not there: with `toPorts` beside it any destination on those ports",
  null: "as if the key were not there: with `toPorts` beside it any destination on those ports",
};
