// Uses a window of VS Code as a person does: keys, clicks, and what is then on the screen.
// Usage: import { Driver } from "./driver.mjs"

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** How long VS Code gets to show something, in milliseconds: on a machine with other work, several times what it needs alone. */
const PATIENCE_MS = 60_000;

/** After how long a key is pressed again where nothing came of it, in milliseconds. */
const KEY_AGAIN_MS = 5_000;

/** Runs a body while the workspace has these settings, which VS Code reads from their file. */
export async function withSettings(folder, settings, body) {
  const place = path.join(folder, ".vscode");
  mkdirSync(place, { recursive: true });
  const file = path.join(place, "settings.json");
  writeFileSync(file, JSON.stringify(settings));
  try {
    return await body();
  } finally {
    writeFileSync(file, "{}");
  }
}

export class Driver {
  /** @param {import("playwright-core").Page} page With the workbench drawn. */
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** Waits for the file that a window opens with: it takes the focus, and with it the keys, when it is there. */
  async opened() {
    await this.page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
    await this.line(/\S/).waitFor();
  }

  /** A line of an editor, the first that holds the text. */
  line(text) {
    return this.page.locator(".editor-instance .view-line", { hasText: text }).first();
  }

  /** The tab of an editor. */
  tab(name) {
    return this.page.locator(".tab", { hasText: name }).first();
  }

  /** A note that is shown in a line. */
  hint(text) {
    // VS Code draws its blanks as ones that do not break.
    return this.page
      .locator(".editor-instance .view-line span", { hasText: new RegExp(`^${escaped(text).replaceAll(" ", "\\s")}$`) })
      .first();
  }

  /** The color of a word. */
  async colorOf(word) {
    return word.first().evaluate((it) => getComputedStyle(it).color);
  }

  async colorIs(word, color) {
    await this.#repeat(`the word does not get the color ${color}`, async () => (await this.colorOf(word)) === color);
  }

  /** The page in the one webview that is shown. */
  get webview() {
    return this.page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
  }

  /** The same as a frame, in which scripts can be run. */
  async webviewFrame() {
    const outer = await this.page.locator("iframe.webview").first().elementHandle();
    const inner = await (await outer.contentFrame()).waitForSelector("iframe#active-frame");
    return inner.contentFrame();
  }

  async keys(...keys) {
    for (const it of keys) await this.page.keyboard.press(it);
  }

  /** Runs a command of the palette. */
  async command(title) {
    await this.#choose(`>${title}`, title, "F1");
  }

  /** Shows a file of the workspace, from its first line, and nothing else. */
  async open(name) {
    const tabs = this.page.locator(".tabs-container .tab");
    await this.command("View: Close All Editors");
    await tabs.first().waitFor({ state: "detached" });
    await this.#choose(name, name, "Control+p");
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.line(/\S/).waitFor();
    await this.keys("Control+Home");
  }

  /** In a picker with this title or in whose place to type this is said: types what to look for, and takes the first. */
  async pick(title, text) {
    const named = `.quick-input-widget:has-text("${title}"), .quick-input-widget:has(input[placeholder^="${title}"])`;
    const picker = this.page.locator(named);
    await picker.locator("input").first().waitFor();
    await picker.locator(".monaco-list-row").first().waitFor();
    await this.#choose(text, text);
  }

  /** In a box with this title: types an answer. */
  async answer(title, text) {
    await this.page.locator(".quick-input-widget", { hasText: title }).locator("input").first().waitFor();
    await this.#box.fill(text);
    await this.keys("Enter");
  }

  /** A page that is just drawn takes the focus, and keys are lost meanwhile: a click into the workbench gives it back. */
  async #openPicker(key) {
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      await this.keys(key);
      try {
        return await this.#box.waitFor({ timeout: KEY_AGAIN_MS });
      } catch (error) {
        if (Date.now() > end) throw error;
        await this.page.locator(".part.statusbar").click({ position: { x: 400, y: 8 } });
      }
    }
  }

  get #box() {
    return this.page.locator(".quick-input-widget .quick-input-box input").first();
  }

  /**
   * Types into the picker that is shown, and takes the row with exactly this name once the list has followed. VS Code drops
   * what is typed while a picker is not wholly open, and an Enter that comes while it draws the list anew: both are done
   * again until the picker is seen to go on.
   * @param key Opens the picker, where none is shown yet.
   */
  async #choose(typed, name, key) {
    const row = this.page
      .locator(".quick-input-list .monaco-list-row.focused", {
        has: this.page.locator(".label-name", { hasText: new RegExp(`^\\s*${escaped(name)}$`) }),
      })
      .first();
    const goneOn = async () => !(await this.#box.isVisible()) || (await this.#box.inputValue()) !== typed;
    await this.#repeat(`the picker does not list ${name}`, async () => {
      if (key !== undefined && !(await this.#box.isVisible())) await this.#openPicker(key);
      // An empty text is filled in by pressing Delete, which the editor gets where it has the focus.
      if ((await this.#box.inputValue()) === typed) await this.#box.fill(`${typed} `, { timeout: KEY_AGAIN_MS });
      await this.#box.fill(typed, { timeout: KEY_AGAIN_MS });
      await row.waitFor({ timeout: KEY_AGAIN_MS });
      return true;
    });
    await this.#repeat(`the picker does not take ${name}`, async () => {
      await this.keys("Enter");
      for (const again = Date.now() + KEY_AGAIN_MS; Date.now() < again; ) {
        if (await goneOn()) return true;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return false;
    });
  }

  /** Does it again until it is done. @param what Said with the last error where it never is. */
  async #repeat(what, attempt) {
    let cause;
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
      try {
        if (await attempt()) return;
      } catch (error) {
        cause = error;
      }
    }
    throw new Error(`${what}: ${await this.#rows()}`, { cause });
  }

  /** What a picker shows, for an error: what is typed and its first rows. */
  async #rows() {
    const typed = (await this.#box.isVisible()) ? await this.#box.inputValue() : undefined;
    const rows = await this.page.locator(".quick-input-list .monaco-list-row .label-name").allInnerTexts();
    return typed === undefined ? "no picker is shown" : `"${typed}" lists ${JSON.stringify(rows.slice(0, 5))}`;
  }

  /** Types a word, and takes the suggestion with exactly this name. */
  async suggest(typed, name) {
    await this.page.keyboard.type(typed);
    const named = { has: this.page.locator(".label-name", { hasText: new RegExp(`^\\s*${escaped(name)}$`) }) };
    const widget = this.page.locator(".suggest-widget.visible");
    await this.#repeat(`no suggestion ${name}`, async () => {
      if (!(await widget.isVisible())) await this.keys("Control+Space");
      await widget.locator(".monaco-list-row", named).first().waitFor({ timeout: KEY_AGAIN_MS });
      return true;
    });
    for (let down = 0; (await widget.locator(".monaco-list-row.focused", named).count()) === 0; down++) {
      if (down > 20) throw new Error(`the suggestion ${name} is not reached`);
      await this.keys("ArrowDown");
    }
    await this.keys("Enter");
    await widget.waitFor({ state: "hidden" });
  }

  /** The hover at the cursor, once it says this. */
  async hover(text) {
    const hover = this.page.locator(".monaco-hover:visible", { hasText: text }).first();
    await this.#repeat(`no hover says ${text}`, async () => {
      await this.keys("Control+k", "Control+i");
      await hover.waitFor({ timeout: KEY_AGAIN_MS });
      return true;
    });
    return hover;
  }

  /** Takes what the light bulb offers at the cursor, until it is seen to be done. @param seen Locator of what is then there. */
  async fix(title, seen) {
    await this.#act("Control+.", title, seen);
  }

  /** Takes what is offered to rewrite what is at the cursor. */
  async refactor(title, seen) {
    await this.#act("Control+Shift+r", title, seen);
  }

  /** The menu passes over an Enter that comes while it is drawn. */
  async #act(key, title, seen) {
    const row = this.page.locator(".action-widget .monaco-list-row.action", { hasText: title }).first();
    await this.#repeat(`the action ${title} is not done`, async () => {
      if (await seen.isVisible()) return true;
      await this.keys("Escape", key);
      await row.waitFor({ timeout: KEY_AGAIN_MS });
      for (let down = 0; down < 40 && !(await row.evaluate((it) => it.classList.contains("focused"))); down++)
        await this.keys("ArrowDown");
      await this.keys("Enter");
      await seen.waitFor({ timeout: KEY_AGAIN_MS });
      return true;
    });
  }

  /** Takes an entry of a list that a key opens. */
  async openList(key, typed, name) {
    await this.#choose(typed, name, key);
  }

  async saveAll() {
    await this.command("File: Save All Files");
  }

  /** Puts the cursor behind a text of the active editor. */
  async goTo(text) {
    await this.keys("Control+Home", "Control+f");
    await this.page.locator(".find-widget.visible .find-part textarea").first().fill(text);
    await this.page.locator(".find-widget.visible .matchesCount", { hasText: /[\d?] of \d/ }).waitFor();
    await this.keys("Enter", "Escape", "ArrowRight");
  }

  /** Waits for the place of the cursor, as the status bar has it: `Ln 3, Col 7`. */
  async cursorAt(place) {
    await this.page.locator(".statusbar-item", { hasText: place }).waitFor();
  }
}

/** Waits until something is found. @param what Said where it is not. */
export async function until(probe, what) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const found = await probe();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${typeof what === "function" ? what() : what}`);
}

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
