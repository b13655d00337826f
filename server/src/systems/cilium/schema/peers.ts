/** Fields of Cilium policies that name peers (B.1.3), with what they mean (B.2.4). */

import { allOf, quoted } from "../../../base/quote.js";
import { type Constraint, type Count, formatted, sinceRelease } from "../../../schema/constraint.js";
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

const NO_BLOCK: Constraint = { about: "CIDR block", check: "CV-9", refusedBy: "api-server" };
const SPELLING = { about: "CIDR spelling", check: "CV-9" } as const;

/**
 * CV-9. The schema accepts what has a prefix; the agent's parser rejects leading zeros. The schema's pattern until 1.15
 * rejects zeros before a prefix length, and IPv4-mapped IPv6 addresses. Host bits are cut off.
 */
export const BLOCK = string({
  format: formatted(CIDR, {
    "no-prefix": NO_BLOCK,
    unreadable: NO_BLOCK,
    "zeros-in-length": { ...SPELLING, refusedBy: sinceRelease(16, "agent", "api-server") },
    "zeros-in-address": { ...SPELLING, refusedBy: "agent" },
    mapped: { ...SPELLING, refusedBy: [{ gone: 16, by: "api-server" }] },
    "host-bits": { about: "host bits", check: "CV-9", refusedBy: "nobody" },
  }),
});

const CIDR_SOURCES = ["cidr", "cidrGroupRef", "cidrGroupSelector"];
const CIDR_SOURCE = { about: "range", check: "CV-10", refusedBy: "api-server" } as const;

const CIDR_SET = object(
  {
    cidr: { schema: BLOCK, doc: "CIDR block such as `10.0.0.0/8`. A single address requires its `/32` or `/128`." },
    cidrGroupRef: {
      schema: string({
        format: formatted(SUBDOMAIN, {
          ...CIDR_SOURCE,
          about: "group name",
          says: (text) => `${quoted(text)} is not a valid name for a CiliumCIDRGroup`,
        }),
      }),
      doc: "Name of a CiliumCIDRGroup with the CIDR blocks. A group that does not exist matches nothing.",
    },
    cidrGroupSelector: {
      schema: SELECTOR,
      doc: "CiliumCIDRGroups by their labels. Since Cilium 1.17.",
      since: { release: 17, check: "CV-10" },
      empty: "every CiliumCIDRGroup",
    },
    except: {
      schema: listOf(BLOCK),
      doc: "CIDR blocks inside `cidr` that this item leaves out. Another item may still match them.",
    },
  },
  {
    choices: [
      {
        of: CIDR_SOURCES,
        none: { ...CIDR_SOURCE, says: () => "This item has no addresses" },
        several: { ...CIDR_SOURCE, says: (present) => `${allOf(present)} cannot be combined in one item` },
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
  "too-long": { ...NO_NAME, refusedBy: sinceRelease(17, "api-server") },
};

/** CV-12. Items of `toFQDNs` and of DNS rules: a name or a pattern. Before 1.16, an item without either matched nothing. */
export const FQDN: ObjectSchema = object(
  {
    matchName: {
      schema: string({ format: formatted(DNS_NAME, NAME_FLAWS) }),
      doc: "One exact DNS name; case does not matter.",
    },
    matchPattern: {
      schema: string({ format: formatted(DNS_PATTERN, NAME_FLAWS) }),
      doc: "A DNS name with wildcards. `*` matches characters inside one label, so `*.example.com` matches neither `example.com` nor `a.b.example.com`. A leading `**.` matches several labels since Cilium 1.19.",
    },
  },
  {
    choices: [
      {
        of: ["matchName", "matchPattern"],
        none: {
          ...NO_NAME,
          refusedBy: sinceRelease(16, "api-server", "nobody"),
          says: () => "This item has no DNS name",
        },
        several: {
          ...NO_NAME,
          refusedBy: sinceRelease(16, "api-server", "agent"),
          says: () => "`matchName` and `matchPattern` cannot be combined in one item",
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
      region: { schema: STRING, doc: "AWS region of the instances." },
    }),
    doc: "AWS instances, whose addresses the Cilium operator looks up.",
  },
});

const SERVICE = object({
  k8sService: {
    schema: object({
      serviceName: { schema: STRING, doc: "Name of the Service." },
      namespace: {
        schema: STRING,
        doc: "Namespace of the Service.",
        empty: "Services with this name in every namespace",
        missing: "Services with this name in every namespace",
        null: "Services with this name in every namespace",
      },
    }),
    doc: "One Service by name. Ignored if the item also has `k8sServiceSelector`.",
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
  const nothing = "matches nothing, but the direction is still isolated (before Cilium 1.16, the key was ignored)";
  const blank = "the same as omitted: with `toPorts` or `icmps`, the item matches any peer";
  const more = (doc: string): Field => ({ schema: listOf(SELECTOR), doc, empty: nothing, null: blank });
  return {
    [`${side}Endpoints`]: {
      schema: listOf(SELECTOR),
      doc: `Pods as ${who}, by their labels. In a CiliumNetworkPolicy, only pods in its own namespace, unless a selector has \`k8s:io.kubernetes.pod.namespace\` or a namespace label. The item \`{}\` matches every pod in the policy's namespace; in a CiliumClusterwideNetworkPolicy, every managed pod, but neither nodes nor the world.`,
      empty: nothing,
      null: blank,
    },
    [`${side}CIDR`]: {
      schema: listOf(BLOCK),
      doc: `CIDR blocks as ${who}. They match addresses outside the cluster, not pods or nodes.`,
      empty: nothing,
      null: blank,
    },
    [`${side}CIDRSet`]: {
      schema: listOf(CIDR_SET),
      doc: `CIDR blocks as ${who}, with exceptions or from a CiliumCIDRGroup. They match addresses outside the cluster, not pods or nodes.`,
      empty: nothing,
      null: blank,
    },
    [`${side}Entities`]: {
      schema: listOf(string({ values: ENTITIES })),
      doc: `Groups of ${who} that Cilium defines: \`world\`, \`cluster\`, \`host\`, \`remote-node\`, \`kube-apiserver\`, \`ingress\`, \`health\`, \`init\`, \`unmanaged\`, \`none\`, \`all\`.`,
      empty: nothing,
      null: blank,
    },
    [`${side}Nodes`]: {
      ...more(
        `Nodes as ${who}, other than the pod's own node, by the labels of the Node. Requires the agent's option \`enable-node-selector-labels\`. Since Cilium 1.16.`,
      ),
      since: { release: 16, check: "CV-7" },
    },
    [`${side}Groups`]: {
      schema: listOf(GROUP),
      doc: `Groups of a cloud provider as ${who}, which are turned into CIDR blocks.`,
      ...(side === "from" ? { since: { release: 16, check: "CV-16" } } : {}),
      empty: "the same as omitted",
      null: blank,
    },
    [`${side}Requires`]: {
      schema: listOf(SELECTOR, { most: noneSince19(`${side}Requires`) }),
      doc: `Additional labels that all ${who} of the policy must have. Deprecated in Cilium 1.17, removed in 1.19.`,
      deprecated: {
        since: 17,
        gone: 19,
        check: "CV-6",
        says: `\`${side}Requires\` is deprecated since Cilium 1.17 and was removed in 1.19`,
      },
      empty: "no requirement",
    },
    ...(side === "to" ? { toServices: SERVICES } : {}),
  };
}

/** CV-6. The schema accepts the key with an empty list. */
function noneSince19(field: string): Count {
  const says = (): string => `\`${field}\` was removed in Cilium 1.19`;
  return { count: 0, about: "version", check: "CV-6", refusedBy: sinceRelease(19, "api-server"), says };
}

const SERVICES: Field = {
  schema: listOf(SERVICE),
  doc: "The pods behind Services, or the addresses of a Service without a selector. Ports in the same item are ports of the pods.",
  empty: "the same as omitted: with `toPorts`, the item matches any destination on those ports",
  null: "the same as omitted: with `toPorts`, the item matches any destination on those ports",
};

export const FQDNS: Field = {
  schema: listOf(FQDN),
  doc: "DNS names as destinations: the addresses in DNS answers to pods on the node. Requires `rules.dns` for traffic to the DNS server. Does not match addresses inside the cluster.",
  empty: "the same as omitted: with `toPorts`, the item matches any destination on those ports",
  null: "the same as omitted: with `toPorts`, the item matches any destination on those ports",
};
