/** Asks the client to ask again for what depends on other files too, once a run has ended after which it may be different. */

import { CodeLensRefreshRequest } from "vscode-languageserver";
import type { Surroundings } from "./publisher.js";
import type { Projects } from "./projects.js";

export class Refreshes {
  readonly #surroundings: Surroundings;
  readonly #projects: Projects;
  #lastGenerations = "";
  #hadLenses = false;
  #hadTokens: string | undefined;

  constructor(surroundings: Surroundings, projects: Projects) {
    this.#surroundings = surroundings;
    this.#projects = projects;
  }

  send(): void {
    const { connection, client, guard } = this.#surroundings;
    const projects = this.#projects.all();
    const generations = projects.map(({ workspace }) => workspace.generation).join(" ");
    if (generations === this.#lastGenerations) return;
    this.#lastGenerations = generations;
    if (client.refreshesHints) guard.run("refreshing hints", () => connection.languages.inlayHint.refresh());
    const hasLenses = projects.some((it) => it.settings.codeLens);
    // Once more when they were switched off.
    if (client.refreshesLenses && (hasLenses || this.#hadLenses)) {
      guard.run("refreshing lenses", () => connection.sendRequest(CodeLensRefreshRequest.type));
    }
    this.#hadLenses = hasLenses;
    // What a text means does not depend on other files: only the setting changes it.
    const hasTokens = projects.map((it) => it.settings.semanticTokens).join();
    if (client.refreshesTokens && this.#hadTokens !== undefined && hasTokens !== this.#hadTokens) {
      guard.run("refreshing tokens", () => connection.languages.semanticTokens.refresh());
    }
    this.#hadTokens = hasTokens;
  }
}
