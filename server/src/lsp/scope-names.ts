/** What clusters and files of several folders are called: by their folder too, where two folders may have one of the same name. */

import type { FileId } from "../ide/index.js";
import type { Project } from "./project.js";
import type { Session } from "./session.js";

export interface NamedScope {
  readonly project: Project;
  /** As the project calls it. */
  readonly scope: string;
  /** `overlays/prod (shop)`, `shop` for the only one of its folder; the project's own name where there is one folder. */
  readonly name: string;
}

/** The clusters of all folders. */
export function namedScopes(session: Session): NamedScope[] {
  return session.projects
    .all()
    .flatMap((project) =>
      project.workspace.scopeNames.map((scope) => ({ project, scope, name: scopeName(session, project, scope) })),
    );
}

export function scopeName({ projects }: Session, project: Project, scope: string): string {
  const folder = folderName(projects.all(), project);
  if (folder === undefined) return scope;
  return project.workspace.scopeNames.length === 1 ? folder : `${scope} (${folder})`;
}

/** A file by its path, which begins with the folder's name where there are several. */
export function fileName({ projects }: Session, project: Project, file: FileId): string {
  const folder = folderName(projects.all(), project);
  const path = project.workspace.nameOf(file);
  return folder === undefined || project.root === undefined ? path : `${folder}/${path}`;
}

/** The last parts of its path that no other one ends with; undefined for the only project. */
export function folderName(projects: readonly Project[], { uri }: Project): string | undefined {
  if (projects.length < 2) return undefined;
  const parts = partsOf(uri);
  const others = projects.filter((it) => it.uri !== uri).map((it) => partsOf(it.uri));
  const lastOf = (all: readonly string[], count: number): string => all.slice(-count).join("/");
  const enough = parts.findIndex((_, index) =>
    others.every((it) => lastOf(it, index + 1) !== lastOf(parts, index + 1)),
  );
  return decodeURIComponent(enough < 0 ? uri : lastOf(parts, enough + 1));
}

function partsOf(uri: string): string[] {
  return uri.split("/").filter((it) => it !== "");
}
