/** NP1912: a namespace restricts every pod, and the API server cannot call the webhook of a chart there. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { keptOutCharts } from "./chart-webhooks.js";

export default defineRule({
  code: "NP1912",
  name: "chart-webhook-kept-out",
  title: "A chart's webhook that the API server cannot call",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: [],

  check: keptOutCharts,

  message: ({ webhook: { chart, port } }) =>
    `The API server cannot call the webhook of chart ${quoted(chart)}: no rule allows TCP ${port} from it`,
  note: ({ webhook: { port }, because }) =>
    `With its default values, the chart (${because}) has a webhook on TCP ${port}. In most clusters the API server is not a pod, so no selector matches it. A rule with this port and no peers allows it, in a Cilium policy also the entities \`kube-apiserver\` and \`remote-node\`.`,
});
