/** The projects of the session, and to which of them a file belongs. */

import type { FileId } from "../ide/index.js";
import type { Project } from "./project.js";

export class Projects {
  readonly #projects = new Map<string, Project>();

  add(project: Project): void {
    this.#projects.set(project.uri, project);
  }

  remove(project: Project): void {
    this.#projects.delete(project.uri);
  }

  get(uri: string): Project | undefined {
    return this.#projects.get(uri);
  }

  all(): readonly Project[] {
    return [...this.#projects.values()];
  }

  /** The project that the file belongs to: of folders inside each other, the innermost. */
  of(file: FileId): Project | undefined {
    let best: Project | undefined;
    for (const project of this.#projects.values()) {
      if (project.pathOf(file) === undefined) continue;
      if (best === undefined || depthOf(project) > depthOf(best)) best = project;
    }
    return best;
  }
}

/** Single documents lie above all folders. */
function depthOf({ root }: Project): number {
  return root?.path.length ?? 0;
}
