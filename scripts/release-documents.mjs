// Makes documents fit for the Marketplace, for VS Code's page of the extension and for its preview. A library.
// Usage: import { forPreview, forReaders, publishedAt } from "./release-documents.mjs"

import path from "node:path";

/** What only somebody with a clone can do. */
const ONLY_IN_CLONE = /<!-- clone -->[\s\S]*?<!-- \/clone -->\n*/g;
/** Pictures on a line of their own, and links, that lead to files of the clone. */
const PICTURE = /^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?/gm;
const LINK = /\[([^\]]*)\]\((?!https:|#)([^)]*)\)/g;

/**
 * vsce makes addresses of links and pictures that are relative, where it knows where the sources are published. Where nobody
 * does, they would be dead: links become plain text, and pictures are left out.
 * @param {string} text Markdown.
 * @param {string | undefined} repository
 */
export function forReaders(text, repository) {
  const kept = text.replaceAll(ONLY_IN_CLONE, "");
  return repository === undefined ? kept.replaceAll(PICTURE, "").replaceAll(LINK, "$1") : kept;
}

/**
 * A page that ships beside others, and is read in VS Code: links to what does not ship become plain text.
 * @param {string} text Markdown.
 * @param {string} name The page's path.
 * @param {readonly string[]} pages Paths of those that ship, besides the ones of rules.
 */
export function forPreview(text, name, pages) {
  return text.replaceAll(ONLY_IN_CLONE, "").replaceAll(LINK, (link, words, target) => {
    const [file] = target.split("#");
    const led = path.posix.join(path.posix.dirname(name), file);
    return pages.includes(led) || led.startsWith("docs/rules/") ? link : words;
  });
}

/**
 * @param {string} remote Address of a git remote.
 * @returns {string | undefined} The address of its pages, where it is on a host of which vsce knows how files are addressed.
 */
export function publishedAt(remote) {
  const [, host, project] =
    /^(?:https:\/\/|ssh:\/\/git@|git@)(github\.com|gitlab\.com)[/:](.+?)(?:\.git)?\/?$/.exec(remote) ?? [];
  return project === undefined ? undefined : `https://${host}/${project}`;
}
