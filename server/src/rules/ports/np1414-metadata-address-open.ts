/** NP1414: a wide block of addresses let out, and with it the one at which clouds hand out credentials. */

import { METADATA, metadataBlocks } from "./metadata-blocks.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1414",
  name: "metadata-address-open",
  title: "Every address, the cloud's metadata included",
  severity: "info",
  premise: "all-policies",
  persona: "auditor",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-38"],

  *check(policy, view) {
    for (const { cidr, places } of metadataBlocks(policy, view)) yield { at: cidr.at, cidr: cidr.value, places };
  },

  message: ({ cidr }) => `${quoted(cidr, 20)} includes ${METADATA}, at which clouds hand out the node's credentials`,
  note: () =>
    "It includes private networks too, and on networks that match pods by address every pod. Where a resolver listens at a link-local address (Google Cloud DNS at this one) an exception for it needs an allowance for DNS beside it.",

  fixes: {
    "except-metadata": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ places }) =>
        places.length === 0
          ? undefined
          : {
              title: `Except ${METADATA}${places.length > 1 ? ` from all ${places.length} blocks` : ""}`,
              edit: (editor) => {
                for (const block of places) editor.insert(block, "except", [`${METADATA}/32`]);
              },
            },
    },
  },
});
