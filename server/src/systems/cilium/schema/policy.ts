/**
 * Fields of CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy and CiliumCIDRGroup (cilium.io/v2), with what they mean
 * (B.2.4). Fields of every minor since 1.15 are here, so that none is an unknown field; their lifetimes say which of them
 * a version has.
 */

import { allOf, quoted } from "../../../base/quote.js";
import type { Direction } from "../../../model/direction.js";
import { OBJECT_FIELDS } from "../../../schema/common.js";
import { type Choice, type Exclusion, formatted, sinceRelease } from "../../../schema/constraint.js";
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
          about: "authentication mode",
          check: "CV-13",
          refusedBy: "api-server",
          each: [
            { value: "disabled", means: "not required, whatever other items say" },
            { value: "required", means: "both sides must authenticate" },
            { value: "test-always-fail", means: "always fails, for tests" },
          ],
        },
      }),
      doc: "`required`, `disabled` or `test-always-fail`.",
      required: true,
    },
  }),
  doc: "Mutual authentication that this item requires.",
  missing: "not required, unless another policy requires it",
};

/** What can be combined in an item (CV-1, CV-2, CV-4, CV-5). Empty lists do not count. */
function itemRules(peers: readonly string[], direction: Direction): ObjectRules {
  const choices: Choice[] = [
    {
      of: peers,
      filled: true,
      several: {
        about: "kinds of peers",
        check: direction === "ingress" ? "CV-1" : "CV-2",
        refusedBy: "agent",
        says: (present) => `${allOf(present)} cannot be combined in one item`,
      },
    },
    {
      of: ["icmps", "toPorts"],
      filled: true,
      several: {
        about: "ICMP beside ports",
        check: "CV-4",
        refusedBy: "agent",
        says: () => "`icmps` and `toPorts` cannot be combined in one item",
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
    says: () => "`toServices` with `toPorts` requires Cilium 1.17 or later",
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
        says: (field) => `${quoted(field)} is not allowed in a deny rule`,
      },
    },
  );
}

function itemsOf(item: ObjectSchema, doc: string, one: string): Field {
  return {
    schema: listOf(item),
    doc: `${doc} ${one}`,
    empty:
      "the same as omitted: no rules and no isolation. Since Cilium 1.18, a policy with no other rules is rejected",
    missing: "the policy does not affect this direction",
    null: "the policy does not affect this direction",
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
        blank === undefined ? "`endpointSelector` is required" : `${quoted(blank)} is null (\`{}\` selects every pod)`,
    },
    several: { ...SUBJECT, says: () => "`endpointSelector` and `nodeSelector` cannot be combined" },
  },
  // CP-2, CP-13, CP-24: before 1.18 a policy without rules had no effect.
  {
    of: CILIUM_LISTS,
    none: {
      ...LISTS,
      refusedBy: sinceRelease(18, "api-server", "nobody"),
      meant: CILIUM_LISTS,
      says: (blank) => (blank === undefined ? "The policy has no rules" : "The policy has no rules, only a null key"),
    },
  },
  {
    of: CILIUM_LISTS,
    filled: true,
    none: {
      ...LISTS,
      check: "CP-2",
      refusedBy: sinceRelease(18, "agent", "nobody"),
      offer: [],
      instead: "[{}]",
      says: (blank = "") => `${quoted(blank)} is empty and restricts nothing`,
    },
  },
];

function specOf(clusterwide: boolean): ObjectSchema {
  return object(
    {
      endpointSelector: {
        schema: SELECTOR,
        doc: "The pods that the policy selects; in a CiliumNetworkPolicy, only those in its namespace.",
        empty: "every pod in the namespace; in a CiliumClusterwideNetworkPolicy, every pod in the cluster",
        missing: "rejected, unless there is a `nodeSelector`",
        null: "rejected, unless there is a `nodeSelector`",
      },
      nodeSelector: {
        schema: SELECTOR,
        doc: "The nodes that the policy selects, and their host-network pods, by the labels of the Node. Only in a CiliumClusterwideNetworkPolicy, and only enforced with the host firewall.",
        empty: "every node",
        missing: "rejected, unless there is an `endpointSelector`",
        null: "rejected, unless there is an `endpointSelector`",
        ...(clusterwide ? {} : { refused: CLUSTERWIDE_ONLY }),
      },
      ingress: itemsOf(
        allowItem({ direction: "ingress", clusterwide }),
        "Allowed incoming traffic. The selected pods are isolated for ingress as soon as there is one item.",
        "`[{}]` isolates and allows nothing.",
      ),
      ingressDeny: {
        ...itemsOf(
          denyItem("ingress"),
          "Denied incoming traffic, whatever any policy allows.",
          "Deny rules isolate too: anything that no policy allows is also denied.",
        ),
        agentSince: 18,
      },
      egress: itemsOf(
        allowItem({ direction: "egress", clusterwide }),
        "Allowed outgoing traffic. The selected pods are isolated for egress as soon as there is one item.",
        "`[{}]` isolates and allows nothing.",
      ),
      egressDeny: {
        ...itemsOf(
          denyItem("egress"),
          "Denied outgoing traffic, whatever any policy allows.",
          "Deny rules isolate too: anything that no policy allows is also denied.",
        ),
        agentSince: 18,
      },
      enableDefaultDeny: {
        schema: object({
          ingress: {
            schema: BOOLEAN,
            doc: "Whether this policy isolates the selected pods for ingress.",
            missing: "`true` if there is an item in `ingress` or `ingressDeny`",
            null: "`true` if there is an item in `ingress` or `ingressDeny`",
          },
          egress: {
            schema: BOOLEAN,
            doc: "Whether this policy isolates the selected pods for egress.",
            missing: "`true` if there is an item in `egress` or `egressDeny`",
            null: "`true` if there is an item in `egress` or `egressDeny`",
          },
        }),
        doc: "Whether the policy isolates the pods that it selects. With `false`, its rules only add to those of other policies. `true` without items has no effect. Since Cilium 1.16.",
        since: { release: 16, check: "B.1.1" },
        empty: "each direction that has items is isolated",
        missing: "each direction that has items is isolated",
        null: "each direction that has items is isolated",
      },
      labels: {
        schema: listOf(
          object({
            key: { schema: STRING, doc: "The label's key.", required: true },
            value: { schema: STRING, doc: "The label's value." },
            source: { schema: STRING, doc: "Source of the label, such as `k8s`." },
          }),
        ),
        doc: "Labels by which Cilium's tools identify this rule. They select nothing.",
      },
      description: { schema: STRING, doc: "A description for people." },
      log: {
        schema: object({ value: { schema: LOG_TEXT, doc: "A string of at most 32 printable characters." } }),
        doc: "A string that Hubble shows with flows that this policy decides. Since Cilium 1.18.",
        since: { release: 18, check: "B.1.1" },
      },
    },
    { choices: SPEC_CHOICES, checks: [defaultDenyHasItems] },
  );
}

const CLUSTERWIDE_ONLY: Refused = {
  about: "subject",
  check: "B.1.1",
  refusedBy: "agent",
  says: "`nodeSelector` requires a CiliumClusterwideNetworkPolicy",
  others: ["endpointSelector"],
};

const LOG = { about: "log", check: "B.1.1", refusedBy: "api-server" } as const;
const LOG_TEXT = string({
  format: formatted(PRINTABLE, { ...LOG, says: () => "`value` of `log` has characters that are not printable" }),
  length: { ...LOG, most: 32, says: () => "`value` of `log` must have at most 32 characters" },
});

function policyOf(clusterwide: boolean): ObjectSchema {
  const spec = specOf(clusterwide);
  return object(
    {
      ...OBJECT_FIELDS,
      spec: {
        schema: spec,
        doc: "The pods or nodes that the policy selects, and what it allows and denies.",
        missing: "no effect, unless there are `specs`",
        null: "no effect, unless there are `specs`",
      },
      specs: {
        schema: listOf(spec),
        doc: "Several policies in one object, in addition to the one in `spec`, each with its own selector. If one is rejected, all are.",
        empty: "no rules",
      },
      status: { schema: ANY, doc: "Written by Cilium: whether it accepts the policy." },
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
    refusedBy: sinceRelease(20, "api-server", "agent"),
    field: "spec",
    // A misspelled `spec`, or its contents one level too high, is reported separately.
    meant: ["spec", "specs", "rules", "endpointSelector", "nodeSelector", "podSelector", ...CILIUM_LISTS],
    offer: [],
    says: () => "`spec` is required",
  },
};

/** Both kinds have the same fields, some of which a namespaced policy must not use. */
export const CILIUM_NETWORK_POLICY: ObjectSchema = policyOf(false);
export const CILIUM_CLUSTERWIDE_NETWORK_POLICY: ObjectSchema = policyOf(true);

export const CILIUM_CIDR_GROUP: ObjectSchema = object({
  ...OBJECT_FIELDS,
  spec: {
    schema: object({
      externalCIDRs: {
        schema: listOf(BLOCK),
        doc: "CIDR blocks of the group. A single address requires its `/32` or `/128`.",
        empty: "the group matches nothing",
        required: true,
      },
    }),
    doc: "The addresses of the group.",
    required: true,
  },
});
