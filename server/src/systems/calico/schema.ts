/**
 * Fields of Calico's kinds (projectcalico/calico, api/pkg/apis/projectcalico/v3 and the CRDs of both groups at 87c15906, a
 * development state of 3.34; what its validator adds, libcalico-go/lib/validator/v3).
 */

import { quoted } from "../../base/quote.js";
import { OBJECT_FIELDS } from "../../schema/common.js";
import { type Constraint, formatted } from "../../schema/constraint.js";
import { CIDR } from "../../schema/formats/cidr.js";
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
  type ListSchema,
  listOf,
  mapOf,
  NUMBER,
  object,
  type ObjectSchema,
  type Schema,
  STRING,
  string,
} from "../../schema/schema.js";
import {
  deletionIsEmpty,
  fixedTierIsAsItIs,
  hostEndpointSaysWhere,
  hostFlagsFit,
  labelsAreFree,
  nameFits,
  nameSaysTier,
} from "./check/objects.js";
import { httpFits, icmpFits, netsAgree, portsHaveProtocol, servicesFit } from "./check/rule.js";
import { selectorsAreSound } from "./check/selectors.js";
import { PORT, PROTOCOLS } from "./formats.js";
import { type Gates, gatesOf } from "./gates.js";
import { stagedKubernetesSpec } from "./staged-kubernetes.js";
import { type Group, GROUPS, type PolicyKind } from "./model.js";

export type Kind =
  | PolicyKind
  | "StagedKubernetesNetworkPolicy"
  | "Tier"
  | "NetworkSet"
  | "GlobalNetworkSet"
  | "HostEndpoint";

const NOTHING = "no restriction";
const NO_RESTRICTION = { missing: NOTHING, null: NOTHING, empty: NOTHING } as const;

/** The same in both groups. */
const SIZE = gatesOf(GROUPS[0]).size;

/** Up to so many items in Calico 3.33 and later. */
function upTo(count: number, schema: Schema, what: string): ListSchema {
  return listOf(schema, {
    most: {
      about: "size limit",
      check: "GV-24",
      refusedBy: SIZE,
      count,
      says: (key) => `\`${key}\` has more than ${count} ${what}, which Calico 3.33 and later refuse`,
    },
  });
}

function selectorField(doc: string, missing: string): Field {
  const schema = string({
    length: {
      about: "size limit",
      check: "GV-24",
      refusedBy: SIZE,
      most: 1024,
      says: () => "The selector has more than 1024 characters, which Calico 3.33 and later refuse",
    },
  });
  return { schema, doc, missing, null: missing, empty: missing };
}

class Writer {
  readonly #gates: Gates;
  readonly #isRaw: boolean;

  constructor(group: Group) {
    this.#gates = gatesOf(group);
    this.#isRaw = group !== "projectcalico.org";
  }

  schemas(): Readonly<Record<Kind, ObjectSchema>> {
    return {
      NetworkPolicy: this.#policy(false, false),
      GlobalNetworkPolicy: this.#policy(true, false),
      StagedNetworkPolicy: this.#policy(false, true),
      StagedGlobalNetworkPolicy: this.#policy(true, true),
      StagedKubernetesNetworkPolicy: this.#stagedKubernetes(),
      Tier: this.#tier(),
      NetworkSet: this.#set(),
      GlobalNetworkSet: this.#set(),
      HostEndpoint: this.#hostEndpoint(),
    };
  }

  #whole(spec: Field, checks: readonly ObjectCheck[]): ObjectSchema {
    return object(
      { ...OBJECT_FIELDS, spec, status: { schema: ANY, doc: "Written by Calico." } },
      { checks: [hasName, ...checks] },
    );
  }

  #policy(isGlobal: boolean, isStaged: boolean): ObjectSchema {
    const gates = this.#gates;
    const selectors = ["selector", "serviceAccountSelector", ...(isGlobal ? ["namespaceSelector"] : [])];
    const fields: Fields = {
      tier: {
        schema: STRING,
        doc: "The tier in which the policy is evaluated. A tier that does not exist is evaluated last.",
        missing: "`default`",
        null: "`default`",
        empty: "`default`",
      },
      order: {
        schema: NUMBER,
        doc: "Place in the tier: lower numbers are evaluated first. Kubernetes' NetworkPolicies have 1000 in the tier `default`.",
        missing: "last in its tier",
        null: "last in its tier",
      },
      selector: selectorField(
        `Selects pods by their labels${isGlobal ? ", and host endpoints by theirs" : " in the policy's namespace"}.`,
        isGlobal ? "every pod and host endpoint" : "every pod in the namespace",
      ),
      ...(isGlobal ? { namespaceSelector: selectorField(NAMESPACES_DOC, "every namespace, and host endpoints") } : {}),
      serviceAccountSelector: selectorField("Selects pods by the labels of their service account.", NOTHING),
      types: {
        schema: listOf(
          string({
            values: {
              about: "policy type",
              check: "GV-2",
              refusedBy: gates.checked,
              each: [
                { value: "Ingress", means: "incoming traffic" },
                { value: "Egress", means: "outgoing traffic" },
              ],
            },
          }),
          {
            unique: { about: "policy types", check: "GV-2", refusedBy: gates.checked },
            least: {
              about: "policy types",
              check: "GV-2",
              refusedBy: gates.crd,
              count: 1,
              says: () => "`types` must have at least one item; without it the default applies",
            },
          },
        ),
        doc: "The directions that the policy is about: what no rule allows is denied, unless the tier passes it on.",
        missing: this.#isRaw
          ? "both directions: nobody fills in the default in this API group"
          : "the directions that have rules, and `Ingress` if there are none",
      },
      ingress: this.#rules("ingress", isGlobal),
      egress: this.#rules("egress", isGlobal),
      performanceHints: {
        schema: listOf(
          string({
            values: {
              about: "performance hint",
              check: "GV-24",
              refusedBy: gates.checked,
              each: [{ value: "AssumeNeededOnEveryNode", means: "work out the policy on every node" }],
            },
          }),
          { unique: { about: "performance hints", check: "GV-24", refusedBy: gates.crd } },
        ),
        doc: "Hints for the agents. They have no effect on traffic.",
      },
      ...(isGlobal ? HOST_FIELDS : {}),
      ...(isStaged ? { stagedAction: this.#stagedAction() } : {}),
    };
    const checks = [
      selectorsAreSound(selectors, gates),
      ...(isGlobal ? [hostFlagsFit(gates)] : []),
      ...(isStaged ? [deletionIsEmpty(gates)] : []),
    ];
    const spec: Field = {
      schema: object(fields, { elsewhere: FOREIGN, checks }),
      doc: "The pods that the policy selects, and its rules.",
      required: !this.#isRaw,
    };
    const ofName = nameFits(isGlobal ? "global policy" : "policy", gates);
    return this.#whole(spec, this.#isRaw ? [ofName] : [ofName, nameSaysTier(gates)]);
  }

  #stagedKubernetes(): ObjectSchema {
    const spec = stagedKubernetesSpec(this.#stagedAction(), this.#gates, [deletionIsEmpty(this.#gates)]);
    const doc = "A NetworkPolicy that is only tried: it enforces nothing.";
    return this.#whole({ schema: spec, doc, required: !this.#isRaw }, []);
  }

  #stagedAction(): Field {
    return {
      schema: string({
        values: {
          about: "staged action",
          check: "GV-23",
          refusedBy: this.#gates.checked,
          each: [
            { value: "Set", means: "the policy would be created or replaced" },
            { value: "Delete", means: "the policy of this name would be deleted" },
            { value: "Learn", means: "set by tools" },
            { value: "Ignore", means: "set by tools" },
          ],
        },
      }),
      doc: "What would become of the policy that is staged. Nothing of it is enforced.",
      missing: "`Set`",
      null: "`Set`",
    };
  }

  #rules(direction: "ingress" | "egress", isGlobal: boolean): Field {
    const gates = this.#gates;
    const rule = object(
      {
        action: {
          schema: string({
            values: {
              about: "action",
              check: "GV-1",
              refusedBy: gates.checked,
              each: [
                { value: "Allow", means: "allowed, and no later rule is asked", aliases: ["accept"] },
                { value: "Deny", means: "denied, and no later rule is asked", aliases: ["drop", "reject", "block"] },
                { value: "Pass", means: "left to the next tier", aliases: ["next-tier"] },
                { value: "Log", means: "logged, and the next rule is asked" },
              ],
            },
          }),
          doc: "`Allow` and `Deny` decide. `Pass` skips the rest of the tier. `Log` decides nothing: the next rule is asked.",
          required: true,
        },
        ipVersion: {
          schema: integer({
            about: "IP version",
            check: "GV-8",
            refusedBy: gates.validator,
            from: 4,
            to: 6,
            says: (text) => `${quoted(text)} is not a valid IP version (4 or 6)`,
          }),
          doc: "`4` or `6`.",
          ...NO_RESTRICTION,
        },
        protocol: this.#protocol("The protocol, by name or number. Numbers of ports require it.", "every protocol"),
        notProtocol: this.#protocol("Every protocol but this one.", NOTHING),
        icmp: this.#icmp("Messages of ICMP that the rule matches."),
        notICMP: this.#icmp("Messages of ICMP that the rule does not match."),
        source: this.#entity("source", direction === "ingress" ? "The other end of the connection." : OWN_SIDE),
        destination: this.#entity(
          "destination",
          direction === "egress" ? "The other end of the connection." : OWN_SIDE,
        ),
        http: {
          schema: object({
            methods: {
              schema: upTo(20, STRING, "methods"),
              doc: "Methods of requests, such as `GET`.",
              ...NO_RESTRICTION,
            },
            paths: {
              schema: upTo(
                20,
                object({
                  exact: { schema: STRING, doc: "The whole path." },
                  prefix: { schema: STRING, doc: "The start of the path." },
                }),
                "paths",
              ),
              doc: "Paths of requests, each by exactly one of `exact` and `prefix`.",
              ...NO_RESTRICTION,
            },
          }),
          doc: "Requests of HTTP. Enforced only with Calico's application layer policy; without it the rule is about all connections.",
          ...NO_RESTRICTION,
        },
        metadata: {
          schema: object({
            annotations: { schema: mapOf(STRING), doc: "Annotations of the rule. They have no effect on traffic." },
          }),
          doc: "Annotations of the rule.",
        },
      },
      {
        checks: [
          portsHaveProtocol(gates),
          icmpFits(gates),
          netsAgree(gates),
          servicesFit(direction, isGlobal, gates),
          httpFits(direction, gates),
          versionIsKnown(gates),
        ],
      },
    );
    const nothing = "no rules";
    return {
      schema: upTo(1024, rule, "rules"),
      doc: `Rules for ${direction}, in order: the first that matches decides.`,
      empty: nothing,
      missing: nothing,
      null: nothing,
    };
  }

  #protocol(doc: string, missing: string): Field {
    return {
      schema: integerOrString({
        values: {
          about: "protocol",
          check: "GV-7",
          refusedBy: this.#gates.validator,
          each: PROTOCOLS.map((value) => ({ value, means: value })),
        },
        range: {
          about: "protocol number",
          check: "GV-7",
          refusedBy: this.#gates.validator,
          from: 1,
          to: 255,
        },
      }),
      doc,
      missing,
      null: missing,
    };
  }

  #icmp(doc: string): Field {
    const number = (most: number): Schema =>
      integer({ about: "ICMP number", check: "GV-9", refusedBy: this.#gates.crd, from: 0, to: most });
    return {
      schema: object({
        type: { schema: number(254), doc: "Type of the message, from 0 to 254.", missing: "every type" },
        code: {
          schema: number(255),
          doc: "Code of the message, from 0 to 255. It requires `type`.",
          missing: "every code",
        },
      }),
      doc,
      ...NO_RESTRICTION,
    };
  }

  #entity(side: "source" | "destination", doc: string): Field {
    const gates = this.#gates;
    const ports: Schema = upTo(
      50,
      integerOrString({
        format: formatted(PORT, { about: "port text", check: "GV-12", refusedBy: gates.validator }),
        range: {
          about: "port",
          check: "GV-12",
          refusedBy: gates.validator,
          from: 1,
          to: 65535,
          says: (text) => `${quoted(text)} is not a valid port (1 to 65535)`,
        },
      }),
      "ports",
    );
    const nets: Schema = {
      ...upTo(256, this.#net(), "blocks"),
      unique: { about: "CIDR blocks", check: "GV-13", refusedBy: gates.crd },
    };
    const accounts = object(
      {
        names: {
          schema: listOf(STRING, { unique: { about: "service accounts", check: "GV-16", refusedBy: gates.crd } }),
          doc: "Names of service accounts.",
          ...NO_RESTRICTION,
        },
        selector: selectorField("Service accounts by their labels.", NOTHING),
      },
      { checks: [selectorsAreSound(["selector"], gates)] },
    );
    return {
      schema: object(
        {
          nets: {
            schema: nets,
            doc: "CIDR blocks. They match whatever has such an address, pods and nodes too.",
            ...NO_RESTRICTION,
          },
          notNets: { schema: nets, doc: "CIDR blocks that are not matched.", ...NO_RESTRICTION },
          domains: {
            schema: listOf(STRING),
            doc: "DNS names; a `*` stands for one or more labels. Only in Calico Enterprise and Calico Cloud, in egress rules that allow.",
            ...NO_RESTRICTION,
          },
          selector: selectorField(
            "Pods, network sets and host endpoints by their labels; in a NetworkPolicy those of its own namespace unless `namespaceSelector` is set.",
            NOTHING,
          ),
          notSelector: selectorField(
            "Labels of whom is not matched. In a NetworkPolicy the rule is then about its own namespace, unless `namespaceSelector` is set.",
            NOTHING,
          ),
          namespaceSelector: selectorField(
            "Namespaces by their labels. `all()` is any namespace; `global()` is what is in none: global network sets and host endpoints.",
            "the policy's own namespace if it has one and a selector is set",
          ),
          services: {
            schema: object({
              name: { schema: STRING, doc: "Name of the Service." },
              namespace: { schema: STRING, doc: "Namespace of the Service.", missing: "the policy's own namespace" },
            }),
            doc: "The pods and ports behind a Service.",
            ...NO_RESTRICTION,
          },
          serviceAccounts: { schema: accounts, doc: "Pods by their service account.", ...NO_RESTRICTION },
          ports: {
            schema: ports,
            doc: `Ports of the ${side}: numbers, ranges such as \`"8000:9000"\`, and names.`,
            ...NO_RESTRICTION,
          },
          notPorts: { schema: ports, doc: `Ports of the ${side} that are not matched.`, ...NO_RESTRICTION },
        },
        {
          elsewhere: FOREIGN,
          checks: [selectorsAreSound(["selector", "notSelector", "namespaceSelector"], gates, ["namespaceSelector"])],
        },
      ),
      doc,
      ...NO_RESTRICTION,
    };
  }

  /** Of a rule: an address alone is not enough. */
  #net(): Schema {
    const { agent, validator } = this.#gates;
    const block: Constraint = { about: "CIDR block", check: "GV-13", refusedBy: validator };
    const unreadable: Constraint = { ...block, refusedBy: agent };
    return string({
      format: formatted(CIDR, {
        unreadable,
        "no-prefix": block,
        "zeros-in-length": unreadable,
        "zeros-in-address": unreadable,
        "host-bits": { about: "host bits", check: "GV-13", refusedBy: validator },
      }),
    });
  }

  #tier(): ObjectSchema {
    const spec = object({
      order: {
        schema: NUMBER,
        doc: "Lower numbers are evaluated first. `default` has 1000000.",
        missing: "after all tiers that have one",
        null: "after all tiers that have one",
      },
      defaultAction: {
        schema: string({
          values: {
            about: "default action",
            check: "GV-21",
            refusedBy: this.#gates.crd,
            each: [
              { value: "Deny", means: "what no rule of the tier matches is denied" },
              { value: "Pass", means: "what no rule of the tier matches is left to the next tier" },
            ],
          },
        }),
        doc: "What becomes of traffic of pods that a policy of the tier selects, and that none of its rules matches.",
        missing: "`Deny`",
        null: "`Deny`",
      },
    });
    const doc = "Place of the tier, and what happens at its end.";
    return this.#whole({ schema: spec, doc, required: true }, [
      nameFits("tier", this.#gates),
      fixedTierIsAsItIs(this.#gates),
    ]);
  }

  #set(): ObjectSchema {
    const block: Constraint = { about: "CIDR block", check: "GV-13", refusedBy: this.#gates.agent };
    const spec = object({
      nets: {
        schema: listOf(
          string({
            format: formatted(CIDR, { unreadable: block, "zeros-in-length": block, "zeros-in-address": block }),
          }),
        ),
        doc: "CIDR blocks and single addresses.",
        empty: "no address",
        missing: "no address",
      },
      allowedEgressDomains: {
        schema: listOf(STRING),
        doc: "DNS names; a `*` stands for one or more labels. Only in Calico Enterprise and Calico Cloud, for egress rules that allow.",
      },
    });
    const doc = "The addresses of the set. Rules match them by the labels of the set.";
    return this.#whole({ schema: spec, doc }, [labelsAreFree(this.#gates)]);
  }

  #hostEndpoint(): ObjectSchema {
    const port = object({
      name: {
        schema: string({ length: { about: "port", check: "GV-22", refusedBy: this.#gates.validator, least: 1 } }),
        doc: "Name of the port, which rules may use.",
        required: true,
      },
      protocol: this.#protocol("The protocol of the port.", "every protocol"),
      port: {
        schema: integer({ about: "port", check: "GV-22", refusedBy: this.#gates.crd, from: 1, to: 65535 }),
        doc: "Number of the port.",
        required: true,
      },
    });
    const spec = object(
      {
        node: { schema: STRING, doc: "Name of the node." },
        interfaceName: { schema: STRING, doc: "Name of the interface, or `*` for all." },
        expectedIPs: { schema: listOf(STRING), doc: "Addresses of the interface." },
        profiles: { schema: listOf(STRING), doc: "Profiles that apply where no policy does." },
        ports: { schema: listOf(port), doc: "Ports by name." },
      },
      { checks: [hostEndpointSaysWhere(this.#gates)] },
    );
    return this.#whole({ schema: spec, doc: "The interface that policies select by the labels of this object." }, []);
  }
}

/** Nearly names of fields here, with another shape. */
const FOREIGN: Elsewhere = {
  fields: ["podSelector"],
  about: "field of another API",
  check: "GV-5",
  says: (field) => `${quoted(field)} is a field of NetworkPolicy; in Calico, write \`selector: app == 'web'\``,
};

const OWN_SIDE = "The selected pods' own side: it narrows which of them the rule is about.";

const NAMESPACES_DOC =
  "Selects the namespaces of pods by their labels. A condition that is also true without the label selects host endpoints too.";

const HOST_FIELDS: Fields = {
  doNotTrack: {
    schema: BOOLEAN,
    doc: "Evaluated before connection tracking, for host endpoints only. It requires `applyOnForward`.",
    missing: "`false`",
  },
  preDNAT: {
    schema: BOOLEAN,
    doc: "Evaluated before destinations are translated, for host endpoints only. It requires `applyOnForward`.",
    missing: "`false`",
  },
  applyOnForward: {
    schema: BOOLEAN,
    doc: "On host endpoints, also for traffic that the node forwards. It has no effect on pods.",
    missing: "`false`",
  },
};

/** A range takes 5 as well. */
function versionIsKnown({ validator }: Gates): ObjectCheck {
  return ({ node, path, report }) => {
    const version = node.get("ipVersion");
    if (version?.scalarType !== "integer" || version.text !== "5") return;
    report(
      { about: "IP version", check: "GV-8", refusedBy: validator },
      { at: version.site("value"), path: `${path}.ipVersion`, text: version.text },
      { is: "out-of-range", from: 4, to: 6, says: "`5` is not a valid IP version (4 or 6)" },
    );
  };
}

export const SCHEMAS: Readonly<Record<Group, Readonly<Record<Kind, ObjectSchema>>>> = {
  [GROUPS[0]]: new Writer(GROUPS[0]).schemas(),
  [GROUPS[1]]: new Writer(GROUPS[1]).schemas(),
};
