/** Fields beside `ports` in items of `toPorts` that look into the traffic: HTTP, DNS, Kafka, TLS, listeners (B.1.4). */

import { bothOf, quoted } from "../../../base/quote.js";
import { type Constraint, formatted, type Refusal, sinceMinor } from "../../../schema/constraint.js";
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

/** A name of something else, which may not be empty. */
function filled(about: string, check: string, refusedBy: Refusal, says: string): ScalarSchema {
  return string({ length: { least: 1, about, check, refusedBy, says: () => says } });
}

const SECRET = object({
  name: { schema: STRING, doc: "Name of the Kubernetes Secret.", required: true },
  namespace: { schema: STRING, doc: "Namespace of the Secret.", missing: "the namespace of the policy" },
});

const HEADER_MATCH = object({
  name: {
    schema: filled("header", "CV-31", sinceMinor(16, "api-server", "agent"), "A header to match has no name"),
    doc: "Name of the header.",
    required: true,
  },
  value: {
    schema: STRING,
    doc: "The value that the header must have, character by character.",
    missing: "the header must be there, whatever its value, unless `secret` is given",
  },
  secret: { schema: SECRET, doc: "Secret that holds the value, so that it does not stand in the policy." },
  mismatch: {
    schema: string({
      values: {
        about: "header",
        check: "CV-31",
        refusedBy: API,
        says: (text) => `${quoted(text, 20)} is nothing to do about a header that does not match`,
        each: [
          { value: "LOG", means: "let the request through and log it" },
          { value: "ADD", means: "add the header to the request" },
          { value: "DELETE", means: "delete the header from the request" },
          { value: "REPLACE", means: "replace the header's value in the request" },
        ],
      },
    }),
    doc: "What happens to a request that does not match: `LOG`, `ADD`, `DELETE` or `REPLACE` let it through and log or rewrite it.",
    missing: "such a request is refused",
    null: "such a request is refused",
  },
});

/** CV-31. The agent compiles `path` and `method`; `host` goes to Envoy unread. */
const RE2 = string({ format: formatted(EXPRESSION, { about: "expression", check: "CV-31", refusedBy: "agent" }) });

const HTTP_RULE = object({
  method: {
    schema: RE2,
    doc: "RE2 expression that the whole request method has to match: `GET`, `GET|HEAD`.",
    empty: "every method",
    missing: "every method",
  },
  path: {
    schema: RE2,
    doc: "RE2 expression that the whole path has to match, query string included: `/api` does not admit `/api/x` nor `/api?x=1`.",
    empty: "every path",
    missing: "every path",
  },
  host: {
    schema: STRING,
    doc: "RE2 expression that the whole `Host` header has to match; a dot stands for any character, and a port that the client sends counts.",
    empty: "every host",
    missing: "every host",
  },
  headers: {
    schema: listOf(STRING),
    doc: "Headers that must all be there: `Name: value`, compared exactly. Without a space the whole text is the name of a header.",
  },
  headerMatches: {
    schema: listOf(HEADER_MATCH),
    doc: "Headers that must match, with a choice of what happens when they do not.",
  },
});

/** What the schema says of requests to Kafka, until they went with 1.20. */
const KAFKA_RULE = object({
  role: {
    schema: string({
      values: {
        about: "role of a Kafka client",
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
  apiVersion: { schema: STRING, doc: "Version of the API, as a number in a string.", missing: "every version" },
  clientID: { schema: STRING, doc: "Client that sends the request.", missing: "every client" },
  topic: {
    schema: string({
      length: {
        most: 255,
        about: "topic of Kafka",
        check: "CV-27",
        refusedBy: API,
        says: () => "A topic of Kafka has at most 255 characters",
      },
    }),
    doc: "Topic the request is about; at most 255 characters.",
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
    says: () => "DNS rules work on egress only",
  } as const;
  const schema = object(
    {
      http: {
        schema: listOf(HTTP_RULE),
        doc: "HTTP requests that are admitted; any one of the items suffices, the others are answered with 403. Every port of the item must say `protocol: TCP`.",
        empty: "no condition on requests",
      },
      dns: {
        schema: listOf(FQDN, direction === "ingress" ? { most: egressOnly } : {}),
        doc: "DNS names that may be asked for; egress only. Answers that pass here are what `toFQDNs` learns addresses from.",
        empty: "no condition on names",
      },
      kafka: {
        schema: listOf(KAFKA_RULE),
        doc: "Kafka requests that are admitted. Removed in Cilium 1.20.",
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
            refusedBy: sinceMinor(16, "api-server", "nobody"),
            offer: ["http", "dns"],
            says: () => "`rules` holds no kind of rule",
          },
        },
        {
          of: ["http", "dns", "kafka", "l7proto"],
          several: {
            ...RULES,
            refusedBy: sinceMinor(16, "api-server", "agent"),
            says: (present) => `\`rules\` has ${bothOf(present)}, and one item can have one`,
          },
        },
      ],
      checks: [l7NeedsParser],
    },
  );
  return {
    schema,
    doc: "What is admitted on these ports, by the contents of the traffic: exactly one of `http` and `dns`.",
    empty: "refused",
    missing: "no condition on the contents",
    null: "no condition on the contents",
  };
}

function goneWith20(kind: string): FieldChange {
  return { minor: 20, check: "CP-52", says: `Rules of kind \`${kind}\` are gone since Cilium 1.20` };
}

const TLS = object({
  secret: { schema: SECRET, doc: "Secret with the certificate, the key or the trusted authority.", required: true },
  certificate: { schema: STRING, doc: "Key inside the Secret.", missing: "`tls.crt`" },
  privateKey: { schema: STRING, doc: "Key inside the Secret.", missing: "`tls.key`" },
  trustedCA: { schema: STRING, doc: "Key inside the Secret.", missing: "`ca.crt`" },
});

const LISTENER_NAME = filled("listener", "CV-34", API, "A listener or its configuration has no name");

function listenerOf(clusterwide: boolean): ObjectSchema {
  return object({
    envoyConfig: {
      schema: object(
        {
          kind: {
            schema: string({
              values: {
                about: "kind of Envoy configuration",
                check: "CV-34",
                refusedBy: API,
                each: [
                  { value: "CiliumEnvoyConfig", means: "of the policy's namespace" },
                  { value: "CiliumClusterwideEnvoyConfig", means: "of the whole cluster" },
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
        says: (text) => `The priority of a listener goes from 1 to 100, not to ${quoted(text, 16)}`,
      }),
      doc: "1 to 100: which of several listeners for a port wins; lower numbers first. Since Cilium 1.16.",
      since: { minor: 16, check: "CV-34" },
    },
  });
}

/** CV-32. The schema looks at server names since 1.18, and the agent at their being empty before. */
const NAMES = { about: "server name", check: "CV-32" } as const;
const SERVER_NAMES = listOf(
  string({
    format: formatted(SERVER_NAME, {
      empty: { ...NAMES, refusedBy: sinceMinor(18, "api-server", "agent") },
      "wildcard-inside": { ...NAMES, refusedBy: [{ since: 18, gone: 20, by: "api-server" }] },
      characters: { ...NAMES, refusedBy: sinceMinor(18, "api-server") },
      "too-long": { ...NAMES, refusedBy: sinceMinor(18, "api-server") },
    }),
  }),
  {
    least: { ...NAMES, count: 1, refusedBy: sinceMinor(18, "api-server"), says: () => "`serverNames` is empty" },
    unique: { ...NAMES, refusedBy: sinceMinor(18, "api-server") },
  },
);

/** What an item of `toPorts` may have beside its ports, if it allows. */
export function deeperFields({ direction, clusterwide }: Place): Fields {
  return {
    rules: l7Rules(direction),
    serverNames: {
      schema: SERVER_NAMES,
      doc: "Names of servers (TLS SNI) that are admitted; traffic to these ports must then be TLS.",
      missing: "no condition on TLS",
      null: "no condition on TLS",
    },
    terminatingTLS: { schema: TLS, doc: "How the proxy ends the client's TLS, so that it can read the contents." },
    originatingTLS: { schema: TLS, doc: "How the proxy begins TLS to the server." },
    listener: {
      schema: listenerOf(clusterwide),
      doc: "A listener of your own that traffic to these ports is sent to; egress only.",
      ...(direction === "ingress" ? { refused: EGRESS_ONLY } : {}),
    },
  };
}

const EGRESS_ONLY: Refused = {
  about: "listener",
  check: "CV-34",
  refusedBy: "agent",
  says: "`listener` works on egress only",
  others: [],
};
