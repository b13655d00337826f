/** What the status item of the client shows: all projects taken together. */

import { noticeLines } from "../ide/index.js";
import type { StatusParams } from "./ext.js";
import type { Project } from "./project.js";
import { folderName } from "./scope-names.js";

export function statusOf(projects: readonly Project[]): StatusParams {
  const sum = (count: (project: Project) => number | undefined): number =>
    projects.reduce((total, it) => total + (count(it) ?? 0), 0);
  const indexing = projects.some((it) => !it.stopped && (!it.ready || it.summary === undefined));
  const stopped = projects.some((it) => it.stopped);
  return {
    state: indexing ? "indexing" : stopped ? "stopped" : "ready",
    ...(indexing && { progress: { done: sum((it) => it.progress?.done), total: sum((it) => it.progress?.total) } }),
    files: sum((it) => it.summary?.files),
    policies: sum((it) => it.summary?.policies),
    workloads: sum((it) => it.summary?.workloads),
    scopes: sum((it) => (it.summary === undefined ? 0 : it.workspace.scopeNames.length)),
    problems: {
      errors: sum((it) => it.summary?.errors),
      warnings: sum((it) => it.summary?.warnings),
      infos: sum((it) => it.summary?.infos),
      hints: sum((it) => it.summary?.hints),
    },
    notices: projects.flatMap((it) => {
      const folder = folderName(projects, it);
      const lines = noticeLines(it.notices, (file) => it.workspace.nameOf(file));
      return folder === undefined ? lines : lines.map((line) => `${folder}: ${line}`);
    }),
  };
}
