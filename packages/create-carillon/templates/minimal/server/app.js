import { readFile } from "node:fs/promises";
import { users } from "./users.js";

const page = {
  "/": ["text/html", "index.html"],
  "/page.js": ["text/javascript", "page.js"],
  "/page.css": ["text/css", "page.css"],
};

/** The HTTP half: the page, and signing in. */
export async function app(request, response) {
  const [type, file] = page[request.url] ?? [];
  if (request.method === "GET" && file) {
    const body = await readFile(new URL(`../public/${file}`, import.meta.url));
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
  } else if (request.method === "POST" && request.url === "/sign-in") {
    const name = (await bodyOf(request)).trim();
    if (name === "" || name.length > 40) response.writeHead(422).end("A name has 1 to 40 letters.");
    else
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(users.signIn(name)));
  } else {
    response.writeHead(404).end();
  }
}

async function bodyOf(request) {
  let body = "";
  for await (const part of request) {
    body += part;
    if (body.length > 1000) return "";
  }
  return body;
}
