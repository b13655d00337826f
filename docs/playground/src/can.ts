/** "Can A talk to B?": the question, and the answer with the lines that decide. */

import type { AllowAnswer, CanAnswer, EndsResult } from "../../../server/src/lsp/ext.js";
import type { WorkspaceEdit } from "vscode-languageserver-protocol";
import { applyEdit } from "./apply-edit.js";
import { button, element, make } from "./dom.js";
import type { Editors } from "./editors.js";
import type { LanguageClient } from "./language-client.js";
import { say, sayWhyNot } from "./messages.js";
import type { Question } from "./share.js";

export class Can {
  readonly #client: LanguageClient;
  readonly #editors: Editors;
  readonly #from = element("from", HTMLInputElement);
  readonly #to = element("to", HTMLInputElement);
  readonly #protocol = element("protocol", HTMLSelectElement);
  readonly #port = element("port", HTMLInputElement);
  readonly #ends = element("ends", HTMLDataListElement);
  readonly #verdict = element("verdict", HTMLElement);
  readonly #answer = element("answer", HTMLElement);
  #asked = 0;
  #shown = "";

  constructor(client: LanguageClient, editors: Editors) {
    this.#client = client;
    this.#editors = editors;
    const form = element("question", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.ask().catch(sayWhyNot));
  }

  get question(): Question {
    const port = Number(this.#port.value);
    return {
      from: this.#from.value.trim(),
      to: this.#to.value.trim(),
      protocol: this.#protocol.value,
      ...(this.#port.value.trim() !== "" && { port }),
    };
  }

  put({ from, to, protocol, port }: Question): void {
    this.#from.value = from;
    this.#to.value = to;
    this.#protocol.value = protocol;
    this.#port.value = port === undefined ? "" : String(port);
  }

  async ask(): Promise<void> {
    if (!this.#client.connected) return;
    const asked = ++this.#asked;
    const { question } = this;
    const [{ ends }, answer] = await Promise.all([
      this.#client.ask<EndsResult>("netpol/ends", {}),
      this.#answerTo(question),
    ]);
    // A later question was asked meanwhile.
    if (asked !== this.#asked) return;
    this.#ends.replaceChildren(...ends.map(({ id, detail }) => new Option(detail, id)));
    if (JSON.stringify(answer) === this.#shown) return;
    this.#shown = JSON.stringify(answer);
    this.#draw(answer, question);
  }

  async #answerTo(question: Question): Promise<CanAnswer> {
    if (question.from === "" || question.to === "") return { text: "Choose two ends.", places: {} };
    if (question.port !== undefined && !(Number.isInteger(question.port) && question.port <= 65535)) {
      return { text: "A port is a number from 0 to 65535.", places: {} };
    }
    return this.#client.ask<CanAnswer>("netpol/can", question);
  }

  /** The first line says it, the others why; behind an empty line comes YAML. */
  #draw({ text, verdict, places, allow }: CanAnswer, question: Question): void {
    const [, first = "", why = "", yaml = ""] = /^(.*)\n?([\s\S]*?)(?:\n\n([\s\S]*))?$/.exec(text.trimEnd()) ?? [];
    const act = (words: string): HTMLElement | undefined => {
      const place = places[words];
      if (words === allow) return button(words, "fix", () => this.#allow(question).catch(sayWhyNot));
      return place === undefined ? undefined : button(words, "place", () => this.#open(place));
    };
    const named = [...(allow === undefined ? [] : [allow]), ...Object.keys(places)];
    const lines = why.split("\n").map((it) => lineOf(it, named, act));
    this.#verdict.textContent = first;
    this.#verdict.className = verdict ?? "none";
    this.#answer.hidden = why === "";
    this.#answer.replaceChildren(...lines, ...(yaml === "" ? [] : [make("pre", "", yaml)]));
  }

  #open({ uri, line }: CanAnswer["places"][string]): void {
    const start = { line, character: 0 };
    this.#editors.open({ uri, range: { start, end: start } });
  }

  async #allow(question: Question): Promise<void> {
    const { edit, message, title } = await this.#client.ask<AllowAnswer>("netpol/allow", question);
    const fault = edit === undefined ? message : applyEdit(this.#editors, edit as WorkspaceEdit);
    say(fault ?? message ?? `Done: ${title}`);
  }
}

/** A line that keeps its indentation where it wraps, with what can be pressed in it. */
function lineOf(line: string, named: readonly string[], act: (words: string) => HTMLElement | undefined): HTMLElement {
  const [, indentation = "", words = line] = /^( *)(.*)$/.exec(line) ?? [];
  // `a.yaml:1` is also the beginning of `a.yaml:12`, and brackets stay with what is in them.
  const alternatives = named.map((it) => `\\(${escaped(it)}\\)|${escaped(it)}(?!\\d)`).join("|");
  const pieces = named.length === 0 ? [words] : words.split(new RegExp(`(${alternatives})`));
  const drawn = pieces.map((it) => {
    const [, inside] = /^\((.*)\)$/.exec(it) ?? [];
    const inBrackets = inside === undefined ? undefined : act(inside);
    return inBrackets === undefined ? (act(it) ?? it) : make("span", "whole", "(", inBrackets, ")");
  });
  const node = make("div", "why", ...drawn);
  node.style.paddingLeft = `${indentation.length + 2}ch`;
  return node;
}

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
