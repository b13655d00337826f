/** Content of files and builds that is not decoded: templates that make pods, and policies of systems that are not read. */

import { memoize } from "../base/memoize.js";
import { isApplier } from "../gitops/repository.js";
import { type BuiltObject, textAt, type UnseenSource } from "../kustomize/index.js";
import { likelyOfChart } from "../model/likely-labels.js";
import type { UnreadPolicy, UnseenCause, UnseenPods } from "../model/scope.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import type { Builds } from "./builds.js";
import type { BuiltRoot } from "./built-root.js";
import { isExpectation } from "./expectations.js";
import type { FileState } from "./file-state.js";
import { unreadPoliciesIn } from "./unread-policies.js";
import { unseenOfTemplate } from "./unseen.js";

export interface Unread {
  readonly unseen: readonly UnseenPods[];
  readonly policies: readonly UnreadPolicy[];
}

/** For a file, from its text, so that only a change of the file changes it. */
export const unreadIn = memoize((file: FileState): Unread => {
  if (isExpectation(file.input.path)) return { unseen: [], policies: [] };
  const documents = [...file.passedOver, ...file.documents];
  return { unseen: unseenOfTemplate(file), policies: documents.flatMap((it) => policiesIn(file, it)) };
});

const CAUSES: Readonly<Record<UnseenSource["is"], UnseenCause>> = {
  remote: "remote",
  chart: "chart",
  plugin: "plugin",
  validator: "plugin",
  unread: "unread",
};

/** For a build: sources that are not known, and policies that are not read, in the namespaces that the build sets. */
export function unreadInBuild({ build, path, folder, application }: BuiltRoot, builds: Builds): Unread {
  // The Application object itself tells what it installs from elsewhere.
  const isTold = application !== undefined && folder === undefined;
  const unseen = (isTold ? [] : build.unseen)
    .filter((it) => it.is !== "validator" && it.definitions !== true)
    .map(({ at, is, because, namespace, release }): UnseenPods => {
      const file = builds.objects.pathAt(at) ?? path;
      return {
        because,
        ...(release === undefined ? {} : { likely: likelyOfChart(release.name || release.chart, release.chart) }),
        cause: CAUSES[is],
        ...(file === undefined ? {} : { file }),
        ...(namespace === undefined ? {} : { namespace }),
      };
    });
  const policies = unreadPoliciesOf(build).flatMap(({ object, namespace }) => {
    const source = builds.objects.sourceOf(object);
    const own = source === undefined ? [] : policiesIn(source.file, source);
    return own.map((it) => (it.namespace === undefined || namespace === undefined ? it : { ...it, namespace }));
  });
  return { unseen, policies };
}

/** One object for each document with policies that are not read, and the namespace that the build sets. */
const unreadPoliciesOf = memoize(({ objects }: BuiltRoot["build"]) => {
  const found: { readonly object: BuiltObject; readonly namespace: string | undefined }[] = [];
  const seen = new Set<YamlDocument>();
  for (const object of objects) {
    const document = object.source?.document;
    // Objects that Flux or Argo CD builds are read on their own.
    if (document === undefined || seen.has(document) || isApplier(object.root)) continue;
    seen.add(document);
    if (unreadPoliciesIn(document.text).length > 0) found.push({ object, namespace: namespaceOf(object) });
  }
  return found;
});

function namespaceOf({ root, changed }: BuiltObject): string | undefined {
  return changed ? textAt(root.get("metadata"), "namespace") : undefined;
}

function policiesIn(
  file: FileState,
  { start, text }: { readonly start: number; readonly text: string },
): UnreadPolicy[] {
  return unreadPoliciesIn(text).map(({ offset, ...policy }) => ({
    ...policy,
    file: file.input.id,
    path: file.input.path,
    line: file.lines.positionAt(start + offset).line,
  }));
}
