/** NP1421: client addresses allowed to pods behind a Service with which nodes replace the client's address (KP-45). */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { lostClients } from "./lost-clients.js";

export default defineRule({
  code: "NP1421",
  name: "lost-client-address",
  title: "Client addresses behind a Service that replaces them",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-45"],

  *check(policy, view) {
    for (const it of lostClients(policy, view)) yield { at: it.block.cidr.at, ...it };
  },

  message: ({ block, service, through }) =>
    through === undefined
      ? `Clients of Service ${quoted(service.name)} may arrive with a node's address, not with one in ${quoted(block.cidr.value)}`
      : `${quoted(block.cidr.value)} may not limit the clients of Service ${quoted(service.name)}: \`${through}\` allows nodes`,
  note: ({ through }) =>
    through !== undefined
      ? "With `externalTrafficPolicy: Cluster`, the default, a client may arrive with the address of the node that received the connection. `externalTrafficPolicy: Local` keeps the client's address."
      : "With `externalTrafficPolicy: Cluster`, the default, the node that receives a connection replaces the client's address with its own. `externalTrafficPolicy: Local` keeps the client's address.",
  related: ({ service: { object, name } }) => [
    { at: object.meta.name?.at ?? object.meta.at, message: `Service ${quoted(name)} does not keep client addresses` },
  ],
});
