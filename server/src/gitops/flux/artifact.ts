/** What of a repository reaches Flux's builds: its source leaves some files out before anything is built (GO-3). */

import type { FileTree } from "../../kustomize/index.js";
import { type Ignored, ignoredBy, readIgnoreRules } from "../ignore-file.js";
import { folderOf, joined } from "../paths.js";

/** Left out unless the source says what is, pictures and archives aside, which are no manifests. */
const DEFAULTS = [
  ".git/",
  ".github/",
  ".circleci/",
  ".travis.yml",
  ".gitlab-ci.yml",
  "appveyor.yml",
  ".drone.yml",
  "cloudbuild.yaml",
  "codeship-services.yml",
  "codeship-steps.yml",
  "**/.goreleaser.yml",
  "**/.sops.yaml",
  "**/.flux.yaml",
].join("\n");

/**
 * The files that are in the artifact. `.sourceignore` files count where the tree holds them.
 * @param ignore The source's `spec.ignore`, in place of the defaults.
 */
export function artifactOf(tree: FileTree, ignore: string = DEFAULTS): FileTree {
  const rulesIn = new Map<string, ReturnType<typeof readIgnoreRules>>();
  const rulesOf = (folder: string): ReturnType<typeof readIgnoreRules> => {
    const known = rulesIn.get(folder);
    if (known !== undefined) return known;
    const above = folder === "" ? readIgnoreRules(ignore, "") : rulesOf(folderOf(folder));
    const file = tree.file(joined(folder, ".sourceignore"));
    const own = file === undefined || file === "unread" ? [] : readIgnoreRules(file.text, folder);
    const rules = own.length === 0 ? above : [...above, ...own];
    rulesIn.set(folder, rules);
    return rules;
  };
  const testOf = new Map<ReturnType<typeof readIgnoreRules>, Ignored>();
  // A build asks for one path again and again.
  const known = new Map<string, boolean>();
  const isIgnored: Ignored = (path, isFolder) => {
    const key = isFolder ? `${path}/` : path;
    const before = known.get(key);
    if (before !== undefined) return before;
    const rules = rulesOf(folderOf(path));
    const test = testOf.get(rules) ?? ignoredBy(rules);
    testOf.set(rules, test);
    const found = test(path, isFolder);
    known.set(key, found);
    return found;
  };
  return {
    file: (path) => (isIgnored(path, false) ? undefined : tree.file(path)),
    chart: (request) => tree.chart(request),
    isFolder: (path) => tree.isFolder(path) && (path === "" || !isIgnored(path, true)),
    names: (folder) =>
      tree.names(folder).filter((it) => {
        const path = joined(folder, it);
        return !isIgnored(path, tree.isFolder(path));
      }),
  };
}
