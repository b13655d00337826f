/** What is shown first: the workspace that also `npm start` opens. */

import policies from "../../../playground/shop/policies.yaml";
import workloads from "../../../playground/shop/workloads.yaml";
import type { Shared } from "./share.js";

export const SAMPLE: Shared = {
  files: new Map([
    ["policies.yaml", policies],
    ["workloads.yaml", workloads],
  ]),
  question: { from: "shop/api", to: "shop/db", protocol: "TCP", port: 5432 },
};
