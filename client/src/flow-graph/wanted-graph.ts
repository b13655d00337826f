/** Which graph is to be shown: that of the cursor's place, or what was chosen in the page. */

import type { GraphParams, GraphResult } from "../../../server/src/lsp/ext";

export type Place = Required<Pick<GraphParams, "textDocument" | "position">>;

export class WantedGraph {
  #scope: string | undefined;
  #namespace: string | undefined;
  #follows = true;
  /** True from a move of the cursor until the user chooses a namespace. */
  #moved = false;
  /** Where the last manifest's cursor was: the page itself may have the focus. */
  #place: Partial<Place> = {};

  /** True where a move of the cursor changes what is shown. */
  get follows(): boolean {
    return this.#follows;
  }

  /** True where the cursor's place goes before what was chosen. */
  get goesByPlace(): boolean {
    return this.#follows && this.#moved;
  }

  goTo(place: Place): void {
    this.#place = place;
    this.#moved = true;
  }

  /** @param namespace Undefined for the picture of all of them, which is then not left for the cursor's. */
  unfold(namespace: string | undefined): void {
    this.#choose(namespace);
    if (namespace === undefined) this.#follows = false;
  }

  chooseScope(scope: string): void {
    this.#scope = scope;
    this.#choose(undefined);
  }

  follow(on: boolean): void {
    this.#follows = on;
    this.#moved = on;
  }

  /** A panel that is opened again begins at the cursor. */
  reset(): void {
    this.#scope = undefined;
    this.#namespace = undefined;
    this.follow(true);
  }

  /** What to ask the server for. */
  params(follow: boolean): GraphParams {
    return {
      // Without a namespace, the server would unfold the one at the cursor.
      ...(follow || this.#namespace !== undefined ? this.#place : {}),
      follow,
      ...(this.#scope !== undefined && { scope: this.#scope }),
      ...(this.#namespace !== undefined && { namespace: this.#namespace }),
    };
  }

  /**
   * Takes note of what the place led to.
   * @returns ids of workloads to point out.
   */
  answered(graph: GraphResult, followed: boolean): readonly string[] {
    if (followed) [this.#scope, this.#namespace] = [graph.scope, graph.unfolded?.namespace];
    return (graph.here?.namespace === graph.unfolded?.namespace ? graph.here?.workloads : undefined) ?? [];
  }

  #choose(namespace: string | undefined): void {
    this.#namespace = namespace;
    this.#moved = false;
  }
}
