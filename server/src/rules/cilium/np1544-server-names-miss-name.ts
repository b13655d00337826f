/** NP1544: a name that `toFQDNs` allows and the `serverNames` of the same item do not. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { textOf } from "./dns-names.js";
import { namesWithoutServerName } from "./server-names.js";

export default defineRule({
  code: "NP1544",
  name: "server-names-miss-name",
  title: "An allowed name that is missing from `serverNames`",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  absence: true,
  covers: ["CP-60"],

  check: namesWithoutServerName,

  message: ({ name }) => `\`serverNames\` of this item does not list ${quoted(textOf(name))}: TLS to it is denied`,
  note: () =>
    "An item with both allows a connection only if its address was looked up by one of the names, and the TLS handshake asks for one of the server names.",
  related: ({ list }) => [{ at: list.at, message: "these server names are allowed" }],

  fixes: {
    "allow-name": {
      safety: "changes-traffic",
      fix: ({ name: { matchName }, list }) =>
        matchName && {
          title: `Add ${matchName.value} to \`serverNames\``,
          edit: (editor) => editor.append(list.at, matchName.value),
        },
    },
  },
});
