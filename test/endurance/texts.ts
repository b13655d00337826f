/** What files hold in these tests: manifests that depend on each other, and what is none. */

import { deployment, misspelt, policy } from "../protocol/manifests.js";
import { FURTHER, FURTHER_KUSTOMIZATIONS, FURTHER_SETTINGS } from "./manifests.js";

const NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";

/** @param names Paths from the kustomization. */
const kustomization = (...names: readonly string[]): string =>
  ["namespace: shop", "resources:", ...names.map((it) => `  - ${it}`), ""].join("\n");

/** Texts for files with a manifest's name. */
export const TEXTS: readonly [string, ...string[]] = [
  policy("web"),
  policy("api", { app: "api" }),
  policy("none", { app: "nobody" }),
  misspelt("slip"),
  deployment("web"),
  deployment("api"),
  NAMESPACE,
  [policy("web"), deployment("web")].join("---\n"),
  "a: [1,\nb: {\n",
  "",
  "# nothing but a comment\n",
  '{"apiVersion": "v1", "kind": "List", "items": []}\n',
  ...FURTHER,
];

export const KUSTOMIZATIONS: readonly [string, ...string[]] = [
  kustomization("a.yaml", "b.yaml"),
  kustomization("gone.yaml"),
  kustomization("../a.yaml", "data.txt"),
  ...FURTHER_KUSTOMIZATIONS,
];

export const IGNORE_FILES: readonly [string, ...string[]] = ["b.yaml\n", "one/\n", "*.json\n!c.json\n", "\n"];

export const SETTINGS: readonly [string, ...string[]] = [
  "exclude: [two]\n",
  "rules:\n  unknown-field: off\n",
  "cni: cilium\n",
  "rules: [1\n",
  "{}\n",
  ...FURTHER_SETTINGS,
];

/** No text in any encoding. */
export const BYTES = Buffer.from([0, 255, 1, 254, 2, 0, 10]);
