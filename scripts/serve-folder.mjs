// A web server for the files of one folder, on this machine alone. A library. Usage: import { serveFolder } from "./serve-folder.mjs"

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".png": "image/png",
  ".txt": "text/plain",
};

/**
 * @param {number} port 0 for a free one.
 * @param {string} below The path that the folder's files are served at, with a slash at both ends.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function serveFolder(folder, port = 0, below = "/") {
  const server = createServer(async ({ url = "" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const name = pathname.startsWith(below) ? decodeURIComponent(pathname.slice(below.length)) || "index.html" : "";
    const file = path.join(folder, name);
    const isInside = name !== "" && file.startsWith(folder + path.sep);
    const content = isInside ? await readFile(file).catch(() => undefined) : undefined;
    if (content === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, { "content-type": `${TYPES[path.extname(file)] ?? "text/plain"}; charset=utf-8` })
        .end(content);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${server.address().port}${below}`, stop };
}
