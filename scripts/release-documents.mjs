// Makes README and CHANGELOG fit for the Marketplace and for VS Code's page of the extension. A library.
// Usage: import { forReaders, publishedAt } from "./release-documents.mjs"

/** What only somebody with a clone can do. */
const ONLY_IN_CLONE = /<!-- clone -->[\s\S]*?<!-- \/clone -->\n*/g;
/** Pictures on a line of their own, and links, that lead to files of the clone. */
const PICTURE = /^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?/gm;
const LINK = /\[([^\]]*)\]\((?!https:|#)[^)]*\)/g;

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
 * @param {string} remote Address of a git remote.
 * @returns {string | undefined} The address of its pages, where it is on a host of which vsce knows how files are addressed.
 */
export function publishedAt(remote) {
  const [, host, project] =
    /^(?:https:\/\/|ssh:\/\/git@|git@)(github\.com|gitlab\.com)[/:](.+?)(?:\.git)?\/?$/.exec(remote) ?? [];
  return project === undefined ? undefined : `https://${host}/${project}`;
}
