/**
 * Fields of CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy and CiliumCIDRGroup (cilium.io/v2), with their readings
 * (B.2.4). Fields of every minor from 1.15 on are here, so that none is an unknown name; the decoder's checks say which
 * of them a version lacks.
 */

import { quoted } from "../../../base/quote.js";
import type { Direction } from "../../../model/direction.js";
import { OBJECT_FIELDS } from "../../../schema/common.js";
import { type Choice, type Exclusion, formatted, sinceMinor } from "../../../schema/constraint.js";
import { PRINTABLE } from "../../../schema/formats/printable.js";
import {
  ANY,
  BOOLEAN,
  type Field,
  listOf,
  object,
  type ObjectRules,
  type ObjectSchema,
  type Refused,
  STRING,
  string,
} from "../../../schema/schema.js";
import { defaultDenyHasItems } from "../check/spec.js";
import { CILIUM_LISTS } from "../model.js";
import { BLOCK, FQDNS, peersOf } from "./peers.js";
import type { Place } from "./l7.js";
import { DENY_TO_PORTS, ICMPS, toPorts } from "./ports.js";
import { SELECTOR } from "./selector.js";

const AUTHENTICATION: Field = {
  schema: object({
    mode: {
      schema: string({
        values: {
          about: "mode of authentication",
          check: "CV-13",
          refusedBy: "api-server",
          each: [
            { value: "disabled", means: "none, whatever other entries ask for" },
            { value: "required", means: "both ends prove who they are" },
            { value: "test-always-fail", means: "fails, for tests" },
          ],
        },
      }),
      doc: "`required`, `disabled` or `test-always-fail`.",
      required: true,
    },
  }),
  doc: "Mutual authentication that traffic of this item needs.",
  missing: "none, unless another policy asks for it",
};

/** What goes together in an item (CV-1, CV-2, CV-4, CV-5). Empty lists do not count. */
function itemRules(peers: readonly string[], direction: Direction): ObjectRules {
  const choices: Choice[] = [
    {
      of: peers,
      filled: true,
      several: {
        about: "kinds of peers",
        check: direction === "ingress" ? "CV-1" : "CV-2",
        refusedBy: "agent",
        says: ([first = "", ...others]) => {
          const second = others.length === 1 ? quoted(others[0] ?? "") : `${others.length} more kinds of peers`;
          return `${quoted(first)} and ${second} share one item`;
        },
      },
    },
    {
      of: ["icmps", "toPorts"],
      filled: true,
      several: {
        about: "ICMP beside ports",
        check: "CV-4",
        refusedBy: "agent",
        says: () => "`icmps` and `toPorts` share one item",
      },
    },
  ];
  const services: Exclusion = {
    field: "toPorts",
    others: ["toServices"],
    filled: true,
    about: "Services beside ports",
    check: "CV-5",
    refusedBy: [{ since: 14, gone: 17, by: "agent" }],
    says: () => "`toServices` beside `toPorts` works from Cilium 1.17 on",
  };
  return { choices, excludes: direction === "egress" ? [services] : [] };
}

function allowItem({ direction, clusterwide }: Place): ObjectSchema {
  const peers = {
    ...peersOf(direction === "ingress" ? "from" : "to"),
    ...(direction === "egress" ? { toFQDNs: FQDNS } : {}),
  };
  return object(
    { ...peers, toPorts: toPorts({ direction, clusterwide }), icmps: ICMPS, authentication: AUTHENTICATION },
    itemRules(
      Object.keys(peers).filter((it) => !it.endsWith("Requires")),
      direction,
    ),
  );
}

/** CV-3. */
function denyItem(direction: Direction): ObjectSchema {
  const peers = peersOf(direction === "ingress" ? "from" : "to");
  return object(
    { ...peers, toPorts: DENY_TO_PORTS, icmps: ICMPS },
    {
      ...itemRules(
        Object.keys(peers).filter((it) => !it.endsWith("Requires")),
        direction,
      ),
      elsewhere: {
        fields: direction === "egress" ? ["toFQDNs", "authentication"] : ["authentication"],
        about: "deny rule",
        check: "CV-3",
        says: (field) => `${quoted(field)} does not work in a deny rule`,
      },
    },
  );
}

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

const SUBJECT = { about: "subject", check: "B.1.1", refusedBy: "api-server" } as const;
const LISTS = { about: "rules", check: "B.1.1" } as const;

const SPEC_CHOICES: readonly Choice[] = [
  {
    of: ["endpointSelector", "nodeSelector"],
    none: {
      ...SUBJECT,
      field: "endpointSelector",
      // The last is Kubernetes' own.
      meant: ["endpointSelector", "nodeSelector", "podSelector"],
      instead: "{}",
      says: (blank) =>
        blank === undefined
          ? "`endpointSelector` is missing"
          : `${quoted(blank)} has nothing behind it; every pod is \`{}\``,
    },
    several: { ...SUBJECT, says: () => "A policy selects either endpoints or nodes, not both" },
  },
  // CP-2, CP-13, CP-24: before 1.18 a policy without rules had no effect.
  {
    of: CILIUM_LISTS,
    none: {
      ...LISTS,
      refusedBy: sinceMinor(18, "api-server", "nobody"),
      meant: CILIUM_LISTS,
      says: (blank) =>
        blank === undefined
          ? "There is no rule for any direction"
          : "There is no rule for any direction, only a key with nothing behind it",
    },
  },
  {
    of: CILIUM_LISTS,
    filled: true,
    none: {
      ...LISTS,
      check: "CP-2",
      refusedBy: sinceMinor(18, "agent", "nobody"),
      offer: [],
      instead: "[{}]",
      says: (blank = "") => `${quoted(blank)} is empty and isolates nothing`,
    },
  },
];

function specOf(clusterwide: boolean): ObjectSchema {
  return object(
    {
      endpointSelector: {
        schema: SELECTOR,
        doc: "The subject: pods that the policy applies to, in a CiliumNetworkPolicy those of its namespace.",
        empty: "every pod of the namespace; in a CiliumClusterwideNetworkPolicy every pod of the cluster",
        missing: "refused, unless `nodeSelector` is there",
        null: "refused, unless `nodeSelector` is there",
      },
      nodeSelector: {
        schema: SELECTOR,
        doc: "The subject: nodes and their host-network pods, by the labels of the Node. Only in a CiliumClusterwideNetworkPolicy, and only enforced with the host firewall.",
        empty: "every node",
        missing: "refused, unless `endpointSelector` is there",
        null: "refused, unless `endpointSelector` is there",
        ...(clusterwide ? {} : { refused: CLUSTERWIDE_ONLY }),
      },
      ingress: itemsOf(
        allowItem({ direction: "ingress", clusterwide }),
        "What may come in; the subject is isolated for ingress as soon as there is one item.",
        "`[{}]` isolates and admits nothing.",
      ),
      ingressDeny: {
        ...itemsOf(
          denyItem("ingress"),
          "What may not come in, whatever any policy admits.",
          "It isolates as well: what no policy admits is then denied too.",
        ),
        agentSince: 18,
      },
      egress: itemsOf(
        allowItem({ direction: "egress", clusterwide }),
        "What may go out; the subject is isolated for egress as soon as there is one item.",
        "`[{}]` isolates and admits nothing.",
      ),
      egressDeny: {
        ...itemsOf(
          denyItem("egress"),
          "What may not go out, whatever any policy admits.",
          "It isolates as well: what no policy admits is then denied too.",
        ),
        agentSince: 18,
      },
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
        schema: object({ value: { schema: LOG_TEXT, doc: "A text of at most 32 printable characters." } }),
        doc: "A text that Hubble shows with flows that this policy decides. Since Cilium 1.18.",
        since: { minor: 18, check: "B.1.1" },
      },
    },
    { choices: SPEC_CHOICES, checks: [defaultDenyHasItems] },
  );
}

const CLUSTERWIDE_ONLY: Refused = {
  about: "subject",
  check: "B.1.1",
  refusedBy: "agent",
  says: "`nodeSelector` needs a CiliumClusterwideNetworkPolicy",
  others: ["endpointSelector"],
};

const LOG = { about: "log", check: "B.1.1", refusedBy: "api-server" } as const;
const LOG_TEXT = string({
  format: formatted(PRINTABLE, { ...LOG, says: () => "`value` of `log` has characters that do not print" }),
  length: { ...LOG, most: 32, says: () => "`value` of `log` has more than 32 characters" },
});

function policyOf(clusterwide: boolean): ObjectSchema {
  const spec = specOf(clusterwide);
  return object(
    {
      ...OBJECT_FIELDS,
      spec: {
        schema: spec,
        doc: "What the policy applies to, and what it admits and denies.",
        missing: "nothing, unless `specs` is there",
        null: "nothing, unless `specs` is there",
      },
      specs: {
        schema: listOf(spec),
        doc: "Several rules in one object, each with a subject of its own, beside the one in `spec`. If one is refused, all are.",
        empty: "no rule",
      },
      status: { schema: ANY, doc: "Written by Cilium: whether the policy is valid." },
    },
    { choices: [SOME_SPEC] },
  );
}

/** A CEL rule of the CRD since 1.20; before, the agent ignored the object with a line in its log. */
const SOME_SPEC: Choice = {
  of: ["spec", "specs"],
  none: {
    about: "subject",
    check: "B.1.1",
    refusedBy: sinceMinor(20, "api-server", "agent"),
    field: "spec",
    // A misspelt `spec`, or its contents one level too high, are findings of their own.
    meant: ["spec", "specs", "rules", "endpointSelector", "nodeSelector", "podSelector", ...CILIUM_LISTS],
    offer: [],
    says: () => "A policy without `spec` says nothing",
  },
};

/** Both kinds have the same fields; some of them a namespaced policy may not use. */
export const CILIUM_NETWORK_POLICY: ObjectSchema = policyOf(false);
export const CILIUM_CLUSTERWIDE_NETWORK_POLICY: ObjectSchema = policyOf(true);

export const CILIUM_CIDR_GROUP: ObjectSchema = object({
  ...OBJECT_FIELDS,
  spec: {
    schema: object({
      externalCIDRs: {
        schema: listOf(BLOCK),
        doc: "Address ranges of the group; a single address needs its `/32` or `/128`.",
        empty: "the group matches nothing",
        required: true,
      },
    }),
    doc: "What belongs to the group.",
    required: true,
  },
});
