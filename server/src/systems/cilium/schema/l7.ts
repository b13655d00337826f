/** Fields of items of `toPorts` that inspect traffic: HTTP, DNS, Kafka, TLS, listeners (B.1.4). */

import { allOf, quoted } from "../../../base/quote.js";
import { type Constraint, formatted, type Refusal, sinceRelease } from "../../../schema/constraint.js";
import { EXPRESSION } from "../../../schema/formats/expression.js";
import {
  type Field,
  type FieldChange,
  type Fields,
  integer,
  listOf,
  mapOf,
  object,
  type ObjectSchema,
  STRING,
  type Refused,
  type ScalarSchema,
  string,
} from "../../../schema/schema.js";
import type { Direction } from "../../../model/direction.js";
import { envoyConfigIsClusterwide, l7NeedsParser } from "../check/l7.js";
import { SERVER_NAME } from "./formats.js";
import { FQDN } from "./peers.js";

const API: Refusal = "api-server";

/** Where an item of `toPorts` is. */
export interface Place {
  readonly direction: Direction;
  readonly clusterwide: boolean;
}

/** A name of another object, which must not be empty. */
function filled(about: string, check: string, refusedBy: Refusal, says: string): ScalarSchema {
  return string({ length: { least: 1, about, check, refusedBy, says: () => says } });
}

const SECRET = object({
  name: { schema: STRING, doc: "Name of the Kubernetes Secret.", required: true },
  namespace: { schema: STRING, doc: "Namespace of the Secret.", missing: "the namespace of the policy" },
});

const HEADER_MATCH = object({
  name: {
    schema: filled("header", "CV-31", sinceRelease(16, "api-server", "agent"), "A header match requires a `name`"),
    doc: "Name of the header.",
    required: true,
  },
  value: {
    schema: STRING,
    doc: "The exact value that the header must have.",
    missing: "the header must be present with any value, unless `secret` is set",
  },
  secret: { schema: SECRET, doc: "Secret that holds the value, so that it is not in the policy." },
  mismatch: {
    schema: string({
      values: {
        about: "header",
        check: "CV-31",
        refusedBy: API,
        says: (text) => `${quoted(text)} is not a valid action for a header that does not match`,
        each: [
          { value: "LOG", means: "allow the request and log it" },
          { value: "ADD", means: "add the header to the request" },
          { value: "DELETE", means: "delete the header from the request" },
          { value: "REPLACE", means: "replace the header's value in the request" },
        ],
      },
    }),
    doc: "What happens to a request that does not match: `LOG`, `ADD`, `DELETE` and `REPLACE` allow it, and log or rewrite it.",
    missing: "such a request is denied",
    null: "such a request is denied",
  },
});

/** CV-31. The agent compiles `path` and `method`; it passes `host` to Envoy unread. */
const RE2 = string({ format: formatted(EXPRESSION, { about: "expression", check: "CV-31", refusedBy: "agent" }) });

const HTTP_RULE = object({
  method: {
    schema: RE2,
    doc: "RE2 expression that must match the whole request method: `GET`, `GET|HEAD`.",
    empty: "every method",
    missing: "every method",
  },
  path: {
    schema: RE2,
    doc: "RE2 expression that must match the whole path, including the query string: `/api` allows neither `/api/x` nor `/api?x=1`.",
    empty: "every path",
    missing: "every path",
  },
  host: {
    schema: STRING,
    doc: "RE2 expression that must match the whole `Host` header, including a port if the client sends one. A dot matches any character.",
    empty: "every host",
    missing: "every host",
  },
  headers: {
    schema: listOf(STRING),
    doc: "Headers that must all be present: `Name: value`, compared exactly. Without a space, the whole string is the name of a header.",
  },
  headerMatches: {
    schema: listOf(HEADER_MATCH),
    doc: "Headers that must match, and what happens if they do not.",
  },
});

/** Kafka requests, which the schema had until 1.19. */
const KAFKA_RULE = object({
  role: {
    schema: string({
      values: {
        about: "Kafka role",
        check: "CV-27",
        refusedBy: API,
        each: [
          { value: "produce", means: "the API keys of a producer" },
          { value: "consume", means: "the API keys of a consumer" },
        ],
      },
    }),
    doc: "`produce` or `consume`: a group of API keys.",
  },
  apiKey: { schema: STRING, doc: "One API key of the Kafka protocol, such as `fetch`." },
  apiVersion: { schema: STRING, doc: "Version of the API: a number in a string.", missing: "every version" },
  clientID: { schema: STRING, doc: "ID of the client that sends the request.", missing: "every client" },
  topic: {
    schema: string({
      length: {
        most: 255,
        about: "Kafka topic",
        check: "CV-27",
        refusedBy: API,
        says: () => "A Kafka topic must have at most 255 characters",
      },
    }),
    doc: "Topic of the request; at most 255 characters.",
    missing: "every topic",
  },
});

const RULES: Omit<Constraint, "refusedBy"> = { about: "L7 rules", check: "CV-27" };

/** CV-27, CV-29. */
function l7Rules(direction: Direction): Field {
  const egressOnly = {
    count: 0,
    about: "L7 rules",
    check: "CV-29",
    refusedBy: "agent",
    says: () => "DNS rules are only allowed for egress",
  } as const;
  const schema = object(
    {
      http: {
        schema: listOf(HTTP_RULE),
        doc: "Allowed HTTP requests: those that match any of the items. Others get a 403 response. Every port of the item must have `protocol: TCP`.",
        empty: "all requests",
      },
      dns: {
        schema: listOf(FQDN, direction === "ingress" ? { most: egressOnly } : {}),
        doc: "DNS names that pods may look up; egress only. `toFQDNs` learns addresses from the answers.",
        empty: "all names",
      },
      kafka: {
        schema: listOf(KAFKA_RULE),
        doc: "Allowed Kafka requests. Removed in Cilium 1.20.",
        gone: goneWith20("kafka"),
      },
      l7proto: {
        schema: STRING,
        doc: "Name of another protocol parser. Removed in Cilium 1.20.",
        gone: goneWith20("l7proto"),
      },
      l7: {
        schema: listOf(mapOf(STRING)),
        doc: "Key-value rules for the parser of `l7proto`. Removed in Cilium 1.20.",
        gone: goneWith20("l7"),
      },
    },
    {
      choices: [
        {
          of: ["http", "dns", "kafka", "l7proto", "l7"],
          none: {
            ...RULES,
            refusedBy: sinceRelease(16, "api-server", "nobody"),
            offer: ["http", "dns"],
            says: () => "`rules` is empty",
          },
        },
        {
          of: ["http", "dns", "kafka", "l7proto"],
          several: {
            ...RULES,
            refusedBy: sinceRelease(16, "api-server", "agent"),
            says: (present) => `${allOf(present)} cannot be combined in one \`rules\``,
          },
        },
      ],
      checks: [l7NeedsParser],
    },
  );
  return {
    schema,
    doc: "What is allowed on these ports, by the contents of the traffic: exactly one of `http` and `dns`.",
    empty: "rejected",
    missing: "all contents",
    null: "all contents",
  };
}

function goneWith20(kind: string): FieldChange {
  return { release: 20, check: "CP-52", says: `\`${kind}\` rules were removed in Cilium 1.20` };
}

const TLS = object({
  secret: { schema: SECRET, doc: "Secret with the certificate, the private key or the trusted CA.", required: true },
  certificate: { schema: STRING, doc: "Key inside the Secret.", missing: "`tls.crt`" },
  privateKey: { schema: STRING, doc: "Key inside the Secret.", missing: "`tls.key`" },
  trustedCA: { schema: STRING, doc: "Key inside the Secret.", missing: "`ca.crt`" },
});

const LISTENER_NAME = filled("listener", "CV-34", API, "A listener and its configuration require a `name`");

function listenerOf(clusterwide: boolean): ObjectSchema {
  return object({
    envoyConfig: {
      schema: object(
        {
          kind: {
            schema: string({
              values: {
                about: "Envoy configuration kind",
                check: "CV-34",
                refusedBy: API,
                each: [
                  { value: "CiliumEnvoyConfig", means: "in the policy's namespace" },
                  { value: "CiliumClusterwideEnvoyConfig", means: "clusterwide" },
                ],
              },
            }),
            doc: "`CiliumEnvoyConfig` or `CiliumClusterwideEnvoyConfig`.",
          },
          name: { schema: LISTENER_NAME, doc: "Name of that object.", required: true },
        },
        clusterwide ? { checks: [envoyConfigIsClusterwide] } : {},
      ),
      doc: "The object that defines the listener.",
      required: true,
    },
    name: { schema: LISTENER_NAME, doc: "Name of the listener inside the object.", required: true },
    priority: {
      schema: integer({
        from: 1,
        to: 100,
        about: "listener",
        check: "CV-34",
        refusedBy: API,
        says: (text) => `${quoted(text)} is not a valid listener priority (1 to 100)`,
      }),
      doc: "1 to 100. Of several listeners for a port, the one with the lowest number is used. Since Cilium 1.16.",
      since: { release: 16, check: "CV-34" },
    },
  });
}

/** CV-32. The schema checks server names since 1.18; before, the agent only rejects empty ones. */
const NAMES = { about: "server name", check: "CV-32" } as const;
const SERVER_NAMES = listOf(
  string({
    format: formatted(SERVER_NAME, {
      empty: { ...NAMES, refusedBy: sinceRelease(18, "api-server", "agent") },
      "wildcard-inside": { ...NAMES, refusedBy: [{ since: 18, gone: 20, by: "api-server" }] },
      characters: { ...NAMES, refusedBy: sinceRelease(18, "api-server") },
      "too-long": { ...NAMES, refusedBy: sinceRelease(18, "api-server") },
    }),
  }),
  {
    least: { ...NAMES, count: 1, refusedBy: sinceRelease(18, "api-server") },
    unique: { ...NAMES, refusedBy: sinceRelease(18, "api-server") },
  },
);

/** What an item of `toPorts` in an allow rule may have besides its ports. */
export function deeperFields({ direction, clusterwide }: Place): Fields {
  return {
    rules: l7Rules(direction),
    serverNames: {
      schema: SERVER_NAMES,
      doc: "Allowed server names (TLS SNI). Traffic to these ports must then be TLS.",
      missing: "TLS is not required",
      null: "TLS is not required",
    },
    terminatingTLS: {
      schema: TLS,
      doc: "How the proxy terminates the client's TLS, so that it can read the contents.",
    },
    originatingTLS: { schema: TLS, doc: "How the proxy originates TLS to the server." },
    listener: {
      schema: listenerOf(clusterwide),
      doc: "A custom Envoy listener that receives traffic to these ports; egress only.",
      ...(direction === "ingress" ? { refused: EGRESS_ONLY } : {}),
    },
  };
}

const EGRESS_ONLY: Refused = {
  about: "listener",
  check: "CV-34",
  refusedBy: "agent",
  says: "`listener` is only allowed for egress",
  others: [],
};
