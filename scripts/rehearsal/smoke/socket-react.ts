import { createClient } from "@carillon/socket-client";
import { createHooks } from "@carillon/socket-react";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect } from "./expect.js";

const client = createClient({ url: "http://127.0.0.1:1" });
const { CarillonProvider, useStatus } = createHooks();

function Status() {
  return createElement("p", undefined, useStatus().is);
}

const page = renderToString(createElement(CarillonProvider, { client, children: createElement(Status) }));
expect(/^<p>\w+<\/p>$/.test(page), `a page is rendered on the server: ${page}`);
void client.close().then(() => console.log("passed"));
