/** Files that somebody makes before a build: from a template that lies beside them, or by a script of the repository. */

import { folderOf } from "../kustomize/index.js";
import type { Folder } from "./folder.js";

/** Files that run something, by their names. */
const SCRIPT =
  /(?:^|\/)(?:(?:GNU)?makefile(?:\.[^/]+)?|justfile|jenkinsfile|tiltfile|taskfile\.ya?ml|\.gitlab-ci\.ya?ml|[^/]*\.(?:sh|bash|zsh|mk|just|ps1|tf)|\.github\/workflows\/[^/]+\.ya?ml|(?:tasks|playbooks?)\/(?:[^/]+\/)*[^/]+\.ya?ml)$/i;
/** More of them than this are not read. */
const MOST_SCRIPTS = 1000;

/** At the end of a file's name: what is in it becomes the file without. */
const MADE_FROM = new Set(
  "tpl tmpl template tftpl gotmpl j2 jinja jinja2 mustache erb ejs in dist example sample envsubst enc encrypted sops age gpg asc".split(
    " ",
  ),
);
/** In front of the extension. Files that are encrypted are not among them: Flux and others take these as they are. */
const MARKED = new Set("tpl tmpl template tftpl j2 jinja jinja2 in dist example sample envsubst".split(" "));

/** Where a script names what it writes: behind these, or as the target of a Makefile. */
const WRITES = [
  />\|?\s*("[^"\n]+"|'[^'\n]+'|[^\s"';|&<>]+)/g,
  /\btee(?:\s+-a)?\s+("[^"\n]+"|'[^'\n]+'|[^\s"';|&<>]+)/g,
  /(?:\s-o|\s-O|--out(?:put)?(?:-file)?)[=\s]\s*("[^"\n]+"|'[^'\n]+'|[^\s"';|&<>]+)/g,
  /\b(?:cp|mv|ln|install)\s[^\n;|&]*?\s("[^"\n]+"|'[^'\n]+'|[^\s"';|&<>]+)[ \t]*(?=\\?$|[;|&])/gm,
  /^\s*(?:filename|dest|-OutFile)\s*[=:\s]\s*("[^"\n]+"|'[^'\n]+'|[^\s"';|&<>]+)/gm,
  /^([^\s:=#"'$]+\.[\w.]+)\s*:(?!=)/gm,
];
/** Where controller-gen names the folder that it writes manifests into. */
const FILLS = /\boutput:(?:[a-z]+:)*(?:config|dir)=("[^"\n]+"|'[^'\n]+'|[^\s"';|&<>]+)/g;
/** What stands in a file for a name that a script puts there: `s|MANIFEST|release.yaml|`. */
const REPLACED = /\bs([|/#,@])([A-Z][A-Z0-9_]*[A-Z0-9])\1/g;
const ENTERS = /(?:\b(?:cd|pushd)|\s-C)\s+("[^"\n]+"|'[^'\n]+'|[^\s"';|&<>]+)/g;

export class MadeFiles {
  readonly #root: Folder;
  readonly #scripts: string[] = [];
  readonly #names = new Map<string, readonly string[]>();
  #written: readonly Script[] | undefined;

  constructor(root: Folder) {
    this.#root = root;
  }

  /** @param file Path from the root of any file that is there. It counts if it is a script. */
  note(file: string): void {
    if (SCRIPT.test(file)) this.#scripts.push(file);
  }

  /** The path of the template or script that makes a file which is not there. */
  makerOf(file: string): string | undefined {
    return this.#template(file) ?? this.#script(file);
  }

  /** The path of the script that puts a name in the place of this one. */
  replacerOf(file: string): string | undefined {
    const word = baseName(file);
    return this.#read().find((it) => it.words.has(word))?.script;
  }

  #template(file: string): string | undefined {
    const folder = folderOf(file);
    const name = baseName(file);
    const found = this.#namesIn(folder).find((it) => isTemplateOf(it, name));
    if (found === undefined) return undefined;
    return folder === "" ? found : `${folder}/${found}`;
  }

  #script(file: string): string | undefined {
    return this.#read().find((it) => makes(it, file))?.script;
  }

  #read(): readonly Script[] {
    this.#written ??= this.#scripts.slice(0, MOST_SCRIPTS).map((script) => readScript(script, this.#textOf(script)));
    return this.#written;
  }

  #namesIn(folder: string): readonly string[] {
    const names = this.#names.get(folder) ?? namesWithin(this.#root, folder);
    this.#names.set(folder, names);
    return names;
  }

  /** Empty for a script that cannot be read: it is only looked at for what it may make. */
  #textOf(script: string): string {
    const result = this.#root.text(script);
    return result !== undefined && "text" in result ? result.text : "";
  }
}

/** None of a folder that a link leads out to, that is not there or may not be read: no template in it is known. */
function namesWithin(root: Folder, folder: string): readonly string[] {
  const entries = root.leadsOut(folder) ? undefined : root.entries(folder);
  return entries === undefined || "refused" in entries ? [] : entries.map((it) => it.name).sort();
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `deploy.yaml.tpl`, `deploy.tpl.yaml` and `deploy.tpl` for `deploy.yaml`. */
function isTemplateOf(candidate: string, name: string): boolean {
  const [stem, extension] = split(name);
  const [before, last] = split(candidate);
  if (MADE_FROM.has(last.toLowerCase())) return before === name || (before === stem && MARKED.has(last.toLowerCase()));
  const [inner, marker] = split(before);
  return last === extension && inner === stem && MARKED.has(marker.toLowerCase());
}

/** A name and its extension. */
function split(name: string): readonly [string, string] {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
}

interface Script {
  readonly script: string;
  readonly text: string;
  readonly paths: readonly Written[];
  readonly folders: readonly Written[];
  /** Words that it replaces. */
  readonly words: ReadonlySet<string>;
}

function readScript(script: string, text: string): Script {
  const words = new Set([...text.matchAll(REPLACED)].map((it) => it[2] ?? ""));
  return { script, text, paths: writtenIn(text, WRITES), folders: writtenIn(text, [FILLS]), words };
}

function makes({ script, text, paths, folders }: Script, file: string): boolean {
  const folder = folderOf(file);
  return (
    paths.some((it) => mayBe(it, file, script, text)) ||
    folders.some((it) => it.segments.length > 1 && endsIn(folder.split("/"), it.segments))
  );
}

/** A path as a script has it, from behind its last variable. */
interface Written {
  readonly segments: readonly string[];
  /** False if something that is not known stands in front. */
  readonly whole: boolean;
}

function writtenIn(text: string, where: readonly RegExp[]): readonly Written[] {
  return where.flatMap((it) => [...text.matchAll(it)]).flatMap((it) => asWritten(it[1] ?? ""));
}

function asWritten(token: string): readonly Written[] {
  const parts = token.replace(/^["']|["']$/g, "").split("/");
  let from = parts.length;
  while (from > 0 && isLiteral(parts[from - 1] ?? "")) from--;
  const segments = parts.slice(from).filter((it) => it !== "" && it !== ".");
  return segments.length === 0 ? [] : [{ segments, whole: from === 0 }];
}

function isLiteral(segment: string): boolean {
  return segment !== ".." && !/[${}()*?%]/.test(segment);
}

/**
 * A path of several segments counts wherever the script stands when it writes. One of a single name counts in the script's own
 * folder, and in a folder that the script enters or names.
 */
function mayBe({ segments, whole }: Written, file: string, script: string, text: string): boolean {
  const parts = file.split("/");
  if (!endsIn(parts, segments)) return false;
  if (segments.length > 1) return true;
  const folder = parts.slice(0, -1);
  if (folderOf(script) === folder.join("/")) return true;
  if (folder.length > 1 && text.includes(folder.slice(-2).join("/"))) return true;
  return (
    whole &&
    [...text.matchAll(ENTERS)].some((it) => asWritten(it[1] ?? "").some((entered) => endsIn(folder, entered.segments)))
  );
}

function endsIn(parts: readonly string[], last: readonly string[]): boolean {
  return last.length <= parts.length && last.every((it, at) => it === parts[parts.length - last.length + at]);
}
