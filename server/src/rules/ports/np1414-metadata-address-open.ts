/** NP1414: a broad CIDR block that includes the address where cloud providers serve credentials. */

import { METADATA, metadataBlocks } from "./metadata-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1414",
  name: "metadata-address-open",
  title: "All addresses, including cloud metadata",
  severity: "info",
  premise: "all-policies",
  persona: "auditor",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-38"],

  *check(policy, view) {
    for (const { cidr, places } of metadataBlocks(policy, view)) yield { at: cidr.at, cidr: cidr.value, places };
  },

  message: ({ cidr }) => `${quoted(cidr)} includes ${METADATA}, where cloud providers serve the node's credentials`,
  note: () =>
    "It also includes private networks and, on CNIs that match pods by address, every pod. If DNS uses a link-local address (Google Cloud DNS uses this one), an exception also requires a rule that allows DNS.",

  fixes: {
    "except-metadata": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ places }) =>
        places.length === 0
          ? undefined
          : {
              title: `Exclude ${METADATA}${places.length > 1 ? ` from all ${places.length} blocks` : ""}`,
              edit: (editor) => {
                for (const block of places) editor.insert(block, "except", [`${METADATA}/32`]);
              },
            },
    },
  },
});
