/** The open files as CodeMirror's client knows them: each has an editor, shown or not. */

import { LSPPlugin, Workspace, type WorkspaceFile } from "@codemirror/lsp-client";
import type { ChangeSet, Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

interface OpenFile extends WorkspaceFile {
  readonly view: EditorView;
}

export class OpenFiles extends Workspace {
  override files: OpenFile[] = [];
  /** Puts the editor of a file in front. */
  show: (uri: string) => EditorView | undefined = () => undefined;
  /** Versions go on when a file is closed and opened again. */
  readonly #versions = new Map<string, number>();

  override syncFiles(): { changes: ChangeSet; file: OpenFile; prevDoc: Text }[] {
    const changed = [];
    for (const file of this.files) {
      const plugin = LSPPlugin.get(file.view);
      if (plugin === null || plugin.unsyncedChanges.empty) continue;
      changed.push({ changes: plugin.unsyncedChanges, file, prevDoc: file.doc });
      file.doc = file.view.state.doc;
      file.version = this.#nextVersion(file.uri);
      plugin.clear();
    }
    return changed;
  }

  override openFile(uri: string, languageId: string, view: EditorView): void {
    const file = { uri, languageId, version: this.#nextVersion(uri), doc: view.state.doc, view, getView: () => view };
    this.files.push(file);
    this.client.didOpen(file);
  }

  override closeFile(uri: string): void {
    this.files = this.files.filter((it) => it.uri !== uri);
    this.client.didClose(uri);
  }

  override async displayFile(uri: string): Promise<EditorView | null> {
    return this.show(uri) ?? null;
  }

  #nextVersion(uri: string): number {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    return version;
  }
}
