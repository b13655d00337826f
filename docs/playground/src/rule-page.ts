/** The page of a rule, in front of the others. */

import { LSPPlugin } from "@codemirror/lsp-client";
import type { ExplainRuleResult } from "../../../server/src/lsp/ext.js";
import { element } from "./dom.js";
import type { Editors } from "./editors.js";
import type { LanguageClient } from "./language-client.js";
import { sayWhyNot } from "./messages.js";

/** A link from one page to another. */
const PAGE = /^(NP\d{4})\.md/;

export class RulePage {
  readonly #client: LanguageClient;
  readonly #editors: Editors;
  readonly #dialog = element("rule", HTMLDialogElement);
  readonly #title = element("rule-title", HTMLElement);
  readonly #page = element("rule-page", HTMLElement);

  constructor(client: LanguageClient, editors: Editors) {
    this.#client = client;
    this.#editors = editors;
    element("close-rule", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#page.addEventListener("click", (event) => {
      const href = event.target instanceof Element ? event.target.closest("a")?.getAttribute("href") : undefined;
      const code = PAGE.exec(href ?? "")?.[1];
      if (code === undefined) return;
      event.preventDefault();
      this.show(code).catch(sayWhyNot);
    });
  }

  async show(rule: string): Promise<void> {
    const explained = await this.#client.ask<ExplainRuleResult>("netpol/explainRule", { rule });
    const view = this.#editors.shownView;
    const plugin = view === undefined ? null : LSPPlugin.get(view);
    if (explained === null || plugin === null) return;
    const [, title = `${explained.code} ${explained.name}`, body = explained.markdown] =
      /^# (.*)\n([\s\S]*)$/.exec(explained.markdown) ?? [];
    this.#title.textContent = title;
    this.#page.innerHTML = plugin.docToHTML({ kind: "markdown", value: body });
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#page.scrollTo(0, 0);
  }
}
