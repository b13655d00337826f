/** "Can A talk to B?": the question, and the answer with the lines that decide. */

import type { AllowAnswer, CanAnswer, EndsResult } from "../../../server/src/lsp/ext.js";
import type { WorkspaceEdit } from "vscode-languageserver-protocol";
import { applyEdit } from "./apply-edit.js";
import { button, element, make } from "./dom.js";
import type { Editors } from "./editors.js";
import type { LanguageClient } from "./language-client.js";
import type { Question } from "./share.js";

export class Can {
  readonly #client: LanguageClient;
  readonly #editors: Editors;
  readonly #say: (message: string) => void;
  readonly #from = element("from", HTMLInputElement);
  readonly #to = element("to", HTMLInputElement);
  readonly #protocol = element("protocol", HTMLSelectElement);
  readonly #port = element("port", HTMLInputElement);
  readonly #ends = element("ends", HTMLDataListElement);
  readonly #answer = element("answer", HTMLElement);
  #asked = 0;
  #shown = "";

  constructor(client: LanguageClient, editors: Editors, say: (message: string) => void) {
    this.#client = client;
    this.#editors = editors;
    this.#say = say;
    const form = element("question", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => void this.ask());
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
    this.#answer.replaceChildren(...this.#drawn(answer, question));
  }

  async #answerTo(question: Question): Promise<CanAnswer> {
    if (question.from === "" || question.to === "") return { text: "Choose two ends.", places: {} };
    if (question.port !== undefined && !(Number.isInteger(question.port) && question.port <= 65535)) {
      return { text: "A port is a number from 0 to 65535.", places: {} };
    }
    return this.#client.ask<CanAnswer>("netpol/can", question);
  }

  /** The first line says it; in the others are buttons where they name lines. */
  #drawn({ text, verdict, places, allow }: CanAnswer, question: Question): readonly Node[] {
    const [, first = "", rest = ""] = /^(.*)\n?([\s\S]*)$/.exec(text) ?? [];
    const names = Object.keys(places).sort((a, b) => b.length - a.length);
    const words = [...(allow === undefined ? [] : [allow]), ...names].map(escaped);
    const pieces = words.length === 0 ? [rest] : rest.split(new RegExp(`(${words.join("|")})(?!\\d)`));
    const drawn = pieces.map((it) => {
      const place = places[it];
      if (it === allow) return button(it, "fix", () => void this.#allow(question));
      return place === undefined ? it : button(it, "place", () => this.#open(place));
    });
    return [make("p", `verdict ${verdict ?? "none"}`, first), make("pre", "", ...drawn)];
  }

  #open({ uri, line }: CanAnswer["places"][string]): void {
    const start = { line, character: 0 };
    this.#editors.open({ uri, range: { start, end: start } });
  }

  async #allow(question: Question): Promise<void> {
    const { edit, message, title } = await this.#client.ask<AllowAnswer>("netpol/allow", question);
    const fault = edit === undefined ? message : applyEdit(this.#editors, edit as WorkspaceEdit);
    this.#say(fault ?? message ?? `Done: ${title}`);
  }
}

function escaped(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
