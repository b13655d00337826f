/** What a kustomization comes to that somebody applies to begin a cluster. */

import type { ClusterContext } from "./cluster-plan.js";
import { kustomizationPath, kustomizationRoot } from "./kustomization-file.js";
import type { PlacedObject, PlannedBuild } from "./plan.js";

export function buildBeginning(folder: string, { tree, build, memory }: ClusterContext): PlannedBuild | undefined {
  const root = kustomizationRoot(tree, folder);
  const path = kustomizationPath(tree, folder);
  if (root === undefined || path === undefined) return undefined;
  const by = memory.kept(root.at.document, "begins", () => root);
  const built = build(tree, { folder, restrictor: "root" });
  const objects = built.objects.map((object) =>
    memory.kept(object, "begins", (): PlacedObject => ({ ...object, values: "none", unknown: [], used: [] })),
  );
  const { problems, unseen, uses, folders } = built;
  return { by, name: path, byHand: true, folder, objects, problems, notes: [], unseen, uses, folders };
}
