/** Fills parameters into a text: by Go's template language, or as plain replacement of `{{ name }}` (GO-29). */

import type { Plain } from "../../kustomize/index.js";
import { call, entry, type Given, isTrue, printed } from "./functions.js";
import { type Node, type Operand, parseTemplate, type Pipeline, Undecidable } from "./parse.js";

export { Undecidable } from "./parse.js";

export type Params = { readonly [name: string]: Plain };

export interface TemplateOptions {
  /** `missingkey=error`: a key that is not there fails, where it else prints as `<no value>`. */
  readonly missingFails: boolean;
}

/** No name, path or patch is longer. */
const MOST_TEXT = 200_000;

/** @throws {Undecidable} where the result is not known: for what is not read, and for what Go refuses. */
export function renderGoTemplate(text: string, params: Params, options: TemplateOptions): string {
  if (!text.includes("{{")) return text;
  return new Renderer(options).nodes(parseTemplate(text), params);
}

class Renderer {
  readonly #options: TemplateOptions;
  #length = 0;

  constructor(options: TemplateOptions) {
    this.#options = options;
  }

  nodes(nodes: readonly Node[], dot: Given): string {
    return nodes.map((it) => this.#node(it, dot)).join("");
  }

  #node(node: Node, dot: Given): string {
    // A node counts as a character, so that ranges in ranges end as well.
    this.#count(1);
    if (node.is === "text") return this.#counted(node.text);
    const value = this.#pipeline(node.pipeline, dot);
    switch (node.is) {
      case "print":
        return this.#counted(printed(value));
      case "if":
        return this.nodes(isTrue(value) ? node.then : node.otherwise, dot);
      case "with":
        return isTrue(value) ? this.nodes(node.then, value) : this.nodes(node.otherwise, dot);
      case "range": {
        if (!isTrue(value)) return this.nodes(node.otherwise, dot);
        if (!Array.isArray(value)) throw new Undecidable("a range over anything but a list is not supported");
        return (value as readonly Plain[]).map((it) => this.nodes(node.then, it)).join("");
      }
    }
  }

  #counted(text: string): string {
    this.#count(text.length);
    return text;
  }

  #count(characters: number): void {
    this.#length += characters;
    if (this.#length > MOST_TEXT) throw new Undecidable("a string becomes too long");
  }

  #pipeline(pipeline: Pipeline, dot: Given): Given {
    let value: Given;
    for (const [at, command] of pipeline.entries()) {
      if (command.is === "value") {
        if (at > 0) throw new Undecidable("a value is called with an argument");
        value = this.#operand(command.value, dot);
      } else {
        const args = command.args.map((it) => this.#operand(it, dot));
        value = call(command.name, at > 0 ? [...args, value] : args);
      }
    }
    return value;
  }

  #operand(operand: Operand, dot: Given): Given {
    if (operand.is === "literal") return operand.value;
    let value = operand.of === undefined ? dot : this.#pipeline(operand.of, dot);
    for (const name of operand.names) {
      value = entry(value, name);
      if (value === undefined && this.#options.missingFails) throw new Undecidable(`no value for \`${name}\``);
    }
    return value;
  }
}

/** `{{ name }}` where the parameters have a text of that name; the rest stays as it is. */
export function renderPlain(text: string, params: Params): string {
  return text.replaceAll(/\{\{([^{}]*)\}\}/g, (all, name: string) => {
    const key = name.trim();
    const value = Object.hasOwn(params, key) ? params[key] : undefined;
    return typeof value === "string" ? value : all;
  });
}
