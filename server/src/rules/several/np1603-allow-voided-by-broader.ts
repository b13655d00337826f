/** NP1603: an exception of a block that another rule admits again. */

import { voidedExceptions } from "./voided-exceptions.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1603",
  name: "allow-voided-by-broader",
  title: "An exception that another rule admits",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-24", "KP-47"],

  check: voidedExceptions,

  message: ({ exception, policy, by }) => {
    const other = by.subject.policy;
    const where = other === policy ? "another rule of the policy" : `policy ${quoted(other.name, 26)}`;
    return `The exception of ${quoted(exception, 24)} has no effect: ${where} admits it`;
  },
  note: () =>
    "Allowances of all rules and policies are added up. An exception takes addresses out of its own block, it denies nothing.",
  related: ({ by }) => [
    { at: by.cidr?.at ?? by.at, message: by.cidr === undefined ? "this admits everyone" : "this admits it" },
  ],

  fixes: {
    "except-there-too": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ exception, by: { cidr, exceptInto } }) =>
        exceptInto && {
          title: `Except ${exception} from ${cidr?.value ?? ""} too`,
          edit: (editor) => editor.insert(exceptInto, "except", [exception]),
        },
    },
  },
});
