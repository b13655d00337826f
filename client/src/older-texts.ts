/** Earlier texts of manifests: as they are saved, and as Git's HEAD has them. */

import * as vscode from "vscode";
import { selector } from "./client";

export interface OlderText {
  readonly uri: string;
  /** Null for a file that was not there. */
  readonly text: string | null;
}

/** With more files than these changed, comparing them is for the terminal: `netpol diff --git HEAD`. */
const MOST_FILES = 200;

/** Of the manifests with changes that are not saved. */
export async function savedTexts(): Promise<OlderText[]> {
  const dirty = vscode.workspace.textDocuments.filter((it) => it.isDirty && isManifest(it));
  return Promise.all(
    dirty.map(async ({ uri }) => {
      if (uri.scheme === "untitled") return { uri: uri.toString(), text: null };
      return { uri: uri.toString(), text: await savedText(uri) };
    }),
  );
}

function isManifest(document: vscode.TextDocument): boolean {
  return vscode.languages.match(selector(), document) > 0;
}

async function savedText(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // It was deleted, or has never been there.
    return null;
  }
}

/** What of VS Code's Git extension is asked: https://github.com/microsoft/vscode/blob/main/extensions/git/src/api/git.d.ts */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): {
    readonly repositories: readonly GitRepository[];
    readonly onDidOpenRepository: vscode.Event<GitRepository>;
  };
}

interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD?: { readonly commit?: string };
    readonly workingTreeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly untrackedChanges?: readonly GitChange[];
    readonly onDidChange: vscode.Event<void>;
  };
  show(ref: string, path: string): Promise<string>;
}

interface GitChange {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
}

const MANIFEST = /\.(?:ya?ml|json)$/i;

/** Texts of Git's HEAD; each is asked for once. */
export class HeadTexts {
  readonly #known = new Map<string, string | null>();

  /** Of the manifests that differ; undefined where there is no repository, or too much has changed. */
  async texts(): Promise<OlderText[] | undefined> {
    const repositories = await repositoriesOf();
    if (repositories.length === 0) return undefined;
    const older = new Map<string, OlderText>();
    for (const repository of repositories) {
      for (const uri of changedIn(repository)) {
        if (older.size >= MOST_FILES) return undefined;
        older.set(uri.toString(), { uri: uri.toString(), text: await this.#textOf(repository, uri) });
      }
    }
    return [...older.values()];
  }

  async #textOf(repository: GitRepository, uri: vscode.Uri): Promise<string | null> {
    const key = `${repository.state.HEAD?.commit} ${uri}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const text = await headText(repository, uri);
    if (this.#known.size >= MOST_FILES) this.#known.clear();
    this.#known.set(key, text);
    return text;
  }
}

/** Each manifest once, those that are not saved yet too. */
function changedIn({ state, rootUri }: GitRepository): Iterable<vscode.Uri> {
  const { workingTreeChanges, indexChanges, untrackedChanges = [] } = state;
  const changed = [...workingTreeChanges, ...indexChanges, ...untrackedChanges];
  const dirty = vscode.workspace.textDocuments.filter((it) => it.isDirty && isManifest(it));
  const all = [...changed.flatMap((it) => [it.uri, it.originalUri]), ...dirty.map((it) => it.uri)];
  const own = all.filter((it) => MANIFEST.test(it.path) && isIn(it, rootUri));
  return new Map(own.map((it) => [it.toString(), it])).values();
}

/** Calls back when a repository's state changes. */
export async function watchRepositories(changed: () => void): Promise<vscode.Disposable> {
  const api = (await gitExtension())?.getAPI(1);
  if (api === undefined) return new vscode.Disposable(() => undefined);
  const watched = api.repositories.map((it) => it.state.onDidChange(changed));
  watched.push(api.onDidOpenRepository((it) => watched.push(it.state.onDidChange(changed))));
  return new vscode.Disposable(() => {
    for (const it of watched) it.dispose();
  });
}

async function repositoriesOf(): Promise<readonly GitRepository[]> {
  return (await gitExtension())?.getAPI(1).repositories ?? [];
}

async function gitExtension(): Promise<GitExtension | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (extension === undefined) return undefined;
  const git = extension.isActive ? extension.exports : await extension.activate();
  return git.enabled ? git : undefined;
}

async function headText(repository: GitRepository, uri: vscode.Uri): Promise<string | null> {
  try {
    return await repository.show("HEAD", uri.fsPath);
  } catch {
    // HEAD does not have the file, or there is no commit yet.
    return null;
  }
}

function isIn(uri: vscode.Uri, folder: vscode.Uri): boolean {
  return uri.scheme === folder.scheme && uri.path.startsWith(`${folder.path.replace(/\/$/, "")}/`);
}
